#include "analysis/classification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/table_errors.hpp"
#include "base/error.hpp"

namespace nnpipe::analysis {

std::optional<std::string> class_column(const potential::Model& model) {
  if (model.kind != potential::InputKind::columns || model.elements.size() != 1) return std::nullopt;
  const auto& targets = model.elements.front().targets;
  if (targets.size() < 2 || !targets.front().name.ends_with(":0")) return std::nullopt;
  const std::string name = targets.front().name.substr(0, targets.front().name.size() - 2);
  for (std::size_t k = 0; k < targets.size(); ++k) {
    if (targets[k].name != fmt::format("{}:{}", name, k)) return std::nullopt;
  }
  return name;
}

std::size_t Classification::rows() const {
  std::size_t sum = 0;
  for (const std::size_t count : confusion) sum += count;
  return sum;
}

double Classification::accuracy() const {
  std::size_t right = 0;
  for (std::size_t k = 0; k < classes; ++k) right += of(k, k);
  return static_cast<double>(right) / static_cast<double>(rows());
}

std::size_t class_of(double value, std::size_t classes, const io::TableReader& table) {
  if (!(value >= 0) || value >= static_cast<double>(classes) || value != std::floor(value)) {
    fail("{}: row {}: class {}, expected one of 0 to {}", table.name(), table.rows(), value, classes - 1);
  }
  return static_cast<std::size_t>(value);
}

Classification classify(const potential::Model& model, io::TableReader& table) {
  // Not about the rows: the table says where these are.
  const auto place = [&] { return table.name(); };
  const auto column = class_column(model);
  if (!column) fail("the network is not a classifier");
  TablePredictor predictor = with_place(place, [&] { return TablePredictor{model, table.header()}; });
  const std::size_t at = with_place(place, [&] { return table.header().column(*column); });
  Classification result;
  result.classes = model.elements.front().targets.size();
  result.confusion.resize(result.classes * result.classes);
  result.cross_entropy = 0;
  std::vector<double> row(table.header().fields.size());
  while (table.next(row)) {
    const auto y = predictor.outputs(row);
    const std::size_t k = class_of(row[at], result.classes, table);
    const auto most = static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin());
    ++result.confusion[k * result.classes + most];
    double partition = 0;
    for (const double value : y) partition += std::exp(value - y[most]);
    *result.cross_entropy += y[most] + std::log(partition) - y[k];
  }
  if (table.rows() == 0) fail("{}: the table has no rows to test on", table.name());
  *result.cross_entropy /= static_cast<double>(table.rows());
  return result;
}

io::TableHeader classes_header(UnitStyle units) {
  io::TableHeader header;
  header.units = units;
  header.fields = {"quantity", "subset", "count", "value"};
  header.text_fields = {"quantity", "subset"};
  return header;
}

void write(const Classification& result, io::TableWriter& writer) {
  const auto add = [&](const std::string& quantity, const std::string& subset, std::size_t count, double value) {
    const std::array<std::string, 4> words{quantity, subset};
    writer.write(std::array<double, 4>{0, 0, static_cast<double>(count), value}, words);
  };
  add("accuracy", "all", result.rows(), result.accuracy());
  if (result.cross_entropy) add("cross-entropy", "all", result.rows(), *result.cross_entropy);
  if (result.hinge_loss) add("hinge-loss", "all", result.rows(), *result.hinge_loss);
  for (std::size_t k = 0; k < result.classes; ++k) {
    std::size_t count = 0;
    for (std::size_t j = 0; j < result.classes; ++j) count += result.of(k, j);
    if (count == 0) continue;
    add("recall", fmt::format("class:{}", k), count, static_cast<double>(result.of(k, k)) / static_cast<double>(count));
  }
}

io::TableHeader confusion_header(const Classification& result) {
  io::TableHeader header;
  header.units = UnitStyle::none;
  header.fields = {"class"};
  for (std::size_t k = 0; k < result.classes; ++k) header.fields.push_back(fmt::format("taken_for_{}", k));
  return header;
}

void write_confusion(const Classification& result, io::TableWriter& writer) {
  std::vector<double> row;
  for (std::size_t k = 0; k < result.classes; ++k) {
    row = {static_cast<double>(k)};
    for (std::size_t j = 0; j < result.classes; ++j) row.push_back(static_cast<double>(result.of(k, j)));
    writer.write(row);
  }
}

}  // namespace nnpipe::analysis
