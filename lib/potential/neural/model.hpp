// A fitted network with all it needs to be used: what an .nnp file holds.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "descriptor/scaling.hpp"
#include "descriptor/set.hpp"
#include "network/mlp.hpp"
#include "potential/committee.hpp"
#include "potential/zbl.hpp"

namespace nnpipe::potential {

// What enters the networks.
enum class InputKind {
  symmetry_functions,  // of each atom's neighbourhood; output its site energy
  distance,            // of a pair of atoms; output the pair's energy
  columns,             // of a table, whatever they mean: no potential
};

// How a pair potential ends at the cutoff; it is 0 beyond.
enum class PairEnd {
  truncated,      // V_NN(r)
  shifted,        // V_NN(r) − V_NN(r_c)
  force_shifted,  // V_NN(r) − V_NN(r_c) − (r − r_c) V_NN′(r_c)
};

// A network's output y as the quantity itself: offset + factor · y.
struct TargetScaling {
  std::string name;  // "energy", or a table's column
  double offset = 0;
  double factor = 1;

  double apply(double y) const { return offset + factor * y; }
  friend bool operator==(const TargetScaling&, const TargetScaling&) = default;
};

// One network and what stands before and behind it. Kinds `distance` and `columns` have exactly one.
struct ElementModel {
  Element element;                                // centre atom; distance: of both atoms; columns: unused
  descriptor::Set set;                            // symmetry functions only, else empty
  std::vector<descriptor::ColumnScaling> inputs;  // one an input, in order; low … high is the training range
  network::Mlp network;
  std::vector<TargetScaling> targets;  // one an output; one alone unless the kind is columns
  double energy_offset = 0;            // eV, energy of the lone atom, added to each site energy
  std::vector<double> linear{};        // symmetry functions only: weights of the scaled inputs, added to y; empty: none
  std::size_t degree = 1;  // columns only: the network takes all products of scaled inputs up to so many factors
};

// The shortest distance of two elements in the training frames.
struct PairDistance {
  Element first, second;
  double distance;  // Å
  friend bool operator==(const PairDistance&, const PairDistance&) = default;
};

// The fewest neighbours within the cutoff that an atom of an element had in the training frames.
struct FewestNeighbours {
  Element element;
  std::size_t neighbours;
  friend bool operator==(const FewestNeighbours&, const FewestNeighbours&) = default;
};

struct Model {
  UnitStyle units = UnitStyle::metal;
  InputKind kind = InputKind::symmetry_functions;
  std::vector<ElementModel> elements;     // species 0, 1 …
  double cutoff = 0;                      // distance only, Å; else that of the sets
  PairEnd pair_end = PairEnd::truncated;  // distance only
  std::optional<Zbl> zbl;                 // core repulsion on top of the networks; not for columns
  std::vector<PairDistance> shortest;     // of pairs of elements that meet in the training frames, each once
  std::vector<FewestNeighbours> fewest;   // of elements, each once
  Dispute dispute;                        // of the committee that the model is a member of
  std::vector<std::string> made_by;       // provenance, oldest first

  std::vector<Element> species() const;
  // 0: not known.
  double shortest_distance(Element a, Element b) const;
  std::size_t fewest_neighbours(Element element) const;
  // Of species by number, as Potential has them.
  double shortest_distance(int a, int b) const;
  std::string function_name(int species, int function) const;

  // How far an atom sees through the networks, Å: the cutoff of a pair potential, the largest one of the symmetry
  // functions.
  double range() const;
  // Throws Error naming what does not fit: sizes of set, scaling and network, a doubled element, numbers not finite.
  void check() const;
};

// What all members of a committee say of their spread; nothing where they do not agree, as of models that were fitted
// one by one.
Dispute dispute_of(std::span<const Model> members);

}  // namespace nnpipe::potential
