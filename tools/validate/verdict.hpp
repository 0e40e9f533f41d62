// What a potential is good for, and what not: worst frames, distances, short runs, curves of pairs, for the report.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "analysis/errors.hpp"
#include "analysis/stability.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/model.hpp"
#include "report/html_page.hpp"

namespace nnpipe::validate {

// What is known of one frame that was compared.
struct JudgedFrame {
  std::string place, type;   // "si.xyz: frame 17"; its config_type
  double energy_error = 0;   // per atom, in units of tables; 0: nothing to compare
  double force_error = 0;    // RMSE of its components, in units of tables
  double largest_force = 0;  // of the reference, eV/Å
  double volume = 0;         // per atom, Å³; 0: no cell
  std::string near;          // "Si–Si at 1.9 Å, in training 2.05 Å": a pair nearer than any in training
  std::size_t outside = 0;   // values outside the training range
  double farthest = 0;       // by how many widths of it
};

class Verdict {
 public:
  // Keeps references. `spec` is the potential as the user named it; `log`: of its fit, or empty.
  Verdict(const potential::Potential& potential, const std::string& spec, std::string log);

  // The evaluator has computed the frame last.
  void add(const analysis::Comparison& comparison, const std::string& place, const potential::Evaluator& evaluator);
  // Runs and curves, once all frames are there.
  void conclude(const analysis::ErrorTable& errors);

  // The first lines: good for what, and for what not.
  void add_first(report::HtmlPage& page) const;
  // Sections with what they rest on.
  void add_to(report::HtmlPage& page) const;

 private:
  // A run of conclude().
  struct Trial {
    std::string name;
    double temperature, stretch;
    analysis::Stability outcome;
  };
  // Least distances of a pair of species.
  struct Pair {
    std::size_t first, second;
    double here = 0, training = 0;  // Å; 0: not known
  };

  std::string pair_name(const Pair& pair) const;
  void look_at_distances(const potential::Evaluator& evaluator, JudgedFrame& judged);
  void keep_for_runs(const Frame& frame);
  void run_all();
  std::string unusual(const JudgedFrame& frame) const;
  void add_held_out(report::HtmlPage& page) const;
  void add_distances(report::HtmlPage& page) const;
  void add_curves(report::HtmlPage& page) const;
  void add_worst(report::HtmlPage& page) const;
  void add_runs(report::HtmlPage& page) const;
  void add_coverage(report::HtmlPage& page) const;
  std::vector<std::string> good_for() const;
  std::vector<std::string> not_for() const;

  const potential::Potential& x_potential;
  std::string x_log;
  std::vector<potential::Model> x_models;  // of a file of networks
  UnitStyle x_units;
  std::vector<Pair> x_pairs;
  std::vector<JudgedFrame> x_frames;
  std::size_t x_outside = 0;             // frames
  std::size_t x_seen = 0, x_stride = 1;  // frames that runs may begin from, and every so manieth is kept
  std::vector<Frame> x_kept;             // to run from
  double x_temperature = 0;              // of the hottest frame kept
  std::vector<Trial> x_trials;
  const analysis::ErrorTable* x_errors = nullptr;
  double x_force_squares = 0, x_force_count = 0;  // of the reference
  std::vector<double> x_deviations;               // errors of force components over what the committee expects
};

}  // namespace nnpipe::validate
