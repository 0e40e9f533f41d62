// What a run starts in and is made of, by its options.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "md/state.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

md::State state_to_run(const Frame& start, const Options& options);

// All that the numbers of a run depend on, for its restart file; how long the run is may change, unless something
// ends with it.
std::vector<std::pair<std::string, std::string>> settings_of(const Frame& start, const Options& options);
// What a setting comes from, if not from the option of its name alone; else nothing.
std::string setting_in_words(const std::string& name);

}  // namespace nnpipe::run_md
