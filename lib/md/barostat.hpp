// Constant pressure: stochastic cell rescaling, of the volume or of all strains.
#pragma once

#include "md/thermostat.hpp"

namespace nnpipe::md {

// Velocity Verlet with stochastic cell rescaling (Bernetti, Bussi, J. Chem. Phys. 153, 114107, 2020; all strains: Del
// Tatto, Raiteri, Bernetti, Bussi, Appl. Sci. 12, 1139, 2022) and stochastic velocity rescaling. Samples
// exp[−(E + PV)/kT] over positions in fractions, momenta that scale against the cell, and V; so ⟨pressure⟩ = P with
// 3N − 3 degrees of freedom. The compressibility only says how fast the cell answers: it is measured at the start.
class CellRescaling final : public Integrator {
 public:
  CellRescaling(const Ensemble& ensemble, bool all_strains);
  void prepare(const State& state, potential::Evaluator& evaluator) override;
  void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) override;
  potential::Want want() const override { return {true, true, false}; }
  double reservoir() const override { return x_taken; }
  std::vector<double> memory() const override { return {x_taken, x_compressibility, x_start_volume}; }
  void recall(std::span<const double> memory) override;

 private:
  Tensor6 strain(const State& state, const Tensor6& kinetic, const Virial& virial, const Step& step) const;

  Ramp x_temperature, x_pressure;
  double x_tau;
  bool x_all_strains;
  std::uint64_t x_seed;
  BussiThermostat x_thermostat;
  double x_taken = 0;
  double x_compressibility = 0;  // Å³/eV
  double x_start_volume = 0;     // Å³
};

}  // namespace nnpipe::md
