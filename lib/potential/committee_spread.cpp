#include "potential/committee_spread.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

namespace nnpipe::potential {

double CommitteeSpread::expected(std::size_t atom, const Dispute& dispute) const {
  return dispute.factor * (dispute.floor > 0 ? std::hypot(atoms[atom], rms, dispute.floor) : atoms[atom]);
}

CommitteeSpread committee_spread(const Committee& committee, const Evaluator& evaluator) {
  const auto atoms = evaluator.atoms();
  const std::size_t members = committee.members(), n = static_cast<std::size_t>(atoms.local);
  const double share = 1 / static_cast<double>(members);
  std::vector<std::vector<Vec3>> all(members, std::vector<Vec3>(atoms.x.size()));
  std::vector<Result> results(members);
  for (std::size_t m = 0; m < members; ++m) results[m].force = all[m];
  committee.compute_members(atoms, evaluator.neighbours(), {true, false, false}, results);
  for (auto& forces : all) {
    std::vector<Vec3> own(n);
    evaluator.fold(forces, own);
    forces = std::move(own);
  }

  CommitteeSpread spread;
  double mean = 0, squares = 0;
  for (const auto& result : results) mean += share * result.energy;
  for (const auto& result : results) squares += share * (result.energy - mean) * (result.energy - mean);
  if (n > 0) spread.energy = std::sqrt(squares) / static_cast<double>(n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Vec3 force;
    double square = 0;
    for (const auto& forces : all) force += share * forces[i];
    for (const auto& forces : all) square += share * norm2(forces[i] - force);
    spread.atoms.push_back(std::sqrt(square));
    // Written so that NaN is the largest.
    if (!(spread.atoms.back() <= spread.largest)) spread.largest = spread.atoms.back();
    sum += square;
  }
  if (n > 0) spread.rms = std::sqrt(sum / static_cast<double>(n));
  return spread;
}

}  // namespace nnpipe::potential
