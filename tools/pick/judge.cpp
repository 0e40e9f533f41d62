// What is asked of candidates, and what each of them is found to be.
#include "judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/errors.hpp"
#include "atoms/number_column.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::pick {

namespace {

// Tables hold finite numbers; nothing that is remembered is infinitely far away.
constexpr double far_away = 1e9;

}  // namespace

bool Criteria::bounded() const {
  return std::ranges::any_of(std::array{extrapolation, novelty, mean_novelty, energy, force},
                             [](const Bounds& bounds) { return std::isfinite(bounds.high); });
}

std::string to_string(Outcome outcome) {
  constexpr std::array names{"inside", "picked", "beyond", "broken", "similar", "left"};
  return names[static_cast<std::size_t>(outcome)];
}

void Judge::weigh(const Bounds& bounds, const char* name, double value, Findings& findings) const {
  if (!bounds.asked) return;
  findings.rank = std::max(findings.rank, bounds.low > 0 ? value / bounds.low : value);
  if (value > bounds.low) findings.reasons.emplace_back(name);
  // NaN is no number of a frame to learn from.
  if (!(value <= bounds.high)) findings.beyond = true;
}

void Judge::appraise(analysis::Sites& sites) const {
  x_novelty->appraise(sites, x_criteria.novelty.asked || x_criteria.mean_novelty.asked);
}

Look Judge::look(const Frame& frame, const std::string& place) const {
  Look look;
  if (x_novelty != nullptr) {
    look.sites = x_novelty->describe(frame, place);
    // Else what is remembered depends on the frames before.
    if (!x_criteria.novelty.asked) appraise(look.sites);
  }
  if (x_criteria.spread()) look.spread = with_place([&] { return place; }, [&] { return x_spread->of(frame); });
  return look;
}

void Judge::take_sites(Frame& frame, const analysis::Sites& sites, Findings& found) const {
  std::vector<double> outside(frame.size(), 0.0), distance(frame.size(), 0.0);
  for (const auto& site : sites.sites) {
    outside[site.atom] = site.outside;
    distance[site.atom] = std::min(site.distance.least, far_away);
    found.extrapolating += site.outside > 0 ? 1 : 0;
    found.extrapolation = std::max(found.extrapolation, site.outside);
    found.novelty = std::max(found.novelty, distance[site.atom]);
    found.mean_novelty = std::max(found.mean_novelty, std::min(site.distance.mean, far_away));
  }
  if (x_criteria.extrapolation.asked) set_number_column(frame, "extrapolation", outside);
  if (x_criteria.novelty.asked || x_criteria.mean_novelty.asked) set_number_column(frame, "novelty", distance);
}

void Judge::take_spread(Frame& frame, const analysis::Spread& spread, Findings& found) const {
  const double unit = analysis::scale_of(analysis::Quantity::energy, frame.units);
  found.energy_spread = unit * spread.energy;
  std::vector<double> forces;
  for (const double force : spread.force) forces.push_back(unit * force);
  for (const double force : forces) found.force_spread = std::max(found.force_spread, force);
  frame.set_info("energy_spread", to_text(found.energy_spread));
  if (!forces.empty()) set_number_column(frame, "force_spread", forces);
}

Findings Judge::judge(Frame& frame, Look& look) const {
  Findings found;
  found.atoms = frame.size();
  if (x_novelty != nullptr) {
    if (x_criteria.novelty.asked) appraise(look.sites);
    take_sites(frame, look.sites, found);
  }
  if (look.spread) take_spread(frame, *look.spread, found);
  weigh(x_criteria.extrapolation, "extrapolation", found.extrapolation, found);
  weigh(x_criteria.novelty, "novelty", found.novelty, found);
  weigh(x_criteria.mean_novelty, "mean_novelty", found.mean_novelty, found);
  weigh(x_criteria.energy, "energy_spread", found.energy_spread, found);
  weigh(x_criteria.force, "force_spread", found.force_spread, found);
  if (!found.reasons.empty()) frame.set_info("picked_for", join(found.reasons, ","));
  return found;
}

}  // namespace nnpipe::pick
