#include "potential/evaluator.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>

#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::potential {

namespace {

constexpr int no_species = -1;

std::string symbols(std::span<const Element> elements) {
  std::string out;
  for (const Element element : elements) {
    if (!out.empty()) out += ' ';
    out += element.symbol();
  }
  return out;
}

// A site sample says how far out its neighbours are complete.
void check_reach(const Frame& sample, double cutoff) {
  const auto* text = sample.find_info("reach");
  if (text == nullptr) return;
  const double complete = to_finite(*text, "reach");
  if (complete < cutoff) fail("the site sample reaches {} Å, but the potential sees {} Å", complete, cutoff);
}

bool finite(Vec3 v) { return std::isfinite(v.x + v.y + v.z); }

}  // namespace

Evaluator::Evaluator(const Potential& potential, double skin)
    : x_potential{potential}, x_list{potential.cutoff(), skin} {}

void Evaluator::set_atoms(const Frame& frame) {
  check_same_units(frame.units, "the frame", x_potential.units(), "the potential");
  std::array<int, 128> species_of{};
  species_of.fill(x_potential.any_element() ? 0 : no_species);
  if (!x_potential.any_element()) {
    const auto elements = x_potential.elements();
    for (std::size_t s = 0; s < elements.size(); ++s) {
      species_of[static_cast<std::size_t>(elements[s].number)] = static_cast<int>(s);
    }
  }
  x_local_species.resize(frame.size());
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const int species = species_of[static_cast<std::size_t>(frame.elements[i].number)];
    if (species == no_species) {
      fail("atom {}: element '{}' is not in the potential, which has {}", i + 1, frame.elements[i].symbol(),
           symbols(x_potential.elements()));
    }
    x_local_species[i] = species;
  }
  x_species.clear();
}

void Evaluator::compute(const Cell& cell, std::span<const Vec3> positions, Want want) {
  if (positions.size() != x_local_species.size()) {
    fail("{} positions for {} atoms", positions.size(), x_local_species.size());
  }
  const bool built = x_list.update(cell, positions);
  if (built) ++x_builds;
  if (built || x_species.empty()) {
    const auto owner = x_list.owner();
    x_species.resize(owner.size());
    parallel_each(owner.size(),
                  [&](std::size_t i) { x_species[i] = x_local_species[static_cast<std::size_t>(owner[i])]; });
  }
  Result result;
  if (want.forces) {
    x_all_forces.resize(x_species.size());
    parallel_each(x_all_forces.size(), [&](std::size_t i) { x_all_forces[i] = {}; });
    result.force = x_all_forces;
  }
  x_site_energies.assign(want.site_energies ? positions.size() : 0, 0.0);
  result.site_energy = x_site_energies;
  try {
    x_potential.compute(atoms(), neighbours(), want, result);
  } catch (const TooClose& close) {
    const auto atom_of = [&](int index) { return x_list.owner()[static_cast<std::size_t>(index)]; };
    throw TooClose{atom_of(close.first), atom_of(close.second), close.distance, close.limit};
  }
  x_energy = result.energy;
  x_virial = result.virial;
  x_forces.resize(want.forces ? positions.size() : 0);
  fold_forces();
}

void Evaluator::remake_list(const Cell& cell, std::span<const Vec3> positions) {
  x_list.build(cell, positions);
  x_species.clear();
}

// Ghosts' forces to those on their atoms, and whether all is finite: one pass over the atoms.
void Evaluator::fold_forces() {
  std::atomic<bool> all{std::isfinite(x_energy)};
  parallel_for({x_forces.size(), light_block}, [&](std::size_t, std::size_t first, std::size_t last) {
    const auto block = std::span{x_forces}.subspan(first, last - first);
    std::fill(block.begin(), block.end(), Vec3{});
    x_list.fold(x_all_forces, x_forces, first, last);
    // A sum of what is finite may overflow; then the search finds nothing wrong.
    Vec3 sum;
    for (const Vec3& force : block) sum += force;
    if (!finite(sum)) all.store(false, std::memory_order_relaxed);
  });
  if (!all) find_not_finite();
}

void Evaluator::find_not_finite() const {
  const auto bad = std::find_if_not(x_forces.begin(), x_forces.end(), finite);
  if (std::isfinite(x_energy) && bad == x_forces.end()) return;
  // Nearly always two atoms have come too close.
  double nearest2 = std::numeric_limits<double>::infinity();
  std::size_t a = 0, b = 0;
  const auto list = neighbours();
  const auto x = x_list.positions();
  for (std::size_t i = 0; i < x_forces.size() || i < x_local_species.size(); ++i) {
    for (int e = list.first[i]; e < list.first[i + 1]; ++e) {
      const auto j = static_cast<std::size_t>(list.index[static_cast<std::size_t>(e)]);
      const double r2 = norm2(x[j] - x[i]);
      if (r2 < nearest2) {
        nearest2 = r2;
        a = i;
        b = static_cast<std::size_t>(x_list.owner()[j]);
      }
    }
  }
  std::string what = "the energy is not finite";
  if (std::isfinite(x_energy)) {
    what = fmt::format("atom {}: the force is not finite", bad - x_forces.begin() + 1);
  }
  if (!std::isfinite(nearest2)) fail("{}", what);
  fail("{}; the nearest atoms, {} and {}, are {:.4g} apart", what, std::min(a, b) + 1, std::max(a, b) + 1,
       std::sqrt(nearest2));
}

std::vector<Extrapolation> Evaluator::extrapolations() const {
  std::vector<Extrapolation> found;
  x_potential.extrapolations(atoms(), neighbours(), found);
  return found;
}

AtomsView Evaluator::atoms() const { return {x_list.positions(), x_species, x_list.local()}; }

void label(Frame& frame, Evaluator& evaluator) {
  evaluator.set_atoms(frame);
  drop_other_labels(frame);
  if (frame.site_energy) {
    check_reach(frame, evaluator.cutoff());
    evaluator.compute(frame.cell, frame.positions, {.forces = false, .virial = false, .site_energies = true});
    frame.site_energy = evaluator.site_energies()[0];
    return;
  }
  evaluator.compute(frame.cell, frame.positions, {.forces = true, .virial = true, .site_energies = true});
  frame.energy = evaluator.energy();
  frame.forces.assign(evaluator.forces().begin(), evaluator.forces().end());
  frame.site_energies.assign(evaluator.site_energies().begin(), evaluator.site_energies().end());
  frame.virial.reset();
  // Without a volume there is no stress to write.
  if (frame.cell.volume() > 0) frame.virial = evaluator.virial();
}

}  // namespace nnpipe::potential
