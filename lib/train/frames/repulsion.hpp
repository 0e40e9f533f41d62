// Core repulsion under networks: they learn what it leaves of the labels.
#pragma once

#include <optional>
#include <string>

#include "atoms/frame.hpp"
#include "potential/evaluator.hpp"
#include "potential/zbl.hpp"

namespace nnpipe::train {

class Repulsion {
 public:
  // Nothing: there is none.
  explicit Repulsion(const std::optional<potential::Zbl>& zbl);

  // The frame with labels less those of the repulsion. Throws Error, with `place` in front, for atoms too near.
  Frame taken_from(const Frame& frame, const std::string& place);

 private:
  potential::PotentialPtr x_potential;
  std::optional<potential::Evaluator> x_evaluator;
};

}  // namespace nnpipe::train
