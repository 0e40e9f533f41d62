#include "potential/structure_limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "base/shown_units.hpp"
#include "potential/committee_spread.hpp"

namespace nnpipe::potential {

namespace {

// Of the fewest neighbours in training.
constexpr double least_part = 0.5;

std::string symbol_of(const Potential& potential, int species) {
  const auto elements = potential.elements();
  const auto at = static_cast<std::size_t>(species);
  return potential.any_element() || at >= elements.size() ? std::string{} : fmt::format(" ({})", elements[at].symbol());
}

}  // namespace

LostAtoms::LostAtoms(const Potential& potential) {
  for (std::size_t s = 0; s < potential.elements().size(); ++s) {
    const auto fewest = potential.fewest_neighbours(static_cast<int>(s));
    // Rounded up: of one neighbour half is one.
    const auto least = static_cast<std::size_t>(std::ceil(least_part * static_cast<double>(fewest.count)));
    x_limits.push_back({least, fewest.within, symbol_of(potential, static_cast<int>(s))});
  }
}

std::optional<std::string> LostAtoms::violation(const Evaluator& evaluator, bool centre_alone) const {
  const auto atoms = evaluator.atoms();
  const auto list = evaluator.neighbours();
  const std::size_t n = std::min<std::size_t>(centre_alone ? 1 : static_cast<std::size_t>(atoms.local), atoms.x.size());
  std::size_t worst = n, worst_count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto species = static_cast<std::size_t>(atoms.species[i]);
    if (species >= x_limits.size() || x_limits[species].least == 0) continue;
    const Limit& limit = x_limits[species];
    std::size_t count = 0;
    for (int at = list.first[i]; at < list.first[i + 1] && count < limit.least; ++at) {
      const auto j = static_cast<std::size_t>(list.index[static_cast<std::size_t>(at)]);
      count += norm2(atoms.x[j] - atoms.x[i]) < limit.within * limit.within ? 1 : 0;
    }
    if (count < limit.least && (worst == n || count < worst_count)) worst = i, worst_count = count;
  }
  if (worst == n) return std::nullopt;
  const Limit& limit = x_limits[static_cast<std::size_t>(atoms.species[worst])];
  return fmt::format(
      "atom {}{} has {} neighbour{} within {:.4g} Å, expected at least {}, half of the fewest in training", worst + 1,
      limit.symbol, worst_count, worst_count == 1 ? "" : "s", limit.within, limit.least);
}

DisputeLimit::DisputeLimit(const Potential& potential) : x_potential{potential}, x_committee{committee_of(potential)} {
  if (x_committee != nullptr) x_dispute = x_committee->dispute();
}

std::optional<std::string> DisputeLimit::violation(const Evaluator& evaluator, bool centre_alone) const {
  if (x_committee == nullptr || !(x_dispute.limit > 0)) return std::nullopt;
  const auto spread = committee_spread(*x_committee, evaluator);
  const auto end = centre_alone ? std::min(spread.atoms.begin() + 1, spread.atoms.end()) : spread.atoms.end();
  const auto most = std::max_element(spread.atoms.begin(), end);
  if (most == end || *most <= x_dispute.limit) return std::nullopt;
  const auto atom = static_cast<std::size_t>(most - spread.atoms.begin());
  const int species = evaluator.atoms().species[atom];
  const std::string& unit = shown_units(x_potential.units()).force.name;
  std::string found =
      fmt::format("the committee disputes the force on atom {}{}: its spread is {:.3g} {}, expected at most {:.3g}",
                  atom + 1, symbol_of(x_potential, species), *most, unit, x_dispute.limit);
  if (x_dispute.factor > 0) {
    found += fmt::format("; the expected error of a component is {:.3g} {}", spread.expected(atom, x_dispute), unit);
  }
  return found;
}

StructureLimits::StructureLimits(const Potential& potential, const Frame& frame, Asked asked)
    : x_asked{asked}, x_least{potential, frame}, x_lost{potential}, x_dispute{potential} {}

std::optional<std::string> StructureLimits::violation(const Evaluator& evaluator, bool centre_alone) const {
  if (x_asked.distances) {
    if (auto near = x_least.violation(evaluator, centre_alone)) return near;
  }
  if (auto lost = x_lost.violation(evaluator, centre_alone)) return lost;
  return x_asked.dispute ? x_dispute.violation(evaluator, centre_alone) : std::nullopt;
}

}  // namespace nnpipe::potential
