#include "analysis/stability.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "md/ensemble.hpp"
#include "md/safety_watch.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

namespace {

std::vector<Vec3> forces_at(potential::Evaluator& evaluator, const Frame& frame, const std::vector<Vec3>& moves,
                            double step) {
  auto positions = frame.positions;
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] += step * moves[i];
  evaluator.compute(frame.cell, positions, {.virial = false});
  return {evaluator.forces().begin(), evaluator.forces().end()};
}

}  // namespace

double configurational_temperature(const Frame& frame, const potential::Potential& potential, std::uint64_t seed,
                                   int probes) {
  potential::Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  const std::vector<Vec3> still(frame.size());
  double squares = 0;
  for (const Vec3 force : forces_at(evaluator, frame, still, 0)) squares += norm2(force);
  // ∇²E = ⟨v·H v⟩ over random signs v (Hutchinson), H v by central differences of the forces.
  constexpr double step = 1e-3;
  Random random{seed, 0x63757276};  // "curv"
  double curvature = 0;
  for (int probe = 0; probe < probes; ++probe) {
    std::vector<Vec3> signs(frame.size());
    for (Vec3& sign : signs) {
      for (int axis = 0; axis < 3; ++axis) sign[axis] = random.below(2) == 0 ? -1 : 1;
    }
    const auto behind = forces_at(evaluator, frame, signs, -step), ahead = forces_at(evaluator, frame, signs, step);
    for (std::size_t i = 0; i < signs.size(); ++i) curvature += dot(signs[i], behind[i] - ahead[i]) / (2 * step);
  }
  curvature /= probes;
  return curvature > 0 ? squares / curvature / units_of(frame.units).boltzmann : 0;
}

double safe_timestep(const Frame& frame) {
  constexpr double light = 2;  // g/mol
  const bool hydrogen =
      std::any_of(frame.elements.begin(), frame.elements.end(), [](Element e) { return e.mass() < light; });
  return hydrogen ? 0.0005 : 0.001;
}

Stability run_stability(const Frame& start, const potential::Potential& potential, const StabilityOptions& options) {
  Frame frame = start;
  frame.velocities.clear();
  for (Vec3& edge : frame.cell.vectors) edge *= options.stretch;
  for (Vec3& position : frame.positions) position *= options.stretch;
  const double timestep = safe_timestep(frame);
  Stability result;
  try {
    md::State state = md::state_of(frame);
    Random random{options.seed};
    md::set_temperature(state, options.temperature, random);
    md::Ensemble ensemble;
    ensemble.name = "langevin";
    ensemble.temperature = {options.temperature, options.temperature};
    ensemble.tau_t = 100 * timestep;
    ensemble.seed = options.seed;
    const auto integrator = md::make_integrator(ensemble);
    potential::Evaluator evaluator{potential, md::default_skin(frame.units)};
    evaluator.set_atoms(frame);
    md::SafetyLimits limits;
    limits.range = potential::RangeLimit::by(potential::OnExtrapolation::warn);
    limits.hottest = md::hottest_allowed(state, options.temperature);
    constexpr std::int64_t every = 10;
    md::SafetyWatch watch{potential, frame, every, limits, [](const std::string&) {}};
    const std::array<md::Observer*, 1> observers{&watch};
    const auto last = md::run(state, evaluator, *integrator, {timestep, options.steps}, observers);
    result.time = md::time_of(last, timestep);
    result.reason = watch.reason();
  } catch (const md::BlownUp& error) {
    result.time = md::time_of(error.step, timestep);
    result.reason = error.what();
  } catch (const Error& error) {
    result.reason = error.what();
  }
  result.held = result.reason.empty();
  return result;
}

}  // namespace nnpipe::analysis
