// Random numbers that are the same on every machine: xoshiro256++ (Blackman, Vigna 2019), seeded by splitmix64.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace nnpipe {

class Random {
 public:
  // `stream` gives independent sequences of one seed: one for each purpose, so that adding a draw here changes nothing
  // there.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t bits();
  double uniform();                         // [0, 1), 53 bits
  double uniform(double low, double high);  // [low, high)
  std::uint64_t below(std::uint64_t n);     // 0 … n − 1, without bias; n > 0
  double normal();                          // mean 0, variance 1 (polar method)
  double gamma(double shape);               // mean and variance `shape` ≥ 1 (Marsaglia, Tsang 2000)

  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  // For checkpoints: all there is to continue the sequence bit for bit.
  struct State {
    std::array<std::uint64_t, 4> words;
    double spare;
    bool has_spare;
  };
  State state() const { return x_state; }
  void restore(const State& state) { x_state = state; }

 private:
  State x_state;
};

}  // namespace nnpipe
