#include "train/frames/frame_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// Of the room on disk, what blocks may take at most.
constexpr double part_of_disk = 0.5;

int species_of(const std::vector<Element>& elements, const Frame& frame, std::size_t atom) {
  const auto found = std::find(elements.begin(), elements.end(), frame.elements[atom]);
  if (found != elements.end()) return static_cast<int>(found - elements.begin());
  std::string named;
  for (const auto element : elements) named.append(" ").append(element.symbol());
  fail("atom {}: the set has no functions centred on {}, it has:{}", atom + 1, frame.elements[atom].symbol(), named);
}

// Weights of the single atoms' forces, from a column of numbers.
void take_atom_weights(const Frame& frame, const std::string& name, TrainingFrame& out) {
  const auto column =
      std::find_if(frame.columns.begin(), frame.columns.end(), [&](const ExtraColumn& c) { return c.name == name; });
  if (column == frame.columns.end()) return;
  if (column->width != 1) fail("column {}: expected one weight an atom, got {}", quoted(name), column->width);
  for (const auto& word : column->values) {
    const double weight = to_finite(word, "weight");
    if (weight < 0) fail("column {}: expected weights not below 0, got {}", quoted(name), word);
    check_strength(fmt::format("column {}", quoted(name)), weight);
    out.atom_weights.push_back(weight);
  }
}

void take_labels(const Frame& frame, const FrameLabels& labels, TrainingFrame& out) {
  if (const auto& energy = frame.site_energy ? frame.site_energy : frame.energy; labels.energies && energy) {
    out.has_energy = true;
    out.energy = *energy;
  }
  if ((labels.forces || labels.forces_if_any) && !out.site && !frame.forces.empty()) {
    out.forces.assign(frame.forces.begin(), frame.forces.end());
    if (!labels.atom_weights.empty()) take_atom_weights(frame, labels.atom_weights, out);
  }
  if (labels.stress && frame.virial && frame.cell.exists()) {
    const double by_volume = -1 / frame.cell.volume();
    const auto& w = *frame.virial;
    const std::array parts{w.xx, w.yy, w.zz, w.xy, w.xz, w.yz};
    for (std::size_t v = 0; v < 6; ++v) out.stress[v] = by_volume * parts[v];
    out.has_stress = true;
  }
}

void check_sizes(const TrainingFrame& frame) {
  constexpr double largest = 1e15;
  const auto check = [largest](std::string_view what, double value) {
    if (!(std::abs(value) <= largest)) fail("{} of {:.4g}, expected a size up to {}", what, value, largest);
  };
  if (frame.has_energy) check("an energy", frame.energy);
  for (std::size_t i = 0; i < frame.forces.size(); ++i) {
    if (!(reach_of(frame.forces[i]) <= largest))
      check(fmt::format("atom {}: a force", i + 1), reach_of(frame.forces[i]));
  }
  for (const double component : frame.stress) {
    if (frame.has_stress) check("a stress", component);
  }
}

}  // namespace

FrameData::FrameData(const descriptor::SetFile& sets, FrameLabels labels, std::size_t memory)
    : x_labels{std::move(labels)},
      x_types_met(x_labels.type_weights.size(), 0),
      x_memory{memory},
      x_units{sets.units},
      x_elements{sets.centres()},
      x_maker{sets.sets, x_elements} {
  for (const auto& set : sets.sets) {
    x_names.push_back(set.column_names());
    for (const auto element : set.neighbours()) {
      if (std::find(x_elements.begin(), x_elements.end(), element) == x_elements.end()) {
        fail("the set has functions of neighbours {}, but none centred on them", element.symbol());
      }
    }
  }
}

