#include "analysis/pool.hpp"

#include <array>
#include <vector>

#include "test.hpp"

using namespace nnpipe;
using analysis::Pool;
using analysis::PoolMethod;

namespace {

std::vector<std::size_t> chosen_of(const std::vector<double>& ranks, PoolMethod method, std::size_t wanted,
                                   std::uint64_t seed = 1) {
  analysis::PoolOptions options;
  options.method = method;
  options.wanted = wanted;
  options.seed = seed;
  Pool pool{options};
  for (std::size_t k = 0; k < ranks.size(); ++k) {
    analysis::Candidate candidate;
    candidate.number = k + 1;
    candidate.rank = ranks[k];
    pool.add(candidate);
  }
  std::vector<std::size_t> numbers;
  for (const auto& candidate : pool.finish()) numbers.push_back(candidate.number);
  return numbers;
}

}  // namespace

TEST_CASE("frames chosen at random have the same chance each, wherever in the stream they are") {
  // Of 20000 choices each frame is in three tenths, with a deviation of 0.0032: a chance that is off by 0.02 is
  // noticed.
  constexpr std::size_t frames = 10, wanted = 3;
  constexpr int times = 20000;
  std::array<int, frames> counts{};
  for (int seed = 1; seed <= times; ++seed) {
    const auto numbers =
        chosen_of(std::vector<double>(frames), PoolMethod::random, wanted, static_cast<std::uint64_t>(seed));
    REQUIRE(numbers.size() == wanted);
    CHECK((numbers[0] < numbers[1] && numbers[1] < numbers[2]));
    for (const std::size_t number : numbers) ++counts[number - 1];
  }
  for (const int count : counts) CHECK_THAT(static_cast<double>(count) / times, WithinAbs(0.3, 0.016));
}

TEST_CASE("the worst are those of the highest rank, the first among equals, in the order of the stream") {
  CHECK(chosen_of({1, 5, 3, 5, 5, 2, 9}, PoolMethod::worst, 3) == std::vector<std::size_t>{2, 4, 7});
  CHECK(chosen_of({1, 2}, PoolMethod::worst, 3) == std::vector<std::size_t>{1, 2});
}
