#include "analysis/rdf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe::analysis {

RadialDistribution::RadialDistribution(double cutoff, std::size_t bins) : x_cutoff{cutoff}, x_bins{bins} {
  if (bins == 0) fail("a distribution needs at least one bin");
  if (!(cutoff > 0)) fail("the cutoff is {}, expected a positive number", cutoff);
}

namespace {

// The elements of a frame, and which of them each atom is.
struct Kinds {
  std::vector<Element> elements;
  std::vector<std::size_t> of_atom, number;  // number: atoms of each

  explicit Kinds(const Frame& frame) : elements{elements_in(frame)}, of_atom(frame.size()), number(elements.size()) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const auto at = std::find(elements.begin(), elements.end(), frame.elements[i]);
      of_atom[i] = static_cast<std::size_t>(at - elements.begin());
      ++number[of_atom[i]];
    }
  }
};

// Pairs of atoms a, b in each bin of distance: kinds of a × kinds of b × bins.
std::vector<double> count_pairs(const Frame& frame, const Kinds& kinds, double cutoff, std::size_t bins) {
  NeighbourList list{cutoff, 0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  const std::size_t size = kinds.elements.size();
  // Whole numbers may be summed in any order; each block has its own all the same, to keep threads apart.
  const Blocks blocks{frame.size(), 1024};
  std::vector<std::vector<std::size_t>> parts(blocks.count());
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    auto& counts = parts[block];
    counts.resize(size * size * bins);
    const double scale = static_cast<double>(bins) / cutoff;
    for (std::size_t i = first; i < last; ++i) {
      for (int e = view.first[i]; e < view.first[i + 1]; ++e) {
        const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(e)]);
        const auto bin = static_cast<std::size_t>(norm(list.positions()[j] - frame.positions[i]) * scale);
        if (bin >= bins) continue;
        ++counts[(kinds.of_atom[i] * size + kinds.of_atom[static_cast<std::size_t>(list.owner()[j])]) * bins + bin];
      }
    }
  });
  std::vector<double> counts(size * size * bins);
  for (const auto& part : parts) {
    for (std::size_t k = 0; k < part.size(); ++k) counts[k] += static_cast<double>(part[k]);
  }
  return counts;
}

}  // namespace

void RadialDistribution::add(const Frame& frame) {
  const auto& periodic = frame.cell.periodic;
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    fail("a radial distribution needs a mean density, expected a cell periodic in three directions");
  }
  const Kinds kinds{frame};
  const auto counts = count_pairs(frame, kinds, x_cutoff, x_bins);
  const double volume = frame.cell.volume();
  const auto accumulate = [&](Partial& partial, double centres, double others, auto&& count_at) {
    partial.g.resize(x_bins);
    partial.neighbours.resize(x_bins);
    for (std::size_t bin = 0; bin < x_bins; ++bin) {
      const double near = count_at(bin) / centres;
      partial.neighbours[bin] += near;
      partial.g[bin] += near * volume / others;
    }
    ++partial.frames;
  };
  const auto n = static_cast<double>(frame.size());
  const std::size_t size = kinds.elements.size();
  accumulate(x_all, n, n, [&](std::size_t bin) {
    double sum = 0;
    for (std::size_t k = 0; k < size * size; ++k) sum += counts[k * x_bins + bin];
    return sum;
  });
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = a; b < size; ++b) {
      const auto centres = static_cast<double>(kinds.number[a]), others = static_cast<double>(kinds.number[b]);
      accumulate(x_pairs[{kinds.elements[a], kinds.elements[b]}], centres, others,
                 [&](std::size_t bin) { return counts[(a * size + b) * x_bins + bin]; });
    }
  }
  ++x_frames;
}

std::vector<RadialDistribution::Curve> RadialDistribution::curves() const {
  std::vector<Curve> curves;
  const double width = x_cutoff / static_cast<double>(x_bins);
  const auto finish = [&](std::string name, const Partial& partial) {
    Curve curve{std::move(name), {}, {}};
    double sum = 0;
    for (std::size_t bin = 0; bin < partial.g.size(); ++bin) {
      const double low = width * static_cast<double>(bin), high = low + width;
      const double shell = 4 * std::numbers::pi / 3 * (high * high * high - low * low * low);
      const auto frames = static_cast<double>(partial.frames);
      curve.g.push_back(partial.g[bin] / (frames * shell));
      sum += partial.neighbours[bin] / frames;
      curve.coordination.push_back(sum);
    }
    curves.push_back(std::move(curve));
  };
  finish("all", x_all);
  if (x_pairs.size() > 1) {
    for (const auto& [pair, partial] : x_pairs) {
      finish(fmt::format("{}-{}", pair.first.symbol(), pair.second.symbol()), partial);
    }
  }
  return curves;
}

std::vector<double> RadialDistribution::distances() const {
  std::vector<double> middles;
  for (std::size_t bin = 0; bin < x_bins; ++bin) {
    middles.push_back(x_cutoff * (static_cast<double>(bin) + 0.5) / static_cast<double>(x_bins));
  }
  return middles;
}

}  // namespace nnpipe::analysis
