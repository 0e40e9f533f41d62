// Values of symmetry functions of one silicon atom among silicon and oxygen, by the scalar reference.
#pragma once

#include <array>
#include <vector>

#include "descriptor/calculator.hpp"

inline const std::array<nnpipe::Element, 2> species{nnpipe::Element{14}, nnpipe::Element{8}};  // Si O

inline std::vector<double> values_of(const nnpipe::descriptor::Set& set,
                                     const std::vector<nnpipe::descriptor::Neighbour>& neighbours) {
  const nnpipe::descriptor::Calculator calculator{set, species};
  nnpipe::descriptor::Calculator::Workspace workspace;
  std::vector<double> values(set.functions.size());
  calculator.values(neighbours, workspace, values);
  return values;
}
