#include "potential/frame_watch.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "potential/structure_limits.hpp"

namespace nnpipe::potential {

FrameWatch::FrameWatch(const Potential& potential, OnExtrapolation asked, bool distances,
                       std::function<void(const std::string&)> say)
    : x_potential{potential},
      x_asked{asked},
      x_distances{distances},
      x_say{say},
      x_ranges{potential, RangeLimit::by(asked), std::move(say)} {}

bool FrameWatch::observe(const std::string& where, const Evaluator& evaluator, const Frame& frame) {
  return judge(where, look(evaluator, frame));
}

FrameWatch::Look FrameWatch::look(const Evaluator& evaluator, const Frame& frame) const {
  if (x_asked == OnExtrapolation::ignore) return {};
  const StructureLimits limits{x_potential, frame, {x_distances, true}};
  return {x_ranges.look(evaluator, frame), limits.violation(evaluator, frame.site_energy.has_value())};
}

bool FrameWatch::judge(const std::string& where, const Look& look) {
  if (x_asked == OnExtrapolation::ignore) return true;
  ++x_frames;
  const bool in_range = x_ranges.judge(where, look.ranges);
  if (!in_range && x_asked == OnExtrapolation::stop) return false;
  if (in_range && !look.wrong) return true;
  if (x_unsound++ == 0) x_first = fmt::format("{}: {}", where, look.wrong ? *look.wrong : x_ranges.reason());
  return x_asked != OnExtrapolation::stop;
}

void FrameWatch::conclude(std::string_view nouns) const {
  const auto outside = x_ranges.summary(nouns);
  if (x_asked == OnExtrapolation::stop && x_ranges.stopped()) fail_criterion("{}", outside);
  if (x_frames > 1 && !outside.empty()) x_say(outside);
  if (x_unsound > 0) {
    fail_criterion("{} of {} {} {} unphysical, first {}", x_unsound, x_frames, nouns, x_unsound == 1 ? "is" : "are",
                   x_first);
  }
}

}  // namespace nnpipe::potential
