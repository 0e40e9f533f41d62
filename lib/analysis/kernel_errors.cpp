#include "analysis/kernel_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "potential/descriptor_header.hpp"

namespace nnpipe::analysis {

namespace {

using potential::InputKind;
using potential::KernelModel;

// Rows that are predicted at a time.
constexpr std::size_t block = 256;

// Rows of a table, scaled as the model scales them, in blocks.
class Points {
 public:
  Points(const KernelModel& model, io::TableReader& table) : x_model{model}, x_table{table} {
    const auto& header = table.header();
    with_place([&] { return table.name(); },
               [&] {
                 check_same_units(header.units, "the table", model.units, "the model");
                 const auto descriptor = potential::descriptor_header(header);
                 if (model.kind != InputKind::columns) check(descriptor);
                 x_scaled = !descriptor.scaling.empty();
                 for (const auto& input : model.inputs) {
                   x_columns.push_back(header.column(input.name));
                   if (x_scaled) check_same_scaling(input, descriptor.scaling);
                 }
               });
  }

  // Up to `block` rows as columns of `points`, each handed to `row` too; false where none is left.
  template <typename Row>
  bool next(arma::mat& points, Row&& row) {
    std::vector<double> values(x_table.header().fields.size());
    points.set_size(x_columns.size(), block);
    arma::uword n = 0;
    while (n < block && x_table.next(values)) {
      for (std::size_t i = 0; i < x_columns.size(); ++i) {
        const double value = values[x_columns[i]];
        points(i, n) = x_scaled ? value : x_model.inputs[i].apply(value);
      }
      row(std::as_const(values));
      ++n;
    }
    points.resize(x_columns.size(), n);
    if (n == 0 && x_table.rows() == 0) fail("{}: the table has no rows to test on", x_table.name());
    return n > 0;
  }

 private:
  // Columns of equal names are those of the model only if they are of its element and the same symmetry functions.
  void check(const potential::DescriptorHeader& descriptor) const {
    for (const auto& element : x_table.header().find("element")) {
      if (element != x_model.element.symbol())
        fail("the table is of {}, the model of {}", element, x_model.element.symbol());
    }
    if (!descriptor.set) return;
    check_same_functions(x_model.set, x_model.inputs, descriptor);
  }

  const KernelModel& x_model;
  io::TableReader& x_table;
  bool x_scaled = false;
  std::vector<std::size_t> x_columns;
};

}  // namespace

std::vector<TargetErrors> table_errors(const KernelModel& model, io::TableReader& table, const SeePredictions& see) {
  if (model.tells_classes()) fail("the kernel model is a classifier, expected one of values");
  Points rows{model, table};
  const bool is_potential = model.kind != InputKind::columns;
  const ShownUnit& shown = shown_units(model.units).small_energy;
  const double scale = is_potential ? shown.factor : 1;
  std::vector<TargetErrors> errors;
  std::vector<std::size_t> columns;
  for (const auto& target : model.targets) {
    columns.push_back(with_place([&] { return table.name(); }, [&] { return table.header().column(target.name); }));
    errors.push_back({target.name, is_potential ? shown.name : "-", {}});
  }
  const kernel_methods::Predictor predictor{model.regression, static_cast<bool>(see)};
  arma::mat points, values, deviations;
  std::vector<double> references;
  std::vector<Prediction> predictions(columns.size());
  while (rows.next(points, [&](const std::vector<double>& row) {
    for (const std::size_t column : columns) references.push_back(row[column]);
  })) {
    predictor.predict(points, values, see ? &deviations : nullptr);
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      for (std::size_t t = 0; t < columns.size(); ++t) {
        const auto& target = model.targets[t];
        const double reference = references[i * columns.size() + t], predicted = target.apply(values(t, i));
        errors[t].statistics.add(scale * (predicted - reference));
        if (see) predictions[t] = {reference, predicted, std::abs(target.factor) * deviations(t, i)};
      }
      if (see) see(predictions);
    }
    references.clear();
  }
  return errors;
}

