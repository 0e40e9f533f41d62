#include "analysis/angles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"

namespace nnpipe::analysis {

namespace {

std::pair<Element, Element> unordered(Element a, Element b) { return a < b ? std::pair{a, b} : std::pair{b, a}; }

}  // namespace

void BondCutoffs::set(Element a, Element b, double cutoff) { x_pairs[unordered(a, b)] = cutoff; }

double BondCutoffs::of(Element a, Element b) const {
  const auto found = x_pairs.find(unordered(a, b));
  return found != x_pairs.end() ? found->second : x_all;
}

double BondCutoffs::largest() const {
  double most = x_all;
  for (const auto& [pair, cutoff] : x_pairs) most = std::max(most, cutoff);
  return most;
}

AngleDistribution::AngleDistribution(BondCutoffs cutoffs, std::size_t bins)
    : x_cutoffs{std::move(cutoffs)}, x_bins{bins} {
  if (bins == 0) fail("a distribution needs at least one bin");
}

void AngleDistribution::add(const Frame& frame) {
  NeighbourList list{x_cutoffs.largest(), 0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  struct Bond {
    Vec3 u;
    Element element;
  };
  std::vector<Bond> bonds;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    bonds.clear();
    const Element centre = frame.elements[i];
    for (int e = view.first[i]; e < view.first[i + 1]; ++e) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(e)]);
      const Element other = frame.elements[static_cast<std::size_t>(list.owner()[j])];
      const Vec3 d = list.positions()[j] - frame.positions[i];
      const double r = norm(d);
      if (r <= x_cutoffs.of(centre, other)) bonds.push_back({d / r, other});
    }
    for (std::size_t a = 0; a < bonds.size(); ++a) {
      for (std::size_t b = a + 1; b < bonds.size(); ++b) {
        const auto [low, high] = unordered(bonds[a].element, bonds[b].element);
        auto& histogram = x_histograms[fmt::format("{}-{}-{}", low.symbol(), centre.symbol(), high.symbol())];
        histogram.counts.resize(x_bins);
        const double angle = std::acos(std::clamp(dot(bonds[a].u, bonds[b].u), -1.0, 1.0)) * 180 / std::numbers::pi;
        const auto bin = static_cast<std::size_t>(angle / 180 * static_cast<double>(x_bins));
        ++histogram.counts[std::min(bin, x_bins - 1)];
        histogram.sum += angle;
      }
    }
  }
  ++x_frames;
}

std::vector<AngleDistribution::Curve> AngleDistribution::curves() const {
  std::vector<Curve> curves;
  for (const auto& [name, histogram] : x_histograms) {
    Curve curve{name, {}, 0, 0};
    for (const auto count : histogram.counts) curve.count += count;
    const double per_degree = static_cast<double>(x_bins) / 180 / static_cast<double>(curve.count);
    for (const auto count : histogram.counts) curve.density.push_back(static_cast<double>(count) * per_degree);
    curve.mean = histogram.sum / static_cast<double>(curve.count);
    curves.push_back(std::move(curve));
  }
  return curves;
}

std::vector<double> AngleDistribution::angles() const {
  std::vector<double> middles;
  for (std::size_t k = 0; k < x_bins; ++k)
    middles.push_back(180 * (static_cast<double>(k) + 0.5) / static_cast<double>(x_bins));
  return middles;
}

void Coordination::add(const Frame& frame) {
  NeighbourList list{x_cutoffs.largest(), 0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  const auto elements = elements_in(frame);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    std::map<Element, std::size_t> near;
    for (const Element element : elements) near[element] = 0;
    for (int e = view.first[i]; e < view.first[i + 1]; ++e) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(e)]);
      const Element other = frame.elements[static_cast<std::size_t>(list.owner()[j])];
      if (norm(list.positions()[j] - frame.positions[i]) <= x_cutoffs.of(frame.elements[i], other)) ++near[other];
    }
    for (const auto& [element, count] : near) {
      auto& counts = x_counts[fmt::format("{}-{}", frame.elements[i].symbol(), element.symbol())];
      if (counts.size() <= count) counts.resize(count + 1);
      ++counts[count];
    }
  }
}

std::vector<Coordination::Entry> Coordination::entries() const {
  std::vector<Entry> entries;
  for (const auto& [name, counts] : x_counts) {
    Entry entry{name, {}, 0};
    double total = 0;
    for (const auto count : counts) total += static_cast<double>(count);
    for (std::size_t k = 0; k < counts.size(); ++k) {
      entry.fraction.push_back(static_cast<double>(counts[k]) / total);
      entry.mean += static_cast<double>(k) * entry.fraction.back();
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace nnpipe::analysis
