// Constant temperature: Nosé-Hoover chains, Langevin dynamics, stochastic velocity rescaling.
#pragma once

#include <array>
#include <cstdint>

#include "md/ensemble.hpp"

namespace nnpipe::md {

// Noise is a function of seed, step and atom alone: no state to keep, the same for any number of threads.
class BussiThermostat {
 public:
  BussiThermostat(double tau, std::uint64_t seed) : x_tau{tau}, x_seed{seed} {}
  // Brings the kinetic energy to where a stochastic step of Bussi, Donadio, Parrinello (J. Chem. Phys. 126, 014101,
  // 2007, eq. A7) leads in `step.timestep` at this temperature (K), by scaling velocities. Returns what it took, eV.
  double apply(State& state, const Step& step, double kelvin) const;

 private:
  double x_tau;
  std::uint64_t x_seed;
};

// Velocity Verlet, then stochastic velocity rescaling.
class Bussi final : public Integrator {
 public:
  explicit Bussi(const Ensemble& ensemble)
      : x_temperature{ensemble.temperature}, x_thermostat{ensemble.tau_t, ensemble.seed} {}
  void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) override;
  double reservoir() const override { return x_taken; }
  std::vector<double> memory() const override { return {x_taken}; }
  void recall(std::span<const double> memory) override;

 private:
  Ramp x_temperature;
  BussiThermostat x_thermostat;
  double x_taken = 0;
};

// Langevin dynamics by the BAOAB splitting (Leimkuhler, Matthews, Appl. Math. Res. Express 2013, 34): friction 1/τ.
// Noise and friction leave the total momentum alone, unless atoms are held.
class Langevin final : public Integrator {
 public:
  explicit Langevin(const Ensemble& ensemble)
      : x_temperature{ensemble.temperature}, x_tau{ensemble.tau_t}, x_seed{ensemble.seed} {}
  void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) override;
  double reservoir() const override { return x_taken; }
  std::vector<double> memory() const override { return {x_taken}; }
  void recall(std::span<const double> memory) override;

 private:
  void rub(State& state, const Step& step);

  Ramp x_temperature;
  double x_tau;
  std::uint64_t x_seed;
  double x_taken = 0;
};

// A chain of three Nosé-Hoover thermostats (Martyna, Tuckerman, Tobias, Klein, Mol. Phys. 87, 1117, 1996).
class NoseHoover final : public Integrator {
 public:
  explicit NoseHoover(const Ensemble& ensemble) : x_temperature{ensemble.temperature}, x_tau{ensemble.tau_t} {}
  void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) override;
  double reservoir() const override;
  std::vector<double> memory() const override;
  void recall(std::span<const double> memory) override;

 private:
  static constexpr std::size_t links = 3;
  // Moves the chain by `time`, velocities with it.
  void move(State& state, double time, double kelvin);
  // Masses follow the temperature, so that τ keeps its meaning over a ramp.
  void weigh(const State& state, double kelvin);

  Ramp x_temperature;
  double x_tau;
  std::array<double, links> x_mass{}, x_velocity{};  // eV ps², 1/ps
  double x_taken = 0;                                // ∫ kT (N_f v₁ + v₂ + v₃) dt, eV
};

}  // namespace nnpipe::md
