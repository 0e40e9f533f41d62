// What speaks against a table's targets, and against a fit that has learned little of them: said, never refused.
#pragma once

#include <string>
#include <vector>

#include "train/loop.hpp"
#include "train/tables/problem.hpp"

namespace nnpipe::train {

// A line for each target that is the same in every row, or has a value far beyond all others; none for classes.
std::vector<std::string> doubts_of_targets(const TableProblem& problem, const TableOptions& options);

// A line for each target whose error is still nearly its own spread; for classes, if the commonest class alone would be
// right as often. None of fewer than twenty rows.
std::vector<std::string> doubts_of_learning(const TableProblem& problem, const TableOptions& options,
                                            const EpochReport& best);

}  // namespace nnpipe::train
