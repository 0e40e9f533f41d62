// A cutoff function as the kernel takes it.
#pragma once

#include <cstddef>

#include "descriptor/cutoff.hpp"

namespace nnpipe::potential::kernel {

// One f_c of one radius, or one compact function of the distance.
struct Cutoff {
  descriptor::CutoffFunction function;
  double radius;      // Å
  std::size_t shell;  // index of the radius in ElementPlan::radii
  bool compact = false;
  descriptor::CompactShape shape{};
  double low = 0;  // Å
};

}  // namespace nnpipe::potential::kernel
