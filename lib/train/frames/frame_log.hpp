// The log of a fit to frames: a row an epoch, kept in checkpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/archive.hpp"
#include "train/frames/frame_fit.hpp"
#include "train/log_table.hpp"

namespace nnpipe::train {

class FrameLog {
 public:
  // Fields as labels and parts need them; `header` brings the rest.
  FrameLog(const std::string& path, io::TableHeader header, const FrameLabels& labels, bool has_validation,
           bool has_l2);
  void add(const FrameEpoch& epoch);
  // Rows that were restored are written again.
  void archive(Archive& archive) { x_table->archive(archive); }
  void close() { x_table->close(); }

 private:
  void add(const FrameErrors& errors);
  bool x_has_l2;
  FrameLabels x_labels;
  std::optional<LogTable> x_table;
  std::vector<double> x_row;
};

}  // namespace nnpipe::train
