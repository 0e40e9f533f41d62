#include "md/integrator.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

namespace {

constexpr std::size_t block = 8192;  // atoms; fewer are not worth a thread

// v ← v + ½ Δt F/m (2.16, 2.18)
void half_kick(State& state, std::span<const Vec3> forces, double timestep) {
  const double factor = 0.5 * timestep * units_of(state.units).force_to_acceleration();
  parallel_for({state.size(), block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) state.velocities[i] += (factor / state.masses[i]) * forces[i];
  });
}

// r ← r + Δt v (2.17)
void drift(State& state, double timestep) {
  parallel_for({state.size(), block}, [&](std::size_t, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) state.positions[i] += timestep * state.velocities[i];
  });
}

}  // namespace

void VelocityVerlet::step(State& state, potential::Evaluator& evaluator, double timestep, potential::Want want) {
  half_kick(state, evaluator.forces(), timestep);
  drift(state, timestep);
  want.forces = true;
  evaluator.compute(state.cell, state.positions, want);
  half_kick(state, evaluator.forces(), timestep);
}

std::vector<std::string> integrator_names() { return {"nve"}; }

std::unique_ptr<Integrator> make_integrator(std::string_view name) {
  if (name == "nve") return std::make_unique<VelocityVerlet>();
  fail("unknown ensemble {}, expected {}", quoted(name), join(integrator_names(), ", "));
}

}  // namespace nnpipe::md
