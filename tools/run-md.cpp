// run-md: molecular dynamics with any potential.
#include <optional>

#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/restart.hpp"
#include "potential/registry.hpp"
#include "run-md/meter.hpp"
#include "run-md/outputs.hpp"
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

// Ends the run at the step at which a signal came.
class InterruptWatch final : public md::Observer {
 public:
  bool see(const md::Moment&) override { return cli::Interruption::signal() == 0; }
};

[[noreturn]] void end_interrupted(int signal, std::int64_t step, const Options& options,
                                  const run_md::Outputs& outputs) {
  const auto names = outputs.names();
  cli::end_by_signal(signal, fmt::format("interrupted at step {} of {}{}{}{}", step, options.steps,
                                         names.empty() ? "" : "; kept: ", names,
                                         outputs.goes_on() ? "; the same command line resumes from there" : ""));
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
  run_md::Watches watches{*potential, start, state, options};
  const auto before = read_restart(start, options);
  if (before) {
    md::take_up(*before, state, evaluator, *integrator);
    watches.recall(before->watch);
  }
  const std::int64_t first = before ? before->step : 0;
  run_md::Outputs outputs = with_place(place, [&] { return run_md::Outputs{start, state, options, watches, before}; });
  run_md::Meter meter{options, first};
  InterruptWatch interrupt;
  std::vector<md::Observer*> observers = watches.observers();
  for (md::Observer* output : outputs.observers()) observers.push_back(output);
  observers.push_back(&meter);
  observers.push_back(&interrupt);

  const cli::Interruption interruption;
  std::int64_t last = 0;
  try {
    last = with_place(place, [&] {
      return md::run(state, evaluator, *integrator, {options.dynamics.timestep, options.steps, first}, observers);
    });
  } catch (const md::BlownUp& error) {
    outputs.close();
    watches.close();
    const auto history = watches.history();
    fail_criterion("{}{}{}", error.what(), history.empty() ? "" : "; ", history);
  }
  const md::Moment end{last, md::time_of(last, options.dynamics.timestep), state, evaluator, integrator.get()};
  const int signal = last < options.steps && !watches.stopped() ? cli::Interruption::signal() : 0;
  if (signal != 0) outputs.keep(end);
  if (watches.stopped()) {
    watches.evaluate_last(end);
    outputs.write_last(end);
  }
  outputs.close();
  watches.close();
  if (signal != 0) end_interrupted(signal, last, options, outputs);
  if (watches.stopped()) fail_criterion("ended at step {} of {}: {}", last, options.steps, watches.reason());
  run_md::warn_of_ramp(state, options);
  watches.warn_of_the_rest();
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, run_md::parse, run); }
