// What a run starts in and is made of, by its options.
#include "settings.hpp"

#include <filesystem>
#include <map>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "md/restart.hpp"
#include "md/selection.hpp"

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
  for (const double bound : options.force_spread) text += " spread " + to_text(bound);
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
  const auto ramp = [](const md::Ramp& r) { return to_text(r.from) + "," + to_text(r.to); };
  const bool ramps =
      ensemble.temperature.from != ensemble.temperature.to || ensemble.pressure.from != ensemble.pressure.to;
  std::error_code none;
  const bool file = std::filesystem::is_regular_file(options.potential, none);
  return {{"start", md::hash_of_start(start)},
          {"potential", file ? hash_of_file(options.potential) : options.potential},
          {"ensemble", ensemble.name},
          {"temperature", ramp(ensemble.temperature)},
          {"pressure", ramp(ensemble.pressure)},
          {"tau", to_text(ensemble.tau_t) + "," + to_text(ensemble.tau_p)},
          {"velocities", to_text(options.dynamics.velocities)},
          {"timestep", to_text(options.dynamics.timestep)},
          {"seed", std::to_string(ensemble.seed)},
          {"skin", to_text(options.skin)},
          {"held", options.fix + " " + options.move + (options.zero_momentum ? " zero-momentum" : "")},
          {"trajectory", fmt::format("{} {} {} {}", options.output.path, options.every, options.format, options.wrap)},
          {"thermo", fmt::format("{} {} {} {}", options.thermo_output.path, options.thermo,
                                 join(options.thermo_columns, ","), options.thermo_output.binary)},
          {"watch", fmt::format("{} {}{}", options.watch, options.on_extrapolation,
                                options.stop_beyond > 0 ? " " + to_text(options.stop_beyond) : "") +
                        spread_text(options)},
          {"steps", ramps || options.every == 0 ? std::to_string(options.steps) : "any"}};
}

std::string setting_in_words(const std::string& name) {
  static const std::map<std::string, std::string> words{
      {"start", "start frame"},
      {"potential", "potential"},
      {"tau", "--tau-t or --tau-p"},
      {"velocities", "--velocities"},
      {"skin", "--skin"},
      {"held", "--fix, --move or --zero-momentum"},
      {"trajectory", "--output, --every, --format or --wrap"},
      {"thermo", "--thermo-output, --thermo, --thermo-columns or --binary"},
      {"watch", "--watch, --on-extrapolation, --stop-beyond or --force-spread"},
      {"steps", "--steps, on which its ramps or its last frame depend"}};
  const auto found = words.find(name);
  return found == words.end() ? "" : found->second;
}

}  // namespace nnpipe::run_md
