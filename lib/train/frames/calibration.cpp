#include "train/frames/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "base/statistics.hpp"
#include "base/threads.hpp"
#include "potential/committee_spread.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"

namespace nnpipe::train {

namespace {

// Parts of a Gaussian within one and two standard deviations, and how far off is as bad for each.
constexpr double within_one = 0.6827, within_two = 0.9545;
constexpr double off_one = 0.08, off_two = 0.04;
// The limit, in units of the spread that one atom in a thousand of the frames exceeds: the largest of all is one
// atom's. At one and a half times the temperature of the data a single atom reaches three times that, seldom more.
constexpr double limit_in_large = 6, large = 0.999;
constexpr double limit_in_forces = 2;     // and of the root mean square of a force
constexpr std::size_t most_frames = 200;  // that a limit is found by

potential::Model bare(potential::Model model) {
  model.zbl.reset();
  for (auto& element : model.elements) element.energy_offset = 0;
  return model;
}

using Seen = SpreadCalibration::Seen;

Seen look(const potential::Potential& potential, const Frame& frame, const std::string& place) {
  Seen seen;
  potential::Evaluator evaluator{potential};
  with_place([&] { return place; },
             [&] {
               evaluator.set_atoms(frame);
               evaluator.compute(frame.cell, frame.positions, {.virial = false});
               seen.forces.assign(evaluator.forces().begin(), evaluator.forces().end());
               if (const auto* committee = potential::committee_of(potential)) {
                 seen.spread = potential::committee_spread(*committee, evaluator).atoms;
               }
             });
  return seen;
}

std::vector<Seen> look(const potential::Potential& potential, const FrameData& data,
                       std::span<const std::size_t> frames) {
  std::vector<Seen> all(frames.size());
  parallel_for({frames.size(), 1}, [&](std::size_t, std::size_t i, std::size_t) {
    all[i] = look(potential, plain_frame(data, frames[i], potential.units()), data.frame(frames[i]).place);
  });
  return all;
}

}  // namespace

double calibrated_factor(std::vector<double> ratios) {
  std::erase_if(ratios, [](double ratio) { return !std::isfinite(ratio); });
  if (ratios.empty()) return 0;
  std::sort(ratios.begin(), ratios.end());
  const auto count = static_cast<double>(ratios.size());
  const auto within = [&](double limit) {
    return static_cast<double>(std::upper_bound(ratios.begin(), ratios.end(), limit) - ratios.begin()) / count;
  };
  const auto part = [&](double of) { return ratios[static_cast<std::size_t>(of * (count - 1))]; };
  const double by_one = part(within_one), by_two = part(within_two) / 2;
  constexpr int steps = 200;
  double best = by_one, least = std::numeric_limits<double>::infinity();
  for (int k = 0; k <= steps; ++k) {
    const double factor = by_one + (by_two - by_one) * k / steps;
    const double off =
        std::pow((within(factor) - within_one) / off_one, 2) + std::pow((within(2 * factor) - within_two) / off_two, 2);
    if (off < least) least = off, best = factor;
  }
  return best;
}

SpreadCalibration::SpreadCalibration(std::vector<potential::Model> members, const FrameData& data) : x_data{data} {
  for (auto& member : members) x_members.push_back(bare(std::move(member)));
}

void SpreadCalibration::add_unseen(std::span<const std::size_t> frames) {
  const auto seen = look(*potential::make_potential(x_members), x_data, frames);
  add(frames, seen, seen);
}

void SpreadCalibration::add_unseen(std::span<const std::size_t> frames, const potential::Model& other) {
  add(frames, look(*potential::make_potential(bare(other)), x_data, frames),
      look(*potential::make_potential(x_members), x_data, frames));
}

void SpreadCalibration::add(std::span<const std::size_t> frames, const std::vector<Seen>& predicted,
                            const std::vector<Seen>& disputed) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& labels = x_data.frame(frames[i]).forces;
    const double frame = root_mean_square(disputed[i].spread);
    for (std::size_t k = 0; k < labels.size(); ++k) {
      const Vec3 error = predicted[i].forces[k] - labels[k];
      for (const double part : {error.x, error.y, error.z}) {
        x_components.push_back({std::abs(part), disputed[i].spread[k], frame});
      }
    }
  }
}

potential::Dispute SpreadCalibration::result(std::span<const std::size_t> all) const {
  potential::Dispute dispute;
  double unseen = 0;
  for (const auto& one : x_components) unseen += one.spread * one.spread;
  if (unseen > 0) dispute.floor = std::sqrt(unseen / static_cast<double>(x_components.size()));
  std::vector<double> ratios;
  for (const auto& one : x_components) ratios.push_back(one.error / std::hypot(one.spread, one.frame, dispute.floor));
  dispute.factor = calibrated_factor(std::move(ratios));
  std::vector<std::size_t> some;
  const std::size_t stride = std::max<std::size_t>(1, all.size() / most_frames);
  for (std::size_t i = 0; i < all.size(); i += stride) {
    if (!x_data.frame(all[i]).site) some.push_back(all[i]);
  }
  const auto committee = potential::make_potential(x_members);
  std::vector<double> spreads;
  double squares = 0;
  for (const auto& seen : look(*committee, x_data, some)) {
    spreads.insert(spreads.end(), seen.spread.begin(), seen.spread.end());
    for (const Vec3 force : seen.forces) squares += norm2(force);
  }
  if (spreads.empty()) return dispute;
  const double typical = std::sqrt(squares / static_cast<double>(spreads.size()));
  const double limit = limit_in_large * quantile(spreads, large);
  if (limit > 0) dispute.limit = std::max(limit, limit_in_forces * typical);
  return dispute;
}

void set_dispute(const potential::Dispute& dispute, potential::Model& model, std::vector<potential::Model>& members) {
  model.dispute = dispute;
  for (auto& member : members) member.dispute = dispute;
}

}  // namespace nnpipe::train
