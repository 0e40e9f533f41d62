// What reformat does with potentials: nnpipe's own files, those of RuNNer and n2p2.
#pragma once

#include <optional>
#include <string>

#include "io/codes/runner.hpp"
#include "io/input.hpp"

namespace nnpipe::reformat {

// How a potential goes in and out.
struct PotentialOptions {
  std::string to;                        // nnp or runner
  std::optional<io::RunnerUnits> units;  // of files that do not name them
  std::string output;
};

// Whether the path is a folder that holds a potential.
bool is_potential_folder(const std::string& path);
bool is_potential(io::Input& input);

void reformat_folder(const std::string& folder, const PotentialOptions& options);
void reformat_file(io::Input& input, const PotentialOptions& options);

}  // namespace nnpipe::reformat
