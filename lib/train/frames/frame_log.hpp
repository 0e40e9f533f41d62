// Columns of the log of a fit to frames.
#pragma once

#include <vector>

#include "io/table.hpp"
#include "train/frames/frame_data.hpp"
#include "train/loop.hpp"

namespace nnpipe::train {

struct FrameLogLayout {
  FrameLabels labels;
  bool validation, l2;

  // Fields as labels and parts need them, and their units.
  void put_fields(io::TableHeader& header) const;
  void put_row(const EpochReport& report, std::vector<double>& row) const;
};

}  // namespace nnpipe::train
