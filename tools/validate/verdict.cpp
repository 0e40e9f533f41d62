// The verdict of validate's report: what is gathered of the frames, and what follows from it.
#include "verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "base/shown_units.hpp"
#include "io/input.hpp"
#include "potential/committee_spread.hpp"
#include "potential/neural/file.hpp"

namespace nnpipe::validate {
using analysis::Quantity;

namespace {

constexpr std::size_t most_kept = 8, most_atoms_to_run = 300;  // frames, and atoms of each, to run from
constexpr double strain = 0.03;                                // of dense and stretched runs, of the edges
// What errors of forces may be of the forces themselves for a potential to be good for molecular dynamics.
constexpr double bearable = 0.3;

std::vector<potential::Model> models_of(const std::string& spec) {
  if (!std::filesystem::is_regular_file(spec)) return {};
  io::Input input{spec};
  if (!input.peek(13).starts_with("nnp-potential")) return {};
  return potential::read_models(input);
}

}  // namespace

Verdict::Verdict(const potential::Potential& potential, const std::string& spec, std::string log)
    : x_potential{potential}, x_log{std::move(log)}, x_models{models_of(spec)}, x_units{potential.units()} {
  const std::size_t species = potential.any_element() ? 0 : potential.elements().size();
  for (std::size_t a = 0; a < species; ++a) {
    for (std::size_t b = a; b < species; ++b) {
      x_pairs.push_back({a, b, 0, potential.shortest_distance(static_cast<int>(a), static_cast<int>(b))});
    }
  }
}

std::string Verdict::pair_name(const Pair& pair) const {
  const auto elements = x_potential.elements();
  return fmt::format("{}–{}", elements[pair.first].symbol(), elements[pair.second].symbol());
}

void Verdict::look_at_distances(const potential::Evaluator& evaluator, JudgedFrame& judged) {
  const auto atoms = evaluator.atoms();
  const auto list = evaluator.neighbours();
  std::vector<double> least(x_pairs.size());
  for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.local); ++i) {
    for (int at = list.first[i]; at < list.first[i + 1]; ++at) {
      const auto j = static_cast<std::size_t>(list.index[static_cast<std::size_t>(at)]);
      const auto [a, b] = std::minmax(atoms.species[i], atoms.species[j]);
      const double r = norm(atoms.x[j] - atoms.x[i]);
      for (std::size_t p = 0; p < x_pairs.size(); ++p) {
        const bool is =
            x_pairs[p].first == static_cast<std::size_t>(a) && x_pairs[p].second == static_cast<std::size_t>(b);
        if (is && (least[p] == 0 || r < least[p])) least[p] = r;
      }
    }
  }
  for (std::size_t p = 0; p < x_pairs.size(); ++p) {
    Pair& pair = x_pairs[p];
    if (least[p] == 0) continue;
    if (pair.here == 0 || least[p] < pair.here) pair.here = least[p];
    if (judged.near.empty() && pair.training > 0 && least[p] < pair.training) {
      judged.near = fmt::format("{} at {:.3g} Å, in training {:.3g} Å", pair_name(pair), least[p], pair.training);
    }
  }
}

void Verdict::keep_for_runs(const Frame& frame) {
  if (frame.site_energy || !is_physical(x_units) || frame.size() < 2 || frame.size() > most_atoms_to_run) return;
  // Every frame, then every second, every fourth …: evenly of all.
  if (x_seen++ % x_stride != 0) return;
  x_kept.push_back(frame);
  if (x_kept.size() < 2 * most_kept) return;
  for (std::size_t k = 1; 2 * k < x_kept.size(); ++k) x_kept[k] = std::move(x_kept[2 * k]);
  x_kept.resize(x_kept.size() / 2);
  x_stride *= 2;
}

void Verdict::add(const analysis::Comparison& comparison, const std::string& place,
                  const potential::Evaluator& evaluator) {
  const Frame &reference = comparison.reference, &predicted = comparison.predicted;
  const auto atoms = static_cast<double>(reference.size());
  JudgedFrame judged;
  judged.place = place;
  if (const auto* type = reference.find_info("config_type")) judged.type = *type;
  if (reference.energy && predicted.energy) {
    judged.energy_error =
        analysis::scale_of(Quantity::energy, x_units) * (*predicted.energy - *reference.energy) / atoms;
  }
  std::vector<double> expected;
  if (const auto* committee = potential::committee_of(x_potential); committee != nullptr && !reference.site_energy) {
    const auto spread = potential::committee_spread(*committee, evaluator);
    for (std::size_t i = 0; i < spread.atoms.size(); ++i) expected.push_back(spread.expected(i, committee->dispute()));
  }
  double squares = 0;
  const std::size_t forces = std::min(reference.forces.size(), predicted.forces.size());
  for (std::size_t i = 0; i < forces; ++i) {
    const Vec3 error = predicted.forces[i] - reference.forces[i];
    squares += norm2(error);
    judged.largest_force = std::max(judged.largest_force, norm(reference.forces[i]));
    x_force_squares += norm2(reference.forces[i]);
    for (int axis = 0; axis < 3 && i < expected.size() && expected[i] > 0; ++axis) {
      x_deviations.push_back(std::abs(error[axis]) / expected[i]);
    }
  }
  x_force_count += 3 * static_cast<double>(forces);
  if (forces > 0) {
    judged.force_error =
        analysis::scale_of(Quantity::force, x_units) * std::sqrt(squares / (3 * static_cast<double>(forces)));
  }
  if (reference.cell.exists() && reference.cell.volume() > 0) judged.volume = reference.cell.volume() / atoms;
  if (!reference.site_energy) look_at_distances(evaluator, judged);
  for (const auto& found : evaluator.extrapolations()) {
    if (reference.site_energy && found.atom != 0) continue;
    const double range = found.high - found.low;
    const double out = range > 0 ? std::max(found.value - found.high, found.low - found.value) / range : 0;
    if (out <= 1e-6) continue;
    ++judged.outside;
    judged.farthest = std::max(judged.farthest, out);
  }
  x_outside += judged.outside > 0 ? 1 : 0;
  x_frames.push_back(std::move(judged));
  keep_for_runs(reference);
}

