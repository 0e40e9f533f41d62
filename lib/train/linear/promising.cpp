#include "train/linear/promising.hpp"

#include <algorithm>

#include "train/linear/chosen_set.hpp"
#include "train/linear/linear_model.hpp"

namespace nnpipe::train {

namespace {

// Rows that candidates are chosen on, for each of them; they are not chosen where that is more than a part of all rows.
constexpr std::size_t rows_a_candidate = 3;
constexpr double worthwhile_part = 0.5;
// The same where products of the best are made, and which part of all columns the best are: bispectra cost much of the
// price, products next to nothing.
constexpr std::size_t rows_a_single = 2;
constexpr double part_of_best = 0.27;

std::size_t all_candidates(const std::vector<MomentPool>& pools) {
  std::size_t count = 0;
  for (const auto& pool : pools) count += pool.candidates.size();
  return count;
}

// Frames with so many rows, spread over all of them.
std::vector<std::size_t> some_of(const FrameData& data, const std::vector<std::size_t>& frames, std::size_t wanted) {
  std::size_t rows = 0;
  for (const auto f : frames) rows += 1 + 3 * data.frame(f).forces.size();
  const std::size_t stride = std::max<std::size_t>(1, rows / wanted);
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < frames.size(); i += stride) some.push_back(frames[i]);
  return some;
}

// Products of two of a pool's invariants, which are in the order of their worth: so many, those of the best first.
void add_products_of_best(MomentPool& pool, std::size_t wanted) {
  std::vector<std::size_t> factors;
  for (std::size_t c = 0; c < pool.candidates.size(); ++c) {
    if (pool.candidates[c].kind != Candidate::Kind::pair) factors.push_back(c);
  }
  struct Pair {
    std::size_t place, first, second;
  };
  std::vector<Pair> all;
  const std::size_t most = 8 * (wanted + 16);  // of the product of two ranks
  for (std::size_t i = 0; i < factors.size(); ++i) {
    for (std::size_t j = i; j < factors.size() && (i + 1) * (j + 1) <= most; ++j) {
      all.push_back({(i + 1) * (j + 1), factors[i], factors[j]});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Pair& a, const Pair& b) { return a.place < b.place; });
  if (all.size() > wanted) all.resize(wanted);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double rank = static_cast<double>(i + 1) / static_cast<double>(all.size());
    const auto& pair = all[i];
    const std::size_t order = pool.candidates[pair.first].order + pool.candidates[pair.second].order;
    pool.candidates.push_back({Candidate::Kind::product, {}, {}, {pair.first, pair.second}, order, rank});
  }
}

}  // namespace

std::size_t promising_columns(const std::vector<MomentPool>& pools) { return (all_candidates(pools) + 1) / 2; }

std::vector<MomentPool> promising(const LinearTask& task, std::vector<MomentPool> pools,
                                  const std::vector<std::size_t>& frames) {
  const std::size_t wanted = rows_a_candidate * all_candidates(pools), constants = pools.size();
  if (static_cast<double>(wanted) > worthwhile_part * static_cast<double>(label_rows(task.data))) return pools;
  const std::size_t count = promising_columns(pools);
  const MomentRows rows{std::move(pools)};
  const LinearProblem problem{normal_equations(rows, task.data, {some_of(task.data, frames, wanted)}, task.scales),
                              constants};
  const auto order = problem.chosen(count, 1);
  pools.clear();
  for (std::size_t e = 0; e < rows.pools().size(); ++e) {
    const auto& pool = rows.pools()[e];
    std::vector<char> kept(pool.candidates.size());
    for (std::size_t c = 0; c < kept.size(); ++c) kept[c] = pool.candidates[c].kind != Candidate::Kind::product;
    for (const auto column : order) {
      if (column >= rows.first(e) && column < rows.first(e) + kept.size()) kept[column - rows.first(e)] = 1;
    }
    std::vector<std::size_t> chosen;
    for (std::size_t c = 0; c < kept.size(); ++c) {
      if (kept[c] != 0) chosen.push_back(c);
    }
    pools.push_back(chosen_pool(pool, chosen));
  }
  return pools;
}

std::vector<MomentPool> with_products_of_best(const LinearTask& task, std::vector<MomentPool> pools,
                                              const std::vector<std::size_t>& frames, std::size_t columns) {
  const std::size_t wanted = rows_a_single * all_candidates(pools), constants = pools.size();
  const auto best =
      std::min(all_candidates(pools), static_cast<std::size_t>(part_of_best * static_cast<double>(columns)));
  const MomentRows rows{std::move(pools)};
  const LinearProblem problem{normal_equations(rows, task.data, {some_of(task.data, frames, wanted)}, task.scales),
                              constants};
  const auto order = problem.chosen(best, 1);
  const auto chosen = candidates_of(rows, order);
  const std::size_t products = columns > best ? columns - best : 0;
  pools.clear();
  for (std::size_t e = 0; e < rows.pools().size(); ++e) {
    auto& pool = pools.emplace_back(chosen_pool(rows.pools()[e], chosen[e]));
    add_products_of_best(pool, products * chosen[e].size() / std::max<std::size_t>(1, order.size()));
  }
  return pools;
}

}  // namespace nnpipe::train
