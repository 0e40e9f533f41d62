// A team: several processes that do one piece of work, as an optimiser sees them.
#pragma once

#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace nnpipe::optimise {

// One process alone.
class Team {
 public:
  virtual ~Team() = default;
  virtual std::size_t count() const { return 1; }
  virtual std::size_t rank() const { return 0; }  // from 0
  // values[first[p] … first[p + 1]) are known to process p; afterwards all are known to all.
  virtual void share(std::span<double> /*values*/, std::span<const std::size_t> /*first*/) const {}
};

// Where the parts of several processes begin and end, count + 1 numbers: tasks in their order, parts of about the same
// cost.
inline std::vector<std::size_t> parts_of_like_cost(std::span<const double> costs, std::size_t count) {
  const double all = std::accumulate(costs.begin(), costs.end(), 0.0);
  std::vector<std::size_t> first{0};
  double before = 0;
  for (std::size_t task = 0; task < costs.size(); ++task) {
    // A task is of the part in which its middle lies.
    while (first.size() < count &&
           (before + 0.5 * costs[task]) * static_cast<double>(count) >= all * static_cast<double>(first.size())) {
      first.push_back(task);
    }
    before += costs[task];
  }
  first.resize(count, costs.size());
  first.push_back(costs.size());
  return first;
}

}  // namespace nnpipe::optimise
