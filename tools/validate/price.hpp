// validate: what an atom and step of the potential cost, on the frames it is tested on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "potential/potential.hpp"

namespace nnpipe::validate {

class Price {
 public:
  explicit Price(const potential::Potential& potential) : x_potential{potential} {}

  // The first frames are kept, of some thousand atoms.
  void add(const Frame& frame);
  // Microseconds of one core; measured when it is first asked for.
  double value();
  // "1.8 µs of one core per atom and step".
  std::string words();
  // As a table with one row, unless the path is empty.
  void write(const std::string& path);

 private:
  const potential::Potential& x_potential;
  std::vector<Frame> x_frames;
  std::size_t x_atoms = 0;
  double x_value = -1;
};

}  // namespace nnpipe::validate
