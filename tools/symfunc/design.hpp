// symfunc --design: a set for given frames, and what was thought of each function.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/program.hpp"
#include "train/frames/set_design.hpp"

namespace nnpipe::symfunc {

struct DesignSettings {
  bool asked = false;
  train::SetDesignOptions options;
  std::vector<std::string> recipes;
  std::vector<std::int64_t> shells;
  std::string choose = "cur", report, radial, angular;
  std::int64_t size = -1;
};

void declare(cli::Parser& parser, DesignSettings& settings);
void finish(const cli::Parser& parser, DesignSettings& settings);
void design(const DesignSettings& settings, const std::string& frames, const io::FrameKeys& keys,
            const std::string& output);

}  // namespace nnpipe::symfunc
