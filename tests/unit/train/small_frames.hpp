// Small frames with labels, sets and models for tests of training on forces.
#pragma once

#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "base/random.hpp"
#include "descriptor/set.hpp"
#include "network/init.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/model.hpp"
#include "potential/neural/network_potential.hpp"
#include "train/frames/frame_data.hpp"

namespace small {

using namespace nnpipe;

// Si and O, few functions of every kind, cutoffs larger than the small cell.
inline descriptor::SetFile set() {
  std::string text = "nnpipe-sf 1\nunits metal\n";
  for (const std::string centre : {"Si", "O"}) {
    for (const std::string other : {"Si", "O"}) {
      text += "G2 " + centre + " " + other + " eta=0.4 r_s=0 cutoff=4.2\n";
      text += "G2 " + centre + " " + other + " eta=2 r_s=2 cutoff=4.2\n";
    }
    text += "G5 " + centre + " Si O eta=0.05 zeta=2 lambda=-1 cutoff=3.5\n";
    text += "G4 " + centre + " O O eta=0.05 zeta=1 lambda=1 cutoff=4.2\n";
  }
  return descriptor::parse_set_file(text, "set");
}

inline Frame frame(Random& random, bool periodic = true) {
  Frame frame;
  const double a = 3.6;
  frame.cell = periodic ? Cell{{Vec3{a, 0.3, 0}, Vec3{0, a, 0}, Vec3{0.2, 0, 1.2 * a}}, {true, true, true}} : Cell{};
  const std::vector<Vec3> sites{{0, 0, 0}, {1.8, 1.8, 0}, {1.8, 0, 1.9}, {0, 1.8, 2}, {1.7, 1.7, 2.9}};
  const std::vector<std::string> names{"Si", "O", "O", "Si", "O"};
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Vec3 shift{random.uniform(-0.2, 0.2), random.uniform(-0.2, 0.2), random.uniform(-0.2, 0.2)};
    frame.positions.push_back(sites[i] + shift);
    frame.elements.push_back(element_of(names[i]));
  }
  return frame;
}

// Networks with random weights; scalings as a fit would learn them, roughly.
inline potential::Model model(const descriptor::SetFile& sets, const std::vector<std::size_t>& hidden,
                              const std::string& activation, Random& random) {
  potential::Model model;
  for (const auto& set : sets.sets) {
    auto& element = model.elements.emplace_back();
    element.element = set.centre;
    element.set = set;
    for (const auto& name : set.column_names()) element.inputs.push_back({name, 0.8, 0.7, -100, 100});
    std::vector<std::size_t> sizes{set.functions.size()};
    sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    sizes.push_back(1);
    std::vector<network::Activation> activations(hidden.size(), network::Activation{activation});
    activations.emplace_back("identity");
    element.network = network::Mlp{sizes, activations};
    network::initialize(element.network, {}, random);
    element.targets = {{"energy", 0.3, 1.5}};
    element.energy_offset = set.centre.number == 14 ? -4 : -2;
  }
  return model;
}

// Energy, forces and virial of a model.
inline void label(Frame& frame, const potential::Model& model) {
  const auto force_field = potential::make_reference_potential(model);
  potential::Evaluator evaluator{*force_field};
  evaluator.set_atoms(frame);
  potential::label(frame, evaluator);
}

inline std::vector<Frame> labelled(int count, const potential::Model& model, Random& random) {
  std::vector<Frame> frames;
  for (int k = 0; k < count; ++k) {
    frames.push_back(frame(random));
    label(frames.back(), model);
  }
  return frames;
}

inline std::vector<std::size_t> all(std::size_t n) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < n; ++i) chosen.push_back(i);
  return chosen;
}

// Frames labelled by a model, ready for objectives.
inline train::FrameData data(const std::vector<Frame>& frames, const potential::Model& model, train::FrameLabels labels,
                             std::size_t memory = std::size_t{1} << 30) {
  train::FrameData data{set(), std::move(labels)};
  for (const auto& frame : frames) data.add(frame, "frame");
  std::vector<double> offsets;
  std::vector<std::vector<descriptor::ColumnScaling>> scaling;
  for (const auto& element : model.elements) {
    offsets.push_back(element.energy_offset);
    scaling.push_back(element.inputs);
  }
  data.subtract_offsets(offsets);
  data.describe(memory);
  data.scale(scaling);
  return data;
}

}  // namespace small