bool FrameData::add(const Frame& frame, std::string place) {
  const bool held = x_memory == 0 || x_held < x_memory / 4;
  TrainingFrame out{held ? std::pmr::get_default_resource() : x_spill.get()};
  with_place([&] { return place; },
             [&] {
               check_same_units(x_units, "the set", frame.units, "the frame");
               if (frame.size() == 0) fail("the frame has no atoms");
               out.cell = frame.cell;
               out.positions.assign(frame.positions.begin(), frame.positions.end());
               out.species.reserve(frame.size());
               out.site = frame.site_energy.has_value();
               for (std::size_t i = 0; i < frame.size(); ++i) out.species.push_back(species_of(x_elements, frame, i));
               take_labels(frame, x_labels, out);
               check_sizes(out);
               take_weight(frame, out);
             });
  if (!out.has_energy && out.forces.empty() && !out.has_stress) return false;
  x_counts.energies += out.has_energy ? 1 : 0;
  x_counts.forces += out.forces.empty() ? 0 : 1;
  x_counts.stresses += out.has_stress ? 1 : 0;
  out.place = std::move(place);
  if (held) x_held += out.bytes();
  x_frames.push_back(std::move(out));
  ++x_read;
  return true;
}

void FrameData::add_guards(std::vector<TrainingFrame> guards) {
  for (auto& guard : guards) {
    x_held += guard.bytes();
    x_frames.push_back(std::move(guard));
  }
}

void FrameData::weigh_guards(double factor) {
  for (std::size_t f = x_read; f < x_frames.size(); ++f) x_frames[f].weight *= factor / x_guard_factor;
  x_guard_factor = factor;
}

void FrameData::describe_guards() {
  const network::SingleThreadedBlas blas;
  parallel_for({guards(), 1}, [&](std::size_t, std::size_t g, std::size_t) {
    const std::size_t f = x_read + g;
    if (held(f) == whole) return;
    x_maker.make(x_frames[f], false, x_blocks[f]);
    for (std::size_t e = 0; e < x_elements.size(); ++e) x_transforms[e].apply(x_blocks[f].species[e]);
    x_held_of[f] = whole;
  });
}

void FrameData::take_weight(const Frame& frame, TrainingFrame& out) {
  if (const auto* type = frame.find_info("config_type")) {
    for (std::size_t t = 0; t < x_types_met.size(); ++t) {
      const auto& [name, weight] = x_labels.type_weights[t];
      if (name != *type) continue;
      out.weight = weight;
      x_types_met[t] = 1;
    }
  }
  if (x_labels.weight_key.empty()) return;
  const auto* own = frame.find_info(x_labels.weight_key);
  if (own == nullptr) return;
  const double weight = to_finite(*own, x_labels.weight_key);
  if (weight < 0) fail("key {}: expected a weight not below 0, got {}", quoted(x_labels.weight_key), *own);
  check_strength(fmt::format("key {}", quoted(x_labels.weight_key)), weight);
  out.weight *= weight;
  x_weighted = true;
}

void FrameData::check_labels() {
  for (std::size_t t = 0; t < x_types_met.size(); ++t) {
    if (x_types_met[t] == 0)
      fail("no frame has the config_type {}, which has a weight", x_labels.type_weights[t].first);
  }
  if (!x_labels.weight_key.empty() && !x_weighted)
    fail("no frame has the key {} of weights", quoted(x_labels.weight_key));
  const auto none = [&](const auto& is) { return std::none_of(x_frames.begin(), x_frames.end(), is); };
  if (!x_labels.atom_weights.empty() && none([](const auto& frame) { return !frame.atom_weights.empty(); })) {
    fail("no frame with forces has the column {} of weights", quoted(x_labels.atom_weights));
  }
  if (x_labels.stress && x_counts.stresses == 0) fail("no frame has a stress, expected some in a fit to the stress");
  if (x_labels.forces && x_counts.forces == 0) {
    const bool sites = !x_frames.empty() && none([](const auto& frame) { return !frame.site; });
    if (sites) fail("site samples have no forces, expected some frames in a fit to forces");
    fail("no frame has forces, expected some in a fit to forces");
  }
  if (none([](const TrainingFrame& frame) { return frame.weight > 0; })) fail("the weight of every frame is 0");
  x_labels.energies = x_counts.energies > 0;
  x_labels.forces = x_counts.forces > 0;
}

void FrameData::add_to(Hash& hash) const {
  const auto add = [&](const void* memory, std::size_t size) { hash.add({static_cast<const char*>(memory), size}); };
  for (const auto& frame : x_frames) {
    const double numbers[] = {frame.energy,    frame.weight,    frame.stress[0], frame.stress[1],
                              frame.stress[2], frame.stress[3], frame.stress[4], frame.stress[5]};
    add(numbers, sizeof numbers);
    add(frame.positions.data(), frame.positions.size() * sizeof(Vec3));
    add(frame.forces.data(), frame.forces.size() * sizeof(Vec3));
    add(frame.species.data(), frame.species.size() * sizeof(int));
    if (!frame.atom_weights.empty()) add(frame.atom_weights.data(), frame.atom_weights.size() * sizeof(double));
    for (const Vec3& edge : frame.cell.vectors) add(&edge, sizeof edge);
  }
}

