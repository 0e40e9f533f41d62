// Labels of a frame among the keys of its comment line: energy, virial and stress, under their usual names or near
// them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "atoms/frame.hpp"
#include "io/extxyz.hpp"
#include "io/extxyz/stated_units.hpp"

namespace nnpipe::io::extxyz {

// Gets what is to be said of a label that is not taken, without the place.
using Tell = std::function<void(const std::string&)>;

// Takes the labels out of frame.info; its cell and column headers are read. What is not understood of a label that
// nobody asks for stays among the keys. Throws Error for labels that are asked for and missing, or contradict each
// other.
void take_labels(Frame& frame, const FrameKeys& keys, const StatedUnits& units, const Tell& tell);

// Whether a column of three reals holds the forces: by its usual names or near them.
bool is_usual_force(std::string_view name);
bool is_near_force(std::string_view name);
// Whether a name speaks of the quantity ("force"), and not of its error, weight or the like.
bool speaks_of(std::string_view name, std::string_view quantity);

}  // namespace nnpipe::io::extxyz
