// Integrators: one time step of some ensemble.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "md/state.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::md {

// Which step is done.
struct Step {
  std::int64_t number = 1;  // from 1
  double timestep = 0;      // ps
  double progress = 0;      // number over all steps of the run, 0 … 1: where ramps are
};

// Before and after a step the evaluator's forces belong to the state's positions.
class Integrator {
 public:
  virtual ~Integrator() = default;

  // Called once, before the first evaluation of a run that begins. May evaluate other cells.
  virtual void prepare(const State& /*state*/, potential::Evaluator& /*evaluator*/) {}
  // Moves the state by a step. `want` is what others ask of the evaluation at the new positions.
  virtual void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) = 0;
  // What step() itself needs of each evaluation, beside forces.
  virtual potential::Want want() const { return {true, false, false}; }
  // What a thermostat or barostat has taken up, eV: potential + kinetic + reservoir energy is conserved.
  virtual double reservoir() const { return 0; }

  // All there is to go on from: numbers that recall() of another integrator of the same kind takes up again.
  virtual std::vector<double> memory() const { return {}; }
  // Throws Error for a number of values that is not its own.
  virtual void recall(std::span<const double> memory);
};

// Velocity Verlet (2.16–2.18): constant number of atoms, volume and energy.
class VelocityVerlet final : public Integrator {
 public:
  void step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) override;
};

// Parts of steps. Held atoms drift and are not kicked.
// v ← v + Δt F/m (2.16, 2.18)
void kick(State& state, std::span<const Vec3> forces, double time);
// r ← r + Δt v (2.17)
void drift(State& state, double time);
// Both, with times of their own.
void kick_and_drift(State& state, std::span<const Vec3> forces, double kicked, double drifted);
// v ← factor v
void scale_velocities(State& state, double factor);

}  // namespace nnpipe::md
