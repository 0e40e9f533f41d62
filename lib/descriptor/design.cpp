#include "descriptor/design.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"

namespace nnpipe::descriptor {

namespace {

// How far neighbours are looked for: beyond any cutoff that is chosen.
constexpr double reach_metal = 7, reach_lj = 3;
// Cutoffs chosen, in nearest neighbours' distances, and their bounds in Å.
constexpr double cutoff_in_nearest = 2.3, least_cutoff = 5, most_cutoff = 7, cutoff_lj = 2.5;

std::pair<Element, Element> ordered(Element a, Element b) { return a < b ? std::pair{a, b} : std::pair{b, a}; }

// Numbers of set files are read by people.
double rounded(double value) {
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(value)));
  return std::round(value * scale) / scale;
}

struct Angle {
  double zeta, lambda;
};
constexpr std::array angles{Angle{1, 1}, Angle{1, -1}, Angle{2, 1}, Angle{4, 1}, Angle{16, 1}};

}  // namespace

void Survey::add(const Frame& frame) {
  if (x_frames++ == 0) {
    x_units = frame.units;
  } else {
    check_same_units(x_units, "the frames before", frame.units, "this frame");
  }
  for (const Element element : frame.elements) {
    const auto at = std::lower_bound(x_elements.begin(), x_elements.end(), element);
    if (at == x_elements.end() || *at != element) x_elements.insert(at, element);
  }
  NeighbourList list{by_style(x_units, reach_metal, reach_lj), 0.0};
  list.build(frame.cell, frame.positions);
  const auto view = list.view();
  const auto x = list.positions();
  const std::size_t atoms = frame.site_energy ? 1 : frame.size();
  for (std::size_t i = 0; i < atoms; ++i) {
    double nearest = 0;
    for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      const auto pair = ordered(frame.elements[i], frame.elements[static_cast<std::size_t>(list.owner()[j])]);
      const double r = norm(x[j] - x[i]);
      auto& closest = x_closest.emplace(pair, r).first->second;
      closest = std::min(closest, r);
      if (nearest == 0 || r < nearest) nearest = r;
    }
    if (nearest == 0) continue;
    x_sum += nearest;
    ++x_atoms;
  }
}

double Survey::closest(Element first, Element second) const {
  const auto found = x_closest.find(ordered(first, second));
  return found == x_closest.end() ? 0 : found->second;
}

SetFile design(const Survey& survey, const DesignOptions& options) {
  if (survey.nearest() == 0) fail("no atom has a neighbour, expected some to choose symmetry functions");
  const auto& elements = survey.elements();
  const double chosen =
      by_style(survey.units(), std::clamp(cutoff_in_nearest * survey.nearest(), least_cutoff, most_cutoff), cutoff_lj);
  const double cutoff = options.cutoff > 0 ? options.cutoff : std::round(10 * chosen) / 10;
  const bool one = elements.size() == 1;
  const std::size_t radial = options.radial_shells > 0 ? options.radial_shells : one ? 9 : 7;
  const std::size_t angular = options.angular_shells > 0 ? options.angular_shells : one ? 3 : 2;
  const auto start = [&](Element a, Element b) { return 0.95 * survey.closest(a, b); };
  const auto near = [&](Element a, Element b) { return survey.closest(a, b) > 0 && survey.closest(a, b) < cutoff; };

  SetFile file;
  file.units = survey.units();
  for (const Element centre : elements) {
    Set set{centre, {}};
    SymmetryFunction function;
    function.centre = centre;
    function.cutoff = cutoff;
    function.type = FunctionType::g2;
    for (const Element neighbour : elements) {
      if (!near(centre, neighbour)) continue;
      const double low = start(centre, neighbour);
      const double width = (cutoff - low) / static_cast<double>(radial);
      function.first = neighbour;
      function.eta = rounded(1 / (width * width));
      for (std::size_t k = 0; k < radial; ++k) {
        function.r_s = rounded(low + static_cast<double>(k) * width);
        set.functions.push_back(function);
      }
    }
    function.type = FunctionType::g5;
    for (std::size_t a = 0; a < elements.size(); ++a) {
      for (std::size_t b = a; b < elements.size(); ++b) {
        if (!near(centre, elements[a]) || !near(centre, elements[b])) continue;
        // Between the two elements' least distances: each leg has the same weight.
        const double low = 0.5 * (start(centre, elements[a]) + start(centre, elements[b]));
        const double width = (cutoff - low) / static_cast<double>(angular + 1);
        function.first = elements[a];
        function.second = elements[b];
        function.eta = rounded(0.6 / (width * width));
        for (std::size_t k = 0; k < angular; ++k) {
          function.r_s = rounded(low + 0.2 + static_cast<double>(k) * width);
          for (const Angle angle : angles) {
            if (!one && angle.zeta == 2) continue;
            function.zeta = angle.zeta;
            function.lambda = angle.lambda;
            set.functions.push_back(function);
          }
        }
      }
    }
    if (!set.functions.empty()) file.sets.push_back(std::move(set));
  }
  if (file.sets.empty()) fail("no two atoms are closer than the cutoff of {} Å", cutoff);
  return file;
}

}  // namespace nnpipe::descriptor
