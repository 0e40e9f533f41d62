// What a potential of moments will cost, counted before it is made, so that choices are the same on every machine.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "descriptor/set.hpp"
#include "potential/neural/model.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// µs of one core for energy, forces and virial of an atom with so many neighbours within the cutoff: what the kernel's
// steps cost, each so many times as the functions of the set need it. Fitted to prices measured with AVX2 in double
// precision, of sets with 14 to 68 neighbours; within 7 % of them. `elements`: those of the neighbours.
double estimated_price(const descriptor::Set& set, std::span<const Element> elements, double neighbours);

// Mean number within the cutoff, of each element's atoms, over some of the frames.
std::vector<double> mean_neighbours(const FrameData& data, double cutoff);

// Measured on some of the frames (potential/price.hpp).
double measured_price_of(const potential::Model& model, const FrameData& data);

// Prices on given frames, which outlive it: mean over their atoms. Not for several threads at once. Atoms of one
// element and frame are computed four at a time; lanes that are left over cost as much as full ones, which counts in
// small molecules.
class PriceEstimate {
 public:
  explicit PriceEstimate(const FrameData& data);

  // One set an element of the data, in its order.
  double operator()(std::span<const descriptor::Set> sets) const;

 private:
  const std::vector<double>& neighbours(double cutoff) const;

  const FrameData& x_data;
  std::vector<Element> x_elements;
  std::vector<double> x_lanes;                                 // of each element, for an atom of the frames
  mutable std::map<double, std::vector<double>> x_neighbours;  // by cutoff, as they are asked for
};

}  // namespace nnpipe::train
