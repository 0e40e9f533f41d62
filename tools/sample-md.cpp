// sample-md: training samples from molecular dynamics with a reference potential.
#include <algorithm>
#include <cmath>
#include <optional>

#include "base/shown_units.hpp"
#include "cli/dynamics_options.hpp"
#include "cli/program.hpp"
#include "io/extxyz.hpp"
#include "md/atom_selection.hpp"
#include "md/safety_watch.hpp"
#include "md/sampler.hpp"
#include "potential/registry.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string input = "-";
  std::string potential, on_extrapolation;
  cli::DynamicsOptions dynamics;
  double cutoff = std::nan("");
  std::int64_t steps = 1000, equilibrate = 0, atoms = 0;
  md::Sampling sampling;
  std::optional<Element> element;
  bool whole_frames = false;
  cli::OutputOption output;
};

Options parse(cli::Arguments arguments) {
  Options options;
  constexpr cli::Bounds count{0, 9e15};
  constexpr cli::Bounds interval{1, 9e15};
  std::string alpha = "1";
  std::string element;
  bool no_sampling = false;
  cli::Parser parser{"sample-md", "Sample molecular dynamics with a reference potential."};
  parser.positional(options.input, "FILE", "initial frames, one run each").potential(options.potential);
  options.dynamics.declare(parser);
  parser.option("steps", options.steps, "N", "number of steps", count)
      .option("equilibrate", options.equilibrate, "N", "number of steps before the first sample", count)
      .option(
          "alpha", alpha, "F",
          "force above which an atom is sampled at every step, eV/Å: a number, or one per element as in Si=1.0,O=2.0")
      .option("tau-max", options.sampling.tau_max, "N", "largest number of steps between two samples of an atom",
              {1, 1e9})
      .flag("no-sampling", no_sampling, "sample every step, or as --every says, at any force")
      .option("every", options.sampling.every, "N", "steps between samples with --no-sampling", interval)
      .option("atoms", options.atoms, "N", "number of random atoms to sample; 0: one, with --whole-frames all", count)
      .option("element", element, "SYMBOL", "sample only atoms of this element")
      .option("cutoff", options.cutoff, "LENGTH",
              "reach of a sample; default: cutoff of the potential, at least 6 Å (in reduced units the cutoff)",
              cli::length)
      .flag("whole-frames", options.whole_frames,
            "write the whole frame with energy, forces and stress when an atom is sampled")
      .on_extrapolation(options.on_extrapolation)
      .threads()
      .output(options.output)
      .rewrites()
      .description(
          "A sample is one atom with its neighbourhood, the atom first, without cell, labelled with its site energy. "
          "An atom under a force F is sampled every τ steps: τ = 1 if F is above alpha, else alpha/F rounded down, and "
          "at most tau-max; τ is updated every tau-max steps.")
      .example(
          "sample-md --potential Si.sw --temperature 500 --timestep 0.001 --steps 200 --alpha 1.0 --tau-max 10 --atoms "
          "5 "
          "si.xyz > samples.xyz")
      .example(
          "sample-md --potential Si.sw --temperature 500 --steps 50 --no-sampling --every 10 --whole-frames si.xyz");
  parser.essential({"temperature", "timestep", "steps", "equilibrate", "alpha", "tau-max", "no-sampling", "every",
                    "atoms", "element", "cutoff", "whole-frames"});
  parser.read(arguments);
  options.dynamics.complete(parser);
  options.sampling.by_force = !no_sampling;
  options.sampling.alphas = cli::meaning_of("alpha", [&] { return md::parse_alphas(alpha); });
  if (!element.empty()) options.element = cli::meaning_of("element", [&] { return element_of(element); });
  if (parser.given("every") && !no_sampling) fail_usage("--every needs --no-sampling");
  for (const auto* name : {"alpha", "tau-max"}) {
    if (parser.given(name) && no_sampling) fail_usage("--{} and --no-sampling exclude each other", name);
  }
  if (parser.given("cutoff") && options.whole_frames) fail_usage("--cutoff and --whole-frames exclude each other");
  return options;
}

// Shows how far the run of a frame is, equilibration included.
class Meter final : public md::Observer {
 public:
  explicit Meter(const Options& options)
      : x_progress{"sample-md", "steps", static_cast<std::size_t>(options.steps + options.equilibrate)} {}
  bool see(const md::Moment& moment) override {
    if (moment.step > 0) x_progress.update(++x_done);
    return true;
  }

