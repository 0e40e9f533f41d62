// Models of a table's columns against tables.
#include "columns.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "analysis/classification.hpp"
#include "analysis/errors.hpp"
#include "analysis/kernel_errors.hpp"
#include "analysis/table_errors.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "io/input.hpp"
#include "io/table.hpp"
#include "potential/neural/file.hpp"

namespace nnpipe::validate {

namespace {

// A side output that may not be wanted.
class SideTable {
 public:
  SideTable(const std::string& path, const io::TableHeader& header) {
    if (!path.empty()) x_table.emplace(path, header);
  }
  explicit operator bool() const { return x_table.has_value(); }
  io::TableWriter& operator*() { return *x_table; }
  void close() {
    if (x_table) x_table->close();
  }

 private:
  std::optional<io::TableWriter> x_table;
};

// Fields reference, predicted and, of kernels, deviation; of several targets each with its name behind.
io::TableHeader predictions_header(UnitStyle units, const std::vector<potential::TargetScaling>& targets,
                                   bool deviations) {
  io::TableHeader header;
  header.units = units;
  for (const auto& target : targets) {
    const std::string end = targets.size() == 1 ? "" : "_" + target.name;
    header.fields.push_back("reference" + end);
    header.fields.push_back("predicted" + end);
    if (deviations) header.fields.push_back("deviation" + end);
  }
  return header;
}

// Of classes: the real one and the decision values.
io::TableHeader decisions_header(UnitStyle units, std::size_t outputs) {
  io::TableHeader header;
  header.units = units;
  header.fields = {"class"};
  for (std::size_t k = 0; k < outputs; ++k)
    header.fields.push_back(outputs == 1 ? "decision" : fmt::format("decision_{}", k));
  return header;
}

void write_confusion(const std::string& path, const analysis::Classification& result) {
  if (path.empty()) return;
  io::TableWriter confusion{path, analysis::confusion_header(result)};
  analysis::write_confusion(result, confusion);
  confusion.close();
}

void network(const Columns& options, const potential::Model& model, io::TableReader& table) {
  if (!options.calibration.empty())
    fail("--calibration is for models with deviations: kernels, as fit-kernel makes them");
  if (analysis::class_column(model)) {
    if (!options.predictions.empty()) fail("--predictions is for models of values, got a classifier");
    io::TableWriter writer{options.output, analysis::classes_header(model.units)};
    const auto result = analysis::classify(model, table);
    analysis::write(result, writer);
    write_confusion(options.confusion, result);
    return writer.close();
  }
  if (!options.confusion.empty()) fail("--confusion is for classifiers");
  SideTable predictions{options.predictions, predictions_header(model.units, model.elements.front().targets, false)};
  io::TableWriter writer{options.output, analysis::errors_header(model.units)};
  std::vector<double> row;
  const auto see = [&](std::span<const double> references, std::span<const double> outputs) {
    row.clear();
    for (std::size_t t = 0; t < outputs.size(); ++t) row.insert(row.end(), {references[t], outputs[t]});
    (*predictions).write(row);
  };
  analysis::write(
      analysis::table_errors(model, table, predictions ? analysis::SeeOutputs{see} : analysis::SeeOutputs{}), writer);
  predictions.close();
  writer.close();
}

void kernel_classes(const Columns& options, const potential::KernelModel& model, io::TableReader& table) {
  if (!options.calibration.empty()) fail("--calibration is for models with deviations, which margins do not have");
  SideTable predictions{options.predictions, decisions_header(model.units, model.outputs())};
  io::TableWriter writer{options.output, analysis::classes_header(model.units)};
  std::vector<double> row;
  const auto result = analysis::classify(model, table, [&](double real, std::span<const double> decisions) {
    if (!predictions) return;
    row.assign(1, real);
    row.insert(row.end(), decisions.begin(), decisions.end());
    (*predictions).write(row);
  });
  analysis::write(result, writer);
  write_confusion(options.confusion, result);
  predictions.close();
  writer.close();
}

void kernel(const Columns& options, const potential::KernelModel& model, io::TableReader& table) {
  if (model.tells_classes()) return kernel_classes(options, model, table);
  if (!options.confusion.empty()) fail("--confusion is for classifiers");
  SideTable predictions{options.predictions, predictions_header(model.units, model.targets, true)};
  SideTable calibration{options.calibration, analysis::calibration_header(model.units)};
  io::TableWriter writer{options.output, analysis::errors_header(model.units)};
  std::vector<analysis::Calibration> calibrations(model.targets.size());
  std::vector<double> row;
  const auto see = [&](std::span<const analysis::Prediction> targets) {
    row.clear();
    for (std::size_t t = 0; t < targets.size(); ++t) {
      if (calibration) calibrations[t].add(targets[t]);
      row.insert(row.end(), {targets[t].reference, targets[t].predicted, targets[t].deviation});
    }
    if (predictions) (*predictions).write(row);
  };
  const bool wanted = predictions || calibration;
  const auto errors =
      analysis::table_errors(model, table, wanted ? analysis::SeePredictions{see} : analysis::SeePredictions{});
  analysis::write(errors, writer);
  if (calibration) {
    const bool energies = model.kind != potential::InputKind::columns;
    for (std::size_t t = 0; t < errors.size(); ++t) {
      analysis::write_calibration(*calibration, errors[t].quantity, errors[t].unit,
                                  energies ? shown_units(model.units).small_energy.factor : 1, calibrations[t]);
    }
  }
  predictions.close();
  calibration.close();
  writer.close();
}

// Standard input is taken for frames, which potentials are tested on.
bool is_table(const std::string& path) {
  constexpr std::string_view table_magic = "#! nnpipe-table";
  return path != "-" && io::Input{path}.peek(table_magic.size()) == table_magic;
}

}  // namespace

std::optional<TableTested> tested_on_tables(const std::string& spec, const std::string& data) {
  if (!std::filesystem::is_regular_file(spec)) return std::nullopt;
  io::Input input{spec};
  if (input.peek(potential::kernel_magic_word.size()) == potential::kernel_magic_word) {
    auto model = potential::read_kernel_model(input);
    if (model.kind == potential::InputKind::symmetry_functions && !is_table(data)) return std::nullopt;
    return model;
  }
  if (!input.peek(13).starts_with("nnp-potential")) return std::nullopt;
  auto models = potential::read_models(input);
  if (models.size() > 1 || models.front().elements.size() > 1) return std::nullopt;
  if (models.front().kind != potential::InputKind::columns && !is_table(data)) return std::nullopt;
  return std::move(models.front());
}

void columns(const Columns& options, const TableTested& model) {
  if (options.report) fail("--report is for potentials, expected one, got a model of a table");
  io::TableReader table{options.table};
  if (const auto* kernels = std::get_if<potential::KernelModel>(&model)) return kernel(options, *kernels, table);
  network(options, std::get<potential::Model>(model), table);
}

}  // namespace nnpipe::validate
