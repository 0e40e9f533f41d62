// Properties of crystals by two potentials, side by side, for the report.
#pragma once

#include <string>
#include <vector>

#include "analysis/equation_of_state.hpp"
#include "atoms/frame.hpp"
#include "potential/potential.hpp"
#include "report/html_page.hpp"

namespace nnpipe::validate {

class Properties {
 public:
  // The potential that made the labels and a file of crystals; nothing is done without them. Throws Error as
  // potential::load and io::FrameReader do.
  Properties(const std::string& reference, const std::string& crystals);

  // Volume, energy, bulk modulus, cubic elastic constants, Poisson's ratio: each potential at its own minimum, atoms
  // and cell relaxed; and energies over volumes. Throws Error where one does not come to rest.
  void add_to(report::HtmlPage& page, const potential::Potential& potential) const;

 private:
  std::string x_reference, x_name;
  potential::PotentialPtr x_potential;
  std::vector<Frame> x_crystals;
};

}  // namespace nnpipe::validate
