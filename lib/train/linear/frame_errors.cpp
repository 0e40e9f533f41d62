#include "train/linear/frame_errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/shown_units.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"
#include "train/linear/linear_choice.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// Sums of errors of one quantity.
struct Sums {
  double squares = 0, absolutes = 0, count = 0, weighted = 0, weights = 0;

  void add(double error, double weight) {
    squares += error * error;
    absolutes += std::abs(error);
    count += 1;
    weighted += weight * error * error;
    weights += weight;
  }
  QuantityErrors finish(double unit, double scale) const {
    if (!(count > 0)) return {};
    const double loss = scale > 0 && weights > 0 ? 0.5 * weighted / weights / (scale * scale) : 0;
    return {unit * std::sqrt(squares / count), unit * absolutes / count, loss};
  }
};

double energy_of(const Prediction& prediction, const TrainingFrame& frame) {
  return prediction.energy / static_cast<double>(frame.atoms());
}
double energy_error(const Prediction& prediction, const TrainingFrame& frame) {
  return energy_of(prediction, frame) - frame.energy / static_cast<double>(frame.atoms());
}

void add_force_errors(const Prediction& prediction, const TrainingFrame& frame, Sums& sums) {
  for (std::size_t k = 0; k < frame.forces.size(); ++k) {
    const Vec3 error = prediction.forces[k] - frame.forces[k];
    for (const double part : {error.x, error.y, error.z}) sums.add(part, frame.weight);
  }
}

// Each process has predicted its part.
void tell_others(const FrameData& data, std::span<const std::size_t> chosen, std::vector<Prediction>& all) {
  constexpr std::size_t of_frame = 7;  // energy and stress
  std::vector<std::size_t> first{0};
  for (const auto f : chosen) first.push_back(first.back() + of_frame + 3 * data.frame(f).positions.size());
  std::vector<double> values(first.back());
  const Part mine = part_of(all.size(), process_rank());
  for (std::size_t i = mine.first; i < mine.last; ++i) {
    double* to = values.data() + first[i];
    *to++ = all[i].energy;
    to = std::copy_n(all[i].stress, 6, to);
    for (const Vec3& force : all[i].forces) {
      for (int c = 0; c < 3; ++c) *to++ = force[c];
    }
  }
  std::vector<std::size_t> parts;
  for (std::size_t p = 0; p <= process_count(); ++p) parts.push_back(first[part_of(all.size(), p).first]);
  share(values, parts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double* from = values.data() + first[i];
    all[i].energy = *from++;
    std::copy_n(from, 6, all[i].stress);
    from += 6;
    all[i].forces.resize(data.frame(chosen[i]).positions.size());
    for (Vec3& force : all[i].forces) {
      force = {from[0], from[1], from[2]};
      from += 3;
    }
  }
}

}  // namespace

std::vector<Prediction> predictions(const potential::Model& model, const FrameData& data,
                                    std::span<const std::size_t> chosen) {
  const auto potential = potential::make_potential(model);
  std::vector<Prediction> all(chosen.size());
  shared_for({chosen.size(), 1}, [&](std::size_t i, std::size_t, std::size_t) {
    const auto& from = data.frame(chosen[i]);
    const Frame frame = plain_frame(data, chosen[i], model.units);
    potential::Evaluator evaluator{*potential};
    auto& to = all[i];
    with_place([&] { return from.place; },
               [&] {
                 evaluator.set_atoms(frame);
                 evaluator.compute(frame.cell, frame.positions, {.site_energies = from.site});
               });
    to.energy = from.site ? evaluator.site_energies()[0] : evaluator.energy();
    to.forces.assign(evaluator.forces().begin(), evaluator.forces().end());
    if (!from.has_stress) return;
    const double by_volume = -1 / frame.cell.volume();
    const auto& w = evaluator.virial();
    const std::array parts{w.xx, w.yy, w.zz, w.xy, w.xz, w.yz};
    for (std::size_t v = 0; v < 6; ++v) to.stress[v] = by_volume * parts[v];
  });
  if (process_count() > 1) tell_others(data, chosen, all);
  return all;
}

Errors errors_of(const potential::Model& model, const FrameData& data, std::span<const std::size_t> chosen,
                 const LossScales& scales) {
  const auto predicted = predictions(model, data, chosen);
  Sums energies, forces, stresses;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& frame = data.frame(chosen[i]);
    if (frame.has_energy) energies.add(energy_error(predicted[i], frame), frame.weight);
    add_force_errors(predicted[i], frame, forces);
    for (std::size_t v = 0; frame.has_stress && v < 6; ++v) {
      stresses.add(predicted[i].stress[v] - frame.stress[v], frame.weight);
    }
  }
  const auto& shown = shown_units(model.units);
  Errors errors;
  errors.of = {energies.finish(shown.small_energy.factor, scales.energy),
               forces.finish(shown.small_force.factor, scales.force),
               stresses.finish(shown.stress.factor, scales.stress)};
  for (const auto& one : errors.of) errors.loss += one.loss;
  errors.score = errors.loss;
  return errors;
}

double typical_error(potential::Model model, const FrameData& data, std::span<const std::size_t> chosen) {
  model.zbl.reset();
  for (auto& element : model.elements) element.energy_offset = 0;
  const auto predicted = predictions(model, data, chosen);
  std::vector<double> energy_errors;
  Sums energies, forces;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& frame = data.frame(chosen[i]);
    if (frame.has_energy) energy_errors.push_back(std::abs(energy_error(predicted[i], frame)));
    add_force_errors(predicted[i], frame, forces);
  }
  std::sort(energy_errors.begin(), energy_errors.end());
  energy_errors.resize(energy_errors.size() - energy_errors.size() / 10);
  for (const double error : energy_errors) energies.add(error, 1);
  const double error = judged(energies.finish(1, 0).mean, forces.finish(1, 0).rmse);
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

double spread_factor(const std::vector<potential::Model>& members, const FrameData& data,
                     std::span<const std::size_t> chosen) {
  std::vector<std::vector<Prediction>> all;
  for (const auto& member : members) all.push_back(predictions(member, data, chosen));
  const auto count = static_cast<double>(members.size());
  double errors = 0, spreads = 0;
  const auto add = [&](double label, const auto& value_of) {
    double mean = 0, square = 0;
    for (const auto& member : all) mean += value_of(member) / count;
    for (const auto& member : all) square += std::pow(value_of(member) - mean, 2) / (count - 1);
    errors += std::pow(label - mean, 2);
    spreads += square;
  };
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& frame = data.frame(chosen[i]);
    for (std::size_t k = 0; k < frame.forces.size(); ++k) {
      add(frame.forces[k].x, [&](const auto& member) { return member[i].forces[k].x; });
      add(frame.forces[k].y, [&](const auto& member) { return member[i].forces[k].y; });
      add(frame.forces[k].z, [&](const auto& member) { return member[i].forces[k].z; });
    }
    if (frame.forces.empty() && frame.has_energy) {
      add(frame.energy / static_cast<double>(frame.atoms()),
          [&](const auto& member) { return energy_of(member[i], frame); });
    }
  }
  return spreads > 0 && errors > 0 ? std::sqrt(errors / spreads) : 1;
}

}  // namespace nnpipe::train