void FrameData::replace_sets(const descriptor::SetFile& sets) {
  x_maker = BlockMaker{sets.sets, x_elements};
  x_names.clear();
  for (const auto& set : sets.sets) x_names.push_back(set.column_names());
  x_blocks.clear();
  x_block_spill = std::make_unique<Spill>();
  x_held_of.clear();
  x_transforms.clear();
}

std::vector<double> FrameData::least_squares_offsets(const std::vector<std::size_t>& chosen) const {
  std::vector<double> offsets(x_elements.size());
  std::vector<std::size_t> with_energy;
  for (const std::size_t f : chosen) {
    if (x_frames[f].has_energy) with_energy.push_back(f);
  }
  if (with_energy.empty()) return offsets;
  arma::mat counts(with_energy.size(), x_elements.size());
  arma::vec energies(with_energy.size());
  for (std::size_t row = 0; row < with_energy.size(); ++row) {
    const auto& frame = x_frames[with_energy[row]];
    // Per atom: a large frame says no more than a small one.
    const auto n = static_cast<double>(frame.atoms());
    for (std::size_t i = 0; i < frame.atoms(); ++i) counts(row, static_cast<arma::uword>(frame.species[i])) += 1 / n;
    energies[row] = frame.energy / n;
  }
  // The pseudo-inverse: one composition alone leaves the split between elements open.
  const network::SingleThreadedBlas blas;
  const arma::vec solution = arma::pinv(counts) * energies;
  std::copy(solution.begin(), solution.end(), offsets.begin());
  return offsets;
}

void FrameData::subtract(std::size_t f, double energy, std::span<const Vec3> forces, const Virial& virial) {
  auto& frame = x_frames[f];
  if (frame.has_energy) frame.energy -= energy;
  for (std::size_t i = 0; i < frame.forces.size(); ++i) frame.forces[i] = frame.forces[i] - forces[i];
  if (!frame.has_stress) return;
  const double by_volume = -1 / frame.cell.volume();
  const std::array parts{virial.xx, virial.yy, virial.zz, virial.xy, virial.xz, virial.yz};
  for (std::size_t v = 0; v < 6; ++v) frame.stress[v] -= by_volume * parts[v];
}

void FrameData::subtract_offsets(const std::vector<double>& offsets) {
  for (auto& frame : x_frames) {
    for (std::size_t i = 0; frame.has_energy && i < frame.atoms(); ++i) {
      frame.energy -= offsets[static_cast<std::size_t>(frame.species[i])];
    }
  }
}

FrameData::Cost FrameData::cost() const {
  Cost cost;
  const bool wanted = x_labels.forces || x_labels.stress;
  constexpr std::size_t tried = 3;
  const std::size_t count = std::min(tried, size());
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) {
    FrameBlock block;
    x_maker.make(x_frames[i * (size() - 1) / std::max<std::size_t>(1, count - 1)], wanted, block);
    cost.bytes += static_cast<double>(block.bytes());
  }
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double factor = static_cast<double>(size()) / static_cast<double>(std::max<std::size_t>(1, count));
  return {cost.bytes * factor, cost.seconds * factor};
}

void FrameData::describe(std::size_t memory) {
  const std::size_t all = size();
  x_blocks.assign(x_frames.size(), {});
  x_block_spill = std::make_unique<Spill>();
  x_held_of.assign(x_frames.size(), nothing);
  x_budget = memory;
  x_bytes = 0;
  if (process_count() > 1) return share_inputs();
  const bool wanted = x_labels.forces || x_labels.stress;
  std::size_t kept = 0;
  // Groups of frames: what exceeds the budget exceeds it by one group at most.
  constexpr std::size_t group = 64;
  for (std::size_t start = 0; start < all && (start == 0 || kept == start); start += group) {
    const std::size_t count = std::min(group, all - start);
    parallel_for({count, 1}, [&](std::size_t, std::size_t i, std::size_t) {
      x_maker.make(x_frames[start + i], wanted, x_blocks[start + i]);
    });
    for (std::size_t f = start; f < start + count; ++f) {
      const std::size_t bytes = x_blocks[f].bytes();
      if (kept < f || (x_bytes + bytes > memory && f > 0)) {
        x_blocks[f] = {};
        continue;
      }
      x_held_of[f] = whole;
      ++kept;
      x_bytes += bytes;
    }
  }
}

