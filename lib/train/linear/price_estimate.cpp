#include "train/linear/price_estimate.hpp"

#include <algorithm>

#include "descriptor/moment_plan.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/price.hpp"
#include "train/linear/moment_rows.hpp"

namespace nnpipe::train {

namespace {

constexpr std::size_t lanes = 4;

// Microseconds of each step of the kernel.
constexpr double an_atom = 0.083;
constexpr double a_neighbour = 0.0126, a_harmonic = 0.00124, a_channel = 0.0031, a_pair_function = 0.0005;
constexpr double a_coupling_term = 0.00079, a_coupled_sum = 0.00059, an_invariant = 0.00235, a_product = 0.00051;

}  // namespace

double estimated_price(const descriptor::Set& set, std::span<const Element> elements, double neighbours) {
  const auto plan = descriptor::make_moment_plan(set, elements);
  double terms = 0, invariants = 0, products = 0;
  for (const auto& coupling : plan.couplings) terms += static_cast<double>(coupling.terms.size());
  for (const auto& node : plan.nodes) {
    if (node.kind == descriptor::NodeKind::product) {
      products += 1;
    } else if (node.kind != descriptor::NodeKind::pair) {
      invariants += 1;
    }
  }
  const auto harmonics = static_cast<double>(descriptor::harmonics_up_to(plan.degree));
  const double each = a_neighbour + a_harmonic * harmonics + a_channel * static_cast<double>(plan.channels.size()) +
                      a_pair_function * static_cast<double>(plan.pairs.size());
  return an_atom + neighbours * each + a_coupling_term * terms + a_coupled_sum * static_cast<double>(plan.coupled) +
         an_invariant * invariants + a_product * products;
}

std::vector<double> mean_neighbours(const FrameData& data, double cutoff) {
  constexpr std::size_t most_frames = 32;
  const std::size_t elements = data.elements().size(), stride = std::max<std::size_t>(1, data.size() / most_frames);
  std::vector<double> mean(elements), atoms(elements);
  for (std::size_t f = 0; f < data.size(); f += stride) {
    const auto& frame = data.frame(f);
    const auto near = neighbourhoods(frame, cutoff);
    for (std::size_t i = 0; i < near.size(); ++i) {
      const auto e = static_cast<std::size_t>(frame.species[i]);
      mean[e] += static_cast<double>(near[i].size());
      atoms[e] += 1;
    }
  }
  for (std::size_t e = 0; e < elements; ++e) mean[e] = atoms[e] > 0 ? mean[e] / atoms[e] : 0;
  return mean;
}

double measured_price_of(const potential::Model& model, const FrameData& data) {
  constexpr std::size_t most_frames = 64;
  const std::size_t stride = std::max<std::size_t>(1, data.size() / most_frames);
  std::vector<Frame> some;
  for (std::size_t f = 0; f < data.size(); f += stride) some.push_back(plain_frame(data, f, model.units));
  return potential::measured_price(*potential::make_potential(model), some);
}

PriceEstimate::PriceEstimate(const FrameData& data)
    : x_data{data}, x_elements{data.elements()}, x_lanes(x_elements.size()) {
  std::vector<std::size_t> count(x_elements.size());
  double atoms = 0;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& species = data.frame(f).species;
    std::fill(count.begin(), count.end(), 0);
    for (const int s : species) ++count[static_cast<std::size_t>(s)];
    for (std::size_t e = 0; e < count.size(); ++e) {
      x_lanes[e] += static_cast<double>((count[e] + lanes - 1) / lanes * lanes);
    }
    atoms += static_cast<double>(species.size());
  }
  for (double& each : x_lanes) each = atoms > 0 ? each / atoms : 0;
}

double PriceEstimate::operator()(std::span<const descriptor::Set> sets) const {
  double sum = 0;
  for (std::size_t e = 0; e < sets.size(); ++e) {
    const double cutoff = sets[e].moments ? sets[e].moments->cutoff : 0;
    sum += x_lanes[e] * estimated_price(sets[e], x_elements, neighbours(cutoff)[e]);
  }
  return sum;
}

const std::vector<double>& PriceEstimate::neighbours(double cutoff) const {
  const auto found = x_neighbours.find(cutoff);
  if (found != x_neighbours.end()) return found->second;
  return x_neighbours.emplace(cutoff, mean_neighbours(x_data, cutoff)).first->second;
}

}  // namespace nnpipe::train
