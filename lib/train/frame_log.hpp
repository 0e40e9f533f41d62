// The log of a fit to frames: a row an epoch, kept in checkpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "train/frame_fit.hpp"
#include "train/state.hpp"

namespace nnpipe::train {

class FrameLog {
 public:
  // Fields as labels and parts need them; `header` brings the rest.
  FrameLog(const std::string& path, io::TableHeader header, const FrameLabels& labels, bool has_validation,
           bool has_l2);
  void add(const FrameEpoch& epoch);
  // Rows that were restored are written again.
  void state(State& state);
  void close() { x_table->close(); }

 private:
  void add(const FrameErrors& errors);
  bool x_has_l2;
  FrameLabels x_labels;
  std::optional<io::TableWriter> x_table;
  std::vector<double> x_row, x_rows;
};

}  // namespace nnpipe::train
