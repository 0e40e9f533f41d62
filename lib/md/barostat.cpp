#include "md/barostat.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

namespace {

constexpr std::uint64_t cell_noise = 0x63656c6c;
constexpr std::size_t block = 8192;  // atoms
constexpr double most_growth = 8;    // of the volume: a gas that fills whatever room it gets has no end

// A symmetric 3 × 3 matrix times a vector.
Vec3 times(const Tensor6& m, Vec3 r) {
  return {m.xx * r.x + m.xy * r.y + m.xz * r.z, m.xy * r.x + m.yy * r.y + m.yz * r.z,
          m.xz * r.x + m.yz * r.y + m.zz * r.z};
}

// e^m of a small symmetric matrix by its series: strains of one step are below 0.1.
Tensor6 exponential(const Tensor6& m) {
  Tensor6 sum{1, 1, 1, 0, 0, 0}, term = sum;
  for (int n = 1; n <= 12; ++n) {
    // Powers of one matrix commute, so their products are symmetric.
    const Vec3 a = times(m, {term.xx, term.xy, term.xz}), b = times(m, {term.xy, term.yy, term.yz}),
               c = times(m, {term.xz, term.yz, term.zz});
    term = (1.0 / n) * Tensor6{a.x, b.y, c.z, a.y, a.z, b.z};
    sum += term;
  }
  return sum;
}

// a : b
double contract(const Tensor6& a, const Tensor6& b) {
  return a.xx * b.xx + a.yy * b.yy + a.zz * b.zz + 2 * (a.xy * b.xy + a.xz * b.xz + a.yz * b.yz);
}

void deform(State& state, const Tensor6& strain) {
  const Tensor6 out = exponential(strain), in = exponential(-1.0 * strain);
  for (Vec3& vector : state.cell.vectors) vector = times(out, vector);
  parallel_for({state.size(), block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      state.positions[i] = times(out, state.positions[i]);
      state.velocities[i] = times(in, state.velocities[i]);
    }
  });
}

}  // namespace

CellRescaling::CellRescaling(const Ensemble& ensemble, bool all_strains)
    : x_temperature{ensemble.temperature},
      x_pressure{ensemble.pressure},
      x_tau{ensemble.tau_p},
      x_all_strains{all_strains},
      x_seed{ensemble.seed},
      x_thermostat{ensemble.tau_t, ensemble.seed} {}

// 1/K of what the start answers at once to a change of volume, kinetic part included; never more than an ideal gas.
void CellRescaling::prepare(const State& state, potential::Evaluator& evaluator) {
  constexpr double change = 1e-3;  // of lengths
  const auto virial_pressure = [&](double factor) {
    State scaled = state;
    for (Vec3& vector : scaled.cell.vectors) vector *= factor;
    for (Vec3& r : scaled.positions) r *= factor;
    evaluator.compute(scaled.cell, scaled.positions, {true, true, false});
    return evaluator.virial().trace() / (3 * scaled.cell.volume());
  };
  const double virial_modulus = (virial_pressure(1 - change) - virial_pressure(1 + change)) / (6 * change);
  const double kt = units_of(state.units).boltzmann * x_temperature.from;
  const double gas = 5.0 / 3 * static_cast<double>(state.size()) * kt / state.cell.volume();
  x_compressibility = 1 / std::max(virial_modulus + gas, gas);
  x_start_volume = state.cell.volume();
}

// dε = β/(3τ) (P_int − P) dt + √(2β kT/(3Vτ)) dW for each component of a symmetric strain ε; its trace, the relative
// change of volume, has β/τ (tr P_int/3 − P) and √(2β kT/(Vτ)).
Tensor6 CellRescaling::strain(const State& state, const Tensor6& kinetic, const Virial& virial,
                              const Step& step) const {
  const Units& units = units_of(state.units);
  const double volume = state.cell.volume();
  const double target = x_pressure.at(step.progress) / units.pressure;
  Tensor6 pressure = kinetic;
  pressure += virial;
  pressure = (1 / volume) * pressure;
  Random random{x_seed ^ cell_noise, static_cast<std::uint64_t>(step.number)};
  const double rate = x_compressibility * step.timestep / (3 * x_tau);
  const double width = std::sqrt(2 * rate * units.boltzmann * x_temperature.at(step.progress) / volume);
  if (!x_all_strains) {
    const double e = rate * (pressure.trace() / 3 - target) + width / std::sqrt(3.0) * random.normal();
    return {e, e, e, 0, 0, 0};
  }
  Tensor6 e = rate * pressure;
  for (double* diagonal : {&e.xx, &e.yy, &e.zz}) *diagonal += width * random.normal() - rate * target;
  // Half the sum of two independent ones: a symmetric strain turns nothing.
  for (double* other : {&e.xy, &e.xz, &e.yz}) *other += width * std::sqrt(0.5) * random.normal();
  return e;
}

void CellRescaling::step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) {
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  drift(state, 0.5 * step.timestep);
  const Tensor6 kinetic = kinetic_tensor(state);
  const Virial before = evaluator.virial();
  const Tensor6 e = strain(state, kinetic, before, step);
  const double largest =
      std::max({std::abs(e.xx), std::abs(e.yy), std::abs(e.zz), std::abs(e.xy), std::abs(e.xz), std::abs(e.yz)});
  if (!(largest < 0.1)) {
    fail("the cell changes by {:.3g} % in a step, expected less than 10: give the barostat more time", 100 * largest);
  }
  deform(state, e);
  if (const double growth = state.cell.volume() / x_start_volume; !(growth < most_growth)) {
    fail(
        "the cell has grown to {:.3g} times its volume at the start, expected less than {}: at this pressure nothing "
        "holds the atoms together",
        growth, most_growth);
  }
  x_taken += 0.5 * (kinetic.trace() - kinetic_tensor(state).trace());
  drift(state, 0.5 * step.timestep);
  want.virial = true;
  evaluator.compute(state.cell, state.positions, want);
  // The work of the virial, by its mean over the step.
  Virial sum = before;
  sum += evaluator.virial();
  x_taken += 0.5 * contract(sum, e);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
  x_taken += x_thermostat.apply(state, step, x_temperature.at(step.progress));
}

void CellRescaling::recall(std::span<const double> memory) {
  if (memory.size() != 3) fail("{} numbers of an integrator, expected 3", memory.size());
  x_taken = memory[0];
  x_compressibility = memory[1];
  x_start_volume = memory[2];
}

}  // namespace nnpipe::md
