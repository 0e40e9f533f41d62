// Models with random parameters, for tests of files and network potentials.
#pragma once

#include "base/random.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::potential {

inline network::Mlp random_network(std::vector<std::size_t> sizes, Random& random) {
  std::vector<network::Activation> activations(sizes.size() - 2, network::Activation{"tanh"});
  activations.emplace_back("identity");
  network::Mlp network{std::move(sizes), std::move(activations)};
  for (auto& parameter : network.parameters()) parameter = random.uniform(-0.8, 0.8);
  return network;
}

inline ElementModel random_element(const std::vector<std::string>& functions, Random& random) {
  ElementModel model;
  for (const auto& line : functions) model.set.functions.push_back(descriptor::parse_symmetry_function(line));
  model.element = model.set.centre = model.set.functions.front().centre;
  for (const auto& name : model.set.column_names()) {
    model.inputs.push_back({name, random.uniform(-1, 1), random.uniform(0.5, 1.5), -0.5, 1 + random.uniform()});
  }
  model.network = random_network({functions.size(), 5, 4, 1}, random);
  model.targets = {{"energy", random.uniform(-2, 2), 1.7}};
  model.energy_offset = random.uniform(-5, 5);
  return model;
}

// Silicon and oxygen, every type of function and several cutoff functions.
inline Model two_element_model(std::uint64_t seed = 1) {
  Random random{seed};
  Model model;
  model.made_by = {"symfunc 0.1.0: symfunc --set x.sf", "fit-mlp 0.1.0: fit-mlp -o x.nnp"};
  model.elements.push_back(random_element(
      {"G1 Si O cutoff=4.5 cutoff-function=cosine", "G2 Si Si eta=0.3 r_s=1 cutoff=5 cutoff-function=poly2 inner=0.25",
       "G2 Si O eta=2 r_s=1.6 cutoff=4 cutoff-function=cosine", "G3 Si O kappa=1.1 cutoff=4 cutoff-function=exp",
       "G5 Si Si O eta=0.01 zeta=4 lambda=1 cutoff=5 cutoff-function=cosine",
       "G4 Si O O eta=0.03 zeta=2 lambda=-1 cutoff=4 cutoff-function=tanh3"},
      random));
  model.elements.push_back(random_element({"G2 O Si eta=1 r_s=1.5 cutoff=5 cutoff-function=cosine",
                                           "G5 O Si Si eta=0.05 zeta=1 lambda=-1 cutoff=5 cutoff-function=cosine",
                                           "G4 O O Si eta=0.02 zeta=1.5 lambda=0.5 cutoff=4.5 cutoff-function=poly4"},
                                          random));
  return model;
}

inline Model pair_model(PairEnd end, std::uint64_t seed = 1) {
  Random random{seed};
  Model model;
  model.kind = InputKind::distance;
  model.cutoff = 4.5;
  model.pair_end = end;
  ElementModel element;
  element.element = Element{18};
  element.inputs = {{"r", 3, 0.7, 2, 4.5}};
  element.network = random_network({1, 8, 1}, random);
  element.targets = {{"energy", 0.1, 0.4}};
  model.elements.push_back(element);
  return model;
}

}  // namespace nnpipe::potential
