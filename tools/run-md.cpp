// run-md: molecular dynamics with any potential.
#include <optional>

#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/committee_spread.hpp"
#include "md/restart.hpp"
#include "md/thermo.hpp"
#include "md/trajectory.hpp"
#include "potential/registry.hpp"
#include "run-md/last_words.hpp"
#include "run-md/meter.hpp"
#include "run-md/settings.hpp"
#include "run-md/watches.hpp"

using namespace nnpipe;
using run_md::Options;

namespace {

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
    if (options.frame == 0 && frames == 2) {
      fail("{}: several frames, expected one alone, or --frame to choose",
           options.input == "-" ? "stdin" : options.input);
    }
    if (options.frame <= 0 || options.frame == frames) start = {frame, reader.place()};
  }
  if (frames < options.frame) fail("{} is the last, --frame asks for {}", reader.place(), options.frame);
  return start;
}

std::optional<md::Restart> read_restart(const Frame& start, const Options& options) {
  if (options.restart.empty()) return std::nullopt;
  auto restart = md::read_restart(options.restart);
  if (!restart) return std::nullopt;
  md::check_settings(options.restart, *restart, run_md::settings_of(start, options), run_md::setting_in_words);
  if (restart->step > options.steps) {
    fail("{}: is at step {}, expected at most the {} of --steps", options.restart, restart->step, options.steps);
  }
  return restart;
}

void run(const Options& options) {
  const auto potential = potential::load(options.potential);
  const Start given = read_start(options);
  const Frame& start = given.frame;
  const auto place = [&] { return given.place; };
  const double skin = std::isnan(options.skin) ? md::default_skin(start.units) : options.skin;
  potential::Evaluator evaluator{*potential, skin};
  // First of all whether the potential is one for these atoms.
  with_place(place, [&] { evaluator.set_atoms(start); });
  md::State state = with_place(place, [&] { return run_md::state_to_run(start, options); });
  const auto integrator = md::make_integrator(options.dynamics.meaning());
  md::ExtrapolationWatch watch{*potential, options.watch, options.on_extrapolation == "stop", cli::warn,
                               options.stop_beyond};
  const bool watched = potential->has_range() && options.on_extrapolation != "ignore";
  auto spread = run_md::spread_watch(*potential, start, options);

  const auto before = read_restart(start, options);
  std::optional<io::Standing> trajectory_standing, thermo_standing;
  if (!options.restart.empty()) trajectory_standing = thermo_standing = io::Standing{};
  std::optional<run_md::LastWords> last_words;
  if (!options.restart.empty()) last_words.emplace(options, before ? before->step : 0);
  if (before) {
    md::take_up(*before, state, evaluator, *integrator);
    watch.recall(before->watch);
    trajectory_standing = before->trajectory;
    thermo_standing = before->thermo;
  }

  md::Trajectory trajectory{
      options.output.path,
      start,
      {options.every, options.steps, options.format == "lammps-dump", options.wrap, trajectory_standing}};
  std::optional<md::ThermoTable> thermo;
  if (!options.thermo_output.path.empty()) {
    auto columns = options.thermo_columns;
    if (columns.empty())
      columns =
          md::default_thermo_columns(state, md::has_thermostat(options.dynamics.ensemble), watched, spread != nullptr);
    const auto* outside = watched ? &watch.outside() : nullptr;
    const auto& output = options.thermo_output;
    with_place(place, [&] {
      if (thermo_standing) {
        thermo.emplace(output.path, options.thermo, state, output.encoding(), columns, outside, *thermo_standing);
      } else {
        thermo.emplace(output.path, options.thermo, state, output.encoding(), columns, outside);
      }
    });
  }
  std::optional<md::RestartWriter> restart;
  if (!options.restart.empty()) {
    restart.emplace(
        options.restart, options.restart_every, options.steps, run_md::settings_of(start, options),
        [&](md::Restart& now) {
          now.trajectory = trajectory.sync();
          if (thermo) now.thermo = thermo->sync();
          now.watch = watch.memory();
        },
        [&](std::int64_t step) { last_words->tell(step); });
  }
  if (spread) trajectory.show_spread(spread->spread().atoms);
  if (spread && thermo) thermo->show_spread(spread->spread());
  std::int64_t last = 0;
  {
    run_md::Meter meter{options, before ? before->step : 0};
    // The watch comes first: the table shows what it has just found. The restart file knows what all have done.
    std::vector<md::Observer*> observers;
    if (watched) observers.push_back(&watch);
    if (spread) observers.push_back(&*spread);
    if (thermo) observers.push_back(&*thermo);
    observers.push_back(&trajectory);
    if (restart) observers.push_back(&*restart);
    observers.push_back(&meter);
    last = with_place(place, [&] {
      return md::run(state, evaluator, *integrator,
                     {options.dynamics.timestep, options.steps, before ? before->step : 0}, observers);
    });
  }
  const bool disputed = spread && spread->stopped();
  if (watch.stopped() || disputed) {
    const md::Moment end{last, md::time_of(last, options.dynamics.timestep), state, evaluator};
    if (spread) spread->evaluate(end);
    trajectory.write(end);
  }
  last_words.reset();
  if (thermo) thermo->close();
  trajectory.close();
  if (spread) spread->close();
  if (!watch.stopped() && !disputed) run_md::tell_of_ramp(state, options);
  if (watch.stopped()) fail_criterion("ended at step {} of {}: {}", last, options.steps, watch.summary());
  if (disputed) fail_criterion("ended at step {} of {}: {}", last, options.steps, spread->summary());
  if (spread && !spread->summary().empty()) cli::warn(spread->summary());
  if (watched && !watch.summary().empty()) cli::warn(watch.summary());
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, run_md::parse, run); }
