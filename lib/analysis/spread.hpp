// How far the members of a committee disagree about a frame.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "potential/committee.hpp"
#include "potential/evaluator.hpp"
#include "potential/potential.hpp"

namespace nnpipe::analysis {

enum class SpreadKind {
  deviation,  // root mean square deviation from the mean
  expected,   // the error of a component to be expected, by what the fit of the committee has found of its deviations
  range,      // the thesis's: largest less smallest; of forces the greatest difference of two
};

// "deviation", "expected", "range".
SpreadKind spread_kind_of(std::string_view name);

// In internal units.
struct Spread {
  // Per atom; of a site sample that of its site energy. An expected one has the factor of a force that is as disputed
  // as usual: fits look at forces only.
  double energy = 0;
  std::vector<double> force;  // of each atom's force, |F|; empty for a site sample
};

class SpreadMeter {
 public:
  // `dispute`: what the fit has found, for SpreadKind::expected.
  SpreadMeter(std::vector<potential::PotentialPtr> members, SpreadKind kind, potential::Dispute dispute = {});

  // Throws what the evaluation of a member throws.
  Spread of(const Frame& frame) const;
  std::size_t members() const { return x_members.size(); }

 private:
  std::vector<potential::PotentialPtr> x_members;
  SpreadKind x_kind;
  potential::Dispute x_dispute;
};

// Of one quantity: as many numbers as members.
double spread_of(std::span<const double> values, SpreadKind kind);
double spread_of(std::span<const Vec3> values, SpreadKind kind);

}  // namespace nnpipe::analysis
