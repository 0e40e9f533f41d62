#include "analysis/novelty.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::analysis {

double Range::outside(double value) const {
  const double out = std::max(low - value, value - high);
  // The same site, computed beside other ones, differs in the last digits.
  constexpr double rounding = 1e-9;
  if (!(out > rounding * std::max(high - low, std::abs(low)))) return 0;
  if (high > low) return out / (high - low);
  return low == 0 ? out : out / std::abs(low);
}

void SiteMemory::add(std::span<const double> values) {
  if (x_size % lane == 0) x_values.resize(x_values.size() + lane * x_functions, 0.0F);
  float* block = x_values.data() + (x_size / lane) * lane * x_functions + x_size % lane;
  for (std::size_t s = 0; s < x_functions; ++s) block[s * lane] = static_cast<float>(values[s]);
  ++x_size;
}

SiteMemory::Distance SiteMemory::to(std::span<const double> values, std::span<const Range> ranges) const {
  if (x_size == 0) return {};
  std::vector<float> point(x_functions), factor(x_functions);
  for (std::size_t s = 0; s < x_functions; ++s) {
    point[s] = static_cast<float>(values[s]);
    factor[s] = static_cast<float>(ranges[s].factor());
  }
  float least = std::numeric_limits<float>::infinity();
  double sum = 0;
  for (std::size_t first = 0; first < x_size; first += lane) {
    const float* block = x_values.data() + first * x_functions;
    std::array<float, lane> d{};
    for (std::size_t s = 0; s < x_functions; ++s) {
      for (std::size_t k = 0; k < lane; ++k) {
        const float difference = (block[s * lane + k] - point[s]) * factor[s];
        d[k] += difference * difference;
      }
    }
    const std::size_t filled = std::min(lane, x_size - first);
    for (std::size_t k = 0; k < filled; ++k) {
      least = std::min(least, d[k]);
      sum += static_cast<double>(std::sqrt(d[k]));
    }
  }
  const double unit = 1 / std::sqrt(static_cast<double>(x_functions));
  return {unit * std::sqrt(static_cast<double>(least)), unit * sum / static_cast<double>(x_size)};
}

void Novelty::add_centre(const descriptor::SetFile& sets, Element element) {
  const std::size_t functions = sets.of(element).functions.size();
  x_centres.push_back({{sets, element}, std::vector<Range>(functions), SiteMemory{functions}, element});
}

Novelty::Novelty(const descriptor::SetFile& sets) {
  for (const Element element : sets.centres()) add_centre(sets, element);
}

Novelty::Novelty(const potential::Model& model) : x_fixed{true} {
  if (model.kind != potential::InputKind::symmetry_functions) {
    fail("the potential has no symmetry functions, expected a network of atoms");
  }
  descriptor::SetFile sets;
  sets.units = model.units;
  for (const auto& element : model.elements) sets.sets.push_back(element.set);
  for (const auto& element : model.elements) {
    add_centre(sets, element.element);
    for (std::size_t s = 0; s < element.inputs.size(); ++s) {
      x_centres.back().ranges[s] = {element.inputs[s].low, element.inputs[s].high};
    }
  }
}

Sites Novelty::describe(const Frame& frame, const std::string& place) const {
  Sites sites;
  const std::size_t looked_at = frame.site_energy ? 1 : frame.size();
  for (std::size_t i = 0; i < looked_at; ++i) {
    const bool known = std::ranges::any_of(x_centres, [&](const Centre& c) { return c.element == frame.elements[i]; });
    if (known) continue;
    std::vector<std::string> names;
    for (const auto& centre : x_centres) names.emplace_back(centre.element.symbol());
    fail("{}: atom {}: element '{}' is not in the set, which has {}", place, i + 1, frame.elements[i].symbol(),
         join(names, " "));
  }
  for (std::size_t c = 0; c < x_centres.size(); ++c) {
    if (std::find(frame.elements.begin(), frame.elements.end(), x_centres[c].element) == frame.elements.end()) continue;
    x_centres[c].descriptor.describe({&frame, 1}, {&place, 1},
                                     [&](std::size_t, std::size_t atom, std::span<const double> values) {
                                       sites.sites.push_back({atom, c, sites.values.size(), 0, {}});
                                       sites.values.insert(sites.values.end(), values.begin(), values.end());
                                     });
  }
  return sites;
}

void Novelty::appraise(Sites& sites, bool distances) const {
  constexpr std::size_t block_size = 8;
  parallel_for(Blocks{sites.sites.size(), block_size}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      auto& site = sites.sites[k];
      const auto& centre = x_centres[site.centre];
      const auto values = std::span{sites.values}.subspan(site.at, centre.ranges.size());
      site.outside = 0;
      for (std::size_t s = 0; s < values.size(); ++s) {
        site.outside = std::max(site.outside, centre.ranges[s].outside(values[s]));
      }
      if (distances) site.distance = centre.memory.to(values, centre.ranges);
    }
  });
}

void Novelty::remember(const Sites& sites) {
  for (const auto& site : sites.sites) {
    auto& centre = x_centres[site.centre];
    const auto values = std::span{sites.values}.subspan(site.at, centre.ranges.size());
    centre.memory.add(values);
    if (x_fixed) continue;
    for (std::size_t s = 0; s < values.size(); ++s) centre.ranges[s].include(values[s]);
  }
}

std::size_t Novelty::remembered() const {
  std::size_t count = 0;
  for (const auto& centre : x_centres) count += centre.memory.size();
  return count;
}

bool Novelty::has_ranges() const { return x_fixed || remembered() > 0; }

std::vector<double> Novelty::fingerprint(const Sites& sites) const {
  std::vector<double> all;
  for (std::size_t c = 0; c < x_centres.size(); ++c) {
    const std::size_t functions = x_centres[c].ranges.size();
    std::vector<double> mean(functions, 0.0);
    std::vector<Range> ends(functions);
    double count = 0;
    for (const auto& site : sites.sites) {
      if (site.centre != c) continue;
      ++count;
      for (std::size_t s = 0; s < functions; ++s) {
        mean[s] += sites.values[site.at + s];
        ends[s].include(sites.values[site.at + s]);
      }
    }
    for (std::size_t s = 0; s < functions; ++s) {
      all.push_back(count > 0 ? mean[s] / count : absent);
      all.push_back(count > 0 ? ends[s].low : absent);
      all.push_back(count > 0 ? ends[s].high : absent);
    }
  }
  return all;
}

void Novelty::scale(std::vector<std::vector<double>>& fingerprints) const {
  std::size_t at = 0;
  for (const auto& centre : x_centres) {
    for (Range range : centre.ranges) {
      for (const auto& point : fingerprints) {
        if (has_ranges() || point[at] == absent) continue;
        range.include(point[at + 1]);
        range.include(point[at + 2]);
      }
      for (auto& point : fingerprints) {
        for (std::size_t k = at; k < at + 3; ++k) {
          point[k] = point[k] == absent ? -1 : (point[k] - range.low) * range.factor();
        }
      }
      at += 3;
    }
  }
}

}  // namespace nnpipe::analysis
