#include "md/integrator.hpp"

#include "base/error.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

void kick(State& state, std::span<const Vec3> forces, double time) {
  const double factor = time * units_of(state.units).force_to_acceleration();
  parallel_each(state.size(), [&](std::size_t i) {
    if (state.free(i)) state.velocities[i] += (factor / state.masses[i]) * forces[i];
  });
}

void drift(State& state, double time) {
  parallel_each(state.size(), [&](std::size_t i) { state.positions[i] += time * state.velocities[i]; });
}

void kick_and_drift(State& state, std::span<const Vec3> forces, double kicked, double drifted) {
  const double factor = kicked * units_of(state.units).force_to_acceleration();
  parallel_each(state.size(), [&](std::size_t i) {
    if (state.free(i)) state.velocities[i] += (factor / state.masses[i]) * forces[i];
    state.positions[i] += drifted * state.velocities[i];
  });
}

void scale_velocities(State& state, double factor) {
  parallel_each(state.size(), [&](std::size_t i) {
    if (state.free(i)) state.velocities[i] *= factor;
  });
}

void Integrator::recall(std::span<const double> memory) {
  if (!memory.empty()) fail("{} numbers of an integrator, expected none", memory.size());
}

void VelocityVerlet::step(State& state, potential::Evaluator& evaluator, const Step& step, potential::Want want) {
  kick_and_drift(state, evaluator.forces(), 0.5 * step.timestep, step.timestep);
  evaluator.compute(state.cell, state.positions, want);
  kick(state, evaluator.forces(), 0.5 * step.timestep);
}

}  // namespace nnpipe::md
