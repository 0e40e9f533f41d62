// Watching frames for symmetry functions that leave the range they were trained on.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "potential/evaluator.hpp"

namespace nnpipe::potential {

// What a user may do about a value outside: be warned and end where it is no physics, end at once, or not look.
enum class OnExtrapolation { warn, stop, ignore };
OnExtrapolation on_extrapolation_of(std::string_view name);

// Values beyond this end what is only to warn: so many widths of a range outside are no neighbourhood of the same kind.
struct RangeLimit {
  double widths = std::numeric_limits<double>::infinity();  // farther outside than that ends it
  bool constants = false;  // functions that training has seen at one value alone end it, too; they have no width

  static constexpr double far = 5;
  // By what a user asks for: `stop_beyond` widths with OnExtrapolation::stop.
  static RangeLimit by(OnExtrapolation asked, double stop_beyond = 0);
};

// Speaks of the first value outside its range, and of the first that is a whole width outside: "step 340, atom 17 (Si):
// G2 Si … is 1.31, 4 % of its range above 1.27; 3 values of 2 atoms are outside"; the farthest is in the summary.
// Potentials without a range pass.
class RangeWatch {
 public:
  // `say` gets the messages; the first value beyond the limit is the last.
  RangeWatch(const Potential& potential, RangeLimit limit, std::function<void(const std::string&)> say);

  // At what the evaluator has computed last; `where` it is: "step 340", "traj.xyz: frame 3". False: it is to stop here.
  bool observe(const std::string& where, const Evaluator& evaluator);
  // The same for a frame: of a site sample its centre alone, since the others' surroundings are cut off.
  bool observe(const std::string& where, const Evaluator& evaluator, const Frame& frame);

  // The two steps of observe(): what is outside, which any thread may look up, and what that means for the watch.
  struct Look {
    std::vector<Extrapolation> outside;
    std::string farthest, reason;  // words for that of them, and for the farthest beyond the limit; empty: none
  };
  Look look(const Evaluator& evaluator, const Frame& frame) const;
  bool judge(const std::string& where, const Look& look);

  // Symmetry functions outside their range at the last look, summed over atoms.
  const std::int64_t& outside() const { return x_outside; }
  // "12 of 100 NOUNS left the training range, farthest …"; empty if none did.
  std::string summary(std::string_view nouns) const;
  bool stopped() const { return x_stopped; }
  // Where it stopped: "atom 17 (Si): G2 Si … is 9.3, 640 % of its range above 1.27, expected at most 500 %".
  std::string reason() const;

  // What a run that is gone on with needs to know of before.
  struct Memory {
    std::vector<double> numbers;
    std::string worst;
  };
  Memory memory() const;
  void recall(const Memory& memory);

 private:
  Look look_at(const Evaluator& evaluator, std::vector<Extrapolation> found) const;
  std::string describe(const Evaluator& evaluator, const Extrapolation& found) const;
  bool beyond(const Extrapolation& found) const;

  const Potential& x_potential;
  std::int64_t x_looks = 0, x_left = 0, x_outside = 0;
  bool x_stopped = false;
  RangeLimit x_limit;
  std::function<void(const std::string&)> x_say;
  double x_farthest = 0, x_said = 0;  // in units of the range: of all, of the last message
  std::string x_worst, x_reason;
};

}  // namespace nnpipe::potential
