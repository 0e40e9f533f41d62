#include "train/linear/candidate_plan.hpp"

#include <algorithm>

namespace nnpipe::train {

namespace {

using Kind = Candidate::Kind;

std::vector<int> degrees_of_channels(const MomentPool& pool) {
  std::vector<int> degrees(pool.basis.channels.size(), -1);
  for (const auto& candidate : pool.candidates) {
    const std::size_t moments = candidate.kind == Kind::power ? 2 : candidate.kind == Kind::bispectrum ? 3 : 0;
    for (std::size_t i = 0; i < moments; ++i) {
      int& degree = degrees[candidate.channel[i]];
      degree = std::max(degree, candidate.degree[i]);
    }
  }
  return degrees;
}

}  // namespace

CandidatePlan::CandidatePlan(const MomentPool& pool) : x_pool{&pool} {
  const auto& basis = pool.basis;
  const auto add = [&](std::size_t size) {
    x_blocks.push_back({x_moments, size});
    x_moments += size;
  };
  x_degrees = degrees_of_channels(pool);
  for (std::size_t k = 0; k < basis.channels.size(); ++k) {
    x_first_blocks.push_back(x_blocks.size());
    for (int l = 0; l <= x_degrees[k]; ++l) add(2 * static_cast<std::size_t>(l) + 1);
  }
  x_first_blocks.push_back(x_blocks.size());
  for (std::size_t k = 0; k < basis.pair_channels.size(); ++k) add(1);

  const auto degrees = static_cast<std::size_t>(basis.degree + 1);
  x_couplings.resize(degrees * degrees * degrees);
  std::vector<std::vector<Rest>> rests(pool.candidates.size());
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    const auto& candidate = pool.candidates[c];
    if (candidate.kind == Kind::bispectrum) {
      auto& terms = x_couplings[static_cast<std::size_t>(&coupling(candidate) - x_couplings.data())];
      if (terms.empty()) {
        terms = descriptor::gaunt_terms(candidate.degree[0], candidate.degree[1], candidate.degree[2]);
      }
    }
    for (std::size_t f = 0; f < candidate.factors.size(); ++f) {
      Rest rest{c, candidate.factors};
      rest.others.erase(rest.others.begin() + static_cast<std::ptrdiff_t>(f));
      rests[candidate.factors[f]].push_back(std::move(rest));
    }
  }
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    if (!rests[c].empty()) {
      x_factors.push_back(c);
      x_rests.push_back(std::move(rests[c]));
    } else if (pool.candidates[c].kind != Kind::product) {
      for (const auto block : blocks_of(c)) x_plain.push_back({c, block});
    }
  }
  std::stable_sort(x_plain.begin(), x_plain.end(), [](const Use& a, const Use& b) { return a.block < b.block; });
}

const std::vector<descriptor::CouplingTerm>& CandidatePlan::coupling(const Candidate& candidate) const {
  const int degrees = x_pool->basis.degree + 1;
  const auto& l = candidate.degree;
  return x_couplings[static_cast<std::size_t>((l[0] * degrees + l[1]) * degrees + l[2])];
}

std::vector<std::size_t> CandidatePlan::blocks_of(std::size_t c) const {
  const auto& candidate = x_pool->candidates[c];
  std::vector<std::size_t> blocks;
  switch (candidate.kind) {
    case Kind::pair: blocks = {pair_block(candidate.channel[0])}; break;
    case Kind::power:
      for (std::size_t i = 0; i < 2; ++i) blocks.push_back(block_of(candidate.channel[i], candidate.degree[i]));
      break;
    case Kind::bispectrum:
      for (std::size_t i = 0; i < 3; ++i) blocks.push_back(block_of(candidate.channel[i], candidate.degree[i]));
      break;
    case Kind::product: break;
  }
  std::sort(blocks.begin(), blocks.end());
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
  return blocks;
}

void CandidatePlan::values(std::span<const double> moments, std::span<double> values) const {
  for (std::size_t c = 0; c < values.size(); ++c) {
    const auto& candidate = x_pool->candidates[c];
    if (candidate.kind == Kind::product) continue;
    const auto at = [&](std::size_t i) {
      return &moments[x_blocks[block_of(candidate.channel[i], candidate.degree[i])].first];
    };
    double value = 0;
    switch (candidate.kind) {
      case Kind::pair: value = moments[x_blocks[pair_block(candidate.channel[0])].first]; break;
      case Kind::power:
        for (int m = 0; m < 2 * candidate.degree[0] + 1; ++m) value += at(0)[m] * at(1)[m];
        break;
      case Kind::bispectrum:
        for (const auto& term : coupling(candidate)) {
          value += term.coefficient * at(0)[term.a] * at(1)[term.b] * at(2)[term.c];
        }
        break;
      case Kind::product: break;
    }
    values[c] = value;
  }
  for (std::size_t c = 0; c < values.size(); ++c) {  // their factors may stand behind them
    const auto& candidate = x_pool->candidates[c];
    if (candidate.kind != Kind::product) continue;
    values[c] = 1;
    for (const auto f : candidate.factors) values[c] *= values[f];
  }
}

void CandidatePlan::add_gradient(std::size_t c, std::size_t block, std::span<const double> moments,
                                 std::span<double> gradient) const {
  const auto& candidate = x_pool->candidates[c];
  const auto block_at = [&](std::size_t i) { return block_of(candidate.channel[i], candidate.degree[i]); };
  const auto at = [&](std::size_t i) { return &moments[x_blocks[block_at(i)].first]; };
  switch (candidate.kind) {
    case Kind::pair: gradient[0] += 1; break;
    case Kind::power:
      for (std::size_t i = 0; i < 2; ++i) {
        if (block_at(i) != block) continue;
        for (std::size_t m = 0; m < gradient.size(); ++m) gradient[m] += at(1 - i)[m];
      }
      break;
    case Kind::bispectrum:
      for (const auto& term : coupling(candidate)) {
        const double x = at(0)[term.a], y = at(1)[term.b], z = at(2)[term.c];
        if (block_at(0) == block) gradient[static_cast<std::size_t>(term.a)] += term.coefficient * y * z;
        if (block_at(1) == block) gradient[static_cast<std::size_t>(term.b)] += term.coefficient * x * z;
        if (block_at(2) == block) gradient[static_cast<std::size_t>(term.c)] += term.coefficient * x * y;
      }
      break;
    case Kind::product: break;
  }
}

}  // namespace nnpipe::train
