// Units that a frame states for itself: keys as energy-unit, force_unit, stress-units.
#pragma once

#include <optional>

#include "atoms/frame.hpp"
#include "io/extxyz/comment.hpp"

namespace nnpipe::io::extxyz {

// Factors to nnpipe's own units; absent: not stated.
struct StatedUnits {
  std::optional<double> length, energy, force, virial, stress;

  double of_length() const { return length.value_or(1); }
  // Throws Error where the unit of stress is not stated, but that of the energy or of length, and is not nnpipe's own.
  double of_stress() const;
};

// Takes the keys out. Throws Error for a unit that is not known.
StatedUnits take_units(Pairs& info);

// Throws Error where the unit of one quantity is stated, is not nnpipe's own, and that of another is not stated; and
// where any is stated of a frame in Lennard-Jones units.
void check_stated(const StatedUnits& units, const Frame& frame);

}  // namespace nnpipe::io::extxyz
