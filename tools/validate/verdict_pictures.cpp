// The verdict of validate's report: its pictures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/shown_units.hpp"
#include "cli/program.hpp"
#include "plot/picture.hpp"
#include "verdict.hpp"

namespace nnpipe::validate {

namespace {

constexpr std::size_t most_curves = 6;

plot::Picture line_picture(const char* form) {
  plot::Picture picture;
  picture.form = plot::load_template(form);
  picture.format = "svg";
  return picture;
}

}  // namespace

void Verdict::add_curves(report::HtmlPage& page) const {
  if (x_pairs.empty() || !is_physical(x_units)) return;
  page.heading("Energies of pairs");
  constexpr double highest = 10, beyond = 1.02;  // eV; of the cutoff
  constexpr std::size_t points = 160;
  for (std::size_t p = 0; p < std::min(most_curves, x_pairs.size()); ++p) {
    const Pair& pair = x_pairs[p];
    Frame frame;
    frame.elements = {x_potential.elements()[pair.first], x_potential.elements()[pair.second]};
    frame.positions = {Vec3{0, 0, 0}, Vec3{beyond * x_potential.cutoff(), 0, 0}};
    potential::Evaluator evaluator{x_potential};
    evaluator.set_atoms(frame);
    const auto energy_at = [&](double r) {
      frame.positions[1].x = r;
      evaluator.compute(frame.cell, frame.positions, {.forces = false, .virial = false});
      return evaluator.energy();
    };
    const double alone = energy_at(beyond * x_potential.cutoff());
    const double from = 0.3 * (pair.training > 0 ? pair.training : 2), to = x_potential.cutoff();
    plot::Series curve{"energy", "energy", {}, {}}, mark{"shortest in training", "shortest", {}, {}};
    double lowest = 0;
    for (std::size_t k = 0; k <= points; ++k) {
      const double r = from + (to - from) * static_cast<double>(k) / points, energy = energy_at(r) - alone;
      if (energy > highest) continue;
      lowest = std::min(lowest, energy);
      curve.x.push_back(r);
      curve.y.push_back(energy);
    }
    if (curve.x.empty()) continue;
    plot::Picture picture = line_picture("line");
    picture.series.push_back(curve);
    const double top = std::min(highest, *std::max_element(curve.y.begin(), curve.y.end()));
    if (pair.training > 0) {
      mark.x = {pair.training, pair.training};
      mark.y = {lowest, top};
      picture.series.push_back(mark);
    }
    picture.xlabel = "distance (Å)";
    picture.ylabel = fmt::format("energy of {} alone (eV)", pair_name(pair));
    page.figure(
        plot::draw(picture, cli::warn),
        fmt::format("{} alone. Left of the mark there are no data: the wall keeps the atoms apart.", pair_name(pair)),
        fmt::format("Energy of {} over their distance", pair_name(pair)));
  }
  if (x_pairs.size() > most_curves)
    page.paragraph(fmt::format("{} more pairs are not drawn.", x_pairs.size() - most_curves));
}

void Verdict::add_coverage(report::HtmlPage& page) const {
  if (x_deviations.empty()) return;
  auto sorted = x_deviations;
  std::sort(sorted.begin(), sorted.end());
  const auto within = [&](double limit) {
    return 100 * static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), limit) - sorted.begin()) /
           static_cast<double>(sorted.size());
  };
  page.heading("Expected errors");
  page.paragraph(
      fmt::format("{:.3g} % of the errors of force components are within the error that the committee expects, "
                  "{:.3g} % within twice of it; expected 68 and 95 %.",
                  within(1), within(2)));
  plot::Picture picture = line_picture("line");
  // What a Gaussian promises of so many deviations, %.
  const auto promised = [](double deviations) { return 100 * std::erf(deviations / std::sqrt(2.0)); };
  plot::Series seen{"these frames", "seen", {}, {}}, equal{"as promised", "equal", {0, 100}, {0, 100}};
  constexpr int points = 80;
  for (int k = 0; k <= points; ++k) {
    const double limit = 4.0 * k / points;
    seen.x.push_back(promised(limit));
    seen.y.push_back(within(limit));
  }
  picture.series = {seen, equal};
  picture.xlabel = "errors promised to be smaller (%)";
  picture.ylabel = "errors that are smaller (%)";
  picture.key = "bottom-right";
  page.figure(plot::draw(picture, cli::warn),
              "Errors of force components smaller than so many expected errors: promised, and in these frames. Above "
              "the line the errors are smaller than expected, below it larger.",
              fmt::format("Part of the errors that are smaller against what is promised: {:.3g} % in place of 68 %",
                          within(1)));
}

}  // namespace nnpipe::validate
