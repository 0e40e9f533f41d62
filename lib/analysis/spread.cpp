#include "analysis/spread.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/statistics.hpp"
#include "potential/committee_spread.hpp"

namespace nnpipe::analysis {

SpreadKind spread_kind_of(std::string_view name) {
  return name == "range" ? SpreadKind::range : name == "expected" ? SpreadKind::expected : SpreadKind::deviation;
}

double spread_of(std::span<const double> values, SpreadKind kind) {
  if (kind == SpreadKind::range) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
  }
  const double n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / n);
}

double spread_of(std::span<const Vec3> values, SpreadKind kind) {
  if (kind == SpreadKind::range) {
    double most = 0;
    for (std::size_t a = 0; a < values.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) most = std::max(most, norm(values[a] - values[b]));
    }
    return most;
  }
  const double n = static_cast<double>(values.size());
  Vec3 mean;
  for (const Vec3 value : values) mean += (1 / n) * value;
  double squares = 0;
  for (const Vec3 value : values) squares += norm2(value - mean);
  return std::sqrt(squares / n);
}

SpreadMeter::SpreadMeter(std::vector<potential::PotentialPtr> members, SpreadKind kind, potential::Dispute dispute)
    : x_members{std::move(members)}, x_kind{kind}, x_dispute{dispute} {
  if (x_members.size() < 2) fail("the potential has one network, expected a committee of two or more");
  if (kind == SpreadKind::expected && !(dispute.factor > 0)) {
    fail("the potential has no spread-factor, expected a committee that was fitted with frames held out");
  }
}

Spread SpreadMeter::of(const Frame& frame) const {
  const bool sample = frame.site_energy.has_value();
  const std::size_t n = frame.size(), members = x_members.size();
  std::vector<double> energies;
  std::vector<Vec3> forces(sample ? 0 : n * members);
  for (std::size_t m = 0; m < members; ++m) {
    Frame labelled = frame;
    potential::Evaluator evaluator{*x_members[m]};
    potential::label(labelled, evaluator);
    energies.push_back(sample ? *labelled.site_energy : *labelled.energy / static_cast<double>(n));
    for (std::size_t i = 0; i < n && !sample; ++i) forces[i * members + m] = labelled.forces[i];
  }
  const bool expected = x_kind == SpreadKind::expected;
  const double usual = x_dispute.floor > 0 ? std::sqrt(3.0) : 1;
  Spread spread{(expected ? usual * x_dispute.factor : 1) * spread_of(energies, x_kind), {}};
  for (std::size_t i = 0; i < n && !sample; ++i) {
    spread.force.push_back(spread_of(std::span{forces}.subspan(i * members, members), x_kind));
  }
  if (!expected) return spread;
  potential::CommitteeSpread deviations;
  if (!spread.force.empty()) deviations.rms = root_mean_square(spread.force);
  deviations.atoms = spread.force;
  for (std::size_t i = 0; i < spread.force.size(); ++i) spread.force[i] = deviations.expected(i, x_dispute);
  return spread;
}

}  // namespace nnpipe::analysis
