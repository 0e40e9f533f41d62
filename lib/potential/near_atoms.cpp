#include "potential/near_atoms.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/shown_units.hpp"

namespace nnpipe::potential {

std::string near_atoms(const Evaluator& evaluator, UnitStyle units) {
  constexpr double least = 0.5;  // Å; the shortest bond, of hydrogen, is 0.74
  if (!is_physical(units)) return {};
  const auto atoms = evaluator.atoms();
  const auto list = evaluator.neighbours();
  double nearest = least * least;
  int found = -1;
  for (int i = 0; i < atoms.local; ++i) {
    const Vec3& centre = atoms.x[static_cast<std::size_t>(i)];
    const auto k = static_cast<std::size_t>(i);
    for (int at = list.first[k]; at < list.first[k + 1]; ++at) {
      const Vec3 step = atoms.x[static_cast<std::size_t>(list.index[static_cast<std::size_t>(at)])] - centre;
      const double square = dot(step, step);
      if (square < nearest) nearest = square, found = i;
    }
  }
  if (found < 0) return {};
  return fmt::format("atom {} has a neighbour at {:.3g} Å: are positions in nm, or in fractions of the cell?",
                     found + 1, std::sqrt(nearest));
}

}  // namespace nnpipe::potential
