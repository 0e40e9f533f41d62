// What watches a run, by its options.
#pragma once

#include <memory>

#include "md/committee_spread.hpp"
#include "md/state.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

// None where the potential is no committee. Throws Error for options that then have no meaning.
std::unique_ptr<md::SpreadWatch> spread_watch(const potential::Potential& potential, const Frame& start,
                                              const Options& options);

// Warns where a ramp of the temperature has ended, and the atoms are not there: more than a fifth of the way is
// missing, and more than fluctuations explain.
void tell_of_ramp(const md::State& end, const Options& options);

}  // namespace nnpipe::run_md
