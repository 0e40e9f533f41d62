// Frames of a run: what a moment looks like as a frame, and the writing of them.
#pragma once

#include <cstdint>
#include <string>

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

// Writes every so many steps, from step 0 on; every 0: the last step alone.
class Trajectory final : public Observer {
 public:
  Trajectory(const std::string& path, const Frame& start, std::int64_t every, std::int64_t last);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;
  // Writes the moment whatever its step, unless it is written: for a run that ends before its time.
  void write(const Moment& moment);
  void close() { x_writer.close(); }

 private:
  bool due(std::int64_t step) const { return x_every == 0 ? step == x_last : step % x_every == 0; }

  io::FrameWriter x_writer;
  Frame x_frame;
  std::int64_t x_every, x_last, x_written = -1;
};

}  // namespace nnpipe::md