Classification classify(const KernelModel& model, io::TableReader& table,
                        const std::function<void(double real, std::span<const double> decisions)>& see) {
  if (!model.tells_classes()) fail("the kernel model is not a classifier");
  Points rows{model, table};
  const std::size_t column =
      with_place([&] { return table.name(); }, [&] { return table.header().column(model.class_column); });
  Classification result;
  result.classes = model.classes;
  result.confusion.resize(result.classes * result.classes);
  result.hinge_loss = 0;
  const kernel_methods::Predictor predictor{model.regression, false};
  arma::mat points, values;
  std::vector<std::size_t> real;
  while (rows.next(
      points, [&](const std::vector<double>& row) { real.push_back(class_of(row[column], result.classes, table)); })) {
    predictor.predict(points, values, nullptr);
    values.each_col() += model.bias.t();
    for (arma::uword i = 0; i < points.n_cols; ++i) {
      const bool two = values.n_rows == 1;
      const std::size_t taken = two ? (values(0, i) > 0 ? 1 : 0) : values.col(i).index_max();
      ++result.confusion[real[i] * result.classes + taken];
      const double own = two ? (real[i] == 1 ? values(0, i) : -values(0, i)) : values(real[i], i);
      *result.hinge_loss += std::max(0.0, 1 - own);
      if (see) see(static_cast<double>(real[i]), {values.colptr(i), static_cast<std::size_t>(values.n_rows)});
    }
    real.clear();
  }
  *result.hinge_loss /= static_cast<double>(result.rows());
  return result;
}

std::vector<Calibration::Bin> Calibration::bins() const {
  auto pairs = x_pairs;
  std::sort(pairs.begin(), pairs.end());
  constexpr std::size_t parts = 10, enough = 100;
  const auto bin = [&](std::string subset, std::size_t first, std::size_t last) {
    Bin result;
    result.subset = std::move(subset);
    result.count = last - first;
    const auto n = static_cast<double>(result.count);
    double variance = 0, squares = 0, ratio = 0;
    for (std::size_t i = first; i < last; ++i) {
      const auto [deviation, error] = pairs[i];
      variance += deviation * deviation / n;
      squares += error * error / n;
      ratio += error * error / (deviation * deviation) / n;
      result.within_1 += std::abs(error) <= deviation ? 1 / n : 0;
      result.within_2 += std::abs(error) <= 2 * deviation ? 1 / n : 0;
    }
    result.deviation = std::sqrt(variance);
    result.rmse = std::sqrt(squares);
    result.normalised = std::sqrt(ratio);
    return result;
  };
  std::vector<Bin> result{bin("all", 0, pairs.size())};
  for (std::size_t k = 0; pairs.size() >= enough && k < parts; ++k) {
    result.push_back(bin(fmt::format("{}/{}", k + 1, parts), k * pairs.size() / parts, (k + 1) * pairs.size() / parts));
  }
  return result;
}

io::TableHeader calibration_header(UnitStyle units) {
  io::TableHeader header;
  header.units = units;
  header.fields = {"quantity", "unit", "subset", "count", "deviation", "rmse", "within_1", "within_2", "normalised"};
  header.text_fields = {"quantity", "unit", "subset"};
  return header;
}

void write_calibration(io::TableWriter& writer, const std::string& quantity, const std::string& unit, double scale,
                       const Calibration& calibration) {
  for (const auto& bin : calibration.bins()) {
    const std::array<std::string, 9> words{quantity, unit, bin.subset};
    writer.write(std::array<double, 9>{0, 0, 0, static_cast<double>(bin.count), scale * bin.deviation, scale * bin.rmse,
                                       bin.within_1, bin.within_2, bin.normalised},
                 words);
  }
}

}  // namespace nnpipe::analysis
