#include "capi/nnpipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "base/error.hpp"
#include "base/threads.hpp"
#include "base/version.hpp"
#include "potential/committee.hpp"
#include "potential/committee_spread.hpp"
#include "potential/evaluator.hpp"
#include "potential/registry.hpp"

using namespace nnpipe;

struct nnpipe_potential {
  nnpipe_potential(potential::PotentialPtr loaded, double skin)
      : potential{std::move(loaded)}, committee{potential::committee_of(*potential)}, evaluator{*potential, skin} {}

  const potential::PotentialPtr potential;
  const potential::Committee* const committee;
  potential::Evaluator evaluator;
  Frame frame;            // elements, cell and positions of the last computation
  std::vector<int> last;  // its atomic numbers: the evaluator is told of others alone
  bool computed = false;
};

namespace {

std::string& message() {
  thread_local std::string text;
  return text;
}

// Whatever `action` throws becomes a message and `failed`.
template <typename Result, typename Action>
Result guarded(Result failed, Action&& action) noexcept {
  try {
    return action();
  } catch (const std::bad_alloc&) {
    // No memory for a message either, perhaps: short texts need none.
    message() = "out of memory";
  } catch (const std::exception& error) {
    try {
      message() = error.what();
    } catch (const std::bad_alloc&) {
      message().clear();
    }
  }
  return failed;
}

void check_given(const void* pointer, const char* name) {
  if (pointer == nullptr) fail("{} is NULL", name);
}

void take_atoms(nnpipe_potential& p, std::size_t atoms, const int* numbers) {
  if (std::equal(p.last.begin(), p.last.end(), numbers, numbers + atoms)) return;
  p.last.clear();  // should what follows fail
  p.frame.units = p.potential->units();
  p.frame.elements.resize(atoms);
  for (std::size_t i = 0; i < atoms; ++i) {
    p.frame.elements[i] =
        with_place([&] { return fmt::format("atom {}", i + 1); }, [&] { return element_of_number(numbers[i]); });
  }
  p.frame.positions.resize(atoms);
  p.evaluator.set_atoms(p.frame);
  p.last.assign(numbers, numbers + atoms);
}

Cell cell_of(const double* cell, const int* periodic) {
  Cell result;
  for (std::size_t v = 0; v < 3; ++v) {
    if (cell != nullptr) result.vectors[v] = {cell[3 * v], cell[3 * v + 1], cell[3 * v + 2]};
    const bool exists = result.vectors[v] != Vec3{};
    result.periodic[v] = periodic != nullptr ? periodic[v] != 0 : exists;
    if (result.periodic[v] && !exists) fail("cell vector {} is zero, but the atoms are periodic along it", v + 1);
  }
  return result;
}

void write_stress(const Cell& cell, const Virial& virial, double* stress) {
  const double volume = cell.volume();
  const double values[6] = {virial.xx, virial.yy, virial.zz, virial.yz, virial.xz, virial.xy};
  for (int k = 0; k < 6; ++k) stress[k] = -values[k] / volume;
}

nnpipe_potential& computed(nnpipe_potential* potential) {
  check_given(potential, "the potential");
  if (!potential->computed) fail("no frame has been computed");
  return *potential;
}

}  // namespace

const char* nnpipe_version(void) {
  static const std::string text{version()};
  return text.c_str();
}
int nnpipe_interface(void) { return NNPIPE_INTERFACE; }
const char* nnpipe_error(void) { return message().c_str(); }

int nnpipe_set_threads(int threads) {
  return guarded(-1, [&] {
    if (threads < 1 || threads > 4096) fail("{} threads, expected 1 to 4096", threads);
    set_thread_count(threads);
    return 0;
  });
}

nnpipe_potential* nnpipe_load(const char* spec, double skin) {
  return guarded(static_cast<nnpipe_potential*>(nullptr), [&] {
    check_given(spec, "the potential's name");
    if (!(skin >= 0) || !std::isfinite(skin)) fail("skin {}, expected 0 or more", skin);
    return std::make_unique<nnpipe_potential>(potential::load(spec), skin).release();
  });
}

void nnpipe_free(nnpipe_potential* potential) { const std::unique_ptr<nnpipe_potential> owner{potential}; }

