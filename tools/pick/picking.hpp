// What pick is asked for, and the run that does it.
#pragma once

#include <cstdint>
#include <string>

#include "cli/program.hpp"
#include "judge.hpp"

namespace nnpipe::pick {

struct Options {
  std::string frames = "-", potential, set, database, table, method = "farthest", spread = "deviation";
  Criteria criteria;
  std::int64_t number = 0;
  double distinct = 0;
  bool allow_none = false;
  std::uint64_t seed = 1;
  cli::OutputOption output;
};

// Writes the frames that are taken, and the table. Throws Error of exit status 3 where
// there is none, unless that is allowed.
void run(const Options& options);

}  // namespace nnpipe::pick
