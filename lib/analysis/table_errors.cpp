#include "analysis/table_errors.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "potential/descriptor_header.hpp"

namespace nnpipe::analysis {

namespace {

using potential::InputKind;

// Columns of equal names are those of the model only if they are of its element and, where the table knows them, of the
// same symmetry functions.
void check_meaning(const potential::ElementModel& model, const io::TableHeader& header,
                   const potential::DescriptorHeader& descriptor) {
  for (const auto& element : header.find("element")) {
    if (element != model.element.symbol()) fail("the table is of {}, the model of {}", element, model.element.symbol());
  }
  check_same_functions(model.set, model.inputs, descriptor);
}

}  // namespace

void check_same_functions(const descriptor::Set& set, std::span<const descriptor::ColumnScaling> inputs,
                          const potential::DescriptorHeader& descriptor) {
  if (!descriptor.set) return;
  for (std::size_t i = 0; i < set.functions.size(); ++i) {
    for (std::size_t k = 0; k < descriptor.inputs.size(); ++k) {
      if (descriptor.inputs[k] != inputs[i].name) continue;
      if (descriptor.set->functions[k] != set.functions[i])
        fail("input {} of the table is another symmetry function than the model's", descriptor.inputs[k]);
    }
  }
}

void check_same_scaling(const descriptor::ColumnScaling& input, std::span<const descriptor::ColumnScaling> scaling) {
  for (const auto& other : scaling) {
    if (other.name == input.name && (other.subtract != input.subtract || other.factor != input.factor)) {
      fail("the table scales input {} differently than the model: scale with --apply, or give it unscaled", input.name);
    }
  }
}

TablePredictor::TablePredictor(const potential::Model& model, const io::TableHeader& header)
    : x_model{model.elements.front()} {
  if (model.elements.size() != 1) fail("the model has {} networks, a table tests one", model.elements.size());
  check_same_units(header.units, "the table", model.units, "the model");
  const auto descriptor = potential::descriptor_header(header);
  if (model.kind != InputKind::columns) check_meaning(x_model, header, descriptor);
  x_scaled = !descriptor.scaling.empty();
  for (const auto& input : x_model.inputs) {
    x_columns.push_back(header.column(input.name));
    if (x_scaled) check_same_scaling(input, descriptor.scaling);
  }
  if (x_model.degree != 1) x_monomials.emplace(x_columns.size(), x_model.degree);
  x_inputs.resize(x_columns.size());
  x_products.resize(x_monomials ? x_monomials->size() : 0);
  x_outputs.resize(x_model.network.outputs());
  x_gradient.resize(x_columns.size());
}

std::span<const double> TablePredictor::outputs(std::span<const double> row) {
  gather(row);
  if (x_monomials) x_monomials->expand(x_inputs, x_products);
  x_model.network.value(x_monomials ? x_products : x_inputs, x_outputs, x_workspace);
  for (std::size_t i = 0; i < x_model.linear.size(); ++i) x_outputs[0] += x_model.linear[i] * x_inputs[i];
  for (std::size_t o = 0; o < x_outputs.size(); ++o) x_outputs[o] = x_model.targets[o].apply(x_outputs[o]);
  return x_outputs;
}

double TablePredictor::slope(std::span<const double> row) {
  gather(row);
  x_model.network.input_gradient(x_inputs, x_gradient, x_workspace);
  return x_gradient[0] * x_model.inputs[0].factor * x_model.targets[0].factor;
}

void TablePredictor::gather(std::span<const double> row) {
  for (std::size_t i = 0; i < x_columns.size(); ++i) {
    x_inputs[i] = x_scaled ? row[x_columns[i]] : x_model.inputs[i].apply(row[x_columns[i]]);
  }
}

std::vector<TargetErrors> table_errors(const potential::Model& model, io::TableReader& table, const SeeOutputs& see) {
  const io::TableHeader& header = table.header();
  // Not about the rows: the table says where these are.
  const auto place = [&] { return table.name(); };
  const auto column = [&](std::string_view name) { return with_place(place, [&] { return header.column(name); }); };
  TablePredictor predictor = with_place(place, [&] { return TablePredictor{model, header}; });
  const ShownUnits& shown = shown_units(model.units);
  const bool is_potential = model.kind != InputKind::columns;
  const double scale = is_potential ? shown.small_energy.factor : 1;
  std::vector<TargetErrors> errors;
  std::vector<std::size_t> columns;
  for (const auto& target : model.elements.front().targets) {
    columns.push_back(column(target.name));
    errors.push_back({target.name, is_potential ? shown.small_energy.name : "-", {}});
  }
  const bool slopes = model.kind == InputKind::distance && header.has("slope");
  const std::size_t slope_column = slopes ? header.column("slope") : 0;
  if (slopes) errors.push_back({"slope", shown.small_force.name, {}});

  std::vector<double> row(header.fields.size()), references(columns.size());
  while (table.next(row)) {
    const auto outputs = predictor.outputs(row);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      errors[o].statistics.add(scale * (outputs[o] - row[columns[o]]));
    }
    if (see) {
      for (std::size_t o = 0; o < outputs.size(); ++o) references[o] = row[columns[o]];
      see(references, outputs);
    }
    if (slopes) errors.back().statistics.add(scale * (predictor.slope(row) - row[slope_column]));
  }
  if (table.rows() == 0) fail("{}: the table has no rows to test on", table.name());
  return errors;
}

void write(const std::vector<TargetErrors>& errors, io::TableWriter& writer) {
  for (const auto& [quantity, unit, statistics] : errors) write_errors(writer, quantity, unit, "all", statistics);
}

}  // namespace nnpipe::analysis
