// Whether a potential's forces are the negative gradient of its energy.
#pragma once

#include <cstddef>
#include <cstdint>

#include "analysis/errors.hpp"
#include "base/random.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

// Takes random force components of frames against central differences of the energy, extrapolated to order h⁴.
class GradientCheck {
 public:
  // `components` a frame; keeps a reference to the potential.
  GradientCheck(const potential::Potential& potential, std::size_t components, std::uint64_t seed);

  // Adds the differences to `errors` as quantity gradient.
  void add(const Frame& frame, ErrorTable& errors);

 private:
  double slope(const Frame& frame, std::size_t atom, int direction);

  potential::Evaluator x_evaluator;
  std::size_t x_components;
  Random x_random;
  std::vector<Vec3> x_positions;
};

}  // namespace nnpipe::analysis
