// Watching a run for symmetry functions that leave the range they were trained on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "md/run.hpp"
#include "potential/range_watch.hpp"

namespace nnpipe::md {

// Looks every so many steps, as potential::RangeWatch does.
class ExtrapolationWatch final : public Observer {
 public:
  // `say` gets the messages; `stop`: the run ends at the first value more than `beyond` widths of its range outside.
  ExtrapolationWatch(const potential::Potential& potential, std::int64_t every, bool stop,
                     std::function<void(const std::string&)> say, double beyond = 0);

  bool see(const Moment& moment) override;

  const std::int64_t& outside() const { return x_watch.outside(); }
  // "12 of 100 steps looked at left the training range, farthest …"; empty if none did.
  std::string summary() const { return x_watch.summary("steps looked at"); }
  bool stopped() const { return x_watch.stopped(); }

  using Memory = potential::RangeWatch::Memory;
  Memory memory() const { return x_watch.memory(); }
  void recall(const Memory& memory) { x_watch.recall(memory); }

 private:
  std::int64_t x_every;
  potential::RangeWatch x_watch;
};

}  // namespace nnpipe::md
