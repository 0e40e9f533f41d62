#include "md/run.hpp"

#include <atomic>
#include <cmath>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/threads.hpp"

namespace nnpipe::md {

namespace {

constexpr std::int64_t wind_every = 100;  // steps; an atom hardly moves in as many

potential::Want wanted(std::int64_t step, std::span<Observer* const> observers) {
  potential::Want want{true, false, false};
  for (const Observer* observer : observers) {
    const auto more = observer->want(step);
    want.virial = want.virial || more.virial;
    want.site_energies = want.site_energies || more.site_energies;
  }
  return want;
}

// An atom that crosses a good part of a bond in one step is not integrated any more, whatever its energy says.
void check_speed(const State& state, double timestep) {
  const double farthest = by_style(state.units, 1.0, 0.3);
  const double limit2 = farthest * farthest / (timestep * timestep);
  std::atomic<bool> slow{true};
  parallel_each(state.size(), [&](std::size_t i) {
    if (!(norm2(state.velocities[i]) <= limit2)) slow.store(false, std::memory_order_relaxed);
  });
  if (slow) return;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (norm2(state.velocities[i]) <= limit2) continue;
    fail("atom {} moves {:.3g} {} in a step, expected less than {}: the time step is too long, or the run has blown up",
         i + 1, norm(state.velocities[i]) * timestep, units_of(state.units).length_name, farthest);
  }
}

bool show(const Moment& moment, std::span<Observer* const> observers) {
  bool on = true;
  for (Observer* observer : observers) on = observer->see(moment) && on;
  return on;
}

}  // namespace

double time_of(std::int64_t step, double timestep) {
  constexpr double digits = 1e9;
  const double time = static_cast<double>(step) * timestep;
  // Femtoseconds are multiples of a thousandth, which no double is: 0.7 rather than 0.7000000000000001.
  return time > 1e-3 && time < 1e6 ? std::round(time * digits) / digits : time;
}

double default_skin(UnitStyle units) { return by_style(units, 1.0, 0.3); }

std::int64_t run(State& state, potential::Evaluator& evaluator, Integrator& integrator, const Run& run,
                 std::span<Observer* const> observers) {
  std::int64_t step = run.first;
  const auto want = [&] {
    auto all = wanted(step, observers);
    all.virial = all.virial || integrator.want().virial;
    return all;
  };
  const auto seen = [&] { return show({step, time_of(step, run.timestep), state, evaluator, &integrator}, observers); };
  return with_place([&] { return fmt::format("step {}", step); },
                    [&] {
                      if (step == 0) integrator.prepare(state, evaluator);
                      evaluator.compute(state.cell, state.positions, want());
                      bool on = step > 0 || seen();
                      while (on && step < run.steps) {
                        if (step % wind_every == 0) wind(state);
                        ++step;
                        const double progress = static_cast<double>(step) / static_cast<double>(run.steps);
                        try {
                          integrator.step(state, evaluator, {step, run.timestep, progress}, want());
                          check_speed(state, run.timestep);
                        } catch (const Error& error) {
                          throw BlownUp{error.what(), step};
                        }
                        on = seen();
                      }
                      return step;
                    });
}

}  // namespace nnpipe::md
