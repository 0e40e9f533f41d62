#include "train/frames/spill.hpp"

#include <cstdint>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "small_files.hpp"
#include "test.hpp"
#include "train/frames/frame_block.hpp"

using namespace nnpipe;

TEST_CASE("memory on disk keeps what is written to it, over many pieces of the file") {
  train::Spill spill;
  std::vector<std::pmr::vector<int>> arrays;
  // Several to a piece of the file, then one that exceeds a piece.
  const auto size_of = [](int k) { return std::size_t{k < 20 ? 700'000U : 7'000'000U}; };
  for (int k = 0; k < 21; ++k) {
    arrays.emplace_back(&spill);
    arrays.back().resize(size_of(k));
    std::iota(arrays.back().begin(), arrays.back().end(), k);
  }
  arrays[3][17] = -1;
  arrays.emplace_back(&spill).resize(size_of(20));
  for (int k = 0; k < 21; ++k) {
    const auto& array = arrays[static_cast<std::size_t>(k)];
    REQUIRE(array.front() == k);
    REQUIRE(array[17] == (k == 3 ? -1 : 17 + k));
    REQUIRE(array.back() == static_cast<int>(size_of(k)) - 1 + k);
  }
  CHECK(spill.bytes() >= (20 * size_of(0) + 2 * size_of(20)) * sizeof(int));
}

TEST_CASE("memory on disk is aligned as it is asked for, and one request may exceed a piece") {
  train::Spill spill;
  for (const std::size_t alignment : {1U, 8U, 64U, 4096U}) {
    for (const std::size_t bytes : {1U, 7U, 1000U}) {
      CHECK(reinterpret_cast<std::uintptr_t>(spill.allocate(bytes, alignment)) % alignment == 0);
    }
  }
  auto* const large = static_cast<char*>(spill.allocate(std::size_t{70} << 20U, 8));
  large[0] = large[(std::size_t{70} << 20U) - 1] = 'x';
  CHECK(large[0] == large[(std::size_t{70} << 20U) - 1]);
}

TEST_CASE("a frame on disk stays there when it is moved") {
  train::Spill spill;
  train::TrainingFrame frame{&spill};
  frame.positions.assign(1000, Vec3{1, 2, 3});
  const auto used = spill.bytes();
  const train::TrainingFrame moved = std::move(frame);
  CHECK(spill.bytes() == used);
  CHECK(moved.positions.get_allocator().resource() == &spill);
  CHECK(moved.positions[999] == Vec3{1, 2, 3});
}

TEST_CASE("memory on disk for which there is no room is an error, not a crash") {
  train::Spill spill;
  const SmallFiles small{1000};
  CHECK_THROWS_WITH(spill.allocate(100, 8), ContainsSubstring("cannot keep frames on disk: File too large"));
}
