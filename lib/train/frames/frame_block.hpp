// One frame as training sees it: descriptors of its atoms, and how forces and stress depend on their gradients.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <vector>

#include "atoms/cell.hpp"
#include "atoms/vec3.hpp"
#include "descriptor/jacobian.hpp"
#include "descriptor/scaling.hpp"

namespace nnpipe::train {

// What is kept of a frame that was read, arrays in memory of choice. Energies in eV, lengths in Å (or all reduced).
struct TrainingFrame {
  explicit TrainingFrame(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : positions{memory}, species{memory}, forces{memory}, atom_weights{memory} {}
  Cell cell;
  std::pmr::vector<Vec3> positions;
  std::pmr::vector<int> species;  // index into the model's elements
  bool site = false;              // a site sample: the first atom's energy alone
  bool has_energy = false;
  double energy = 0;                      // total, or of the site
  std::pmr::vector<Vec3> forces;          // empty: not to be fitted
  std::pmr::vector<double> atom_weights;  // of the atoms' forces in the loss; empty: 1 each
  bool has_stress = false;
  double stress[6] = {};  // xx yy zz xy xz yz, tension positive, energy/volume
  double weight = 1;      // of the frame in the loss
  std::string place;      // "si.xyz: frame 17"

  std::size_t bytes() const {
    return (positions.size() + forces.size()) * sizeof(Vec3) + species.size() * sizeof(int) +
           atom_weights.size() * sizeof(double);
  }
  double atom_weight(std::size_t atom) const { return atom_weights.empty() ? 1 : atom_weights[atom]; }
  std::size_t atoms() const { return site ? 1 : positions.size(); }  // whose energies add up to `energy`
};

// Atoms of one species in one frame. Row 3k + c is the force on atom k along axis c, rows 3N … 3N + 5 are the stress:
// row r = Σ_p direction_p · ∇_G E(sample_p) over its terms first[r] … first[r + 1] − 1. Forces before stress; either
// may be left out. Arrays in memory of choice.
struct SpeciesBlock {
  std::pmr::vector<int> atoms;          // in the frame
  std::pmr::vector<double> inputs;      // functions × atoms
  std::pmr::vector<int> sample;         // of each term, index into `atoms`
  std::pmr::vector<double> direction;   // functions × terms: −∂G_i/∂r_k for forces
  std::pmr::vector<std::size_t> first;  // rows + 1

  SpeciesBlock copy_in(std::pmr::memory_resource* memory) const {
    return {{atoms, memory}, {inputs, memory}, {sample, memory}, {direction, memory}, {first, memory}};
  }
};

struct FrameBlock {
  std::vector<SpeciesBlock> species;
  std::size_t rows = 0;
  std::size_t bytes() const;
};

// Makes blocks of frames, on any thread.
class BlockMaker {
 public:
  // One set an element; elements are the species.
  BlockMaker(const std::vector<descriptor::Set>& sets, std::span<const Element> elements);

  std::size_t species() const { return x_calculators.size(); }
  std::size_t functions(std::size_t element) const { return x_calculators[element].size(); }
  double cutoff() const { return x_cutoff; }

  // Unscaled inputs; `directions`: rows for the frame's forces and stress too. Throws Error for coincident atoms.
  void make(const TrainingFrame& frame, bool directions, FrameBlock& block) const;
  // The same without directions, of inputs that are known: of each species one after the other, as make() has them.
  void put_inputs(const TrainingFrame& frame, std::span<const double> inputs, FrameBlock& block) const;

 private:
  struct Near;
  void begin(const TrainingFrame& frame, FrameBlock& block) const;
  void inputs(const Near& near, std::size_t e, SpeciesBlock& block) const;
  std::vector<std::vector<int>> acting(const Near& near, const SpeciesBlock& block, std::size_t labelled) const;
  void directions(const TrainingFrame& frame, const Near& near, std::size_t e, std::size_t rows,
                  SpeciesBlock& block) const;

  std::vector<descriptor::JacobianCalculator> x_calculators;
  double x_cutoff = 0;
};

}  // namespace nnpipe::train
