// Small pools and labelled frames of two elements, for tests of linear fits.
#pragma once

#include <string>
#include <vector>

#include "small_frames.hpp"
#include "test.hpp"
#include "train/frames/frame_data.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

inline PoolOptions small_pool() {
  PoolOptions options;
  options.cutoff = 3.4;
  options.pair_radial = 3;
  options.degrees = {3, 3};
  options.bispectrum_radial = 1;
  options.bispectrum_degree = 2;
  options.candidates = 120;
  return options;
}

inline const std::vector<Element> silica{element_of("O"), element_of("Si")};

inline FrameData data_of(const std::vector<Frame>& frames, bool stress) {
  descriptor::SetFile sets;
  for (const Element element : silica) sets.sets.push_back({element, {}, {}});
  FrameLabels labels;
  labels.forces = true;
  labels.stress = stress;
  FrameData data{sets, labels};
  for (const Frame& frame : frames) data.add(frame, "frame");
  return data;
}

inline Frame labelled(Frame frame, Random& random) {
  frame.energy = random.uniform(-1, 1);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    frame.forces.push_back({random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)});
  }
  if (frame.cell.exists()) frame.virial = Virial{0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
  return frame;
}

}  // namespace nnpipe::train