// As many frames' inputs as there is room for, all that follow from the processes' parts in order.
void FrameData::share_inputs() {
  constexpr std::size_t group = 256;
  for (std::size_t start = 0; start < size(); start += group) {
    const std::size_t count = std::min(group, size() - start);
    std::vector<std::size_t> first{0};  // numbers of each frame
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t numbers = 0;
      const auto& frame = x_frames[start + i];
      for (std::size_t k = 0; k < frame.atoms(); ++k) {
        numbers += x_maker.functions(static_cast<std::size_t>(frame.species[k]));
      }
      first.push_back(first.back() + numbers);
    }
    if (x_bytes + first.back() * sizeof(double) > x_budget) return;
    std::vector<double> values(first.back());
    shared_for({count, 1}, [&](std::size_t i, std::size_t, std::size_t) {
      auto& block = x_blocks[start + i];
      x_maker.make(x_frames[start + i], false, block);
      auto to = values.begin() + static_cast<std::ptrdiff_t>(first[i]);
      for (const auto& part : block.species) to = std::copy(part.inputs.begin(), part.inputs.end(), to);
    });
    std::vector<std::size_t> parts;
    for (std::size_t p = 0; p <= process_count(); ++p) parts.push_back(first[part_of(count, p).first]);
    share(values, parts);
    for (std::size_t i = 0; i < count; ++i) {
      auto& block = x_blocks[start + i];
      x_maker.put_inputs(x_frames[start + i], std::span{values}.subspan(first[i], first[i + 1] - first[i]), block);
      x_held_of[start + i] = inputs;
      x_bytes += block.bytes();
    }
  }
}

// use(block) of each frame with its inputs, not transformed, in order.
template <typename Use>
void FrameData::for_inputs(const std::vector<std::size_t>& chosen, const Use& use) const {
  constexpr std::size_t group = 64;
  std::vector<FrameBlock> spare(group);
  for (std::size_t start = 0; start < chosen.size(); start += group) {
    const std::size_t count = std::min(group, chosen.size() - start);
    parallel_for({count, 1}, [&](std::size_t, std::size_t i, std::size_t) {
      const std::size_t f = chosen[start + i];
      if (held(f) == nothing) x_maker.make(x_frames[f], false, spare[i]);
    });
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t f = chosen[start + i];
      use(held(f) == nothing ? spare[i] : x_blocks[f]);
    }
  }
}

descriptor::ScalingLearner FrameData::learn(std::size_t element, const std::vector<std::size_t>& chosen) const {
  descriptor::ScalingLearner learner{x_names[element]};
  const std::size_t functions = x_maker.functions(element);
  for_inputs(chosen, [&](const FrameBlock& block) {
    const auto& part = block.species[element];
    for (std::size_t i = 0; i < part.atoms.size(); ++i) {
      learner.add(std::span{part.inputs}.subspan(i * functions, functions));
    }
  });
  if (learner.rows() == 0) fail("no atom of element {} in the training frames", x_elements[element].symbol());
  return learner;
}

std::vector<double> FrameData::covariance(std::size_t element, const std::vector<std::size_t>& chosen,
                                          const InputTransform& scaling) const {
  const network::SingleThreadedBlas blas;
  const std::size_t n = x_maker.functions(element);
  std::vector<double> sum(n * n), mean(n);
  double rows = 0;
  // Scaled inputs have means near 0: their products lose nothing.
  for_inputs(chosen, [&](const FrameBlock& block) {
    const auto& part = block.species[element];
    SpeciesBlock copy;
    copy.atoms = part.atoms;
    copy.inputs = part.inputs;
    scaling.apply(copy);
    for (std::size_t i = 0; i < copy.inputs.size(); ++i) mean[i % n] += copy.inputs[i];
    rows += static_cast<double>(copy.atoms.size());
    network::gemm(network::Side::plain, network::Side::transposed, n, n, copy.atoms.size(), 1, copy.inputs.data(), n,
                  copy.inputs.data(), n, 1, sum.data(), n);
  });
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < n; ++i) sum[j * n + i] = sum[j * n + i] / rows - mean[i] / rows * (mean[j] / rows);
  }
  return sum;
}

