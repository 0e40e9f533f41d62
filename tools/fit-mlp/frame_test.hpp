// fit-mlp: the errors of a potential on frames that its fit has not seen.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/extxyz.hpp"
#include "io/table.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::fit_mlp {

// Frames that the fit has not seen and where its errors on them go: open before the fit, which may take hours.
class FrameTest {
 public:
  FrameTest(const std::string& frames, const std::string& errors, const io::FrameKeys& keys);

  // `structures`: those of the fit, structure_hash() and place; frames that are one of them are told, as what else
  // looks wrong is.
  void run(const std::vector<potential::Model>& models, const std::map<std::string, std::string>& structures);

 private:
  io::FrameReader x_frames;
  std::string x_name;
  Frame x_frame;
  std::optional<io::TableWriter> x_table;
};

}  // namespace nnpipe::fit_mlp
