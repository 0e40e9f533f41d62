#include "potential/frame_descriptor.hpp"

#include <map>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;
using nnpipe::potential::FrameDescriptor;

namespace {

constexpr Element si{14}, o{8}, c{6};

SetFile quartz_like_sets() {
  return parse_set_file(R"(nnpipe-sf 1
units metal
G2 Si Si eta=0.3 r_s=0 cutoff=5
G2 Si O eta=2 r_s=1.6 cutoff=4
G5 Si Si O eta=0.01 zeta=4 lambda=1 cutoff=5
G4 Si O O eta=0.03 zeta=2 lambda=-1 cutoff=4
G2 O Si eta=1 r_s=1.5 cutoff=5
)",
                        "test");
}

// A skewed cell, smaller than the cutoff along two directions.
Frame small_cell() {
  Frame frame;
  frame.cell = {{Vec3{4.1, 0, 0}, Vec3{1.3, 4.7, 0}, Vec3{-0.4, 0.9, 6.2}}, {true, true, true}};
  frame.elements = {si, o, o, si, o};
  frame.positions = {{0.1, 0.2, 0.3}, {1.6, 0.5, 0.2}, {2.9, 2.8, 1.5}, {2.2, 1.9, 3.1}, {0.5, 3.3, 4.9}};
  return frame;
}

using Rows = std::map<std::pair<std::size_t, std::size_t>, std::vector<double>>;

Rows describe(const std::vector<Frame>& frames, Element centre = si) {
  const FrameDescriptor descriptor{quartz_like_sets(), centre};
  std::vector<std::string> places;
  for (std::size_t f = 0; f < frames.size(); ++f) places.push_back("frame " + std::to_string(f + 1));
  Rows rows;
  descriptor.describe(frames, places, [&](std::size_t frame, std::size_t atom, std::span<const double> values) {
    rows[{frame, atom}].assign(values.begin(), values.end());
  });
  return rows;
}

void check_equal(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t s = 0; s < a.size(); ++s) CHECK(a[s] == Approx(b[s]).epsilon(1e-12));
}

std::string error_of(const std::vector<Frame>& frames) {
  return refusal_of([&] { describe(frames); });
}

}  // namespace

TEST_CASE("every atom of the centre's element has a row, those of others have none") {
  const auto rows = describe({small_cell()});
  REQUIRE(rows.size() == 2);
  CHECK(rows.count({0, 0}) == 1);
  CHECK(rows.count({0, 3}) == 1);
  for (const auto& [key, values] : rows) {
    for (const double value : values) CHECK(value > 0);
  }
  CHECK(describe({small_cell()}, o).size() == 3);
}

TEST_CASE("descriptors do not change when the cell is translated, wrapped or replicated") {
  const auto frame = small_cell();
  const auto before = describe({frame});
  Frame moved = frame, doubled = frame;
  for (auto& r : moved.positions) r = moved.cell.wrapped(r + Vec3{3.3, -7.1, 100});
  const auto after = describe({moved});
  for (const auto& [key, values] : before) check_equal(after.at(key), values);
  // A direction doubled: atom i and i + 5 both look like atom i.
  const Vec3 shift = frame.cell.vectors[1];
  doubled.cell.vectors[1] = 2.0 * shift;
  for (const auto& r : frame.positions) doubled.positions.push_back(r + shift);
  doubled.elements.insert(doubled.elements.end(), frame.elements.begin(), frame.elements.end());
  const auto twice = describe({doubled});
  REQUIRE(twice.size() == 4);
  for (const auto& [key, values] : before) {
    check_equal(twice.at(key), values);
    check_equal(twice.at({0, key.second + 5}), values);
  }
}

TEST_CASE("a site sample cut out of a crystal has the row of the atom it was cut out around") {
  const auto frame = small_cell();
  const auto rows = describe({frame});
  Frame sample;
  sample.site_energy = -1.5;
  sample.elements = {si};
  sample.positions = {frame.positions[0]};
  for (int i = -2; i <= 2; ++i) {
    for (int j = -2; j <= 2; ++j) {
      for (int k = -2; k <= 2; ++k) {
        for (std::size_t a = 0; a < frame.size(); ++a) {
          const auto& v = frame.cell.vectors;
          const Vec3 r = frame.positions[a] + double(i) * v[0] + double(j) * v[1] + double(k) * v[2];
          if (r == frame.positions[0] || norm(r - frame.positions[0]) > 5.5) continue;
          sample.positions.push_back(r);
          sample.elements.push_back(frame.elements[a]);
        }
      }
    }
  }
  const auto row = describe({sample});
  REQUIRE(row.size() == 1);
  check_equal(row.at({0, 0}), rows.at({0, 0}));
  CHECK(describe({sample}, o).empty());
}

TEST_CASE("rows come in order and are the same bits for any number of threads and any division into batches") {
  std::vector<Frame> frames;
  Random random{5};
  for (int f = 0; f < 40; ++f) {
    auto frame = small_cell();
    for (auto& r : frame.positions) r += Vec3{random.uniform(0, 0.2), random.uniform(0, 0.2), random.uniform(0, 0.2)};
    frames.push_back(frame);
  }
  const int threads = thread_count();
  set_thread_count(1);
  const auto one = describe(frames);
  set_thread_count(4);
  const auto four = describe(frames);
  CHECK(one == four);
  CHECK(describe({frames[7]}).at({0, 3}) == one.at({7, 3}));
  set_thread_count(threads);
}

TEST_CASE("a frame that cannot be described is named, the first one of several") {
  auto carbon = small_cell(), coincident = small_cell(), reduced = small_cell();
  carbon.elements[2] = c;
  coincident.positions[4] = coincident.positions[1];
  reduced.units = UnitStyle::lj;
  CHECK(error_of({small_cell(), carbon, coincident}) ==
        "frame 2: atom 3: no symmetry function names element C, the set has Si O");
  CHECK(error_of({small_cell(), coincident, carbon}) == "frame 2: atoms 2 and 5 coincide");
  CHECK_THAT(error_of({reduced}), StartsWith("frame 1: units differ"));
  auto sample = small_cell();
  sample.cell = {};
  sample.site_energy = 0;
  sample.set_info("reach", "4.5");
  CHECK(error_of({sample}) == "frame 1: the site sample reaches 4.5 Å, but the set sees 5 Å");
  sample.set_info("reach", "5");
  CHECK(error_of({sample}) == "no error");
  sample.positions[4] = sample.positions[3];
  CHECK(error_of({sample}) == "frame 1: atoms 4 and 5 coincide");
}
