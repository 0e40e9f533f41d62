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
  // The start frame and what the potential's file holds stand for their names; how often a restart file comes, and
  // which frame of its file a run began with, may change.
  constexpr std::string_view others[] = {"potential", "frame", "restart", "restart-every", "spread-frames"};
  std::error_code none;
  const bool file = std::filesystem::is_regular_file(options.potential, none);
  std::vector<std::pair<std::string, std::string>> settings{
      {"start", md::hash_of_start(start)},
      {"potential", file ? hash_of_file(options.potential) : one_line(options.potential)}};
  const bool ends_with_it =
      options.dynamics.temperature.size() > 1 || options.dynamics.pressure.size() > 1 || options.every == 0;
  for (const auto& [name, value] : options.canonical) {
    if (std::ranges::find(others, name) != std::end(others) || (name == "steps" && !ends_with_it)) continue;
    settings.emplace_back(name, one_line(value));
  }
  if (!ends_with_it) settings.emplace_back("steps", "any");
  // The format follows from the output's name: told first is what was typed.
  const auto at = [&](const char* name) {
    return std::ranges::find_if(settings, [&](const auto& setting) { return setting.first == name; });
  };
  if (const auto format = at("format"), output = at("output"); format < output) std::rotate(format, output, output + 1);
  return settings;
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
