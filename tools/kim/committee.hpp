// The portable model's potentials, and a computation with them on the arrays of the KIM API.
#pragma once

#include <KIM_ModelHeaders.hpp>
#include <memory>
#include <string>
#include <vector>

#include "potential/potential.hpp"

namespace nnpipe::kim {

// One potential, and its species of the model's codes.
struct Member {
  potential::PotentialPtr potential;
  std::vector<int> species;
  double share = 1;  // of the mean; a committee counts by its members
};

// Atoms and list as the potential wants them: contributing atoms first.
struct Arrays {
  std::vector<Vec3> x, force;
  std::vector<int> code, species, first, index;
  std::vector<double> site_energy;
  std::vector<int> order, place;  // particle of an atom, and back; order empty: the same
};

struct Model {
  std::vector<Member> members;
  std::vector<Element> elements;  // in order of the codes
  double length = 1, energy = 1;  // 1 Å and 1 eV in the simulator's units
  double cutoff = 0;              // in the simulator's units
  int only_own_lists = 1;
};

// The potentials that the file model.list of a folder names. Throws Error if it is not as it should be or they do not
// fit together.
std::unique_ptr<Model> load_model(const std::string& folder);

// Fills what the simulator asks for with the mean over the members. Throws Error if an atom is where no potential
// holds.
void compute(const Model& model, const KIM::ModelComputeArguments& arguments, Arrays& arrays);

}  // namespace nnpipe::kim
