#include "potential/least_distance.hpp"

#include <string>

#include "potential/frame_watch.hpp"
#include "potential/registry.hpp"
#include "structures.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

// No forces; knows the shortest training distance of Si and O, and of no other pair.
class Taught final : public Potential {
 public:
  void compute(AtomsView, NeighboursView, Want, Result&) const override {}
  double cutoff() const override { return 5; }
  std::span<const Element> elements() const override { return x_elements; }
  double shortest_distance(int a, int b) const override { return a != b ? 1.5 : 0; }

 private:
  std::vector<Element> x_elements{element_of("Si"), element_of("O")};
};

Frame pair_of(const char* a, const char* b, double distance) {
  Frame frame;
  frame.elements = {element_of(a), element_of(b)};
  frame.positions = {{0, 0, 0}, {0, 0, distance}};
  frame.cell = Cell::orthogonal(20, 20, 20);
  return frame;
}

std::optional<std::string> violation_of(const Potential& potential, const Frame& frame) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {});
  return LeastDistance{potential, frame}.violation(evaluator);
}

}  // namespace

TEST_CASE("atoms may come as near as half of the shortest distance in training, whichever comes first in the pair") {
  const Taught taught;
  CHECK_FALSE(violation_of(taught, pair_of("Si", "O", 0.76)));
  for (const auto& [a, b] : {std::pair{"Si", "O"}, std::pair{"O", "Si"}}) {
    const auto found = violation_of(taught, pair_of(a, b, 0.74));
    REQUIRE(found);
    CHECK(*found == fmt::format("atoms 1 ({}) and 2 ({}) are 0.74 Å apart, expected at least 0.75 Å, half of the "
                                "shortest distance in training",
                                a, b));
  }
}

TEST_CASE("pairs that never met may come as near as two fifths of their covalent radii") {
  const Taught taught;
  // Cordero's radii of silicon and oxygen are 1.11 and 0.66 Å.
  CHECK_FALSE(violation_of(taught, pair_of("Si", "Si", 0.89)));
  CHECK(violation_of(taught, pair_of("Si", "Si", 0.88)));
  CHECK_FALSE(violation_of(taught, pair_of("O", "O", 0.53)));
  CHECK(violation_of(taught, pair_of("O", "O", 0.52)));
  const auto sw = load(share_folder() + "/potentials/Si.sw");
  CHECK_THAT(violation_of(*sw, pair_of("Si", "Si", 0.7)).value_or(""),
             EndsWith("two fifths of the sum of their covalent radii"));
}

TEST_CASE("the pair that is nearest for its limit is named, across the cell's faces too") {
  const Taught taught;
  Frame frame = pair_of("Si", "O", 3);
  frame.elements.push_back(element_of("O"));
  frame.positions.push_back({0, 0, 19.5});  // 0.5 Å from the first, by the face
  frame.elements.push_back(element_of("Si"));
  frame.positions.push_back({0, 0.7, 3});  // 0.7 Å from the second
  CHECK_THAT(violation_of(taught, frame).value_or(""), StartsWith("atoms 1 (Si) and 3 (O) are 0.5 Å apart"));
  frame.positions.back().y = 0.4;
  CHECK_THAT(violation_of(taught, frame).value_or(""), StartsWith("atoms 2 (O) and 4 (Si) are 0.4 Å apart"));
}

TEST_CASE("reduced units and elements without a radius have no least distance") {
  const auto reduced = load("lj:epsilon=1,sigma=1,cutoff=3,units=lj");
  Frame frame = pair_of("X", "X", 0.3);
  frame.units = UnitStyle::lj;
  CHECK_FALSE(violation_of(*reduced, frame));
  // A pair potential acts alike on all elements: those of the frame count.
  const auto lj = load("lj:epsilon=0.01,sigma=3.4,cutoff=8");
  CHECK_FALSE(violation_of(*lj, pair_of("X", "X", 0.3)));
  CHECK(violation_of(*lj, pair_of("Si", "Si", 0.3)));
}

TEST_CASE("frames that are no physics are counted, the first is named, and the stream goes on") {
  const Taught taught;
  FrameWatch watch{taught, OnExtrapolation::warn, true, [](const std::string&) {}};
  Evaluator evaluator{taught};
  int number = 0;
  for (const double distance : {1.6, 0.5, 1.6, 0.3}) {
    const Frame frame = pair_of("Si", "O", distance);
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {});
    CHECK(watch.observe(fmt::format("frame {}", ++number), evaluator, frame));
  }
  CHECK_THROWS_WITH(watch.conclude("frames"),
                    StartsWith("2 of 4 frames are unphysical, first frame 2: atoms 1 (Si) and 2 (O) are 0.5 Å apart"));
  FrameWatch blind{taught, OnExtrapolation::ignore, true, [](const std::string&) {}};
  CHECK(blind.observe("here", evaluator, pair_of("Si", "O", 0.3)));
  blind.conclude("frames");
}
