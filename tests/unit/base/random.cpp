#include "base/random.hpp"

#include <cmath>
#include <vector>

#include "base/threads.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("a seed gives the sequence of the published generator") {
  // xoshiro256++ from the state 1, 2, 3, 4: first outputs of the authors' own C code.
  Random random{0};
  random.restore({{1, 2, 3, 4}, 0, false});
  for (const std::uint64_t expected : {41943041U, 58720359U}) CHECK(random.bits() == expected);
  CHECK(random.bits() == 3588806011781223U);
  CHECK(random.bits() == 3591011842654386U);
}

TEST_CASE("seeds and streams give different sequences, equal ones the same") {
  CHECK(Random{1}.bits() == Random{1}.bits());
  CHECK(Random{1}.bits() != Random{2}.bits());
  CHECK(Random(1, 0).bits() != Random(1, 1).bits());
}

TEST_CASE("a restored state continues bit for bit, spare normal included") {
  Random random{5};
  random.normal();
  const auto state = random.state();
  std::vector<double> first;
  for (int i = 0; i < 9; ++i) first.push_back(random.normal());
  Random again{0};
  again.restore(state);
  for (const double value : first) CHECK(again.normal() == value);
}

TEST_CASE("uniform, normal and bounded draws have the moments of their distributions") {
  Random random{11};
  constexpr int n = 200000;
  double mean = 0, square = 0, fourth = 0, uniform = 0;
  std::vector<int> counts(7);
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    mean += x / n;
    square += x * x / n;
    fourth += x * x * x * x / n;
    uniform += random.uniform(2, 4) / n;
    ++counts[random.below(7)];
  }
  // Five standard errors each.
  CHECK(std::abs(mean) < 5 / std::sqrt(n));
  CHECK(std::abs(square - 1) < 5 * std::sqrt(2.0 / n));
  CHECK(std::abs(fourth - 3) < 5 * std::sqrt(96.0 / n));
  CHECK(std::abs(uniform - 3) < 5 * std::sqrt(4.0 / 12 / n));
  for (const int count : counts) CHECK(std::abs(count - n / 7.0) < 5 * std::sqrt(n / 7.0));
}

TEST_CASE("sums made block by block are the same bits on any number of threads") {
  constexpr std::size_t n = 10007;
  std::vector<double> values(n);
  Random random{3};
  for (auto& value : values) value = random.normal();
  const auto sum = [&](int threads) {
    set_thread_count(threads);
    const Blocks blocks{n, 128};
    std::vector<double> parts(blocks.count());
    parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) parts[block] += values[i];
    });
    set_thread_count(0);
    double total = 0;
    for (const double part : parts) total += part;
    return total;
  };
  const double one = sum(1);
  CHECK(sum(2) == one);
  CHECK(sum(7) == one);
}

TEST_CASE("an exception in a parallel loop reaches the caller") {
  set_thread_count(2);
  CHECK_THROWS_AS(parallel_for({100, 1},
                               [](std::size_t block, std::size_t, std::size_t) {
                                 if (block == 57) throw 1;
                               }),
                  int);
  set_thread_count(0);
}

TEST_CASE("gamma numbers have the mean and variance of their shape") {
  for (const double shape : {1.0, 2.5, 100.0}) {
    CAPTURE(shape);
    Random random{5};
    const double n = 200000;
    double sum = 0, square = 0;
    for (int i = 0; i < static_cast<int>(n); ++i) {
      const double value = random.gamma(shape) - shape;
      sum += value;
      square += value * value;
    }
    // Four standard errors; the fourth central moment is 3 shape² + 6 shape.
    CHECK_THAT(sum / n, WithinAbs(0.0, 4 * std::sqrt(shape / n)));
    CHECK_THAT(square / n, WithinAbs(shape, 4 * std::sqrt((2 * shape * shape + 6 * shape) / n)));
  }
}
