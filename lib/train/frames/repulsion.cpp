#include "train/frames/repulsion.hpp"

#include "base/error.hpp"

namespace nnpipe::train {

Repulsion::Repulsion(const std::optional<potential::Zbl>& zbl) {
  if (!zbl) return;
  x_potential = potential::make_zbl(*zbl);
  x_evaluator.emplace(*x_potential);
}

Frame Repulsion::taken_from(const Frame& frame, const std::string& place) {
  Frame rest = frame;
  if (!x_potential) return rest;
  Frame core = frame;
  with_place([&] { return place; }, [&] { potential::label(core, *x_evaluator); });
  if (rest.energy && core.energy) *rest.energy -= *core.energy;
  if (rest.site_energy && core.site_energy) *rest.site_energy -= *core.site_energy;
  if (core.forces.size() == rest.forces.size()) {
    for (std::size_t i = 0; i < rest.forces.size(); ++i) rest.forces[i] = rest.forces[i] - core.forces[i];
  }
  if (rest.virial && core.virial) *rest.virial += -1.0 * *core.virial;
  return rest;
}

}  // namespace nnpipe::train
