// The errors of a model on rows that its fit has not seen, written as a table.
#pragma once

#include <optional>
#include <string>

#include "analysis/classification.hpp"
#include "analysis/errors.hpp"
#include "analysis/kernel_errors.hpp"
#include "analysis/table_errors.hpp"
#include "io/table.hpp"

namespace nnpipe::analysis {

// Rows that the fit has not seen and where its errors on them go: open before the fit, which may take hours.
class TableTest {
 public:
  TableTest(const std::string& rows, const std::string& errors, bool classes) : x_classes{classes}, x_rows{rows} {
    const auto units = x_rows.header().units;
    auto header = x_classes ? classes_header(units) : errors_header(units);
    header.made_by = x_rows.header().made_by;
    x_errors.emplace(errors, header);
  }
  // A network or a kernel model: classify() and table_errors() of it.
  template <typename Model>
  void run(const Model& model) {
    if (x_classes) {
      write(classify(model, x_rows), *x_errors);
    } else {
      write(table_errors(model, x_rows), *x_errors);
    }
    x_errors->close();
  }

 private:
  bool x_classes;
  io::TableReader x_rows;
  std::optional<io::TableWriter> x_errors;
};

}  // namespace nnpipe::analysis
