// A whole fit to frames: energies, forces and stress in, a potential out.
#pragma once

#include <optional>

#include "descriptor/set.hpp"
#include "io/extxyz.hpp"
#include "train/frames/problem.hpp"
#include "train/options.hpp"

namespace nnpipe::train {

// Reads the frames to their end. The result does not depend on the number of threads, nor on the memory. Errors are in
// the units of tables: meV/atom, meV/Å, GPa (lj: reduced). Throws Error for frames that cannot be fitted and a fit that
// diverges.
FitResult fit_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& sets,
                     const FrameOptions& options, const FitOptions& fit);

// The same for frames that have been read: networks of the problem's sets, whose functions that never change leave
// them. The data have descriptors afterwards.
FitResult fit_problem(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit);

}  // namespace nnpipe::train
