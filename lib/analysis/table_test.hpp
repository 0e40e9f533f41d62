// fit-mlp: the errors of a network on rows that its fit has not seen.
#pragma once

#include <optional>
#include <string>

#include "analysis/classification.hpp"
#include "analysis/table_errors.hpp"
#include "io/table.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::fit_mlp {

// Rows that the fit has not seen and where its errors on them go: open before the fit, which may take hours.
class TableTest {
 public:
  TableTest(const std::string& rows, const std::string& errors, bool classes) : x_classes{classes}, x_rows{rows} {
    const auto units = x_rows.header().units;
    auto header = x_classes ? analysis::classes_header(units) : analysis::errors_header(units);
    header.made_by = x_rows.header().made_by;
    x_errors.emplace(errors, header);
  }
  void run(const potential::Model& model) {
    if (x_classes) {
      analysis::write(analysis::classify(model, x_rows), *x_errors);
    } else {
      analysis::write(analysis::table_errors(model, x_rows), *x_errors);
    }
    x_errors->close();
  }

 private:
  bool x_classes;
  io::TableReader x_rows;
  std::optional<io::TableWriter> x_errors;
};

}  // namespace nnpipe::fit_mlp
