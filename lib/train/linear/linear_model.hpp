// A linear solution as a model: one network without hidden layers an element, its inputs standardised functions.
#pragma once

#include <span>
#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/frame_data.hpp"
#include "train/linear/linear_choice.hpp"
#include "train/linear/moment_rows.hpp"

namespace nnpipe::train {

// Which candidates of each element a solution takes, in its order.
std::vector<std::vector<std::size_t>> candidates_of(const MomentRows& rows, std::span<const arma::uword> columns);

// Sets and scalings of a solution over the frames `chosen`; the networks are 0. Throws Error for an element that the
// solution has no function of.
potential::Model linear_frame(const MomentRows& rows, std::span<const arma::uword> columns, const FrameData& data,
                              const std::vector<std::size_t>& chosen, UnitStyle units);

// Puts the weights of a solution's columns into the networks of the model that linear_frame() made of them.
void set_weights(const MomentRows& rows, std::span<const arma::uword> columns, const arma::vec& weights,
                 potential::Model& model);

}  // namespace nnpipe::train
