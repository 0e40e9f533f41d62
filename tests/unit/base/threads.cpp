#include "base/threads.hpp"

#include <atomic>
#include <cmath>
#include <stdexcept>
#include <thread>
#include <vector>

#include "test.hpp"
#include "thread_count.hpp"

using namespace nnpipe;

TEST_CASE("every item is met once, in blocks that do not depend on the number of threads") {
  for (const int count : {1, 2, 3, 7}) {
    const Threads threads{count};
    for (const std::size_t items : {0, 1, 7, 8, 9, 1000}) {
      std::vector<int> met(items, 0);
      std::vector<int> blocks((items + 7) / 8, 0);
      parallel_for({items, 8}, [&](std::size_t block, std::size_t first, std::size_t last) {
        ++blocks[block];
        if (first != 8 * block || last > first + 8) ++blocks[block];
        for (std::size_t i = first; i < last; ++i) ++met[i];
      });
      CHECK(met == std::vector<int>(items, 1));
      CHECK(blocks == std::vector<int>(blocks.size(), 1));
    }
  }
}

TEST_CASE("a sum has the same bits for any number of threads, and is the sum") {
  const std::size_t items = 3 * light_block + 17;
  std::vector<double> sums;
  for (const int count : {1, 2, 3, 7}) {
    const Threads threads{count};
    sums.push_back(parallel_sum(items, [](std::size_t i) { return 1.0 / static_cast<double>(i + 1); }));
    std::vector<int> met(items, 0);
    parallel_each(items, [&](std::size_t i) { ++met[i]; });
    CHECK(met == std::vector<int>(items, 1));
  }
  for (const double sum : sums) CHECK(sum == sums[0]);
  // Harmonic numbers go as ln n + γ + 1/2n.
  const auto n = static_cast<double>(items);
  CHECK(std::abs(sums[0] - (std::log(n) + 0.57721566490153286 + 0.5 / n)) < 1e-8);
  CHECK(parallel_sum(0, [](std::size_t) { return 1.0; }) == 0);
}

TEST_CASE("what a loop has written is there when it returns, loop after loop") {
  const Threads threads{4};
  std::vector<std::size_t> values(64, 0);
  for (std::size_t round = 1; round <= 20000; ++round) {
    parallel_for({values.size(), 8}, [&](std::size_t, std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) values[i] += i;
    });
  }
  for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(values[i] == 20000 * i);
}

TEST_CASE("an exception of any block is thrown on, after the others are done; the next loop runs as ever") {
  for (const int count : {1, 3}) {
    const Threads threads{count};
    std::atomic<int> done{0};
    const auto loop = [&](std::size_t bad) {
      parallel_for({20, 1}, [&](std::size_t block, std::size_t, std::size_t) {
        if (block == bad) throw std::runtime_error{"block"};
        ++done;
      });
    };
    CHECK_THROWS_WITH(loop(13), "block");
    CHECK(done == 19);
    CHECK_NOTHROW(loop(99));
    CHECK(done == 39);
  }
}

TEST_CASE("loops within loops and loops on other threads end, too") {
  const Threads threads{3};
  std::atomic<int> sum{0};
  const auto nested = [&] {
    parallel_for({10, 1}, [&](std::size_t, std::size_t, std::size_t) {
      parallel_for({10, 1}, [&](std::size_t, std::size_t, std::size_t) { ++sum; });
    });
  };
  std::thread other{nested};
  nested();
  other.join();
  CHECK(sum == 200);
}
