// relax: frames at the minimum of their energy, atoms alone or atoms and cell.
#include "md/relax.hpp"
#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/atom_selection.hpp"
#include "potential/evaluator.hpp"
#include "potential/frame_watch.hpp"
#include "potential/registry.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string frames = "-";
  std::string potential, on_extrapolation, cell = "fixed", method = "lbfgs", fix;
  double pressure = 0, force = 1e-4, stress = 1e-6;
  std::int64_t steps = 5000;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  cli::Parser parser{"relax", "Find the minimum of the energy: atoms, or atoms and cell."};
  parser.positional(options.frames, "FILE", "frames in extended XYZ")
      .potential(options.potential)
      .on_extrapolation(options.on_extrapolation)
      .choice("cell", options.cell, {"fixed", "isotropic", "full"},
              "what changes of the cell: nothing, volume, volume and shape")
      .option("pressure", options.pressure, "P", "external pressure on the cell, bar")
      .choice("method", options.method, {"lbfgs", "cg", "fire"},
              "limited-memory BFGS, conjugate gradients, or FIRE: slower, but stays in the initial basin")
      .option("force", options.force, "F", "stop when no component of a force is larger, eV/Å", cli::positive)
      .option("stress", options.stress, "S", "and no component of the stress less the pressure, eV/Å³", cli::positive)
      .option("steps", options.steps, "N", "most steps", {0, 9e15})
      .option("fix", options.fix, "ATOMS", "atoms that do not move, as in nnpipe-run-md(1)")
      .threads()
      .output(options.output)
      .rewrites()
      .description(
          "Writes each frame at its minimum, with energy, forces, stress and the key relax_steps. A frame that has not "
          "converged after all steps is written too, and the exit status is 3.")
      .example("relax --potential Si.sw --cell full si.xyz > relaxed.xyz")
      .example("make-cell diamond --element Si --constant 5.4 --rattle 0.1 | relax --potential Si.sw --method fire");
  parser.read(arguments);
  for (const char* option : {"pressure", "stress"}) {
    if (parser.given(option) && options.cell == "fixed") fail_usage("--{} needs --cell isotropic or full", option);
  }
  if (parser.given("fix") && options.fix.empty()) fail_usage("--fix: expected atoms, got an empty text");
  if (!options.fix.empty() && options.cell != "fixed")
    fail_usage("--fix and --cell {} exclude each other", options.cell);
  return options;
}

md::RelaxOptions search_of(const Frame& frame, const Options& options) {
  md::RelaxOptions search;
  search.method = options.method == "fire" ? md::RelaxMethod::fire
                  : options.method == "cg" ? md::RelaxMethod::cg
                                           : md::RelaxMethod::lbfgs;
  search.cell = options.cell == "fixed"       ? md::CellFreedom::fixed
                : options.cell == "isotropic" ? md::CellFreedom::isotropic
                                              : md::CellFreedom::full;
  search.pressure = options.pressure / units_of(frame.units).pressure;
  search.force_tolerance = options.force;
  search.stress_tolerance = options.stress;
  search.most_steps = static_cast<std::size_t>(options.steps);
  if (const auto mask = md::unheeded_mask(frame); options.fix.empty() && !mask.empty())
    cli::warn(mask + ": --fix holds atoms");
  if (!options.fix.empty()) search.fixed = cli::meaning_of("fix", [&] { return md::select_atoms(frame, options.fix); });
  return search;
}

std::string unmet_limits(const md::Relaxed& relaxed, const Options& options) {
  const std::string after = fmt::format("after {} step{}", relaxed.steps, relaxed.steps == 1 ? "" : "s");
  if (options.cell == "fixed") {
    return fmt::format("largest force {:.3g} {}, expected {}", relaxed.force, after, options.force);
  }
  return fmt::format("largest force {:.3g}, stress {:.3g} {}, expected {} and {}", relaxed.force, relaxed.stress, after,
                     options.force, options.stress);
}

void run(const Options& options) {
  const auto potential = potential::load(options.potential);
  potential::Evaluator evaluator{*potential};
  io::FrameReader frames{options.frames};
  io::FrameWriter written{options.output.path};
  potential::FrameWatch watch{*potential, potential::on_extrapolation_of(options.on_extrapolation),
                              options.potential.find("zbl:") == std::string::npos, cli::warn};
  std::string unmet;
  for (Frame& frame : frames) {
    with_place([&] { return frames.place(); },
               [&] {
                 frame.check();
                 cli::Progress progress{"relax", "steps", 0};
                 auto search = search_of(frame, options);
                 search.seen = [&](std::size_t step, double energy, double gradient) {
                   progress.update(step, fmt::format("E {:.8g}  force {:.3g}", energy, gradient));
                 };
                 const auto relaxed = md::relax(frame, *potential, search);
                 if (!relaxed.converged && unmet.empty()) {
                   unmet = fmt::format("{}: {}", frames.place(), unmet_limits(relaxed, options));
                 }
                 drop_labels(frame);
                 potential::label(frame, evaluator);
                 frame.set_info("relax_steps", std::to_string(relaxed.steps));
               });
    written.write(frame);
    if (!watch.observe(frames.place(), evaluator, frame)) break;
  }
  written.close();
  watch.conclude("frames at rest");
  if (!unmet.empty()) fail_criterion("{}", unmet);
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
