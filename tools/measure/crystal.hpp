// What the commands about crystals share: their options, the table of single numbers, the unit of pressure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/observe.hpp"
#include "atoms/frame.hpp"
#include "base/units.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "io/table.hpp"
#include "md/relax.hpp"
#include "potential/evaluator.hpp"
#include "potential/range_watch.hpp"
#include "potential/registry.hpp"

namespace nnpipe::measure {

// Says where a network is asked for what it was not trained on.
class Watch {
 public:
  // `action`: of the option --on-extrapolation.
  Watch(const potential::Potential& loaded, const std::string& action)
      : x_wanted{loaded.has_range() && action != "ignore"}, x_watch{loaded, limit_of(action), cli::warn} {}

  // For the analysis to call; ends the program where it is to stop.
  analysis::Observe observe() {
    if (!x_wanted) return {};
    return [this](std::string_view what, const potential::Evaluator& evaluator) {
      ++x_looks;
      if (!x_watch.observe(std::string{what}, evaluator)) fail_criterion("{}", x_watch.summary(nouns));
    };
  }
  void close() const {
    if (x_looks > 1 && !x_watch.summary(nouns).empty()) cli::warn(x_watch.summary(nouns));
  }

 private:
  // What is measured at the user's wish is warned of, however far outside it is.
  static potential::RangeLimit limit_of(const std::string& action) {
    return action == "stop" ? potential::RangeLimit::by(potential::OnExtrapolation::stop) : potential::RangeLimit{};
  }

  static constexpr std::string_view nouns = "structures";
  bool x_wanted;
  int x_looks = 0;
  potential::RangeWatch x_watch;
};

// Options that all of these have.
struct Crystal {
  std::string input = "-", potential, relax = "full", on_extrapolation;
  cli::OutputOption output;

  void declare(cli::Parser& parser, const char* relax_default) {
    relax = relax_default;
    parser.positional(input, "FILE", "one frame: the crystal")
        .potential(potential)
        .choice("relax", relax, {"none", "atoms", "isotropic", "full"},
                "relax first: nothing, the atoms, also the volume, or also the shape of the cell")
        .on_extrapolation(on_extrapolation)
        .threads()
        .output(output);
  }

  Frame frame(const potential::Potential& loaded, const analysis::Observe& observe) const {
    io::FrameReader reader{input};
    Frame crystal;
    reader.next(crystal);
    Frame more;
    if (reader.next(more)) fail("{}: more than one frame, expected one crystal", reader.place());
    if (relax == "none") {
      // What is wrong with the frame is said of the frame, not of a copy of it strained or displaced.
      with_place([&] { return reader.place(); },
                 [&] {
                   potential::Evaluator evaluator{loaded};
                   evaluator.set_atoms(crystal);
                   evaluator.compute(crystal.cell, crystal.positions, {});
                   if (observe) observe("the crystal", evaluator);
                 });
      return crystal;
    }
    md::RelaxOptions options;
    options.cell = relax == "atoms"       ? md::CellFreedom::fixed
                   : relax == "isotropic" ? md::CellFreedom::isotropic
                                          : md::CellFreedom::full;
    const auto relaxed =
        with_place([&] { return reader.place(); }, [&] { return md::relax(crystal, loaded, options); });
    if (!relaxed.converged && (relaxed.force > 1e-5 || relaxed.stress > 1e-6)) {
      fail("{}: did not converge in {} steps, largest force {} eV/Å, stress {} eV/Å³", reader.place(), relaxed.steps,
           relaxed.force, relaxed.stress);
    }
    if (observe) {
      potential::Evaluator evaluator{loaded};
      evaluator.set_atoms(crystal);
      evaluator.compute(crystal.cell, crystal.positions, {});
      observe("the crystal at rest", evaluator);
    }
    return crystal;
  }
};

// quantity, unit, value: one row a number.
class QuantityTable {
 public:
  // `relax`: what was relaxed before, for the header; further notes of it.
  QuantityTable(const std::string& path, UnitStyle units, const std::string& relax,
                std::vector<std::pair<std::string, std::string>> notes = {})
      : x_writer{path, header(units, relax, std::move(notes))} {}
  void add(const std::string& quantity, const std::string& unit, double value) {
    const double values[] = {0, 0, value};
    const std::string words[] = {quantity, unit, ""};
    x_writer.write(values, words);
  }
  void close() { x_writer.close(); }

 private:
  static io::TableHeader header(UnitStyle units, const std::string& relax,
                                std::vector<std::pair<std::string, std::string>> notes) {
    io::TableHeader made;
    made.units = units;
    made.notes = std::move(notes);
    made.notes.insert(made.notes.begin(), {"relaxed", relax});
    made.fields = {"quantity", "unit", "value"};
    made.text_fields = {"quantity", "unit"};
    return made;
  }
  io::TableWriter x_writer;
};

}  // namespace nnpipe::measure
