#include "potential/committee.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace nnpipe::potential {

namespace {

class OneByOne final : public Committee {
 public:
  OneByOne(std::vector<PotentialPtr> members, Dispute dispute) : x_members{std::move(members)}, x_dispute{dispute} {
    if (x_members.empty()) fail("a committee without members");
    for (const auto& member : x_members) {
      check_same_units(x_members.front()->units(), "the first member", member->units(), "another");
      if (!std::ranges::equal(member->elements(), elements())) fail("the members of the committee have other elements");
      x_cutoff = std::max(x_cutoff, member->cutoff());
    }
  }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    const double share = 1.0 / static_cast<double>(x_members.size());
    std::vector<Vec3> forces;
    std::vector<double> sites;
    for (const auto& member : x_members) {
      forces.assign(result.force.size(), Vec3{});
      sites.assign(result.site_energy.size(), 0.0);
      Result own;
      own.force = forces;
      own.site_energy = sites;
      member->compute(atoms, neighbours, want, own);
      result.energy += share * own.energy;
      result.virial += share * own.virial;
      for (std::size_t i = 0; i < forces.size(); ++i) result.force[i] += share * forces[i];
      for (std::size_t i = 0; i < sites.size(); ++i) result.site_energy[i] += share * sites[i];
    }
  }

  std::size_t members() const override { return x_members.size(); }
  void compute_members(AtomsView atoms, NeighboursView neighbours, Want want,
                       std::span<Result> results) const override {
    want.site_energies = false;
    for (std::size_t m = 0; m < x_members.size(); ++m) x_members[m]->compute(atoms, neighbours, want, results[m]);
  }

  Dispute dispute() const override { return x_dispute; }

  double cutoff() const override { return x_cutoff; }
  UnitStyle units() const override { return x_members.front()->units(); }
  std::span<const Element> elements() const override { return x_members.front()->elements(); }
  bool any_element() const override { return x_members.front()->any_element(); }
  void extrapolations(AtomsView atoms, NeighboursView neighbours, std::vector<Extrapolation>& found) const override {
    x_members.front()->extrapolations(atoms, neighbours, found);
  }
  bool has_range() const override { return x_members.front()->has_range(); }
  double shortest_distance(int species, int other) const override {
    double shortest = 0;
    for (const auto& member : x_members) {
      const double of_member = member->shortest_distance(species, other);
      if (of_member > 0 && (shortest == 0 || of_member < shortest)) shortest = of_member;
    }
    return shortest;
  }
  NeighbourCount fewest_neighbours(int species) const override { return x_members.front()->fewest_neighbours(species); }
  std::string function_name(int species, int function) const override {
    return x_members.front()->function_name(species, function);
  }

 private:
  std::vector<PotentialPtr> x_members;
  Dispute x_dispute;
  double x_cutoff = 0;
};

}  // namespace

void Dispute::check() const {
  for (const double value : {limit, factor, floor}) {
    if (!(value >= 0 && std::isfinite(value))) fail("expected a spread that is finite and not negative, got {}", value);
  }
}

const Committee* committee_of(const Potential& potential) {
  const auto* committee = dynamic_cast<const Committee*>(&potential);
  return committee != nullptr && committee->members() > 1 ? committee : nullptr;
}

PotentialPtr make_committee(std::vector<PotentialPtr> members, Dispute dispute) {
  return std::make_unique<OneByOne>(std::move(members), dispute);
}

}  // namespace nnpipe::potential
