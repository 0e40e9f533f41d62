// reformat: makes models of the KIM API, which LAMMPS and other simulators load.
#pragma once

#include <string>
#include <vector>

#include "atoms/element.hpp"

namespace nnpipe::reformat {

struct KimOptions {
  std::string name;               // of the model, and of its folder
  std::vector<Element> elements;  // that the model is for; empty: all that the potential has
  std::string errors, price;      // tables of validate; empty: none
  std::string citations;          // a file in BibTeX; empty: none
  std::string output;             // folder that gets the model's
};

// Makes OUTPUT/NAME of potentials as label --potential takes them; of several a committee.
void make_kim_model(const std::vector<std::string>& potentials, const KimOptions& options);

}  // namespace nnpipe::reformat
