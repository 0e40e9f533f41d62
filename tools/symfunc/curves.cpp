// Curves of a set's functions beside what they look at: distances of neighbours and angles between them,
// thesis 7.2, 7.3.
#include "curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <vector>

#include "atoms/neighbours.hpp"
#include "base/text.hpp"
#include "io/table.hpp"

namespace nnpipe::symfunc {

namespace {

constexpr std::size_t points = 300;
constexpr double pi = 3.14159265358979323846;

struct Curve {
  std::string name;
  std::vector<double> values;
};

void write(const std::string& path, UnitStyle units, const std::string& x_name, double step,
           std::vector<Curve>& curves) {
  io::TableHeader header;
  header.units = units;
  header.fields = {x_name};
  for (const auto& curve : curves) header.fields.push_back(curve.name);
  io::TableWriter table{path, header};
  std::vector<double> row;
  for (std::size_t k = 0; k < points; ++k) {
    row = {(static_cast<double>(k) + 0.5) * step};
    for (const auto& curve : curves) row.push_back(curve.values[k]);
    table.write(row);
  }
  table.close();
}

void to_one(std::vector<double>& values) {
  const double most = *std::max_element(values.begin(), values.end());
  for (double& value : values) value = most > 0 ? value / most : 0;
}

// Calls visit(i, j, vector) for all neighbours of all atoms that are looked at.
template <typename Visit>
void for_neighbours(const Frame& frame, double cutoff, Visit&& visit) {
  NeighbourList list{cutoff, 0.0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  const auto x = list.positions();
  for (std::size_t i = 0; i < (frame.site_energy ? 1 : frame.size()); ++i) {
    for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      visit(i, static_cast<std::size_t>(list.owner()[j]), x[j] - x[i]);
    }
  }
}

double cutoff_of(const descriptor::SetFile& file) {
  double most = 0;
  for (const auto& set : file.sets) most = std::max(most, set.cutoff());
  return most;
}

std::string symbol(Element element) { return std::string{element.symbol()}; }

// R_k of the channels, as neighbours of an element enter them, each to a largest value of 1.
void add_channels(const descriptor::MomentBasis& basis, Element neighbour, const std::string& label, double step,
                  std::vector<Curve>& curves) {
  const auto found = std::find(basis.neighbours.begin(), basis.neighbours.end(), neighbour);
  if (found == basis.neighbours.end()) return;
  const auto at = static_cast<std::size_t>(found - basis.neighbours.begin());
  const auto add = [&](const std::vector<descriptor::RadialChannel>& channels, const std::string& name) {
    for (std::size_t k = 0; k < channels.size(); ++k) {
      Curve curve{fmt::format("{}{}{}", label, name, k), {}};
      for (std::size_t i = 0; i < points; ++i) {
        const double r = (static_cast<double>(i) + 0.5) * step;
        curve.values.push_back(descriptor::evaluate(basis, channels[k], at, r).value);
      }
      to_one(curve.values);
      curves.push_back(std::move(curve));
    }
  };
  add(basis.channels, "channel");
  add(basis.pair_channels, "pair-channel");
}

}  // namespace

void write_radial(const std::string& path, const descriptor::SetFile& file, std::span<const Frame> frames) {
  const double cutoff = cutoff_of(file), step = cutoff / points;
  std::map<std::pair<Element, Element>, std::vector<double>> counts;
  for (const Frame& frame : frames) {
    for_neighbours(frame, cutoff, [&](std::size_t i, std::size_t j, Vec3 r) {
      auto& histogram = counts[{frame.elements[i], frame.elements[j]}];
      histogram.resize(points, 0.0);
      histogram[std::min(points - 1, static_cast<std::size_t>(norm(r) / step))] += 1;
    });
  }
  std::vector<Curve> curves;
  for (const auto& set : file.sets) {
    const auto names = set.column_names();
    for (auto& [pair, histogram] : counts) {
      if (pair.first != set.centre) continue;
      to_one(histogram);
      // One pair needs no name.
      const std::string label = counts.size() == 1 ? "" : symbol(pair.first) + "-" + symbol(pair.second) + ":";
      curves.push_back({label + "data", histogram});
      for (std::size_t s = 0; s < set.functions.size(); ++s) {
        const auto& f = set.functions[s];
        if (f.type != descriptor::FunctionType::g2 || f.first != pair.second) continue;
        Curve curve{label + names[s], {}};
        for (std::size_t k = 0; k < points; ++k) {
          const double r = (static_cast<double>(k) + 0.5) * step;
          curve.values.push_back(std::exp(-f.eta * (r - f.r_s) * (r - f.r_s)) *
                                 descriptor::evaluate(f.cutoff_function, f.cutoff, r).value);
        }
        curves.push_back(std::move(curve));
      }
      if (set.moments) add_channels(*set.moments, pair.second, label, step, curves);
    }
  }
  write(path, file.units, "r", step, curves);
}

void write_angular(const std::string& path, const descriptor::SetFile& file, std::span<const Frame> frames) {
  const double cutoff = cutoff_of(file), step = 180.0 / points;
  constexpr double bond = 1.4;
  std::map<std::pair<Element, Element>, double> closest;
  for (const Frame& frame : frames) {
    for_neighbours(frame, cutoff, [&](std::size_t i, std::size_t j, Vec3 r) {
      auto& least = closest.emplace(std::pair{frame.elements[i], frame.elements[j]}, norm(r)).first->second;
      least = std::min(least, norm(r));
    });
  }
  std::map<std::tuple<Element, Element, Element>, std::vector<double>> counts;  // centre, ends in order
  for (const Frame& frame : frames) {
    std::vector<std::vector<std::pair<Element, Vec3>>> bonds(frame.size());
    for_neighbours(frame, cutoff, [&](std::size_t i, std::size_t j, Vec3 r) {
      if (norm(r) < bond * closest[{frame.elements[i], frame.elements[j]}]) bonds[i].push_back({frame.elements[j], r});
    });
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (std::size_t a = 0; a < bonds[i].size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
          const auto& [ea, ra] = bonds[i][a];
          const auto& [eb, rb] = bonds[i][b];
          auto& histogram = counts[{frame.elements[i], std::min(ea, eb), std::max(ea, eb)}];
          histogram.resize(points, 0.0);
          const double c = std::clamp(dot(ra, rb) / (norm(ra) * norm(rb)), -1.0, 1.0);
          histogram[std::min(points - 1, static_cast<std::size_t>(std::acos(c) * 180 / pi / step))] += 1;
        }
      }
    }
  }
  std::vector<Curve> curves;
  for (const auto& set : file.sets) {
    for (auto& [triple, histogram] : counts) {
      const auto& [centre, first, second] = triple;
      if (centre != set.centre) continue;
      to_one(histogram);
      const std::string label =
          counts.size() == 1 ? "" : symbol(first) + "-" + symbol(centre) + "-" + symbol(second) + ":";
      curves.push_back({label + "data", histogram});
      std::vector<std::pair<double, double>> seen;
      for (const auto& f : set.functions) {
        const std::pair form{f.zeta, f.lambda};
        const bool fits =
            descriptor::is_angular(f.type) && !descriptor::is_compact(f.type) && f.first == first && f.second == second;
        if (!fits || std::find(seen.begin(), seen.end(), form) != seen.end()) continue;
        seen.push_back(form);
        Curve curve{fmt::format("{}zeta{}{}", label, to_text(f.zeta), f.lambda > 0 ? "+" : "-"), {}};
        for (std::size_t k = 0; k < points; ++k) {
          const double c = std::cos((static_cast<double>(k) + 0.5) * step * pi / 180);
          curve.values.push_back(std::pow(2, 1 - f.zeta) * std::pow(std::max(0.0, 1 + f.lambda * c), f.zeta));
        }
        to_one(curve.values);
        curves.push_back(std::move(curve));
      }
    }
  }
  write(path, file.units, "angle", step, curves);
}

}  // namespace nnpipe::symfunc
