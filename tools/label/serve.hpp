// label --serve: energies and forces for a partner that moves the atoms, by the i-PI protocol.
#pragma once

#include <string>

#include "atoms/frame.hpp"
#include "potential/frame_watch.hpp"
#include "potential/potential.hpp"

namespace nnpipe::label {

// Answers the partner at `address` until it says that it is done. `start` names the atoms and the directions they are
// periodic in; cell and positions come from the partner. The watch is told of each configuration before it is answered,
// and may end it.
void serve(const potential::Potential& potential, const std::string& address, Frame start,
           potential::FrameWatch& watch);

}  // namespace nnpipe::label
