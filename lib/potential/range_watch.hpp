// Watching frames for symmetry functions that leave the range they were trained on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "potential/evaluator.hpp"

namespace nnpipe::potential {

// Speaks of the first value outside its range, and again whenever one is twice as far out as the farthest so far: "step
// 340, atom 17 (Si): G2 Si … is 1.31, 4 % of its range above 1.27; 3 values of 2 atoms are outside". Potentials without
// a range pass.
class RangeWatch {
 public:
  // `say` gets the messages; `stop`: the first value more than `beyond` times the width of its range outside is the
  // last.
  RangeWatch(const Potential& potential, bool stop, std::function<void(const std::string&)> say, double beyond = 0);

  // At what the evaluator has computed last; `where` it is: "step 340", "traj.xyz: frame 3". False: it is to stop here.
  bool observe(const std::string& where, const Evaluator& evaluator);
  // The same for a frame: of a site sample its centre alone, since the others' surroundings are cut off.
  bool observe(const std::string& where, const Evaluator& evaluator, const Frame& frame);

  // Symmetry functions outside their range at the last look, summed over atoms.
  const std::int64_t& outside() const { return x_outside; }
  // "12 of 100 NOUNS left the training range, farthest …"; empty if none did.
  std::string summary(std::string_view nouns) const;
  bool stopped() const { return x_stopped; }

  // What a run that is gone on with needs to know of before.
  struct Memory {
    std::vector<double> numbers;
    std::string worst;
  };
  Memory memory() const;
  void recall(const Memory& memory);

 private:
  bool judge(const std::string& where, const Evaluator& evaluator, std::vector<Extrapolation> found);
  std::string describe(const std::string& where, const Evaluator& evaluator, const Extrapolation& found) const;

  const Potential& x_potential;
  std::int64_t x_looks = 0, x_left = 0, x_outside = 0;
  bool x_stop, x_stopped = false;
  double x_beyond;
  std::function<void(const std::string&)> x_say;
  double x_farthest = 0, x_said = 0;  // in units of the range: of all, of the last message
  std::string x_worst;
};

}  // namespace nnpipe::potential
