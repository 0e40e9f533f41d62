// The report of a validation as one HTML page: errors, pictures of them, what was tested and how.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/errors.hpp"
#include "base/random.hpp"
#include "plot/picture.hpp"
#include "potential/evaluator.hpp"
#include "potential/range_watch.hpp"
#include "properties.hpp"
#include "report/html_page.hpp"
#include "verdict.hpp"

namespace nnpipe::validate {

// Pairs of reference and prediction, of which so many are kept, each as likely as any other.
class Sample {
 public:
  explicit Sample(std::size_t most) : x_most{most} {}
  void add(double reference, double predicted, Random& random);

  std::vector<double> reference, predicted;

 private:
  std::size_t x_most, x_seen = 0;
};

// What the user asked of the page: its path, without which nothing is done, and what may stand on it.
struct Asked {
  std::string path;
  std::string log;                  // table of the fit
  std::string reference, crystals;  // potential that made the labels, and frames whose properties both are asked for
};

// A limit of the root mean square error, NaN for none, in the units of the table.
struct Limit {
  analysis::Quantity quantity;
  double most;
};

// What is to be said of the limits.
std::vector<std::string> verdicts(const std::vector<Limit>& limits, const analysis::ErrorTable& errors,
                                  UnitStyle units);

class Report {
 public:
  // `spec` is the potential as the user named it.
  Report(Asked asked, std::string spec, const potential::Potential& potential);

  // The evaluator has computed the frame last.
  void add(const analysis::Comparison& comparison, const std::string& place, const potential::Evaluator& evaluator);
  // Draws and writes it; `watch` has looked at the frames, `notes` say what else is to be said. Throws Error: no
  // gnuplot, what io::Output does.
  void write(const analysis::ErrorTable& errors, const std::string& frames, const potential::RangeWatch& watch,
             const std::vector<std::string>& notes);

 private:
  void add_errors(report::HtmlPage& page, const analysis::ErrorTable& errors) const;
  // Of all that was compared, of which the sample is drawn.
  void add_sample(report::HtmlPage& page, const Sample& sample, analysis::Quantity quantity,
                  const analysis::ErrorTable& errors) const;
  void add_sizes(report::HtmlPage& page, const analysis::ErrorTable& errors) const;
  void add_potential(report::HtmlPage& page) const;

  Asked x_asked;
  std::string x_spec;
  const potential::Potential& x_potential;
  Properties x_properties;
  Verdict x_verdict;
  UnitStyle x_units;
  plot::Picture x_learning;  // of the log
  std::array<std::string, 2> x_learning_words{"Errors over the epochs of the fit.",
                                              "Training and held-out errors falling with the epochs"};
  Random x_random{1};
  Sample x_energies{3000}, x_forces{3000};
  std::size_t x_frames = 0, x_atoms = 0;
};

}  // namespace nnpipe::validate
