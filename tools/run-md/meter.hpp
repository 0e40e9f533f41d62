// The progress line of a run.
#pragma once

#include <string>

#include <fmt/format.h>

#include "base/shown_units.hpp"
#include "cli/progress.hpp"
#include "md/run.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

// Calls the progress line: rates as molecular dynamics counts them.
class Meter final : public md::Observer {
 public:
  // `first`: the step the run goes on from.
  Meter(const Options& options, std::int64_t first)
      : x_progress{"run-md", "steps", static_cast<std::size_t>(options.steps - first)},
        x_first{first},
        x_timestep{options.dynamics.timestep} {}
  bool see(const md::Moment& moment) override {
    x_progress.update(static_cast<std::size_t>(moment.step - x_first), [&](double steps_per_second) {
      const md::State& state = moment.state;
      std::string text = fmt::format("{:.3g} atom-steps/s", steps_per_second * static_cast<double>(state.size()));
      if (is_physical(state.units)) text += fmt::format("  {:.3g} ns/day", steps_per_second * x_timestep * 86.4);
      return text + fmt::format("  T {:.4g}{}  E {:.6g}{}", md::temperature(state), by_style(state.units, " K", ""),
                                moment.evaluator.energy() + md::kinetic_energy(state),
                                by_style(state.units, " eV", ""));
    });
    return true;
  }

 private:
  cli::Progress x_progress;
  std::int64_t x_first;
  double x_timestep;
};

}  // namespace nnpipe::run_md
