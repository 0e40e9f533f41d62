// The verdict of validate's report: how it stands on the page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "io/table.hpp"
#include "verdict.hpp"

namespace nnpipe::validate {
using analysis::Quantity;

namespace {

constexpr std::size_t most_worst = 10;

std::string number(double value, const char* none = "–") { return value > 0 ? fmt::format("{:.4g}", value) : none; }

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Errors of the held-out frames by the log of a fit: what it has chosen, or the epoch of the lowest loss.
struct HeldOut {
  double energy = 0, force = 0;
};
HeldOut held_out(const std::string& log) {
  io::TableReader reader{log};
  const auto& header = reader.header();
  const auto has = [&](const char* name) { return std::ranges::find(header.fields, name) != header.fields.end(); };
  const bool chosen = has("chosen");
  if (!chosen && !has("validation_loss")) return {};
  std::vector<double> row(header.fields.size());
  HeldOut best;
  double least = 0;
  bool any = false;
  while (reader.next(std::span{row})) {
    const double loss = chosen ? -row[header.column("chosen")] : row[header.column("validation_loss")];
    if (any && !(loss < least)) continue;
    any = true;
    least = loss;
    if (has("validation_energy_rmse")) best.energy = row[header.column("validation_energy_rmse")];
    if (has("validation_force_rmse")) best.force = row[header.column("validation_force_rmse")];
  }
  return best;
}

}  // namespace

void Verdict::add_first(report::HtmlPage& page) const {
  const auto good = good_for();
  page.list("Good for", good.empty() ? std::vector<std::string>{"nothing that was tried here"} : good);
  if (const auto lines = not_for(); !lines.empty()) page.list("Not for", lines);
}

void Verdict::add_to(report::HtmlPage& page) const {
  add_held_out(page);
  add_worst(page);
  add_runs(page);
  add_distances(page);
  add_curves(page);
  add_coverage(page);
}

void Verdict::add_held_out(report::HtmlPage& page) const {
  if (x_log.empty()) return;
  const HeldOut best = held_out(x_log);
  std::vector<std::vector<std::string>> rows{
      {"quantity", "held-out frames of the fit", "these frames", "ratio", "unit"}};
  for (const auto& [quantity, before] :
       {std::pair{Quantity::energy, best.energy}, std::pair{Quantity::force, best.force}}) {
    const auto* here = x_errors->all(quantity);
    if (here == nullptr || !(before > 0)) continue;
    rows.push_back({std::string{to_string(quantity)}, number(before), number(here->rmse()),
                    fmt::format("{:.3g}", here->rmse() / before), analysis::unit_of(quantity, x_units)});
  }
  if (rows.size() == 1) return;
  page.heading("Held-out and test frames");
  page.table("RMSE. A ratio far above 1: these frames are not like those of the fit.", rows);
}

std::string Verdict::unusual(const JudgedFrame& frame) const {
  std::vector<std::string> words;
  if (!frame.near.empty()) words.push_back(frame.near);
  if (frame.outside > 0) {
    words.push_back(fmt::format("{} value{} outside the training range, farthest by {:.2g} of its width", frame.outside,
                                frame.outside == 1 ? "" : "s", frame.farthest));
  }
  std::vector<double> volumes, forces;
  for (const auto& other : x_frames) {
    if (other.volume > 0) volumes.push_back(other.volume);
    if (other.largest_force > 0) forces.push_back(other.largest_force);
  }
  constexpr double unlike = 0.08, large = 2;
  const double usual = median(volumes), usual_force = median(forces);
  if (frame.volume > 0 && std::abs(frame.volume / usual - 1) > unlike) {
    words.push_back(fmt::format("volume an atom {:+.0f} % of the median", 100 * (frame.volume / usual - 1)));
  }
  if (usual_force > 0 && frame.largest_force > large * usual_force) {
    words.push_back(fmt::format("a force of {:.3g} eV/Å, {:.2g} times the usual largest", frame.largest_force,
                                frame.largest_force / usual_force));
  }
  return words.empty() ? "nothing: more frames like it would help" : join(words, "; ");
}

void Verdict::add_worst(report::HtmlPage& page) const {
  const auto* energies = x_errors->all(Quantity::energy);
  const auto* forces = x_errors->all(Quantity::force);
  const double by_energy = energies != nullptr ? energies->rmse() : 0,
               by_force = forces != nullptr ? forces->rmse() : 0;
  const auto score = [&](const JudgedFrame& frame) {
    return (by_energy > 0 ? std::pow(frame.energy_error / by_energy, 2) : 0) +
           (by_force > 0 ? std::pow(frame.force_error / by_force, 2) : 0);
  };
  std::vector<const JudgedFrame*> worst;
  for (const auto& frame : x_frames) worst.push_back(&frame);
  const std::size_t count = std::min(most_worst, worst.size());
  std::partial_sort(worst.begin(), worst.begin() + static_cast<std::ptrdiff_t>(count), worst.end(),
                    [&](const auto* a, const auto* b) { return score(*a) > score(*b); });
  std::vector<std::vector<std::string>> rows{
      {"frame", "type", fmt::format("energy error, {}", analysis::unit_of(Quantity::energy, x_units)),
       fmt::format("force RMSE, {}", analysis::unit_of(Quantity::force, x_units)), "unusual"}};
  for (std::size_t k = 0; k < count; ++k) {
    const auto& frame = *worst[k];
    rows.push_back({frame.place, frame.type, fmt::format("{:.3g}", frame.energy_error), number(frame.force_error),
                    unusual(frame)});
  }
  page.heading("Worst frames");
  page.table("By errors of energy and forces, each in units of the RMSE of all.", rows);
}

void Verdict::add_runs(report::HtmlPage& page) const {
  if (x_trials.empty()) return;
  page.heading("Molecular dynamics");
  std::vector<std::vector<std::string>> rows{{"run", "temperature, K", "edges", "time, ps", "outcome"}};
  std::vector<std::size_t> ended;
  for (const auto& trial : x_trials) {
    rows.push_back({trial.name, fmt::format("{:.4g}", trial.temperature), fmt::format("{:.2f}", trial.stretch),
                    fmt::format("{:.3g}", trial.outcome.time), trial.outcome.held ? "held" : trial.outcome.reason});
    if (!trial.outcome.held) ended.push_back(rows.size() - 1);
  }
  page.table(
      fmt::format("Short runs with a thermostat from the hottest of these frames, about {:.4g} K by its forces and "
                  "the curvature of the energy.",
                  x_temperature),
      rows, ended);
}

void Verdict::add_distances(report::HtmlPage& page) const {
  std::vector<std::vector<std::string>> rows{{"pair", "in training, Å", "in these frames, Å", "wall from, Å"}};
  for (const auto& pair : x_pairs) {
    const auto elements = x_potential.elements();
    const double wall = !x_models.empty() && x_models.front().zbl
                            ? x_models.front().zbl->radii(elements[pair.first], elements[pair.second]).outer
                            : 0;
    rows.push_back({pair_name(pair), number(pair.training), number(pair.here), number(wall)});
  }
  if (rows.size() == 1) return;
  page.heading("Shortest distances");
  page.table("run-md ends with status 3 if a pair comes closer than half of its shortest training distance.", rows);
}

}  // namespace nnpipe::validate
