// run-md: molecular dynamics with any potential.
#include <cmath>
#include <optional>

#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/extrapolation.hpp"
#include "md/thermo.hpp"
#include "md/trajectory.hpp"
#include "potential/registry.hpp"
#include "run-md/dynamics.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string input = "-";
  std::string potential;
  dynamics::Options dynamics;
  double skin = std::nan("");
  std::int64_t steps = 1000, every = 100, thermo = 100, watch = 10, frame = 0;
  std::string on_extrapolation = "warn";
  std::vector<std::string> thermo_columns;
  cli::OutputOption thermo_output{"", false};
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  constexpr cli::Bounds count{0, 9e15};
  constexpr cli::Bounds interval{1, 9e15};
  cli::Parser parser{"run-md", "Run molecular dynamics with any potential."};
  parser.positional(options.input, "FILE", "the frame to start from").potential(options.potential);
  options.dynamics.declare(parser);
  parser.option("steps", options.steps, "N", "number of steps", count)
      .option("every", options.every, "N", "steps between frames written; 0: the last one alone", count)
      .option("thermo", options.thermo, "N", "steps between rows of the thermo table", interval)
      .option("thermo-output", options.thermo_output.path, "FILE", "write energies, temperature and pressure there")
      .option("thermo-columns", options.thermo_columns, "NAME,…",
              "columns of that table, by LAMMPS's names: " + join(md::thermo_columns(), " "))
      .flag("binary", options.thermo_output.binary, "write the thermo table in binary")
      .choice("on-extrapolation", options.on_extrapolation, {"warn", "stop", "ignore"},
              "when a symmetry function leaves its training range: say so, or end there with exit status 3")
      .option("watch", options.watch, "N", "steps between looks at the training range", interval)
      .option("frame", options.frame, "N",
              "which frame of several to start from, 1 is the first, -1 the last; 0: there must be one alone",
              {-1, 9e15})
      .option("skin", options.skin, "LENGTH",
              "how far beyond the cutoff neighbour lists reach; by default 1 Å, in reduced units 0.3", cli::positive)
      .threads()
      .output(options.output)
      .description(
          "The trajectory goes to standard output: positions, velocities, forces, energy and stress every so many "
          "steps. "
          "Atoms are not wrapped into the cell. Velocities drawn have no total momentum and exactly the temperature "
          "asked for. Thermostats draw them where the frame has none.")
      .example("run-md --potential Si.sw --temperature 300 --steps 200 --thermo-output thermo.tab si.xyz > traj.xyz")
      .example(
          "run-md --potential Si.sw --ensemble npt --temperature 300,600 --pressure 0 --steps 100 si.xyz -o traj.xyz")
      .example("run-md --potential si.nnp --temperature 300 --steps 50 --on-extrapolation ignore si.xyz -o traj.xyz");
  parser.read(arguments);
  options.dynamics.check(parser);
  cli::meaning_of("thermo-columns", [&] { md::check_thermo_columns(options.thermo_columns); });
  for (const auto* name : {"thermo", "thermo-columns", "binary"}) {
    if (parser.given(name) && options.thermo_output.path.empty()) fail_usage("--{} needs --thermo-output", name);
  }
  if (options.thermo_output.path == "-" && options.output.path == "-") {
    fail_usage("trajectory and thermo table both go to standard output, expected --output or another --thermo-output");
  }
  return options;
}

// The frame to start from, and where it stood, for messages.
struct Start {
  Frame frame;
  std::string place;
};

// The stream is read to its end, which shows that it is whole.
Start read_start(const Options& options) {
  io::FrameReader reader{options.input};
  Frame frame;
  Start start;
  std::int64_t frames = 0;
  while (reader.next(frame)) {
    ++frames;
    if (options.frame == 0 && frames == 2) fail("{}, expected one frame alone, or --frame to choose", reader.place());
    if (options.frame <= 0 || options.frame == frames) start = {frame, reader.place()};
  }
  if (frames < options.frame) fail("{} is the last, expected frame {}", reader.place(), options.frame);
  return start;
}

md::State state_to_run(const Frame& start, const Options& options) {
  start.check();
  md::State state = md::state_of(start);
  Random random{options.dynamics.seed};
  options.dynamics.set_velocities(state, start, random);
  md::check_ensemble(options.dynamics.meaning(), state);
  return state;
}

// Calls the progress bar.
class Meter final : public md::Observer {
 public:
  explicit Meter(std::int64_t steps) : x_progress{"run-md", "steps", static_cast<std::size_t>(steps)} {}
  bool see(const md::Moment& moment) override {
    x_progress.update(static_cast<std::size_t>(moment.step));
    return true;
  }

 private:
  cli::Progress x_progress;
};

void run(const Options& options) {
  const auto potential = potential::load(options.potential);
  const Start given = read_start(options);
  const Frame& start = given.frame;
  const auto place = [&] { return given.place; };
  md::State state = with_place(place, [&] { return state_to_run(start, options); });
  const double skin = std::isnan(options.skin) ? md::default_skin(start.units) : options.skin;
  potential::Evaluator evaluator{*potential, skin};
  with_place(place, [&] { evaluator.set_atoms(start); });
  const auto integrator = md::make_integrator(options.dynamics.meaning());

  md::ExtrapolationWatch watch{*potential, options.watch, options.on_extrapolation == "stop", cli::warn};
  const bool watched = potential->has_range() && options.on_extrapolation != "ignore";
  md::Trajectory trajectory{options.output.path, start, options.every, options.steps};
  std::optional<md::ThermoTable> thermo;
  if (!options.thermo_output.path.empty()) {
    auto columns = options.thermo_columns;
    if (columns.empty())
      columns = md::default_thermo_columns(state, md::has_thermostat(options.dynamics.ensemble), watched);
    with_place(place, [&] {
      thermo.emplace(options.thermo_output.path, options.thermo, state, options.thermo_output.encoding(), columns,
                     watched ? &watch.outside() : nullptr);
    });
  }
  std::int64_t last = 0;
  {
    Meter meter{options.steps};
    // The watch comes first: the table shows what it has just found.
    std::vector<md::Observer*> observers;
    if (watched) observers.push_back(&watch);
    if (thermo) observers.push_back(&*thermo);
    observers.push_back(&trajectory);
    observers.push_back(&meter);
    last = with_place(place, [&] {
      return md::run(state, evaluator, *integrator, {options.dynamics.timestep, options.steps}, observers);
    });
  }
  if (watch.stopped()) trajectory.write({last, md::time_of(last, options.dynamics.timestep), state, evaluator});
  if (thermo) thermo->close();
  trajectory.close();
  if (watch.stopped()) fail_criterion("ended at step {} of {}: {}", last, options.steps, watch.summary());
  if (watched && !watch.summary().empty()) cli::warn(watch.summary());
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
