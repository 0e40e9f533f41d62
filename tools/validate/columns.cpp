// Networks of a table's columns against tables.
#include "columns.hpp"

#include <filesystem>
#include <utility>

#include "analysis/classification.hpp"
#include "analysis/errors.hpp"
#include "analysis/table_errors.hpp"
#include "base/error.hpp"
#include "io/input.hpp"
#include "io/table.hpp"
#include "potential/file.hpp"

namespace nnpipe::validate {

std::optional<potential::Model> network_of_columns(const std::string& spec) {
  if (!std::filesystem::is_regular_file(spec)) return std::nullopt;
  io::Input input{spec};
  if (!input.peek(13).starts_with("nnp-potential")) return std::nullopt;
  auto models = potential::read_models(input);
  if (models.size() > 1 || models.front().kind != potential::InputKind::columns) return std::nullopt;
  return std::move(models.front());
}

void columns(const Columns& options, const potential::Model& model) {
  if (options.report) fail("--report is for potentials, expected one, got a network of columns");
  io::TableReader table{options.table};
  const bool classes = analysis::class_column(model).has_value();
  if (!classes && !options.confusion.empty()) fail("--confusion is for networks that tell classes apart");
  auto header = classes ? analysis::classes_header(model.units) : analysis::errors_header(model.units);
  io::TableWriter writer{options.output, header};
  if (classes) {
    const auto result = analysis::classify(model, table);
    analysis::write(result, writer);
    if (!options.confusion.empty()) {
      io::TableWriter confusion{options.confusion, analysis::confusion_header(result)};
      analysis::write_confusion(result, confusion);
      confusion.close();
    }
  } else {
    analysis::write(analysis::table_errors(model, table), writer);
  }
  writer.close();
}

}  // namespace nnpipe::validate
