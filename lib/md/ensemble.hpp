// Ensembles by name: thermostats, barostats, and how they are set.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "md/integrator.hpp"

namespace nnpipe::md {

// A target that changes evenly over the run.
struct Ramp {
  double from = 0, to = 0;
  double at(double progress) const { return from + progress * (to - from); }
};

struct Ensemble {
  std::string name = "nve";
  Ramp temperature{};  // K, above 0
  Ramp pressure{};     // bar
  double tau_t = 0.1;  // ps, time in which the thermostat acts
  double tau_p = 1;    // ps, time in which the barostat acts
  std::uint64_t seed = 1;
};

// nve; nvt (Nosé-Hoover chains), langevin, bussi; npt (volume), npt-full (all six strains of the cell).
std::vector<std::string> ensemble_names();
bool has_thermostat(std::string_view ensemble);
bool has_barostat(std::string_view ensemble);
// The integrator of an ensemble. Throws Error for a name that is none, and for times or temperatures that are not
// positive where they are needed.
std::unique_ptr<Integrator> make_integrator(const Ensemble& ensemble);

// Throws Error for a state that cannot be in this ensemble: no freedom to thermostat, no volume, atoms held in a cell
// that changes.
void check_ensemble(const Ensemble& ensemble, const State& state);

}  // namespace nnpipe::md
