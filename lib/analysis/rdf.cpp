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

void RadialDistribution::add(const Frame& frame) {
  const auto& periodic = frame.cell.periodic;
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    fail("a radial distribution needs a mean density, expected a cell periodic in three directions");
  }
  NeighbourList list{x_cutoff, 0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  const auto elements = elements_in(frame);
  const std::size_t kinds = elements.size();
  std::vector<std::size_t> kind(frame.size()), number(kinds);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    kind[i] =
        static_cast<std::size_t>(std::find(elements.begin(), elements.end(), frame.elements[i]) - elements.begin());
    ++number[kind[i]];
  }
  // Whole numbers may be summed in any order; each block has its own all the same, to keep threads apart.
  const Blocks blocks{frame.size(), 1024};
  std::vector<std::vector<std::size_t>> parts(blocks.count());
  parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    auto& counts = parts[block];
    counts.resize(kinds * kinds * x_bins);
    const double scale = static_cast<double>(x_bins) / x_cutoff;
    for (std::size_t i = first; i < last; ++i) {
      for (int e = view.first[i]; e < view.first[i + 1]; ++e) {
        const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(e)]);
        const auto bin = static_cast<std::size_t>(norm(list.positions()[j] - frame.positions[i]) * scale);
        if (bin >= x_bins) continue;
        ++counts[(kind[i] * kinds + kind[static_cast<std::size_t>(list.owner()[j])]) * x_bins + bin];
      }
    }
  });
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
  std::vector<double> counts(kinds * kinds * x_bins);
  for (const auto& part : parts) {
    for (std::size_t k = 0; k < part.size(); ++k) counts[k] += static_cast<double>(part[k]);
  }
  const auto n = static_cast<double>(frame.size());
  accumulate(x_all, n, n, [&](std::size_t bin) {
    double sum = 0;
    for (std::size_t k = 0; k < kinds * kinds; ++k) sum += counts[k * x_bins + bin];
    return sum;
  });
  for (std::size_t a = 0; a < kinds; ++a) {
    for (std::size_t b = a; b < kinds; ++b) {
      accumulate(x_pairs[{elements[a], elements[b]}], static_cast<double>(number[a]), static_cast<double>(number[b]),
                 [&](std::size_t bin) { return counts[(a * kinds + b) * x_bins + bin]; });
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
