// Judging a stream of frames: what left the training range, and what is no physics at all.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "potential/range_watch.hpp"

namespace nnpipe::potential {

class FrameWatch {
 public:
  // Keeps a reference to the potential. `distances`: whether atoms may be too near, see LeastDistance. `say` gets the
  // warnings.
  FrameWatch(const Potential& potential, OnExtrapolation asked, bool distances,
             std::function<void(const std::string&)> say);

  // At what the evaluator has computed last of the frame. False: the stream is to end here.
  bool observe(const std::string& where, const Evaluator& evaluator, const Frame& frame);

  // The two steps of observe(): the first may run on any thread.
  struct Look {
    RangeWatch::Look ranges;
    std::optional<std::string> wrong;  // what is no physics
  };
  Look look(const Evaluator& evaluator, const Frame& frame) const;
  bool judge(const std::string& where, const Look& look);

  // Throws Error with status criterion where the stream was ended, and where frames were no physics: "2 of 4 NOUNS are
  // unphysical, first traj.xyz: frame 3: atoms …". Warns of several frames that left the training range.
  void conclude(std::string_view nouns) const;

 private:
  const Potential& x_potential;
  OnExtrapolation x_asked;
  bool x_distances;
  std::function<void(const std::string&)> x_say;
  RangeWatch x_ranges;
  std::int64_t x_frames = 0, x_unsound = 0;
  std::string x_first;
};

}  // namespace nnpipe::potential
