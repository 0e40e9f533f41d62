#include "md/state.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

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
    const double mass = frame.mass(i);
    if (!(mass > 0)) fail("atom {} has mass {}, expected more than 0", i + 1, to_text(mass));
    state.masses.push_back(mass);
  }
  return state;
}

bool wind(State& state) {
  constexpr double margin = 0.1;  // atoms that vibrate about a face stay where they are
  const auto dual = dual_vectors(state.cell);
  bool any = false;
  for (std::size_t i = 0; i < state.size(); ++i) {
    Vec3 cells;
    for (int d = 0; d < 3; ++d) {
      const auto axis = static_cast<std::size_t>(d);
      const double s = dot(dual[axis], state.positions[i]);
      if (state.cell.periodic[axis] && (s < -margin || s > 1 + margin)) cells[d] = std::floor(s);
    }
    if (cells == Vec3{}) continue;
    state.positions[i] -= state.cell.cartesian(cells);
    state.wound[i] += cells;
    any = true;
  }
  return any;
}

void unwind(const State& state, std::vector<Vec3>& positions) {
  positions = state.positions;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (state.wound[i] != Vec3{}) positions[i] += state.cell.cartesian(state.wound[i]);
  }
}

double degrees_of_freedom(std::size_t atoms) { return 3.0 * static_cast<double>(atoms) - 3.0; }

Tensor6 kinetic_tensor(const State& state) {
  Tensor6 sum;
  for (std::size_t i = 0; i < state.size(); ++i)
    add_outer(sum, state.masses[i] * state.velocities[i], state.velocities[i]);
  return units_of(state.units).mass_velocity2 * sum;
}

double kinetic_energy(const State& state) {
  double sum = 0;
  for (std::size_t i = 0; i < state.size(); ++i) sum += state.masses[i] * norm2(state.velocities[i]);
  return 0.5 * units_of(state.units).mass_velocity2 * sum;
}

double temperature(const State& state) {
  if (state.size() < 2) return 0;
  return 2 * kinetic_energy(state) / (degrees_of_freedom(state.size()) * units_of(state.units).boltzmann);
}

Vec3 momentum(const State& state) {
  Vec3 sum;
  for (std::size_t i = 0; i < state.size(); ++i) sum += state.masses[i] * state.velocities[i];
  return sum;
}

void remove_drift(State& state) {
  double mass = 0;
  for (const double m : state.masses) mass += m;
  const Vec3 drift = momentum(state) / mass;
  for (Vec3& v : state.velocities) v -= drift;
}

void set_temperature(State& state, double kelvin, Random& random) {
  if (kelvin == 0) {
    state.velocities.assign(state.size(), Vec3{});
    return;
  }
  if (state.size() < 2) fail("a single atom has no temperature, expected two atoms or temperature 0");
  // Each component has variance k T / m; the common factor follows from the scaling below.
  for (std::size_t i = 0; i < state.size(); ++i) {
    const double width = 1 / std::sqrt(state.masses[i]);
    Vec3& v = state.velocities[i];
    v.x = width * random.normal();
    v.y = width * random.normal();
    v.z = width * random.normal();
  }
  remove_drift(state);
  const double factor = std::sqrt(kelvin / temperature(state));
  for (Vec3& v : state.velocities) v *= factor;
}

}  // namespace nnpipe::md