int nnpipe_compute(nnpipe_potential* potential, int atoms, const int* numbers, const double* positions,
                   const double* cell, const int* periodic, double* energy, double* forces, double* stress,
                   double* site_energies) {
  return guarded(-1, [&] {
    check_given(potential, "the potential");
    auto& p = *potential;
    p.computed = false;
    if (atoms < 1) fail("{} atoms, expected 1 or more", atoms);
    check_given(numbers, "numbers");
    check_given(positions, "positions");
    const auto n = static_cast<std::size_t>(atoms);
    take_atoms(p, n, numbers);
    p.frame.cell = cell_of(cell, periodic);
    if (stress != nullptr && !(p.frame.cell.volume() > 0)) fail("stress of a cell without a volume");
    for (std::size_t i = 0; i < n; ++i) {
      p.frame.positions[i] = {positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]};
    }
    p.evaluator.compute(
        p.frame.cell, p.frame.positions,
        {.forces = forces != nullptr, .virial = stress != nullptr, .site_energies = site_energies != nullptr});
    p.computed = true;
    if (energy != nullptr) *energy = p.evaluator.energy();
    for (std::size_t i = 0; forces != nullptr && i < n; ++i) {
      const Vec3 f = p.evaluator.forces()[i];
      forces[3 * i] = f.x;
      forces[3 * i + 1] = f.y;
      forces[3 * i + 2] = f.z;
    }
    if (stress != nullptr) write_stress(p.frame.cell, p.evaluator.virial(), stress);
    if (site_energies != nullptr) {
      std::copy(p.evaluator.site_energies().begin(), p.evaluator.site_energies().end(), site_energies);
    }
    return 0;
  });
}

int nnpipe_spread(nnpipe_potential* potential, double* energy_per_atom, double* forces) {
  return guarded(-1, [&] {
    const auto& p = computed(potential);
    if (p.committee == nullptr) fail("the potential is not a committee, expected one with two members or more");
    const auto spread = potential::committee_spread(*p.committee, p.evaluator);
    if (energy_per_atom != nullptr) *energy_per_atom = spread.energy;
    if (forces != nullptr) std::copy(spread.atoms.begin(), spread.atoms.end(), forces);
    return 0;
  });
}

int nnpipe_extrapolation(nnpipe_potential* potential, double* by_atom) {
  return guarded(-1, [&] {
    const auto& p = computed(potential);
    const auto found = p.evaluator.extrapolations();
    if (by_atom != nullptr) std::fill_n(by_atom, p.last.size(), 0.0);
    for (const auto& each : found) {
      if (by_atom == nullptr) break;
      const double out = each.value > each.high ? each.value - each.high : each.low - each.value;
      double& farthest = by_atom[each.atom];
      // A function that was constant in training has no width: any other value is infinitely far out.
      farthest = std::max(farthest, out / (each.high - each.low));
    }
    return static_cast<int>(found.size());
  });
}

double nnpipe_cutoff(const nnpipe_potential* potential) {
  return potential == nullptr ? 0 : potential->potential->cutoff();
}
int nnpipe_members(const nnpipe_potential* potential) {
  if (potential == nullptr) return 0;
  return potential->committee == nullptr ? 1 : static_cast<int>(potential->committee->members());
}
int nnpipe_has_range(const nnpipe_potential* potential) {
  return potential != nullptr && potential->potential->has_range() ? 1 : 0;
}
const char* nnpipe_units(const nnpipe_potential* potential) {
  if (potential == nullptr) return "";
  return to_string(potential->potential->units()).data();
}
int nnpipe_elements(const nnpipe_potential* potential, int* numbers, int room) {
  if (potential == nullptr || potential->potential->any_element()) return 0;
  const auto elements = potential->potential->elements();
  for (int i = 0; numbers != nullptr && i < room && i < static_cast<int>(elements.size()); ++i) {
    numbers[i] = elements[static_cast<std::size_t>(i)].number;
  }
  return static_cast<int>(elements.size());
}
long nnpipe_list_builds(const nnpipe_potential* potential) {
  return potential == nullptr ? 0 : static_cast<long>(potential->evaluator.list_builds());
}
