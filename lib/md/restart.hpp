// What a run needs to go on from a step with the same bits as if it had never been stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/output.hpp"
#include "md/run.hpp"
#include "md/safety_watch.hpp"

namespace nnpipe::md {

struct Restart {
  // What the run is made of, NAME VALUE: it goes on with the same alone.
  std::vector<std::pair<std::string, std::string>> settings;
  std::int64_t step = 0;
  Cell cell, list_cell;
  std::vector<Vec3> positions, velocities, wound;  // of State
  std::vector<Vec3> list_positions;                // of the evaluator
  std::vector<double> integrator;                  // its memory
  SafetyWatch::Memory watch;
  io::Standing trajectory, thermo;
};

// Writes the file whole or not at all. One file holds text for people, then numbers, and ends with their hash.
void write_restart(const std::string& path, const Restart& restart);
// Nothing if there is no such file. Throws Error for one that is not whole.
std::optional<Restart> read_restart(const std::string& path);
// Throws Error "PATH: is of a run with --timestep 0.001, expected 0.002" for the first that differs, "without --skin"
// where it was not given (text empty or "nan"); for one whose text is no option's, "PATH: is of a run with another
// start frame": `phrase` gives these words for a setting's name, or none.
void check_settings(const std::string& path, const Restart& restart,
                    const std::vector<std::pair<std::string, std::string>>& settings,
                    const std::function<std::string(const std::string& name)>& phrase);

// Brings state, neighbour list and integrator to where the file was written.
void take_up(const Restart& restart, State& state, potential::Evaluator& evaluator, Integrator& integrator);

// A hash of all the numbers that a run begins with.
std::string hash_of_start(const Frame& frame);

// Writes every so many steps, and the last one, after the observers before it.
class RestartWriter final : public Observer {
 public:
  // `gather` fills in what only the program knows: outputs, watch.
  RestartWriter(std::string path, std::int64_t every, std::int64_t last,
                std::vector<std::pair<std::string, std::string>> settings, std::function<void(Restart&)> gather);
  bool see(const Moment& moment) override;
  // Writes the moment whatever its step, unless it is written: for a run that is interrupted.
  void write(const Moment& moment);

 private:
  std::string x_path;
  std::int64_t x_every, x_last, x_step = -1;
  Restart x_restart;
  std::function<void(Restart&)> x_gather;
};

}  // namespace nnpipe::md
