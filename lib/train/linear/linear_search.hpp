// What linear potentials of one pool of candidates are worth on frames held out, at their prices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "train/frames/problem.hpp"
#include "train/linear/linear_choice.hpp"
#include "train/linear/linear_log.hpp"
#include "train/linear/moment_rows.hpp"
#include "train/linear/neighbour_counts.hpp"
#include "train/linear/normal_equations.hpp"
#include "train/linear/price_estimate.hpp"

namespace nnpipe::train {

// The frames of a fit, as all its linear fits see them. The data outlive it.
struct LinearTask {
  const FrameData& data;
  LossScales scales;
  UnitStyle units;
  std::uint64_t seed;
  PriceEstimate price{data};
  NeighbourCounts most_neighbours{data};
};

// Of what a potential may cost.
struct PriceLimit {
  double price = 0;           // µs of one core for an atom and step
  double most = 0;            // where twice the price takes enough off the held-out error, the limit rises up to this
  std::size_t functions = 0;  // of each element, whatever they cost; 0: as many as pay
};

// Whether a larger price is worth it: twice the price takes a fifth off the held-out error, another multiple of it in
// proportion of the logarithms.
struct Bargain {
  double price = 0, error = 0;
};
bool pays(const Bargain& before, const Bargain& after);

// Rows of the least-squares problem: energies and force components of all frames.
std::size_t label_rows(const FrameData& data);
// About so many candidates pay at most, all elements together: more than there are rows are chosen from by luck.
std::size_t columns_for(std::size_t rows, std::size_t most);

using FrameGroups = std::vector<std::vector<std::size_t>>;
// Frames of the split that are held out are group 1, as many others each of the next, up to `turns` groups that are
// held out in turn; group 0 never is.
FrameGroups groups_of(const Split& split, std::size_t turns, std::uint64_t seed);

// A row for each number of functions that is tried; the one with the least error of those within the limit, or the
// first, is chosen.
struct LinearTrials {
  std::vector<LinearRow> rows;
  std::size_t chosen = 0;

  const LinearRow& best() const { return rows[chosen]; }
  void choose(double price);
  // From there on to larger prices, up to `most`, as far as each pays.
  void rise(double most);
};
// Takes the ridges and weights of `search`, and numbers of functions up to its last, of which the limit could pay for.
LinearTrials try_numbers(const LinearTask& task, const LinearProblem& problem, const MomentRows& rows,
                         const FrameGroups& groups, const LinearSearch& search, const PriceLimit& limit);

}  // namespace nnpipe::train
