#include "train/frames/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/shown_units.hpp"
#include "train/frames/frame_checks.hpp"
#include "train/frames/guards.hpp"
#include "train/frames/lone_atoms.hpp"
#include "train/frames/plausible.hpp"
#include "train/frames/set_design.hpp"
#include "train/frames/short_range.hpp"
#include "train/frames/structure_hash.hpp"

namespace nnpipe::train {

namespace {

// Frames, of all evenly, by which symmetry functions are chosen where none are given.
constexpr std::size_t most_designing_frames = 256;

// Å, or reduced: an atom without another as near is isolated, where the functions and their cutoff are still to be
// chosen.
constexpr double isolated_reach = 8;

// Frames as they come: isolated atoms aside, each goes to the data, and what is met is counted.
class Reading {
 public:
  Reading(const FrameOptions& options, std::size_t memory, double reach)
      : lone{reach}, x_options{options}, x_memory{memory} {}

  FrameData by_set(io::FrameReader& frames, const descriptor::SetFile& sets) {
    FrameData data{sets, x_options.labels, x_memory};
    for_frames(frames, [&](const Frame& frame, const std::string& place) { add(frame, place, data); });
    expect_structures(frames);
    if (data.size() > 0) {
      warn_of_neighbours(data.frame(0).cell, data.frame(0).positions.size(), data.maker().cutoff(), sets.units);
    }
    return data;
  }

  // All frames are in memory while the functions are chosen.
  FrameData by_design(io::FrameReader& frames, descriptor::SetFile& sets) {
    descriptor::Survey survey;
    std::vector<std::pair<Frame, std::string>> read;
    for_frames(frames, [&](const Frame& frame, const std::string& place) {
      with_place([&] { return place; }, [&] { survey.add(frame); });
      read.emplace_back(frame, place);
    });
    expect_structures(frames);
    if (!read.empty()) {
      const Frame& first = read.front().first;
      warn_of_neighbours(first.cell, first.size(), x_options.design.cutoff, first.units);
    }
    SetDesignOptions designing;
    designing.design = x_options.design;
    std::vector<Frame> some;
    const std::size_t stride = std::max<std::size_t>(1, read.size() / most_designing_frames);
    for (std::size_t f = 0; f < read.size(); f += stride) some.push_back(read[f].first);
    sets = x_options.own_functions ? descriptor::design(survey, x_options.design)
                                   : design_sets(survey, some, designing).file;
    FrameData data{sets, x_options.labels, x_memory};
    for (auto& [frame, place] : read) {
      add(frame, place, data);
      frame = {};
    }
    return data;
  }

  LoneAtoms lone;
  std::size_t stressed = 0, unlabelled = 0, replayed = 0;  // frames
  std::string unlabelled_example;

 private:
  void expect_structures(const io::FrameReader& frames) const {
    if (x_taken > 0 || frames.frames() == 0) return;
    fail("{}: no frame is more than an isolated atom, which is a reference, expected structures with neighbours, too",
         frames.place());
  }

  // The frames to fit, then those of an earlier fit.
  template <typename Take>
  void for_frames(io::FrameReader& frames, const Take& take) {
    for (io::FrameReader* reader : {&frames, x_options.replay}) {
      if (reader == nullptr) continue;
      for (const Frame& frame : *reader) {
        if (lone.take(frame, reader->place())) continue;
        ++x_taken;
        stressed += frame.virial ? 1 : 0;
        replayed += reader == &frames ? 0 : 1;
        take(frame, reader->place());
      }
    }
  }

  void add(const Frame& frame, const std::string& place, FrameData& data) {
    if (data.add(frame, place)) return;
    if (unlabelled++ == 0) unlabelled_example = place;
  }

  void warn_of_neighbours(const Cell& cell, std::size_t atoms, double cutoff, UnitStyle units) const {
    const auto line = x_options.warn ? too_many_neighbours(cell, atoms, cutoff, units) : "";
    if (!line.empty()) x_options.warn(line);
  }

