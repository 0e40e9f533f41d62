// Whether a potential holds in molecular dynamics: short runs from a frame, and how hot frames are.
#pragma once

#include <cstdint>
#include <string>

#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

// The temperature of a frame by its forces and the curvature of the energy, kT = ⟨|F|²⟩/⟨∇²E⟩ (Rugh 1997; Jepps, Ayton
// and Evans 2000), K; of frames that molecular dynamics has made it is theirs. The curvature is found by the
// potential's forces at `probes` random displacements. 0 where the energy is not curved upwards.
double configurational_temperature(const Frame& frame, const potential::Potential& potential, std::uint64_t seed,
                                   int probes = 8);

struct StabilityOptions {
  double temperature = 300;  // K, held by a Langevin thermostat
  double stretch = 1;        // the cell's edges and all positions are multiplied by it before
  std::int64_t steps = 2000;
  std::uint64_t seed = 1;
};

struct Stability {
  bool held = false;
  double time = 0;     // ps, until it ended
  std::string reason;  // why it did not hold: "atoms 3 (Si) and 17 (Si) are …"
};

// The time step: a femtosecond, of hydrogen half of it. In units metal.
double safe_timestep(const Frame& frame);

// Runs until a limit of md::SafetyWatch is passed, or to the end. Errors of the run are reasons, too.
Stability run_stability(const Frame& start, const potential::Potential& potential, const StabilityOptions& options);

}  // namespace nnpipe::analysis
