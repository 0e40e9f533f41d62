#include "potential/least_distance.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <fmt/format.h>

#include "atoms/covalent_radius.hpp"
#include "base/shown_units.hpp"
#include "base/threads.hpp"

namespace nnpipe::potential {

namespace {

constexpr double of_training = 0.5;
constexpr double of_radii = 0.4;  // training data begin at about 0.8 of the sum of the radii

// The local atom that one of the evaluator's atoms is an image of, or itself: a force on it is one on that.
std::size_t owner_of(const Evaluator& evaluator, std::size_t atom) {
  const auto atoms = evaluator.atoms();
  std::vector<Vec3> mark(atoms.x.size()), folded(static_cast<std::size_t>(atoms.local));
  mark[atom].x = 1;
  evaluator.fold(mark, folded);
  std::size_t owner = 0;
  while (folded[owner].x == 0) ++owner;
  return owner;
}

}  // namespace

LeastDistance::LeastDistance(const Potential& potential, const Frame& frame) {
  if (!is_physical(potential.units())) return;
  std::vector<double> radii;
  if (potential.any_element()) {
    double least = 0;
    for (const Element element : frame.elements) {
      const double radius = covalent_radius(element);
      if (radius > 0 && (least == 0 || radius < least)) least = radius;
    }
    radii.push_back(least);
    x_symbols.emplace_back();
  } else {
    for (const Element element : potential.elements()) {
      radii.push_back(covalent_radius(element));
      x_symbols.push_back(fmt::format(" ({})", element.symbol()));
    }
  }
  x_species = radii.size();
  for (std::size_t a = 0; a < x_species; ++a) {
    for (std::size_t b = 0; b < x_species; ++b) {
      const double shortest = potential.shortest_distance(static_cast<int>(a), static_cast<int>(b));
      const bool known = radii[a] > 0 && radii[b] > 0;
      x_limits.push_back({shortest > 0 ? of_training * shortest
                          : known      ? of_radii * (radii[a] + radii[b])
                                       : 0,
                          shortest > 0});
      x_largest = std::max(x_largest, x_limits.back().distance);
    }
  }
}

std::optional<std::string> LeastDistance::violation(const Evaluator& evaluator, bool centre_alone) const {
  if (x_largest == 0) return std::nullopt;
  const auto atoms = evaluator.atoms();
  const auto list = evaluator.neighbours();
  const std::size_t n = centre_alone ? 1 : static_cast<std::size_t>(atoms.local);
  // Of an atom: the neighbour that is nearest for its limit, and their distance in units of that.
  struct Nearest {
    double ratio = 1;
    int neighbour = -1;
  };
  const auto nearest_of = [&](std::size_t i) {
    Nearest nearest;
    for (int at = list.first[i]; at < list.first[i + 1]; ++at) {
      const int j = list.index[static_cast<std::size_t>(at)];
      const double square = norm2(atoms.x[static_cast<std::size_t>(j)] - atoms.x[i]);
      if (square >= x_largest * x_largest) continue;
      const double least = limit(atoms.species[i], atoms.species[static_cast<std::size_t>(j)]).distance;
      if (least > 0 && std::sqrt(square) < nearest.ratio * least) nearest = {std::sqrt(square) / least, j};
    }
    return nearest;
  };
  std::atomic<bool> any{false};
  parallel_each(n, [&](std::size_t i) {
    if (nearest_of(i).neighbour >= 0) any.store(true, std::memory_order_relaxed);
  });
  if (!any) return std::nullopt;
  std::size_t first = 0;
  Nearest found;
  for (std::size_t i = 0; i < n; ++i) {
    const Nearest one = nearest_of(i);
    if (one.neighbour >= 0 && one.ratio < found.ratio) found = one, first = i;
  }
  const auto second = static_cast<std::size_t>(found.neighbour);
  const int a = atoms.species[first], b = atoms.species[second];
  const Limit& least = limit(a, b);
  return fmt::format(
      "atoms {}{} and {}{} are {:.3g} Å apart, expected at least {:.3g} Å, {}", first + 1,
      x_symbols[static_cast<std::size_t>(a)], owner_of(evaluator, second) + 1, x_symbols[static_cast<std::size_t>(b)],
      found.ratio * least.distance, least.distance,
      least.learned ? "half of the shortest distance in training" : "two fifths of the sum of their covalent radii");
}

}  // namespace nnpipe::potential
