// Options of molecular dynamics, the same in every program that runs it: the ensemble, and the state a run starts in.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "cli/parser.hpp"
#include "md/ensemble.hpp"

namespace nnpipe::cli {

struct DynamicsOptions {
  std::string ensemble = "nve";
  std::vector<double> temperature, pressure;  // start, and end where it differs
  double timestep = 0.001;
  double tau_t = std::nan(""), tau_p = std::nan("");  // complete() fills them in
  double velocities = std::nan("");                   // K, to draw
  std::uint64_t seed = 1;

  void declare(Parser& parser);
  // After the parser has read: refuses options that contradict each other (Error with status usage), and fills in
  // what hangs on others where it is not given.
  void complete(const Parser& parser);

  // `stream`: which of the independent streams of random numbers of the seed.
  md::Ensemble meaning(std::uint64_t stream = 0) const;

  // Velocities: drawn where asked for, else the frame's, else those of the thermostat's first temperature.
  // Throws Error where there are none of these.
  void set_velocities(md::State& state, const Frame& start, Random& random) const;
};

}  // namespace nnpipe::cli
