// The report of a validation as one HTML page: errors, pictures of them, what was tested and how.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/errors.hpp"
#include "base/html_page.hpp"
#include "base/random.hpp"
#include "potential/evaluator.hpp"
#include "potential/range_watch.hpp"

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

class Report {
 public:
  // Nothing is done without a path. `spec` is the potential as the user named it, `log` the table of its fit or empty.
  Report(std::string path, std::string spec, std::string log, const potential::Potential& potential);

  void add(const analysis::Comparison& comparison, const std::string& place, const potential::Evaluator& evaluator);
  // Draws and writes it; `notes`: what else is to be said of the errors. Throws Error: no gnuplot, what io::Output
  // does.
  void write(const analysis::ErrorTable& errors, const std::string& frames, const std::vector<std::string>& notes);

 private:
  void add_errors(HtmlPage& page, const analysis::ErrorTable& errors) const;
  void add_sample(HtmlPage& page, const Sample& sample, analysis::Quantity quantity) const;
  void add_sizes(HtmlPage& page, const analysis::ErrorTable& errors) const;
  void add_potential(HtmlPage& page) const;

  std::string x_path, x_spec, x_log;
  UnitStyle x_units;
  potential::RangeWatch x_watch;
  Random x_random{1};
  Sample x_energies{3000}, x_forces{3000};
  std::size_t x_frames = 0, x_atoms = 0;
};

}  // namespace nnpipe::validate
