// The optimiser of a fit to frames: asked for, or chosen from the problem's size, with what it needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "optimise/optimizer.hpp"
#include "optimise/ridge.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/problem.hpp"

namespace nnpipe::train {

struct FrameMethod {
  std::unique_ptr<optimise::Ridge> ridge;  // the objective with L2, where that is asked for
  std::unique_ptr<optimise::Optimizer> optimizer;
  std::string words;                     // what was chosen, and why
  std::size_t epochs = 0, patience = 0;  // asked for, or the optimiser's own
  std::size_t parameters = 0;
  std::size_t bytes = 0;  // it keeps
};

// Keeps a reference to the objective, and sets its share of force rows. `interrupted`: see optimise::Task. Throws Error
// for options that the optimiser does not take.
FrameMethod make_method(const FrameOptions& options, const FitOptions& fit, const FrameData& data,
                        const std::vector<std::size_t>& training, std::uint64_t seed, ForceObjective& objective,
                        std::function<bool()> interrupted = {});

// "1381 parameters, kalman, …, at most 200 epochs, 15.3 MB".
std::string plan_of(const FrameMethod& method);

}  // namespace nnpipe::train
