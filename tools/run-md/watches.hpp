// What watches a run, by its options.
#pragma once

#include <memory>

#include "md/spread.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

// None where the potential is no committee. Throws Error for options that then have no meaning.
std::unique_ptr<md::SpreadWatch> spread_watch(const potential::Potential& potential, const Frame& start,
                                              const Options& options);

}  // namespace nnpipe::run_md
