// What a run writes: one owner opens its files, goes on with those of an earlier run, and closes them however it ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "md/restart.hpp"
#include "md/thermo.hpp"
#include "md/trajectory.hpp"
#include "options.hpp"
#include "watches.hpp"

namespace nnpipe::run_md {

class Outputs {
 public:
  // `before`: what the restart file holds; what stands behind it in the files is cut off. The watches are read as long
  // as the run goes.
  Outputs(const Frame& start, const md::State& state, const Options& options, const Watches& watches,
          const std::optional<md::Restart>& before);

  // The restart file comes last: it knows what the others have done.
  std::vector<md::Observer*> observers();

  // The last step of a run that a watch has ended is in the trajectory, whatever its number.
  void write_last(const md::Moment& end) { x_trajectory.write(end); }
  // A run that a signal has ended goes on from here.
  void keep(const md::Moment& end);
  // All of them appear, whole, under their names; those that hold nothing do not.
  void close();
  // "traj.xyz, thermo.tab": what close() has left.
  std::string names() const;
  bool goes_on() const { return x_restart.has_value(); }

 private:
  const Options& x_options;
  md::Trajectory x_trajectory;
  std::optional<md::ThermoTable> x_thermo;
  std::optional<md::RestartWriter> x_restart;
};

}  // namespace nnpipe::run_md
