// Observing what an analysis has just computed: whether a network knows such surroundings, for instance.
#pragma once

#include <functional>
#include <string_view>

#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

// Gets what was computed, "strain 0.0005 of xx", and the evaluator; may throw to end there. Empty: nobody looks.
using Observe = std::function<void(std::string_view what, const potential::Evaluator& evaluator)>;

}  // namespace nnpipe::analysis
