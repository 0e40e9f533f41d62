// The page that validate --report writes: what stands on it, and the pictures.
#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "io/input.hpp"
#include "io/output.hpp"
#include "io/provenance.hpp"
#include "io/table.hpp"
#include "plot/curves.hpp"
#include "plot/picture.hpp"
#include "potential/neural/file.hpp"

namespace nnpipe::validate {
using analysis::Quantity;

namespace {

constexpr double rounding = 5e-4;  // of root mean squares: smaller means are none
std::string short_number(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "–"; }

// What pictures of a quantity are labelled with; units of values, and of errors.
struct Words {
  std::string name, unit, error_unit;
};
Words words_of(Quantity quantity, UnitStyle units) {
  const std::string errors = analysis::unit_of(quantity, units);
  if (quantity == Quantity::energy) return {"energy", by_style(units, "eV/atom", "ε"), errors};
  return {"force", shown_units(units).force.name, errors};
}

plot::Picture picture_of(const std::string& form) {
  plot::Picture picture;
  picture.form = plot::load_template(form);
  picture.format = "svg";
  picture.logx = picture.form.logx;
  picture.logy = picture.form.logy;
  return picture;
}

std::string describe(const potential::ElementModel& element) {
  std::string text = fmt::format("{}: {} inputs", element.element.symbol(), element.inputs.size());
  for (std::size_t layer = 0; layer < element.network.layers(); ++layer) {
    text += fmt::format(", {} {}", element.network.rows(layer), element.network.activations()[layer].name());
  }
  return text + fmt::format(" ({} parameters)", element.network.parameters().size());
}

}  // namespace

std::vector<std::string> verdicts(const std::vector<Limit>& limits, const analysis::ErrorTable& errors,
                                  UnitStyle units) {
  std::vector<std::string> lines;
  for (const auto& [quantity, most] : limits) {
    if (std::isnan(most) || !errors.all(quantity)) continue;
    const double rmse = errors.all(quantity)->rmse();
    lines.push_back(fmt::format("{} RMSE {:.4g} {}, {} {}.", to_string(quantity), rmse,
                                analysis::unit_of(quantity, units), rmse <= most ? "within" : "not within", most));
  }
  return lines;
}

Report::Report(Asked asked, std::string spec, const potential::Potential& potential)
    : x_asked{std::move(asked)},
      x_spec{std::move(spec)},
      x_potential{potential},
      x_properties{x_asked.reference, x_asked.crystals},
      x_verdict{potential, x_asked.path.empty() ? "" : x_spec, x_asked.log},
      x_units{potential.units()} {
  // Read before anything is written.
  if (x_asked.log.empty()) return;
  x_learning = picture_of("training");
  x_learning.units = x_units;
  plot::Wanted wanted;
  if (io::TableReader{x_asked.log}.header().has("functions")) {  // a linear fit, which has no epochs
    wanted.x = wanted.xlabel = "functions";
    wanted.y = {"validation_energy_rmse", "validation_force_rmse"};
    x_learning_words = {"Errors of held-out frames by the number of functions.",
                        "Held-out errors falling with the number of functions"};
  }
  plot::read_curves(x_asked.log, wanted, x_learning);
}

void Report::add(const analysis::Comparison& comparison, const std::string& place,
                 const potential::Evaluator& evaluator) {
  if (x_asked.path.empty()) return;
  x_verdict.add(comparison, place, evaluator);
  const Frame &reference = comparison.reference, &predicted = comparison.predicted;
  ++x_frames;
  x_atoms += reference.size();
  const auto atoms = static_cast<double>(reference.size());
  if (reference.site_energy && predicted.site_energy)
    x_energies.add(*reference.site_energy, *predicted.site_energy, x_random);
  else if (reference.energy && predicted.energy)
    x_energies.add(*reference.energy / atoms, *predicted.energy / atoms, x_random);
  for (std::size_t i = 0; i < std::min(reference.forces.size(), predicted.forces.size()); ++i) {
    for (int d = 0; d < 3; ++d) x_forces.add(reference.forces[i][d], predicted.forces[i][d], x_random);
  }
}

void Report::add_errors(report::HtmlPage& page, const analysis::ErrorTable& errors) const {
  std::vector<std::vector<std::string>> rows = {
      {"quantity", "subset", "RMSE", "unit", "MAE", "95 % below", "largest", "mean", "count"}};
  for (const auto& row : errors.rows()) {
    const auto& of = row.statistics;
    rows.push_back({std::string{to_string(row.quantity)}, row.subset, short_number(of.rmse()), row.unit,
                    short_number(of.mae()), short_number(of.quantile(0.95)), short_number(of.max()),
                    short_number(std::abs(of.mean()) < rounding * of.rmse() ? 0 : of.mean()),
                    std::to_string(of.count())});
  }
  page.heading("Errors");
  page.table("", rows);
}

void Report::add_sample(report::HtmlPage& page, const Sample& sample, Quantity quantity,
                        const analysis::ErrorTable& errors) const {
  if (sample.reference.empty()) return;
  const Words words = words_of(quantity, x_units);
  page.heading(quantity == Quantity::energy ? "Energies" : "Forces");
  plot::Picture parity = picture_of("parity");
  parity.series.push_back({words.name, "predicted", sample.reference, sample.predicted});
  parity.xlabel = fmt::format("{}, reference ({})", words.name, words.unit);
  parity.ylabel = fmt::format("{}, predicted ({})", words.name, words.unit);
  // Of all, as in the table: not of the points drawn.
  const auto& all = *errors.all(quantity);
  parity.form.parity = false;
  parity.note = fmt::format("RMSE {} {}", short_number(all.rmse()), words.error_unit);
  const auto count = sample.reference.size();
  page.figure(plot::draw(parity, cli::warn),
              fmt::format("Predicted against reference, {} of {} drawn.", count, all.count()),
              fmt::format("Predicted over reference {}: {} points about the diagonal", words.name, count));

  const double scale = analysis::scale_of(quantity, x_units);
  plot::Series deviations{words.name, "error", {}, {}};
  for (std::size_t i = 0; i < count; ++i) deviations.y.push_back(scale * (sample.predicted[i] - sample.reference[i]));
  // The middle 99 %: a few far out would leave nothing to be seen.
  std::vector<double> sorted = deviations.y;
  std::sort(sorted.begin(), sorted.end());
  plot::Range range{sorted[count / 200], sorted[count - 1 - count / 200]};
  if (!(range.first < range.second)) range = {range.first - 0.5, range.second + 0.5};
  plot::Picture histogram = picture_of("histogram");
  histogram.series.push_back(plot::histogram(deviations, 40, range));
  histogram.xlabel = fmt::format("error of the {} ({})", words.name, words.error_unit);
  histogram.ylabel = "number";
  page.figure(plot::draw(histogram, cli::warn), "The middle 99 % of the errors.",
              fmt::format("Histogram of errors of the {}, most of them from {:.3g} to {:.3g} {}", words.name,
                          sorted[count / 20], sorted[count - 1 - count / 20], words.error_unit));
}

void Report::add_sizes(report::HtmlPage& page, const analysis::ErrorTable& errors) const {
  plot::Series series{"RMSE", "rmse", {}, {}};
  for (const auto& row : errors.rows()) {
    if (row.quantity != Quantity::force || !row.subset.starts_with("size:")) continue;
    const auto ends = split(std::string_view{row.subset}.substr(5), '-');
    const double low = to_double(ends[0], "size");
    const double high = ends.size() > 1 && !ends[1].empty() ? to_double(ends[1], "size") : 2 * low;
    if (!(row.statistics.rmse() > 0)) continue;  // has no place on a logarithmic axis
    series.x.push_back((low + high) / 2);
    series.y.push_back(row.statistics.rmse());
  }
  if (series.x.size() < 2) return;
  plot::Picture picture = picture_of("loglog");
  picture.series.push_back(std::move(series));
  picture.xlabel = fmt::format("size of the force ({})", words_of(Quantity::force, x_units).unit);
  picture.ylabel = fmt::format("RMSE of its components ({})", analysis::unit_of(Quantity::force, x_units));
  page.figure(plot::draw(picture, cli::warn), "By size of the reference force.", "Force error by size of the force");
}

void Report::add_potential(report::HtmlPage& page) const {
  page.heading("The potential");
  page.paragraph(x_spec);
  if (!std::filesystem::is_regular_file(x_spec)) return;
  io::Input probe{x_spec};
  if (!probe.peek(13).starts_with("nnp-potential")) return;
  const auto models = potential::read_models(probe);
  if (models.size() > 1) page.paragraph(fmt::format("The mean of {} networks per element.", models.size()));
  std::string functions;
  for (const auto& element : models.front().elements) {
    page.paragraph(describe(element));
    for (const auto& function : element.set.functions) functions += to_text(function) + "\n";
  }
  page.paragraph(fmt::format("Its cutoff is {:.4g} {}.", models.front().range(), shown_units(x_units).length.name));
  if (!functions.empty()) page.details("Functions", functions);
  if (const auto& made = models.front().made_by; !made.empty()) page.details("How it was made", join(made, "\n"));
  if (x_asked.log.empty()) return;
  page.figure(plot::draw(x_learning, cli::warn), x_learning_words[0], x_learning_words[1]);
}

void Report::write(const analysis::ErrorTable& errors, const std::string& frames, const potential::RangeWatch& watch,
                   const std::vector<std::string>& notes) {
  if (x_asked.path.empty()) return;
  report::HtmlPage page{"Validation of " + x_spec,
                        fmt::format("Tested on {} frames of {} atoms in all, from {}.", x_frames, x_atoms,
                                    frames == "-" ? "standard input" : frames)};
  x_verdict.conclude(errors);
  x_verdict.add_first(page);
  add_errors(page, errors);
  const auto outside = watch.summary("frames");
  page.paragraph(outside.empty() ? "No frame left the training range." : outside + ".");
  for (const auto& remark : errors.remarks()) page.paragraph(remark + ".");
  for (const auto& note : notes) page.paragraph(note);
  add_sample(page, x_energies, Quantity::energy, errors);
  add_sample(page, x_forces, Quantity::force, errors);
  add_sizes(page, errors);
  x_verdict.add_to(page);
  x_properties.add_to(page, x_potential);
  add_potential(page);
  if (const auto& command = io::own_provenance(); !command.empty()) page.details("The command", command);
  io::Output output{x_asked.path};
  output.write(page.finish());
  output.close();
}

}  // namespace nnpipe::validate
