// Checkpoints: a fit that was killed goes on from one and ends with the same bits.
#pragma once

#include <chrono>
#include <string>

#include "base/archive.hpp"

namespace nnpipe::train {

struct CheckpointOptions {
  std::string path;     // empty: none
  double seconds = 10;  // between two; 0: after each epoch
};

// A file of one fit: what it was started with is known by a hash, `fit`.
class Checkpoint {
 public:
  Checkpoint(CheckpointOptions options, std::string fit);

  // What was saved; empty if there is no such file. Throws Error for a file that is none, is damaged, or is of another
  // fit.
  std::string restore() const;
  // Whether it is time to save: the first of several processes says so to all.
  bool due() const;
  // The file is replaced at once or not at all. The first of several processes writes it.
  void save(const Archive& archive);
  bool wanted() const { return !x_options.path.empty(); }

 private:
  CheckpointOptions x_options;
  std::string x_fit;
  std::chrono::steady_clock::time_point x_last;
};

// Once the result is written: the file is no longer needed.
void remove_checkpoint(const CheckpointOptions& options);

}  // namespace nnpipe::train
