// Frames of a run: what a moment looks like as a frame, and the writing of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "io/codes/lammps.hpp"
#include "io/extxyz.hpp"
#include "md/run.hpp"

namespace nnpipe::md {

// What the frame of a run keeps of the frame it began with: elements, masses, other columns and keys; no labels.
Frame frame_kept(const Frame& start);

// The history of a stream stands in its first frame alone: takes it off after that one is written.
void drop_history(Frame& frame);

// Fills in positions, velocities, energy, forces, virial (if `virial`), site energies (if `site_energies`), and the
// keys `step` and `time`.
void fill_frame(Frame& frame, const Moment& moment, potential::Want want);

struct TrajectoryOptions {
  std::int64_t every = 1;  // steps between frames; 0: the last step alone
  std::int64_t last = 0;   // step
  bool lammps_dump = false;
  bool wrapped = false;                    // into the cell; else positions run on
  std::optional<io::Standing> standing{};  // goes on with what stands there, and outlives a failure
};

// Writes every so many steps, from step 0 on.
class Trajectory final : public Observer {
 public:
  Trajectory(const std::string& path, const Frame& start, const TrajectoryOptions& options);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;
  // The spread of a committee goes along, as the column "spread"; whoever finds it looks at the steps of the frames
  // before they are written.
  void show_spread(const std::vector<double>& atoms) { x_spread = &atoms; }
  // Writes the moment whatever its step, unless it is written: for a run that ends before its time.
  void write(const Moment& moment);
  // So far, those of an earlier run included.
  std::int64_t frames() const { return x_frames; }
  io::Standing sync();
  void close();

 private:
  using Writer = std::variant<io::FrameWriter, io::LammpsDumpWriter>;
  static Writer make_writer(const std::string& path, const Frame& start, const TrajectoryOptions& options);
  bool due(std::int64_t step) const {
    return x_options.every == 0 ? step == x_options.last : step % x_options.every == 0;
  }

  TrajectoryOptions x_options;
  Writer x_writer;
  Frame x_frame;
  const std::vector<double>* x_spread = nullptr;
  std::int64_t x_written = -1, x_frames = 0;
};

}  // namespace nnpipe::md
