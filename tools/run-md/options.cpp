// The command line of run-md: what each option says.
#include "options.hpp"

#include "base/text.hpp"
#include "cli/files.hpp"
#include "md/thermo.hpp"

namespace nnpipe::run_md {

namespace {

void check(const cli::Parser& parser, const Options& options) {
  cli::meaning_of("thermo-columns", [&] { md::check_thermo_columns(options.thermo_columns); });
  for (const auto* name : {"thermo", "thermo-columns", "binary"}) {
    if (parser.given(name) && options.thermo_output.path.empty()) fail_usage("--{} needs --thermo-output", name);
  }
  if (parser.given("fix") && options.fix.empty()) fail_usage("--fix: expected atoms, got an empty text");
  if (parser.given("move") && options.move.empty()) fail_usage("--move: expected ATOMS:VX,VY,VZ, got an empty text");
  if (parser.given("restart-every") && options.restart.empty()) fail_usage("--restart-every needs --restart");
  if (parser.given("stop-beyond") && options.on_extrapolation != "stop") {
    fail_usage("--stop-beyond needs --on-extrapolation stop");
  }
  if (options.force_spread.size() > 2) fail_usage("--force-spread: expected LIMIT or LIMIT,STOP");
  for (const double bound : options.force_spread) {
    if (!(bound >= 0)) fail_usage("--force-spread: expected numbers of 0 or more, got {}", bound);
  }
  if (options.force_spread.size() == 2 && options.force_spread[1] < options.force_spread[0]) {
    fail_usage("--force-spread: expected LIMIT below STOP, got {} and {}", options.force_spread[0],
               options.force_spread[1]);
  }
  if (!options.spread_frames.empty() && options.force_spread.empty()) {
    fail_usage("--spread-frames needs --force-spread");
  }
  if (!options.spread_frames.empty() && !options.restart.empty()) {
    fail_usage("--spread-frames and --restart exclude each other");
  }
  if (options.restart == "-") fail_usage("--restart: expected a file, got standard input");
}

void describe(cli::Parser& parser, Options& options) {
  parser.threads()
      .output(options.output)
      .rewrites()
      .description(
          "Writes the trajectory: positions, velocities, forces, energy and stress. Drawn velocities have no total "
          "momentum and exactly the given temperature. With a thermostat velocities are drawn if the frame has none.")
      .example("run-md --potential Si.sw --temperature 300 --steps 200 --thermo-output thermo.tab si.xyz > traj.xyz")
      .example(
          "run-md --potential Si.sw --ensemble npt --temperature 300,600 --pressure 0 --steps 100 si.xyz -o traj.xyz")
      .example("run-md --potential Si.sw --temperature 300 --steps 200 --restart run.restart si.xyz -o traj.xyz")
      .example("run-md --potential si.nnp --temperature 300 --steps 50 --on-extrapolation ignore si.xyz -o traj.xyz");
  parser.essential({"ensemble", "temperature", "pressure", "timestep", "steps", "every", "thermo", "thermo-output",
                    "restart", "on-extrapolation"});
}

}  // namespace

Options parse(cli::Arguments arguments) {
  Options options;
  constexpr cli::Bounds count{0, 9e15};
  constexpr cli::Bounds interval{1, 9e15};
  cli::Parser parser{"run-md", "Run molecular dynamics with any potential."};
  parser.positional(options.input, "FILE", "initial frame").potential(options.potential);
  options.dynamics.declare(parser);
  parser.option("steps", options.steps, "N", "number of steps", count)
      .option("every", options.every, "N", "steps between written frames; 0: only the last", count)
      .choice("format", options.format, {"extxyz", "lammps-dump"},
              "of the trajectory; default: lammps-dump if the output's name ends in .dump or .lammpstrj, else extxyz")
      .flag("wrap", options.wrap, "wrap positions into the cell; default: unwrapped")
      .output_file("thermo-output", options.thermo_output.path, "table of energies, temperature and pressure")
      .option("thermo", options.thermo, "N", "steps between rows of the thermo table", interval)
      .option("thermo-columns", options.thermo_columns, "NAME,…",
              "columns of that table, with LAMMPS's names: " + join(md::thermo_columns(), " "))
      .flag("binary", options.thermo_output.binary, "write the thermo table in binary")
      .option("fix", options.fix, "ATOMS",
              "fixed atoms: elements, numbers, ranges, sides of planes, as in Si,1-8,z<5; '&' if several must hold")
      .option("move", options.move, "ATOMS:VX,VY,VZ", "atoms that move with this constant velocity, Å/ps")
      .flag("zero-momentum", options.zero_momentum, "remove the velocity of the centre of mass at the start")
      .output_file("restart", options.restart, "restart file; if it exists, the run resumes from it")
      .option("restart-every", options.restart_every, "N", "steps between restart files", interval)
      .on_extrapolation(options.on_extrapolation)
      .option("stop-beyond", options.stop_beyond, "X",
              "with --on-extrapolation stop: end if a value is more than X widths outside its range", cli::not_negative)
      .option("watch", options.watch, "N", "steps between checks of the training range", interval)
      .option("force-spread", options.force_spread, "LIMIT[,STOP]",
              "for a committee: warn if the largest spread of a force exceeds LIMIT, end with status 3 if it exceeds "
              "STOP, in meV/Å (lj: ε/σ), checked as --watch says")
      .output_file("spread-frames", options.spread_frames, "write frames with a spread between LIMIT and STOP there")
      .option("frame", options.frame, "N",
              "number of the initial frame, 1 is the first, -1 the last; 0: the file must have only one", {-1, 9e15})
      .option("skin", options.skin, "LENGTH",
              "reach of neighbour lists beyond the cutoff; default: 1 Å, in reduced units 0.3", cli::length);
  describe(parser, options);
  parser.read(arguments);
  if (options.format.empty()) {
    const auto is_dump = [&](std::string_view ending) { return options.output.path.ends_with(ending); };
    options.format = is_dump(".dump") || is_dump(".lammpstrj") ? "lammps-dump" : "extxyz";
  }
  if (options.format == "lammps-dump") cli::check_not_over_input(options.input, options.output.path);
  options.dynamics.complete(parser);
  check(parser, options);
  options.canonical = parser.canonical();
  return options;
}

}  // namespace nnpipe::run_md