 private:
  cli::Progress x_progress;
  std::size_t x_done = 0;
};

std::vector<std::size_t> atoms_of(const Frame& start, const Options& options, Random& random) {
  const Element* element = options.element ? &*options.element : nullptr;
  auto count = static_cast<std::size_t>(options.atoms);
  if (count == 0 && options.whole_frames) {
    count = start.size();
    if (element != nullptr)
      count = static_cast<std::size_t>(std::count(start.elements.begin(), start.elements.end(), *element));
  }
  return md::choose_atoms(start, std::max<std::size_t>(count, 1), element, random);
}

double reach_of(const potential::Potential& potential, const Options& options) {
  if (!std::isnan(options.cutoff)) return options.cutoff;
  // Symmetry functions of metals and oxides see to about 6 Å, often farther than the potential they learn.
  return std::max(potential.cutoff(), by_style(potential.units(), 6.0, 0.0));
}

md::SafetyLimits limits_of(const md::State& state, const Options& options) {
  const auto& held = options.dynamics.temperature;
  return {potential::RangeLimit::by(potential::on_extrapolation_of(options.on_extrapolation)),
          {options.potential.find("zbl:") == std::string::npos, true},
          md::hottest_allowed(state, held.empty() ? 0 : *std::ranges::max_element(held))};
}

// Throws Error with status criterion for a run that is no physics any more; what it sampled before is good.
void sample(const Frame& start, std::uint64_t number, const potential::Potential& potential, const Options& options,
            const md::Sink& sink) {
  Random velocities{options.dynamics.seed, 2 * number};
  Random choice{options.dynamics.seed, 2 * number + 1};
  md::State state = md::state_of(start);
  options.dynamics.set_velocities(state, start, velocities);
  // Noise of its own for each of the two parts; a ramp belongs to the second.
  auto before = options.dynamics.meaning(2 * number + 1);
  before.temperature.to = before.temperature.from;
  before.pressure.to = before.pressure.from;
  const auto ensemble = options.dynamics.meaning(2 * number);
  md::check_ensemble(ensemble, state);
  potential::Evaluator evaluator{potential, md::default_skin(start.units)};
  evaluator.set_atoms(start);
  constexpr std::int64_t watch_every = 10;
  md::SafetyWatch safety{potential, start, watch_every, limits_of(state, options), cli::warn};
  const auto run = [&](md::Integrator& integrator, std::int64_t steps, std::vector<md::Observer*> observers) {
    if (options.on_extrapolation != "ignore") observers.insert(observers.begin(), &safety);
    const auto last = md::run(state, evaluator, integrator, {options.dynamics.timestep, steps}, observers);
    if (safety.stopped()) fail_criterion("ended at step {} of {}: {}", last, steps, safety.reason());
  };
  Meter meter{options};
  if (options.equilibrate > 0) {
    run(*md::make_integrator(before), options.equilibrate, {&meter});
  }
  md::Schedule schedule{options.sampling, start, atoms_of(start, options, choice)};
  std::unique_ptr<md::Observer> sampler;
  if (options.whole_frames) {
    sampler = std::make_unique<md::FrameSampler>(std::move(schedule), start, sink);
  } else {
    sampler = std::make_unique<md::SiteSampler>(std::move(schedule), start, reach_of(potential, options), sink);
  }
  run(*md::make_integrator(ensemble), options.steps, {sampler.get(), &meter});
}

void run(const Options& options) {
  const auto potential = potential::load(options.potential);
  io::FrameReader reader{options.input};
  io::FrameWriter writer{options.output.path};
  const md::Sink sink = [&](const Frame& frame) { writer.write(frame); };
  Frame start;
  std::optional<Error> ended;
  for (std::uint64_t number = 0; !ended && reader.next(start); ++number) {
    try {
      with_place([&] { return reader.place(); },
                 [&] {
                   start.check();
                   if (const auto mask = md::unheeded_mask(start); number == 0 && !mask.empty()) {
                     cli::warn(mask + ": all atoms move");
                   }
                   sample(start, number, *potential, options, sink);
                 });
    } catch (const Error& error) {
      if (error.status() != ExitStatus::criterion) throw;
      ended = error;
    }
  }
  writer.close();
  if (ended) throw *ended;
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
