#include "potential/structure_limits.hpp"

#include <string>
#include <utility>
#include <vector>

#include "potential/committee_spread.hpp"
#include "potential/frame_watch.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

// No forces; atoms of silicon had 4 neighbours within 3 Å at least, of oxygen nothing is known.
class Taught final : public Potential {
 public:
  void compute(AtomsView, NeighboursView, Want, Result&) const override {}
  double cutoff() const override { return 5; }
  std::span<const Element> elements() const override { return x_elements; }
  NeighbourCount fewest_neighbours(int species) const override {
    return species == 0 ? NeighbourCount{4, 3} : NeighbourCount{};
  }

 private:
  std::vector<Element> x_elements{element_of("Si"), element_of("O")};
};

// Atoms on a line, so many Å apart.
Frame chain(const std::vector<const char*>& symbols, double apart) {
  Frame frame;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    frame.elements.push_back(element_of(symbols[i]));
    frame.positions.push_back({apart * static_cast<double>(i), 0, 0});
  }
  return frame;
}

template <typename Limit>
std::optional<std::string> violation_of(const Limit& limit, const Potential& potential, const Frame& frame) {
  Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {});
  return limit.violation(evaluator);
}

}  // namespace

TEST_CASE("atoms keep at least half of the fewest neighbours that training has seen, within its own distance") {
  const Taught taught;
  const LostAtoms lost{taught};
  // The ends of a chain have two within 3 Å at 1.4 Å, and one at 2.9 Å.
  CHECK_FALSE(violation_of(lost, taught, chain({"Si", "Si", "Si", "Si"}, 1.4)));
  const auto found = violation_of(lost, taught, chain({"Si", "Si", "Si", "Si"}, 2.9));
  REQUIRE(found);
  CHECK(*found == "atom 1 (Si) has 1 neighbour within 3 Å, expected at least 2, half of the fewest in training");
  CHECK_FALSE(violation_of(lost, taught, chain({"O", "O"}, 4)));
  CHECK_THAT(violation_of(lost, taught, chain({"Si", "Si", "O"}, 3.1)).value_or(""),
             StartsWith("atom 1 (Si) has 0 neighbours"));
}

TEST_CASE("frames with lost atoms are no physics to those who watch them") {
  const Taught taught;
  Evaluator evaluator{taught};
  const Frame frame = chain({"Si", "Si", "Si"}, 4);
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {});
  FrameWatch watch{taught, OnExtrapolation::warn, true, [](const std::string&) {}};
  CHECK(watch.observe("frame 1", evaluator, frame));
  CHECK_THROWS_WITH(watch.conclude("frames"),
                    StartsWith("1 of 1 frames is unphysical, first frame 1: atom 1 (Si) has 0 "));
}

TEST_CASE("a committee may differ by as much as its fit allows, and not by more") {
  const auto member = [](const char* epsilon) { return load(std::string{"lj:sigma=3.4,cutoff=8,epsilon="} + epsilon); };
  const auto committee = [&](double limit) {
    std::vector<PotentialPtr> members;
    members.push_back(member("0.01"));
    members.push_back(member("0.03"));
    return make_committee(std::move(members), {limit, 1.5});
  };
  Frame frame = chain({"Ar", "Ar"}, 3.4);
  // Two members: each is off their mean by half of their difference. dV/dr of Lennard-Jones at sigma is -24 ε/σ.
  const double spread = 24 / 3.4 * (0.03 - 0.01) / 2;
  const auto quiet = committee(1.001 * spread), loud = committee(0.999 * spread), open = committee(0);
  CHECK(committee_of(*quiet)->dispute() == Dispute{1.001 * spread, 1.5});
  CHECK_FALSE(violation_of(DisputeLimit{*quiet}, *quiet, frame));
  CHECK_FALSE(violation_of(DisputeLimit{*open}, *open, frame));
  CHECK(violation_of(DisputeLimit{*loud}, *loud, frame).value_or("") ==
        "the committee disputes the force on atom 1: its spread is 0.0706 eV/Å, expected at most 0.0705; the expected "
        "error of a component is 0.106 eV/Å");
  const StructureLimits asked{*loud, frame, {true, true}}, not_asked{*loud, frame, {true, false}};
  CHECK(violation_of(asked, *loud, frame));
  CHECK_FALSE(violation_of(not_asked, *loud, frame));
}