  const FrameOptions& x_options;
  std::size_t x_memory, x_taken = 0;  // frames that are no isolated atoms
};

std::string cost_of(const FrameData& data, std::size_t memory) {
  const auto cost = data.cost();
  const double room = static_cast<double>(memory) - static_cast<double>(data.frame_bytes());
  std::string words = fmt::format("{} frames, their descriptors {:.3g} MB and {:.2g} s of one thread", data.size(),
                                  1e-6 * cost.bytes, cost.seconds);
  if (cost.bytes > room) {
    words += fmt::format("; about {:.0f} % are kept, the others lie on disk as far as there is room",
                         std::clamp(100 * room / cost.bytes, 0.0, 100.0));
  }
  if (data.disk_bytes() > 0) {
    words += fmt::format("; {:.3g} MB of the frames lie on disk", 1e-6 * static_cast<double>(data.disk_bytes()));
  }
  return words;
}

std::string counts_of(const FrameData& data, std::size_t replayed) {
  const auto& counts = data.counts();
  std::string words =
      fmt::format("{} frames: {} with an energy, {} with forces", data.size(), counts.energies, counts.forces);
  if (data.labels().stress) words += fmt::format(", {} with a stress", counts.stresses);
  if (replayed > 0) words += fmt::format("; {} of them replayed", replayed);
  return words;
}

void warn_and_say(const FrameOptions& options, const FrameData& data, UnitStyle units, const Reading& reading,
                  std::size_t memory) {
  if (options.warn) {
    if (reading.unlabelled > 0) {
      options.warn(fmt::format("{} frames have none of the labels that are fitted and are left out, the first is {}",
                               reading.unlabelled, reading.unlabelled_example));
    }
    if (options.labels.energies && !data.labels().energies) {
      options.warn(
          "no frame has an energy: those of the potential lack a constant for each element, which differences between "
          "compositions need; --no-energies is for that");
    }
    for (const auto& line : suspicions(data, units)) options.warn(line);
    for (const auto& line : implausible(data, units)) options.warn(line);
  }
  if (!options.say) return;
  options.say(counts_of(data, reading.replayed));
  if (!reading.lone.empty()) {
    options.say(fmt::format("energies of isolated atoms, in {}, taken as references: {}", units_of(units).energy_name,
                            reading.lone.words()));
  }
  if (reading.stressed > 0 && !data.labels().stress) {
    options.say(
        fmt::format("{} of {} frames have a stress, which is not fitted: --stress", reading.stressed, data.size()));
  }
  if (!options.own_functions) options.say(cost_of(data, memory));
}

// Reference energies, and how far the best constants are above them.
struct Offsets {
  std::vector<double> offsets, shifts;
};

std::vector<double> given_offsets(const FrameOptions& options, const std::vector<Element>& elements) {
  std::vector<double> offsets;
  for (const auto& [symbol, energy] : options.offsets) {
    if (std::none_of(elements.begin(), elements.end(),
                     [&wanted = symbol](Element e) { return e.symbol() == wanted; })) {
      fail("an offset is given for {}, which the set does not have", symbol);
    }
  }
  for (const Element element : elements) {
    const auto given = std::find_if(options.offsets.begin(), options.offsets.end(),
                                    [&](const auto& pair) { return pair.first == element.symbol(); });
    if (given == options.offsets.end()) fail("no offset is given for element {}", element.symbol());
    offsets.push_back(given->second);
  }
  return offsets;
}

// Given, else of the start, else by least squares. Isolated atoms say what part of that is the atom's own: the rest is
// a constant of the network's output.
Offsets offsets_of(const FrameOptions& options, const FitOptions& fit, const FrameData& data, const LoneAtoms& lone,
                   const std::vector<std::size_t>& training) {
  const auto& elements = data.elements();
  Offsets all{{}, std::vector<double>(elements.size())};
  if (fit.start != nullptr) {
    for (const auto& element : fit.start->elements) all.offsets.push_back(element.energy_offset);
    // Of another number of elements the start is refused where it is taken over.
    all.offsets.resize(elements.size());
  } else if (!options.offsets.empty()) {
    all.offsets = given_offsets(options, elements);
  } else {
    all.offsets = data.least_squares_offsets(training);
    for (std::size_t e = 0; e < elements.size(); ++e) {
      const auto energy = lone.energy(elements[e]);
      if (!energy) continue;
      all.shifts[e] = all.offsets[e] - *energy;
      all.offsets[e] = *energy;
    }
  }
  return all;
}

std::optional<potential::Zbl> repulsion_of(const FrameOptions& options, const FitOptions& fit, const FrameData& data,
                                           UnitStyle units, const std::vector<potential::PairDistance>& shortest) {
  if (fit.start != nullptr) {
    if (options.zbl && fit.start->zbl != options.zbl) fail("the start has another core repulsion, or none");
    return fit.start->zbl;
  }
  if (options.zbl || !options.zbl_auto || !is_physical(units)) return options.zbl;
  return wall_of(data.elements(), shortest);
}

// The start's, lower where these frames are nearer.
std::vector<potential::PairDistance> with_those_of(const potential::Model& start,
                                                   std::vector<potential::PairDistance> shortest) {
  for (auto& pair : shortest) {
    const double before = start.shortest_distance(pair.first, pair.second);
    if (before > 0) pair.distance = std::min(pair.distance, before);
  }
  for (const auto& pair : start.shortest) {
    const auto same = [&](const auto& p) {
      return (p.first == pair.first && p.second == pair.second) || (p.first == pair.second && p.second == pair.first);
    };
    if (std::none_of(shortest.begin(), shortest.end(), same)) shortest.push_back(pair);
  }
  return shortest;
}

}  // namespace

FrameProblem read_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& given,
                         const FrameOptions& options, const FitOptions& fit) {
  const std::size_t memory = options.memory == 0 ? physical_memory() / 2 : options.memory;
  descriptor::SetFile sets = given.value_or(descriptor::SetFile{});
  double reach = options.design.cutoff > 0 ? options.design.cutoff : isolated_reach;
  for (std::size_t e = 0; e < sets.sets.size(); ++e) reach = std::max(e == 0 ? 0 : reach, sets.sets[e].cutoff());
  Reading reading{options, memory, reach};
  FrameData data = given ? reading.by_set(frames, sets) : reading.by_design(frames, sets);
  if (!options.labels.energies && !options.labels.forces && !options.labels.forces_if_any && !options.labels.stress) {
    fail("nothing to fit: neither energies nor forces nor stress");
  }
  data.check_labels();
  warn_and_say(options, data, sets.units, reading, memory);
  auto shortest = shortest_distances(data);
  const auto zbl = repulsion_of(options, fit, data, sets.units, shortest);
  if (zbl) take_off(*zbl, data);
  if (fit.start != nullptr) shortest = with_those_of(*fit.start, std::move(shortest));
  // A fit of its own functions holds out one group after the other.
  const double part = fit.validation.value_or(options.own_functions ? usual_validation : held_out_part(data.size()));
  Split split = split_samples(data.size(), part, fit.seed, "frames");
  auto [offsets, shifts] = offsets_of(options, fit, data, reading.lone, split.training);
  data.subtract_offsets(offsets);
  // A wall that somebody has set by hand reaches into the data: its energy is none that they lack.
  if (zbl && zbl->outer == 0 && options.zbl_auto && !options.zbl)
    data.add_guards(guards(data, *zbl, 1e-3 * options.energy_scale));
  FrameProblem problem{std::move(sets),     std::move(data), std::move(offsets), std::move(shifts), zbl,
                       std::move(shortest), std::move(split)};
  problem.memory = memory;
  problem.replayed = reading.replayed;
  problem.references = reading.lone.words();
  return problem;
}

LossScales loss_scales(const FrameOptions& options, const FrameLabels& labels, UnitStyle units) {
  const double stress = shown_units(units).stress.factor;
  return {labels.energies ? 1e-3 * options.energy_scale : 0, labels.forces ? 1e-3 * options.force_scale : 0,
          labels.stress ? options.stress_scale / stress : 0};
}

std::map<std::string, std::string> structures_of(const FrameData& data) {
  std::map<std::string, std::string> structures;
  std::vector<Element> elements;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    elements.clear();
    for (const int species : frame.species) elements.push_back(data.elements()[static_cast<std::size_t>(species)]);
    structures.emplace(structure_hash(frame.cell, frame.positions, elements), frame.place);
  }
  return structures;
}

}  // namespace nnpipe::train
