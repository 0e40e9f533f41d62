#include "analysis/gradients.hpp"

namespace nnpipe::analysis {

namespace {

// Å: rounding in the energy over the step and the error of the differences are both below 1e-8 for potentials of
// materials.
constexpr double step = 1e-3;
constexpr potential::Want energy_alone{.forces = false, .virial = false, .site_energies = false};
constexpr potential::Want with_forces{.forces = true, .virial = false, .site_energies = false};

}  // namespace

GradientCheck::GradientCheck(const potential::Potential& potential, std::size_t components, std::uint64_t seed)
    // The skin spares lists for each displaced atom.
    : x_evaluator{potential, 4 * step}, x_components{components}, x_random{seed} {}

double GradientCheck::slope(const Frame& frame, std::size_t atom, int direction) {
  const double at = x_positions[atom][direction];
  const auto energy = [&](double h) {
    x_positions[atom][direction] = at + h;
    x_evaluator.compute(frame.cell, x_positions, energy_alone);
    x_positions[atom][direction] = at;
    return x_evaluator.energy();
  };
  const double wide = (energy(step) - energy(-step)) / (2 * step);
  const double narrow = (energy(step / 2) - energy(-step / 2)) / step;
  return (4 * narrow - wide) / 3;
}

void GradientCheck::add(const Frame& frame, ErrorTable& errors) {
  if (x_components == 0) return;
  x_evaluator.set_atoms(frame);
  x_positions = frame.positions;
  x_evaluator.compute(frame.cell, x_positions, with_forces);
  const std::vector<Vec3> forces{x_evaluator.forces().begin(), x_evaluator.forces().end()};
  for (std::size_t k = 0; k < x_components; ++k) {
    const auto atom = static_cast<std::size_t>(x_random.below(frame.size()));
    const int direction = static_cast<int>(x_random.below(3));
    const double error = forces[atom][direction] + slope(frame, atom, direction);
    errors.add(Quantity::gradient, frame.elements[atom], error);
  }
}

}  // namespace nnpipe::analysis