void Verdict::conclude(const analysis::ErrorTable& errors) {
  x_errors = &errors;
  run_all();
}

void Verdict::run_all() {
  const Frame* hottest = nullptr;
  constexpr double room = 300, coldest = 100;  // K
  for (const Frame& frame : x_kept) {
    const double kelvin = analysis::configurational_temperature(frame, x_potential, 1);
    if (hottest != nullptr && !(kelvin > x_temperature)) continue;
    x_temperature = kelvin;
    hottest = &frame;
  }
  if (hottest == nullptr) return;
  // Frames at rest have none of their own.
  if (!(x_temperature > coldest)) x_temperature = room;
  x_temperature = std::round(x_temperature / 10) * 10;
  std::vector<Trial> trials{{"as the frames", x_temperature, 1, {}}, {"hotter", 1.5 * x_temperature, 1, {}}};
  if (hottest->cell.any_periodic()) {
    trials.push_back({"denser", x_temperature, 1 - strain, {}});
    trials.push_back({"stretched", x_temperature, 1 + strain, {}});
  }
  for (auto& trial : trials) {
    trial.outcome =
        analysis::run_stability(*hottest, x_potential, {.temperature = trial.temperature, .stretch = trial.stretch});
    x_trials.push_back(std::move(trial));
  }
}

std::vector<std::string> Verdict::good_for() const {
  std::vector<std::string> lines;
  const auto* forces = x_errors->all(Quantity::force);
  const double typical = x_force_count > 0 ? std::sqrt(x_force_squares / x_force_count) : 0;
  const double part =
      forces != nullptr && typical > 0 ? forces->rmse() / (analysis::scale_of(Quantity::force, x_units) * typical) : 0;
  if (part <= bearable) {
    lines.push_back(fmt::format("structures like these frames: RMSE {}{}", x_errors->summary(),
                                part > 0 ? fmt::format(", {:.2g} % of the forces", 100 * part) : ""));
  }
  for (const auto& trial : x_trials) {
    if (!trial.outcome.held || part > bearable) continue;
    lines.push_back(
        fmt::format("molecular dynamics at {:.4g} K{}: held for {:.3g} ps", trial.temperature,
                    trial.stretch == 1 ? "" : fmt::format(", cell edges {:+.0f} %", 100 * (trial.stretch - 1)),
                    trial.outcome.time));
  }
  return lines;
}

std::vector<std::string> Verdict::not_for() const {
  std::vector<std::string> lines;
  const auto* forces = x_errors->all(Quantity::force);
  const double typical = x_force_count > 0 ? std::sqrt(x_force_squares / x_force_count) : 0;
  if (forces != nullptr && typical > 0) {
    const double part = forces->rmse() / (analysis::scale_of(Quantity::force, x_units) * typical);
    if (part > bearable) {
      lines.push_back(fmt::format(
          "molecular dynamics of structures like these: errors of forces are {:.3g} % of the forces", 100 * part));
    }
  }
  for (const auto& trial : x_trials) {
    if (trial.outcome.held) continue;
    lines.push_back(
        fmt::format("molecular dynamics at {:.4g} K{}: ended after {:.3g} ps, {}", trial.temperature,
                    trial.stretch == 1 ? "" : fmt::format(", cell edges {:+.0f} %", 100 * (trial.stretch - 1)),
                    trial.outcome.time, trial.outcome.reason));
  }
  if (x_outside > 0) {
    lines.push_back(fmt::format("{} of these {} frames: they leave the training range", x_outside, x_frames.size()));
  }
  for (const auto& pair : x_pairs) {
    if (pair.training == 0) continue;
    lines.push_back(
        fmt::format("{} nearer than {:.3g} Å: no such pair was in training", pair_name(pair), pair.training));
  }
  if (x_potential.has_range()) {
    lines.push_back(fmt::format("charges and other interactions beyond its cutoff of {:.3g} {}", x_potential.cutoff(),
                                shown_units(x_units).length.name));
  }
  return lines;
}

}  // namespace nnpipe::validate
