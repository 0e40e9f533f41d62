// Curves of a set's functions beside what they look at: distances of neighbours and angles between them,
// thesis 7.2, 7.3.
#pragma once

#include <span>
#include <string>

#include "atoms/frame.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::symfunc {

// Columns r, then for each pair of centre and neighbour: Si-O:data (how many neighbours at that distance, its largest
// 1), and each of its radial functions of one neighbour, Si-O:G2_1 … Where there is one pair alone: data, G2_1 …
void write_radial(const std::string& path, const descriptor::SetFile& file, std::span<const Frame> frames);

// Columns angle (degrees), then for each triple O-Si-O:data, the angles between neighbours within 1.4 times the least
// distances, and each angular factor of its functions that differs from the others, O-Si-O:zeta4+ …
void write_angular(const std::string& path, const descriptor::SetFile& file, std::span<const Frame> frames);

}  // namespace nnpipe::symfunc