void FrameData::transform(std::vector<InputTransform> transforms) {
  x_transforms = std::move(transforms);
  const network::SingleThreadedBlas blas;  // around the loop: the number of BLAS threads is one for the whole process
  parallel_for({x_frames.size(), 1}, [&](std::size_t f, std::size_t, std::size_t) {
    for (std::size_t e = 0; held(f) == whole && e < x_elements.size(); ++e) {
      x_transforms[e].apply(x_blocks[f].species[e]);
    }
  });
  // Inputs alone have served.
  for (std::size_t f = 0; f < x_frames.size(); ++f) {
    if (held(f) != inputs) continue;
    x_bytes -= x_blocks[f].bytes();
    x_blocks[f] = {};
    x_held_of[f] = nothing;
  }
  if (process_count() == 1 && (x_labels.forces || x_labels.stress)) spill_blocks();
}

// Of groups of frames that memory had no room for; what the disk has none for is computed anew each time.
void FrameData::spill_blocks() {
  constexpr std::size_t group = 64;
  const double room = part_of_disk * static_cast<double>(Spill::free_bytes());
  double used = 0;
  std::vector<FrameBlock> made(group);
  for (std::size_t start = 0; start < size(); start += group) {
    const std::size_t count = std::min(group, size() - start);
    parallel_for({count, 1}, [&](std::size_t, std::size_t i, std::size_t) {
      if (held(start + i) != whole) make_block(start + i, made[i]);
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (held(start + i) == whole) continue;
      used += static_cast<double>(made[i].bytes());
      if (used > room) return;
      auto& block = x_blocks[start + i];
      block.rows = made[i].rows;
      for (const auto& part : made[i].species) block.species.push_back(part.copy_in(x_block_spill.get()));
      x_held_of[start + i] = whole;
    }
  }
}

void FrameData::scale(const std::vector<std::vector<descriptor::ColumnScaling>>& scaling) {
  std::vector<InputTransform> transforms;
  for (const auto& columns : scaling) transforms.emplace_back(columns);
  transform(std::move(transforms));
}

void FrameData::make_block(std::size_t f, FrameBlock& block) const {
  x_maker.make(x_frames[f], true, block);
  for (std::size_t e = 0; e < x_elements.size(); ++e) x_transforms[e].apply(block.species[e]);
}

const FrameBlock& FrameData::block(std::size_t f, FrameBlock& spare) const {
  if (held(f) == whole) return x_blocks[f];
  make_block(f, spare);
  // One process has kept all that it has room for.
  return process_count() > 1 ? keep(f, spare) : spare;
}

std::size_t FrameData::kept() const {
  std::size_t kept = 0;
  for (std::size_t f = 0; f < std::min(size(), x_held_of.size()); ++f) kept += held(f) == whole ? 1 : 0;
  return kept;
}

const FrameBlock& FrameData::keep(std::size_t f, FrameBlock& made) const {
  const std::lock_guard lock{*x_lock};
  if (held(f) == whole) return x_blocks[f];  // another thread was faster
  FrameBlock copy = made;                    // without the room that `made` has for larger frames
  if (x_bytes + copy.bytes() > x_budget) return made;
  x_bytes += copy.bytes();
  x_blocks[f] = std::move(copy);
  std::atomic_ref{x_held_of[f]}.store(whole, std::memory_order_release);
  return x_blocks[f];
}

Frame plain_frame(const FrameData& data, std::size_t f, UnitStyle units) {
  const auto& from = data.frame(f);
  Frame frame;
  frame.units = units;
  frame.cell = from.cell;
  frame.positions.assign(from.positions.begin(), from.positions.end());
  for (const int species : from.species) frame.elements.push_back(data.elements()[static_cast<std::size_t>(species)]);
  return frame;
}

}  // namespace nnpipe::train
