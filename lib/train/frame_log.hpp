// The log of a fit to frames: a row an epoch, kept in checkpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "train/frame_fit.hpp"
#include "train/log_table.hpp"
#include "train/state.hpp"

namespace nnpipe::train {

class FrameLog {
 public:
  // Fields as labels and parts need them; `header` brings the rest.
  FrameLog(const std::string& path, io::TableHeader header, const FrameLabels& labels, bool has_validation,
           bool has_l2);
  void add(const FrameEpoch& epoch);
  // Rows that were restored are written again.
  void state(State& state) { x_table->state(state); }
  void close() { x_table->close(); }

 private:
  void add(const FrameErrors& errors);
  bool x_has_l2;
  FrameLabels x_labels;
  std::optional<LogTable> x_table;
  std::vector<double> x_row;
};

}  // namespace nnpipe::train
