// Symmetry functions of a pool that go, and why: no range, a cheaper one that says the same, others that say more.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "descriptor/recipes.hpp"

namespace nnpipe::descriptor {

enum class Verdict {
  kept,
  no_range,    // its values are all but the same
  correlated,  // with a cheaper one that was kept, or an earlier one
  redundant,   // others were chosen to reach the size wanted
};
std::string_view to_string(Verdict verdict);

struct PruneOptions {
  std::size_t size = 0;        // most functions of the set; 0: all that are left
  bool cur = true;             // chosen by CUR, else by farthest points
  double correlation = 0.999;  // thesis (7.4): a larger one drops the dearer of two
  double range = 1e-3;         // least (max − min)/max|G|
};

struct Judged {
  PoolFunction candidate;
  Verdict verdict = Verdict::kept;
  double low = 0, high = 0;  // of its values
  std::size_t partner = 0;   // of the pool: the one it correlates with most among those kept
  double correlation = 0;    // with that
  std::size_t rank = 0;      // of those kept: the order in which they were chosen, from 1
};

// `values`: sites × functions of the pool, row by row. The order is that of the pool.
std::vector<Judged> prune(const FunctionPool& pool, std::span<const double> values, const PruneOptions& options);

// Those kept, G2 first.
Set set_of(Element centre, const std::vector<Judged>& judged);

}  // namespace nnpipe::descriptor
