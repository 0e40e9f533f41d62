// Choosing atoms by element, number and place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe::md {

// Terms joined by commas choose an atom if one does, joined by '&' if all do ('&' binds first): an element (Si), a
// number from 1 (7), a range (1-64), a side of a plane (z<5.2, x>10, in Å). Returns 1 for chosen atoms, 0 for others.
// Throws Error for a term that is none of these, and where nothing is chosen.
std::vector<char> select_atoms(const Frame& frame, std::string_view text);

// What is to be said of a frame whose column move_mask (ASE's constraints, VASP's selective dynamics) holds atoms,
// since nothing is held by it; empty if there is nothing to say.
std::string unheeded_mask(const Frame& frame);

}  // namespace nnpipe::md
