#include "md/thermostat.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

namespace {

// One purpose of random numbers each, of one seed.
constexpr std::uint64_t bussi_noise = 0x6275737369, langevin_noise = 0x6c616e67;
constexpr std::size_t block = 1024;  // atoms

double take_one(std::span<const double> memory) {
  if (memory.size() != 1) fail("{} numbers of an integrator, expected 1", memory.size());
  return memory[0];
}

}  // namespace

double BussiThermostat::apply(State& state, const Step& step, double kelvin) const {
  const double kinetic = kinetic_energy(state);
  if (!(kinetic > 0)) return 0;  // nothing that could be scaled
  const double freedom = degrees_of_freedom(state);
  Random random{x_seed ^ bussi_noise, static_cast<std::uint64_t>(step.number)};
  const double c = std::exp(-step.timestep / x_tau);
  const double share = (1 - c) * 0.5 * units_of(state.units).boltzmann * kelvin / kinetic;
  const double first = random.normal();
  // The sum of squares of the other N_f − 1 normal numbers; an odd one is drawn by itself.
  double others = 0;
  if (freedom >= 3) others = 2 * random.gamma(0.5 * (freedom - 1));
  const double along = std::sqrt(c) + std::sqrt(share) * first;
  const double factor2 = along * along + share * others;
  scale_velocities(state, std::copysign(std::sqrt(factor2), along));
  return kinetic * (1 - factor2);
}

void Bussi::step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) {
  kick_and_drift(state, evaluator.forces(), 0.5 * step.timestep, step.timestep);
  evaluator.compute(state.cell, state.positions, want);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  x_taken += x_thermostat.apply(state, step, x_temperature.at(step.progress));
}

void Bussi::recall(std::span<const double> memory) { x_taken = take_one(memory); }

void Langevin::step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) {
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  drift(state, 0.5 * step.timestep);
  rub(state, step);
  drift(state, 0.5 * step.timestep);
  evaluator.compute(state.cell, state.positions, want);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
}

// v ← c v + √((1 − c²) kT/m) ξ, c = exp(−Δt/τ), the noise without total momentum.
void Langevin::rub(State& state, const Step& step) {
  const Units& units = units_of(state.units);
  const double c = std::exp(-step.timestep / x_tau);
  const double width2 =
      (1 - c * c) * units.boltzmann * x_temperature.at(step.progress) / units.mass_velocity2;  // m ⟨noise²⟩
  const double before = kinetic_energy(state);
  const bool any_held = state.free_atoms() < state.size();
  std::vector<Vec3> noise(state.size());
  std::vector<Vec3> sums(Blocks{state.size(), block}.count());
  parallel_for({state.size(), block}, [&](std::size_t number, std::size_t first, std::size_t last) {
    Random random{x_seed ^ langevin_noise, (static_cast<std::uint64_t>(step.number) << 20U) + number};
    Vec3 sum;
    for (std::size_t i = first; i < last; ++i) {
      const double width = std::sqrt(width2 / state.masses[i]);
      noise[i].x = width * random.normal();
      noise[i].y = width * random.normal();
      noise[i].z = width * random.normal();
      sum += state.masses[i] * noise[i];
    }
    sums[number] = sum;
  });
  Vec3 common;
  if (!any_held) {
    double mass = 0;
    for (const double m : state.masses) mass += m;
    for (const Vec3 sum : sums) common += sum;
    common *= 1 / mass;
  }
  parallel_for({state.size(), block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      if (state.free(i)) state.velocities[i] = c * state.velocities[i] + (noise[i] - common);
    }
  });
  x_taken += before - kinetic_energy(state);
}

void Langevin::recall(std::span<const double> memory) { x_taken = take_one(memory); }

void NoseHoover::weigh(const State& state, double kelvin) {
  const double kt = units_of(state.units).boltzmann * kelvin;
  for (std::size_t k = 0; k < links; ++k) {
    const double mass = (k == 0 ? degrees_of_freedom(state) : 1.0) * kt * x_tau * x_tau;
    // What a heavier chain moves with, the ramp has brought.
    if (x_mass[k] > 0) x_taken -= 0.5 * (mass - x_mass[k]) * x_velocity[k] * x_velocity[k];
    x_mass[k] = mass;
  }
}

void NoseHoover::move(State& state, double time, double kelvin) {
  // Weights of a fourth-order product of second-order steps (Yoshida 1990; Suzuki 1991).
  static const double outer = 1 / (2 - std::cbrt(2.0));
  const double kt = units_of(state.units).boltzmann * kelvin;
  const double freedom = degrees_of_freedom(state);
  double twice_kinetic = 2 * kinetic_energy(state);
  double factor = 1;
  auto& v = x_velocity;
  const auto push = [&](std::size_t k) {
    const double drive = k == 0 ? twice_kinetic - freedom * kt : x_mass[k - 1] * v[k - 1] * v[k - 1] - kt;
    return drive / x_mass[k];
  };
  for (const double weight : {outer, 1 - 2 * outer, outer}) {
    const double t = weight * time;
    v[links - 1] += 0.5 * t * push(links - 1);
    for (std::size_t k = links - 1; k-- > 0;) {
      const double rub = std::exp(-0.25 * t * v[k + 1]);
      v[k] = (v[k] * rub + 0.5 * t * push(k)) * rub;
    }
    const double scale = std::exp(-t * v[0]);
    factor *= scale;
    twice_kinetic *= scale * scale;
    x_taken += t * kt * (freedom * v[0] + v[1] + v[2]);
    for (std::size_t k = 0; k + 1 < links; ++k) {
      const double rub = std::exp(-0.25 * t * v[k + 1]);
      v[k] = (v[k] * rub + 0.5 * t * push(k)) * rub;
    }
    v[links - 1] += 0.5 * t * push(links - 1);
  }
  scale_velocities(state, factor);
}

void NoseHoover::step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) {
  const double kelvin = x_temperature.at(step.progress);
  weigh(state, kelvin);
  move(state, 0.5 * step.timestep, kelvin);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  drift(state, step.timestep);
  evaluator.compute(state.cell, state.positions, want);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  move(state, 0.5 * step.timestep, kelvin);
}

double NoseHoover::reservoir() const {
  double energy = x_taken;
  for (std::size_t k = 0; k < links; ++k) energy += 0.5 * x_mass[k] * x_velocity[k] * x_velocity[k];
  return energy;
}

std::vector<double> NoseHoover::memory() const {
  std::vector<double> memory{x_taken};
  memory.insert(memory.end(), x_mass.begin(), x_mass.end());
  memory.insert(memory.end(), x_velocity.begin(), x_velocity.end());
  return memory;
}

void NoseHoover::recall(std::span<const double> memory) {
  if (memory.size() != 1 + 2 * links) fail("{} numbers of an integrator, expected {}", memory.size(), 1 + 2 * links);
  x_taken = memory[0];
  for (std::size_t k = 0; k < links; ++k) {
    x_mass[k] = memory[1 + k];
    x_velocity[k] = memory[1 + links + k];
  }
}

}  // namespace nnpipe::md
