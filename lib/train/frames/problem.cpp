#include "train/frames/problem.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.hpp"
#include "train/frames/frame_checks.hpp"
#include "train/frames/plausible.hpp"
#include "train/frames/repulsion.hpp"
#include "train/frames/set_design.hpp"
#include "train/frames/structure_hash.hpp"

namespace nnpipe::train {

namespace {

// Frames, of all evenly, by which symmetry functions are chosen where none are given.
constexpr std::size_t most_designing_frames = 256;

std::size_t physical_memory() {
  return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// Frames as they come: each goes to the data less the repulsion, and is counted.
class Reading {
 public:
  Reading(const FrameOptions& options, std::optional<potential::Zbl> zbl, std::size_t memory)
      : x_options{options}, x_memory{memory}, x_repulsion{zbl} {}

  FrameData by_set(io::FrameReader& frames, const descriptor::SetFile& sets) {
    FrameData data{sets, x_options.labels, x_memory};
    for (const Frame& frame : frames) {
      stressed += frame.virial ? 1 : 0;
      data.add(x_repulsion.taken_from(frame, frames.place()), frames.place());
    }
    if (data.size() > 0) {
      warn_of_neighbours(data.frame(0).cell, data.frame(0).positions.size(), data.maker().cutoff(), sets.units);
    }
    return data;
  }

  // All frames are in memory while the functions are chosen.
  FrameData by_design(io::FrameReader& frames, descriptor::SetFile& sets) {
    descriptor::Survey survey;
    std::vector<std::pair<Frame, std::string>> read;
    for (const Frame& frame : frames) {
      with_place([&] { return frames.place(); }, [&] { survey.add(frame); });
      stressed += frame.virial ? 1 : 0;
      read.emplace_back(frame, frames.place());
    }
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
      data.add(x_repulsion.taken_from(frame, place), place);
      frame = {};
    }
    return data;
  }

  std::size_t stressed = 0;  // frames with a stress

 private:
  void warn_of_neighbours(const Cell& cell, std::size_t atoms, double cutoff, UnitStyle units) const {
    const auto line = x_options.warn ? too_many_neighbours(cell, atoms, cutoff, units) : "";
    if (!line.empty()) x_options.warn(line);
  }

  const FrameOptions& x_options;
  std::size_t x_memory;
  Repulsion x_repulsion;
};

std::string cost_of(const FrameData& data, std::size_t memory) {
  const auto cost = data.cost();
  const double room = static_cast<double>(memory) - static_cast<double>(data.frame_bytes());
  std::string words = fmt::format("{} frames, their descriptors {:.3g} MB and {:.2g} s of one thread", data.size(),
                                  1e-6 * cost.bytes, cost.seconds);
  if (cost.bytes > room) {
    words += fmt::format("; about {:.0f} % are kept, the others computed anew each time",
                         std::clamp(100 * room / cost.bytes, 0.0, 100.0));
  }
  if (data.disk_bytes() > 0) {
    words += fmt::format("; {:.3g} MB of the frames lie on disk", 1e-6 * static_cast<double>(data.disk_bytes()));
  }
  return words;
}

void warn_and_say(const FrameOptions& options, const FrameData& data, UnitStyle units, std::size_t stressed,
                  std::size_t memory) {
  if (options.warn) {
    for (const auto& line : suspicions(data, units)) options.warn(line);
    for (const auto& line : implausible(data, units)) options.warn(line);
  }
  if (!options.say) return;
  if (stressed > 0 && !data.labels().stress) {
    options.say(fmt::format("{} of {} frames have a stress, which is not fitted: --stress", stressed, data.size()));
  }
  if (!options.own_functions) options.say(cost_of(data, memory));
}

// Given, else of the start, else by least squares.
std::vector<double> offsets_of(const FrameOptions& options, const FitOptions& fit, const FrameData& data,
                               const std::vector<std::size_t>& training) {
  std::vector<double> offsets;
  const auto& elements = data.elements();
  if (fit.start != nullptr) {
    for (const auto& element : fit.start->elements) offsets.push_back(element.energy_offset);
    // Of another number of elements the start is refused where it is taken over.
    offsets.resize(elements.size());
    return offsets;
  }
  if (options.offsets.empty()) return data.least_squares_offsets(training);
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

std::optional<potential::Zbl> repulsion_of(const FrameOptions& options, const FitOptions& fit) {
  if (fit.start == nullptr) return options.zbl;
  if (options.zbl && fit.start->zbl != options.zbl) fail("the start has another core repulsion, or none");
  return fit.start->zbl;
}

}  // namespace

FrameProblem read_frames(io::FrameReader& frames, const std::optional<descriptor::SetFile>& given,
                         const FrameOptions& options, const FitOptions& fit) {
  const std::size_t memory = options.memory == 0 ? physical_memory() / 2 : options.memory;
  const auto zbl = repulsion_of(options, fit);
  Reading reading{options, zbl, memory};
  descriptor::SetFile sets = given.value_or(descriptor::SetFile{});
  FrameData data = given ? reading.by_set(frames, sets) : reading.by_design(frames, sets);
  const auto& labels = data.labels();
  if (!labels.energies && !labels.forces && !labels.stress) {
    fail("nothing to fit: neither energies nor forces nor stress");
  }
  data.check_labels();
  warn_and_say(options, data, sets.units, reading.stressed, memory);
  Split split = split_samples(data.size(), fit.validation, fit.seed, "frames");
  auto offsets = offsets_of(options, fit, data, split.training);
  data.subtract_offsets(offsets);
  return {std::move(sets), std::move(data), std::move(offsets), zbl, std::move(split), memory};
}

LossScales loss_scales(const FrameOptions& options, const FrameLabels& labels, UnitStyle units) {
  const double stress = units == UnitStyle::metal ? electronvolt_per_angstrom3_in_gigapascal : 1;
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
