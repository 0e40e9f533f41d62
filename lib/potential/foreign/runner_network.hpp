// Networks of RuNNer and n2p2: layers and activations as input.nn tells them, weights as weights.ZZZ.data holds them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "atoms/element.hpp"
#include "network/mlp.hpp"
#include "potential/foreign/runner_settings.hpp"

namespace nnpipe::potential {

// RuNNer's letter of an activation; throws Error for one it does not have.
std::string runner_letter_of(const network::Activation& activation);

// The network of one element with so many inputs: its own keywords (element_…) over those for all, parameters from
// `path`, normalize_nodes worked into them. Throws Error naming keyword or line.
network::Mlp read_runner_network(const RunnerSettings& settings, Element element, std::size_t inputs,
                                 const std::string& path);

}  // namespace nnpipe::potential
