#include "train/linear/candidate_plan.hpp"

#include "train/linear/chosen_set.hpp"

namespace nnpipe::train {

namespace {

std::vector<std::size_t> singles_of(const MomentPool& pool) {
  std::vector<std::size_t> singles;
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    if (pool.candidates[c].kind != Candidate::Kind::product) singles.push_back(c);
  }
  return singles;
}

}  // namespace

CandidatePlan::CandidatePlan(const MomentPool& pool, std::span<const Element> species)
    : x_candidates{pool.candidates.size()},
      x_jacobian{descriptor::make_moment_plan(chosen_set(pool, singles_of(pool)), species)} {
  std::vector<std::size_t> places(pool.candidates.size());
  for (const auto c : singles_of(pool)) {
    places[c] = x_singles.size();
    x_singles.push_back({c, {}});
  }
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    if (pool.candidates[c].kind != Candidate::Kind::product) continue;
    Product product{c, {}};
    for (const auto f : pool.candidates[c].factors) product.factors.push_back(places[f]);
    for (std::size_t f = 0; f < product.factors.size(); ++f) {
      Rest rest{c, product.factors};
      rest.others.erase(rest.others.begin() + static_cast<std::ptrdiff_t>(f));
      x_singles[product.factors[f]].rests.push_back(std::move(rest));
    }
    x_products.push_back(std::move(product));
  }
}

void CandidatePlan::values(std::span<const double> singles, std::span<double> values) const {
  for (std::size_t s = 0; s < x_singles.size(); ++s) values[x_singles[s].candidate] = singles[s];
  for (const auto& product : x_products) {
    double value = 1;
    for (const auto f : product.factors) value *= singles[f];
    values[product.candidate] = value;
  }
}

}  // namespace nnpipe::train
