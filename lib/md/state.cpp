#include "md/state.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

State state_of(const Frame& frame) {
  State state;
  state.units = frame.units;
  state.cell = frame.cell;
  state.positions = frame.positions;
  state.velocities = frame.velocities;
  if (state.velocities.empty()) state.velocities.assign(frame.size(), Vec3{});
  state.wound.assign(frame.size(), Vec3{});
  state.masses.reserve(frame.size());
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (is_physical(frame.units) && frame.masses.empty() && frame.elements[i].number == 0) {
      fail("atom {}: X has no mass in metal units, expected a column masses", i + 1);
    }
    const double mass = frame.mass(i);
    if (!(mass > 0)) fail("atom {} has mass {}, expected more than 0", i + 1, to_text(mass));
    state.masses.push_back(mass);
  }
  return state;
}

bool wind(State& state) {
  constexpr double margin = 0.1;  // atoms that vibrate about a face stay where they are
  const auto dual = dual_vectors(state.cell);
  std::atomic<bool> any{false};
  parallel_each(state.size(), [&](std::size_t i) {
    Vec3 cells;
    for (int d = 0; d < 3; ++d) {
      const auto axis = static_cast<std::size_t>(d);
      const double s = dot(dual[axis], state.positions[i]);
      if (state.cell.periodic[axis] && (s < -margin || s > 1 + margin)) cells[d] = std::floor(s);
    }
    if (cells == Vec3{}) return;
    state.positions[i] -= state.cell.cartesian(cells);
    state.wound[i] += cells;
    any.store(true, std::memory_order_relaxed);
  });
  return any;
}

void unwind(const State& state, std::vector<Vec3>& positions) {
  positions = state.positions;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (state.wound[i] != Vec3{}) positions[i] += state.cell.cartesian(state.wound[i]);
  }
}

std::size_t State::free_atoms() const {
  return size() - static_cast<std::size_t>(std::count(held.begin(), held.end(), 1));
}

double degrees_of_freedom(const State& state) {
  const std::size_t free = state.free_atoms();
  const double all = 3.0 * static_cast<double>(free);
  return free == state.size() ? all - 3 : all;
}

Tensor6 kinetic_tensor(const State& state) {
  const auto of_atom = [&](std::size_t i) {
    Tensor6 part;
    if (state.free(i)) add_outer(part, state.masses[i] * state.velocities[i], state.velocities[i]);
    return part;
  };
  return units_of(state.units).mass_velocity2 * parallel_sum(state.size(), of_atom);
}

double kinetic_energy(const State& state) {
  const double sum = parallel_sum(
      state.size(), [&](std::size_t i) { return state.free(i) ? state.masses[i] * norm2(state.velocities[i]) : 0.0; });
  return 0.5 * units_of(state.units).mass_velocity2 * sum;
}

double temperature(const State& state) {
  const double freedom = degrees_of_freedom(state);
  if (!(freedom > 0)) return 0;
  return 2 * kinetic_energy(state) / (freedom * units_of(state.units).boltzmann);
}

Vec3 momentum(const State& state) {
  return parallel_sum(state.size(),
                      [&](std::size_t i) { return state.free(i) ? state.masses[i] * state.velocities[i] : Vec3{}; });
}

void remove_drift(State& state) {
  double mass = 0;
  for (const double m : state.masses) mass += m;
  const Vec3 drift = momentum(state) / mass;
  for (Vec3& v : state.velocities) v -= drift;
}

void set_temperature(State& state, double kelvin, Random& random) {
  const bool any_held = state.free_atoms() < state.size();
  if (kelvin > 0 && !(degrees_of_freedom(state) > 0)) {
    fail("{} has no temperature, expected two atoms that are free or temperature 0",
         any_held ? "a frame of held atoms alone" : "a single atom");
  }
  // Each component has variance k T / m; the common factor follows from the scaling below.
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (!state.free(i)) continue;
    const double width = kelvin > 0 ? 1 / std::sqrt(state.masses[i]) : 0;
    Vec3& v = state.velocities[i];
    v = {};
    if (kelvin == 0) continue;
    v.x = width * random.normal();
    v.y = width * random.normal();
    v.z = width * random.normal();
  }
  if (kelvin == 0) return;
  if (!any_held) remove_drift(state);
  const double factor = std::sqrt(kelvin / temperature(state));
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (state.free(i)) state.velocities[i] *= factor;
  }
}

}  // namespace nnpipe::md
