// Integrators: one time step of some ensemble.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "md/state.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::md {

// Before and after a step the evaluator's forces belong to the state's positions.
class Integrator {
 public:
  virtual ~Integrator() = default;

  // Moves the state by `timestep` (ps). `want` is what others ask of the evaluation at the new positions.
  virtual void step(State& state, potential::Evaluator& evaluator, double timestep, potential::Want want) = 0;
  // What a thermostat or barostat has taken up, eV: potential + kinetic + reservoir energy is conserved.
  virtual double reservoir() const { return 0; }
};

// Velocity Verlet (2.16–2.18): constant number of atoms, volume and energy.
class VelocityVerlet final : public Integrator {
 public:
  void step(State& state, potential::Evaluator& evaluator, double timestep, potential::Want want) override;
};

// The integrator of an ensemble by its name; integrator_names() lists them.
std::vector<std::string> integrator_names();
std::unique_ptr<Integrator> make_integrator(std::string_view name);

}  // namespace nnpipe::md
