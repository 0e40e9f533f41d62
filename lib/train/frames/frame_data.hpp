// The frames of a fit: labels checked and referred to lone atoms, descriptors kept as far as memory goes.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "base/hash.hpp"
#include "descriptor/set.hpp"
#include "train/frames/frame_block.hpp"
#include "train/frames/input_transform.hpp"
#include "train/frames/spill.hpp"

namespace nnpipe::train {

// What is taken of the frames: each gives what it has of it.
struct FrameLabels {
  bool energies = true;
  bool forces = false;
  bool stress = false;
  std::vector<std::pair<std::string, double>> type_weights;  // config_type → weight in the loss; others 1
  bool forces_if_any = false;                                // forces, too, if any frame has them
  std::string weight_key{};    // of the frames' own weights, beside those of their types; empty: none
  std::string atom_weights{};  // column of the weights of single atoms' forces; empty: none
};

// How many frames gave what.
struct LabelCounts {
  std::size_t energies = 0, forces = 0, stresses = 0;  // frames
};

// Γ = ½ Σ over the parts of the weighted mean of (Δ/scale)²: energies per atom, force components, stress components.
// A part with scale 0 is left out. In the frames' own units: eV, eV/Å, eV/Å³.
struct LossScales {
  double energy = 1e-3, force = 20e-3, stress = 1e-3;
};

class FrameData {
 public:
  // The elements of the sets, in their order, are the species. A quarter of `memory` bytes, 0: any number, is for the
  // frames themselves; others lie on disk.
  FrameData(const descriptor::SetFile& sets, FrameLabels labels, std::size_t memory = 0);

  // False, and the frame is passed over: it has none of the labels that are taken. Throws Error, with `place` in front:
  // units that differ, an element without functions, a frame without atoms, a weight that is no number.
  bool add(const Frame& frame, std::string place);
  // When all are there; from now on labels() has only what some frame gives. Throws Error for weights of a config_type
  // that no frame has, weights that are all 0, and a label asked for that no frame has.
  void check_labels();
  const LabelCounts& counts() const { return x_counts; }
  // Frames that hold a fit up where there are no data (guards.hpp), before describe(): they follow those that were
  // read, and are in none of their numbers.
  void add_guards(std::vector<TrainingFrame> guards);
  std::size_t guards() const { return x_frames.size() - x_read; }
  // Their weights become so many times those that they came with.
  void weigh_guards(double factor);
  // After transform(): computes and keeps what networks see of the guards, which describe() passes over.
  void describe_guards();
  std::size_t size() const { return x_read; }
  const TrainingFrame& frame(std::size_t f) const { return x_frames[f]; }
  const std::vector<Element>& elements() const { return x_elements; }
  const FrameLabels& labels() const { return x_labels; }
  const BlockMaker& maker() const { return x_maker; }

  // E0 of each element with the least Σ (E − Σ_i E0_i)² over the frames `chosen` that have an energy; what they leave
  // open is split evenly. Zero without energies.
  std::vector<double> least_squares_offsets(const std::vector<std::size_t>& chosen) const;
  // Takes energy, forces and virial of something else off the labels of a frame, as far as it has them.
  void subtract(std::size_t f, double energy, std::span<const Vec3> forces, const Virial& virial);
  // Takes the lone atoms' energies off those of all frames.
  void subtract_offsets(const std::vector<double>& offsets);

  // What describe() would cost, found by a few frames: all bytes, were none left out, and seconds of one thread.
  struct Cost {
    double bytes = 0, seconds = 0;
  };
  Cost cost() const;
  // Computes all descriptors, and keeps them with their derivatives for as many frames as `memory` bytes hold. Several
  // processes divide the descriptors among them and tell each other; derivatives each of them makes, and keeps, of the
  // frames that it comes to ask for.
  void describe(std::size_t memory);
  // Statistics of the functions of one element over the frames `chosen`; throws Error if they have no such atom.
  descriptor::ScalingLearner learn(std::size_t element, const std::vector<std::size_t>& chosen) const;
  // Of the functions of one element, scaled, over the same atoms.
  std::vector<double> covariance(std::size_t element, const std::vector<std::size_t>& chosen,
                                 const InputTransform& scaling) const;
  // To be called once, after describe(): inputs and directions become what the networks see, one entry an element. What
  // describe() had no room for goes to disk, as far as half of the room there goes; with several processes it is
  // computed anew each time.
  void transform(std::vector<InputTransform> transforms);
  void scale(const std::vector<std::vector<descriptor::ColumnScaling>>& scaling);

  // Other sets of the same elements: descriptors of those before are gone.
  void replace_sets(const descriptor::SetFile& sets);

  // The block of a frame: the one kept, else `spare` filled anew. Any thread.
  const FrameBlock& block(std::size_t f, FrameBlock& spare) const;
  // Everything that was read, for knowing it again.
  void add_to(Hash& hash) const;
  std::size_t kept() const;                           // frames with derivatives that are not computed anew each time
  std::size_t bytes() const { return x_bytes; }       // of their blocks
  std::size_t frame_bytes() const { return x_held; }  // of the frames themselves, in memory
  std::size_t disk_bytes() const { return x_spill->bytes() + x_block_spill->bytes(); }  // on disk, of both

 private:
  void take_weight(const Frame& frame, TrainingFrame& out);
  void share_inputs();
  void spill_blocks();
  void make_block(std::size_t f, FrameBlock& block) const;
  const FrameBlock& keep(std::size_t f, FrameBlock& made) const;
  template <typename Use>
  void for_inputs(const std::vector<std::size_t>& chosen, const Use& use) const;

  FrameLabels x_labels;
  LabelCounts x_counts;
  bool x_weighted = false;        // a frame has the key of weights
  std::vector<char> x_types_met;  // one a type with a weight
  std::size_t x_memory, x_held = 0;
  std::unique_ptr<Spill> x_spill = std::make_unique<Spill>();        // outlives the frames
  std::unique_ptr<Spill> x_block_spill = std::make_unique<Spill>();  // outlives their blocks
  UnitStyle x_units;
  std::vector<Element> x_elements;
  BlockMaker x_maker;
  std::vector<std::vector<std::string>> x_names;  // of functions
  std::vector<TrainingFrame> x_frames;
  std::size_t x_read = 0;  // frames; guards follow
  double x_guard_factor = 1;
  // What is kept of each frame. Several processes keep more while they compute: only whole blocks may then be looked at
  // without the lock.
  enum Held : char { nothing, inputs, whole };
  mutable std::vector<FrameBlock> x_blocks;
  mutable std::vector<char> x_held_of;
  Held held(std::size_t f) const {
    return static_cast<Held>(std::atomic_ref{x_held_of[f]}.load(std::memory_order_acquire));
  }
  std::unique_ptr<std::mutex> x_lock = std::make_unique<std::mutex>();
  std::vector<InputTransform> x_transforms;
  std::size_t x_budget = 0;
  mutable std::size_t x_bytes = 0;
};

// A frame of the data as others see it: elements, no labels.
Frame plain_frame(const FrameData& data, std::size_t f, UnitStyle units);

}  // namespace nnpipe::train
