// What a run starts in and is made of, by its options.
#include "settings.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "md/atom_selection.hpp"
#include "md/restart.hpp"

namespace nnpipe::run_md {

namespace {

void hold(md::State& state, const Frame& start, std::string_view atoms, Vec3 velocity) {
  const auto chosen = md::select_atoms(start, atoms);
  state.held.resize(state.size(), 0);
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (chosen[i] == 0) continue;
    if (state.held[i] != 0) fail("atom {} is held by --fix already, expected other atoms", i + 1);
    state.held[i] = 1;
    state.velocities[i] = velocity;
  }
}

void hold_atoms(md::State& state, const Frame& start, const Options& options) {
  if (const auto mask = md::unheeded_mask(start); options.fix.empty() && !mask.empty())
    cli::warn(mask + ": --fix holds atoms");
  if (!options.fix.empty()) cli::meaning_of("fix", [&] { hold(state, start, options.fix, {}); });
  if (options.move.empty()) return;
  cli::meaning_of("move", [&] {
    const auto parts = split(options.move, ':');
    const auto numbers = split(parts.back(), ',');
    if (parts.size() != 2 || numbers.size() != 3) fail("expected ATOMS:VX,VY,VZ, got {}", nnpipe::quoted(options.move));
    Vec3 velocity;
    for (int k = 0; k < 3; ++k) velocity[k] = to_finite(numbers[static_cast<std::size_t>(k)], "a velocity");
    hold(state, start, parts[0], velocity);
  });
}

std::string spread_text(const Options& options) {
  std::string text;
  for (const double bound : options.force_spread) text += (text.empty() ? "" : ",") + to_text(bound);
  return text;
}

std::string yes_or_no(bool flag) { return flag ? "yes" : "no"; }

// The restart file keeps a setting in a line, whatever a file is called.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

md::State state_to_run(const Frame& start, const Options& options) {
  start.check();
  md::State state = md::state_of(start);
  hold_atoms(state, start, options);
  Random random{options.dynamics.seed};
  options.dynamics.set_velocities(state, start, random);
  if (options.zero_momentum) md::remove_drift(state);
  md::check_ensemble(options.dynamics.meaning(), state);
  return state;
}

std::vector<std::pair<std::string, std::string>> settings_of(const Frame& start, const Options& options) {
  const auto ensemble = options.dynamics.meaning();
  const auto ramp = [](const md::Ramp& r) {
    return r.from == r.to ? to_text(r.from) : to_text(r.from) + "," + to_text(r.to);
  };
  const bool ramps =
      ensemble.temperature.from != ensemble.temperature.to || ensemble.pressure.from != ensemble.pressure.to;
  std::error_code none;
  const bool file = std::filesystem::is_regular_file(options.potential, none);
  return {{"start", md::hash_of_start(start)},
          {"potential", file ? hash_of_file(options.potential) : one_line(options.potential)},
          {"ensemble", ensemble.name},
          {"temperature", options.dynamics.temperature.empty() ? "" : ramp(ensemble.temperature)},
          {"pressure", ramp(ensemble.pressure)},
          {"velocities", to_text(options.dynamics.velocities)},
          {"timestep", to_text(options.dynamics.timestep)},
          {"tau-t", to_text(ensemble.tau_t)},  // after the time step, of which their defaults are multiples
          {"tau-p", to_text(ensemble.tau_p)},
          {"seed", std::to_string(ensemble.seed)},
          {"skin", to_text(options.skin)},
          {"fix", one_line(options.fix)},
          {"move", one_line(options.move)},
          {"zero-momentum", yes_or_no(options.zero_momentum)},
          {"output", one_line(options.output.path)},
          {"every", std::to_string(options.every)},
          {"format", options.format},
          {"wrap", yes_or_no(options.wrap)},
          {"thermo-output", one_line(options.thermo_output.path)},
          {"thermo", std::to_string(options.thermo)},
          {"thermo-columns", one_line(join(options.thermo_columns, ","))},
          {"binary", yes_or_no(options.thermo_output.binary)},
          {"watch", std::to_string(options.watch)},
          {"on-extrapolation", options.on_extrapolation},
          {"stop-beyond", to_text(options.stop_beyond)},
          {"force-spread", spread_text(options)},
          {"steps", ramps || options.every == 0 ? std::to_string(options.steps) : "any"}};
}

std::string setting_in_words(const std::string& name) {
  static const std::map<std::string, std::string> words{
      {"start", "start frame"},
      {"potential", "potential"},
      {"steps", "--steps, on which its ramps or its last frame depend"}};
  const auto found = words.find(name);
  return found == words.end() ? "" : found->second;
}

}  // namespace nnpipe::run_md
