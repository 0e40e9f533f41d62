// Few frames kept of a stream of any length, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "base/random.hpp"

namespace nnpipe::analysis {

struct Candidate {
  std::size_t number = 0;  // in its stream, from 1
  Frame frame;
  double rank = 0;            // the larger, the better
  std::vector<double> point;  // as Novelty::fingerprint gives it; for the ways that look at it
};

enum class PoolMethod {
  farthest,  // farthest points, beginning far from what there is
  cur,       // CUR of the points
  random,    // each with the same chance
  worst,     // the largest rank
};

struct PoolOptions {
  PoolMethod method = PoolMethod::farthest;
  std::size_t wanted = 1;
  double distinct = 0;  // farthest: not nearer than this to another one chosen, or to what there is
  std::uint64_t seed = 1;
  std::vector<std::vector<double>> there;                                // points of what there is, not scaled
  std::function<void(std::vector<std::vector<double>>& all)> scale;      // brings points to one scale
  std::size_t most_frames = 4096, most_bytes = std::size_t{256} << 20U;  // but twice the wanted at least
};

// `random` and `worst` hold as many frames as are wanted. The others hold more; when those are too many, the wanted
// number is chosen of them and the rest goes: of a stream that fits, the choice is that of the method itself, of a
// longer one the choice among such choices.
class Pool {
 public:
  explicit Pool(PoolOptions options) : x_options{std::move(options)}, x_random{x_options.seed} {}

  void add(Candidate candidate);
  // What is chosen, in the order of the stream.
  std::vector<Candidate> finish();

 private:
  void reduce();

  PoolOptions x_options;
  Random x_random;
  std::vector<Candidate> x_held;
  std::size_t x_seen = 0, x_bytes = 0;
};

// "farthest", "cur" …; throws Error for a name that is none.
PoolMethod parse_pool_method(std::string_view name);

}  // namespace nnpipe::analysis
