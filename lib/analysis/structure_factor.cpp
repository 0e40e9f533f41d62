#include "analysis/structure_factor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe::analysis {

namespace {

constexpr double most_waves = 1e8;  // some seconds, and a gigabyte; a cubic cell of 170 Å below 10 1/Å

}  // namespace

StructureFactor::StructureFactor(double largest, std::size_t bins, std::size_t most_vectors)
    : x_largest{largest}, x_bins{bins}, x_most{most_vectors}, x_count(bins), x_length(bins) {
  if (bins == 0 || most_vectors == 0) fail("a structure factor needs at least one bin and one wave vector");
  if (!(largest > 0)) fail("the largest wave number is {}, expected a positive number", largest);
}

// q and −q say the same: half of space.
void StructureFactor::find_waves(const Cell& cell) {
  if (cell == x_cell) return;
  x_cell = cell;
  const auto dual = dual_vectors(cell);
  std::array<int, 3> most{};
  double waves = 0.5;
  for (std::size_t d = 0; d < 3; ++d) {
    // |q · a| ≤ |q| |a|
    const double reach = x_largest * norm(cell.vectors[d]) / (2 * std::numbers::pi);
    waves *= 2 * reach + 1;
    if (!(waves < most_waves)) {
      fail("the cell has too many wave vectors below {} 1/Å, expected up to {}", x_largest, most_waves);
    }
    most[d] = static_cast<int>(reach);
  }
  std::vector<std::vector<Vec3>> by_bin(x_bins);
  for (int h = 0; h <= most[0]; ++h) {
    for (int k = h == 0 ? 0 : -most[1]; k <= most[1]; ++k) {
      for (int l = h == 0 && k == 0 ? 1 : -most[2]; l <= most[2]; ++l) {
        const Vec3 q = 2 * std::numbers::pi * (h * dual[0] + k * dual[1] + l * dual[2]);
        const auto bin = static_cast<std::size_t>(norm(q) / x_largest * static_cast<double>(x_bins));
        if (bin < x_bins) by_bin[bin].push_back(q);
      }
    }
  }
  x_waves.clear();
  for (std::size_t bin = 0; bin < x_bins; ++bin) {
    const auto& all = by_bin[bin];
    const std::size_t taken = std::min(x_most, all.size());
    for (std::size_t n = 0; n < taken; ++n) x_waves.push_back({bin, all[n * all.size() / taken]});
  }
}

void StructureFactor::add(const Frame& frame) {
  const auto& periodic = frame.cell.periodic;
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    fail("a structure factor needs wave vectors of a cell, expected one periodic in three directions");
  }
  const auto elements = elements_in(frame);
  if (x_frames == 0) {
    x_elements = elements;
    x_sum.assign(1 + elements.size() * (elements.size() + 1) / 2, std::vector<double>(x_bins));
  } else if (elements != x_elements) {
    fail("the elements changed, expected those of the first frame");
  }
  find_waves(frame.cell);
  const std::size_t kinds = elements.size();
  std::vector<std::size_t> kind(frame.size());
  std::vector<double> number(kinds);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    kind[i] =
        static_cast<std::size_t>(std::find(elements.begin(), elements.end(), frame.elements[i]) - elements.begin());
    ++number[kind[i]];
  }
  std::vector<std::complex<double>> density(x_waves.size() * kinds);
  parallel_for({x_waves.size(), 64}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t n = first; n < last; ++n) {
      for (std::size_t i = 0; i < frame.size(); ++i) {
        const double phase = dot(x_waves[n].q, frame.positions[i]);
        density[n * kinds + kind[i]] += std::complex<double>{std::cos(phase), std::sin(phase)};
      }
    }
  });
  for (std::size_t n = 0; n < x_waves.size(); ++n) {
    const auto [bin, q] = x_waves[n];
    x_count[bin] += 1;
    x_length[bin] += norm(q);
    std::complex<double> total;
    std::size_t curve = 1;
    for (std::size_t a = 0; a < kinds; ++a) {
      const auto rho = density[n * kinds + a];
      total += rho;
      for (std::size_t b = a; b < kinds; ++b) {
        x_sum[curve++][bin] += (rho * std::conj(density[n * kinds + b])).real() / std::sqrt(number[a] * number[b]);
      }
    }
    x_sum[0][bin] += std::norm(total) / static_cast<double>(frame.size());
  }
  ++x_frames;
}

std::vector<double> StructureFactor::wave_numbers() const {
  std::vector<double> mean;
  for (std::size_t bin = 0; bin < x_bins; ++bin) {
    if (x_count[bin] > 0) mean.push_back(x_length[bin] / x_count[bin]);
  }
  return mean;
}

std::vector<StructureFactor::Curve> StructureFactor::curves() const {
  std::vector<std::string> names{"all"};
  for (std::size_t a = 0; a < x_elements.size(); ++a) {
    for (std::size_t b = a; b < x_elements.size(); ++b) {
      names.push_back(std::string{x_elements[a].symbol()} + "-" + std::string{x_elements[b].symbol()});
    }
  }
  std::vector<Curve> all;
  for (std::size_t curve = 0; curve < x_sum.size(); ++curve) {
    if (x_elements.size() == 1 && curve > 0) break;
    Curve next{names[curve], {}};
    for (std::size_t bin = 0; bin < x_bins; ++bin) {
      if (x_count[bin] > 0) next.s.push_back(x_sum[curve][bin] / x_count[bin]);
    }
    all.push_back(std::move(next));
  }
  return all;
}

}  // namespace nnpipe::analysis
