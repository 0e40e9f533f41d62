#include "train/tables/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace nnpipe::train {

Dataset::Dataset(io::TableReader& table, std::vector<std::string> inputs, std::vector<std::string> targets)
    : x_inputs{std::move(inputs)}, x_targets{std::move(targets)} {
  const io::TableHeader& header = table.header();
  std::vector<std::size_t> columns;
  const auto choose = [&](const std::string& name) {
    const std::size_t column = header.column(name);
    if (header.is_text(column)) fail("column {} holds words, expected numbers", name);
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      fail("column {} is chosen twice among inputs and targets", name);
    }
    columns.push_back(column);
  };
  // Rows have places of their own.
  with_place([&] { return table.name(); },
             [&] {
               for (const auto* names : {&x_inputs, &x_targets}) {
                 for (const auto& name : *names) choose(name);
               }
             });
  std::vector<double> row(header.fields.size());
  while (table.next(row)) {
    if (x_samples % piece_samples == 0) x_pieces.emplace_back().reserve(piece_samples * width());
    for (const std::size_t column : columns) x_pieces.back().push_back(row[column]);
    ++x_samples;
  }
  if (x_samples == 0) fail("{}: the table has no rows to train on", table.name());
}

void Dataset::gather(std::span<const std::size_t> chosen, std::vector<double>& inputs,
                     std::vector<double>& targets) const {
  inputs.resize(chosen.size() * x_inputs.size());
  targets.resize(chosen.size() * x_targets.size());
  double* x = inputs.data();
  double* t = targets.data();
  for (const std::size_t sample : chosen) {
    const double* const from = at(sample);
    x = std::copy_n(from, x_inputs.size(), x);
    t = std::copy_n(from + x_inputs.size(), x_targets.size(), t);
  }
}

void Dataset::keep_inputs(std::span<const std::size_t> kept) {
  if (kept.size() == x_inputs.size()) return;
  const std::size_t before = width(), inputs = x_inputs.size();
  for (auto& piece : x_pieces) {
    std::size_t to = 0;
    for (std::size_t row = 0; row < piece.size(); row += before) {
      for (const std::size_t c : kept) piece[to++] = piece[row + c];
      for (std::size_t c = inputs; c < before; ++c) piece[to++] = piece[row + c];
    }
    piece.resize(to);
  }
  std::vector<std::string> names;
  for (const std::size_t c : kept) names.push_back(std::move(x_inputs[c]));
  x_inputs = std::move(names);
}

void Dataset::expand_inputs(const descriptor::Monomials& monomials) {
  const std::size_t before = width(), inputs = x_inputs.size(), targets = x_targets.size();
  for (auto& piece : x_pieces) {
    const std::size_t rows = piece.size() / before;
    std::vector<double> wide;
    wide.reserve(piece_samples * (monomials.size() + targets));
    wide.resize(rows * (monomials.size() + targets));
    double* to = wide.data();
    for (const double* from = piece.data(); from != piece.data() + rows * before; from += before) {
      monomials.expand({from, inputs}, {to, monomials.size()});
      to = std::copy_n(from + inputs, targets, to + monomials.size());
    }
    piece = std::move(wide);
  }
  x_inputs = monomials.names(x_inputs);
}

void Dataset::split_classes() {
  if (x_targets.size() != 1) fail("expected one column with the class, got {} targets", x_targets.size());
  constexpr double most_classes = 10000;
  std::size_t classes = 0;
  for (std::size_t s = 0; s < x_samples; ++s) {
    const double value = target(s)[0];
    if (!(value >= 0) || value >= most_classes || value != std::floor(value)) {
      fail("row {}: a class is a whole number from 0, got {}", s + 1, to_text(value));
    }
    classes = std::max(classes, static_cast<std::size_t>(value) + 1);
  }
  if (classes < 2) fail("all rows are of class 0, expected two classes or more");
  const std::string name = x_targets.front();
  const std::size_t inputs = x_inputs.size(), before = inputs + 1, after = inputs + classes;
  for (auto& piece : x_pieces) {
    std::vector<double> wide(piece_samples * after);
    for (std::size_t s = 0; s < piece_samples && (s + 1) * before <= piece.size(); ++s) {
      std::copy_n(piece.data() + s * before, inputs, wide.data() + s * after);
      wide[s * after + inputs + static_cast<std::size_t>(piece[s * before + inputs])] = 1;
    }
    piece = std::move(wide);
  }
  x_targets.clear();
  for (std::size_t k = 0; k < classes; ++k) x_targets.push_back(fmt::format("{}:{}", name, k));
}

void Dataset::scale(std::size_t offset, std::span<const descriptor::ColumnScaling> scaling) {
  for (auto& piece : x_pieces) {
    for (std::size_t begin = offset; begin < piece.size(); begin += width()) {
      for (std::size_t c = 0; c < scaling.size(); ++c) piece[begin + c] = scaling[c].apply(piece[begin + c]);
    }
  }
}

void Dataset::scale_inputs(std::span<const descriptor::ColumnScaling> scaling) { scale(0, scaling); }

void Dataset::scale_targets(std::span<const descriptor::ColumnScaling> scaling) { scale(x_inputs.size(), scaling); }

std::vector<double> Dataset::covariance() const {
  const std::size_t n = x_inputs.size();
  const auto count = static_cast<double>(x_samples);
  std::vector<double> mean(n), sum(n * n), from_mean(n);
  for (std::size_t s = 0; s < x_samples; ++s) {
    for (std::size_t i = 0; i < n; ++i) mean[i] += input(s)[i] / count;
  }
  for (std::size_t s = 0; s < x_samples; ++s) {
    for (std::size_t i = 0; i < n; ++i) from_mean[i] = input(s)[i] - mean[i];
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < n; ++i) sum[j * n + i] += from_mean[i] * from_mean[j] / count;
    }
  }
  return sum;
}

void Dataset::map_inputs(const InputMap& map) {
  const std::size_t n = x_inputs.size();
  for (auto& piece : x_pieces) {
    std::vector<double> inputs;
    for (std::size_t row = 0; row < piece.size(); row += width()) {
      inputs.insert(inputs.end(), piece.data() + row, piece.data() + row + n);
    }
    const auto mapped = map.after(inputs);
    const double* from = mapped.data();
    for (std::size_t row = 0; row < piece.size(); row += width(), from += n) std::copy_n(from, n, piece.data() + row);
  }
}

}  // namespace nnpipe::train
