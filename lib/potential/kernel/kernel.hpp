// The force kernel: a network potential of symmetry functions, one atom a SIMD lane, threads over blocks of atoms.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "potential/neural/model.hpp"
#include "potential/potential.hpp"

namespace nnpipe::potential {

enum class Precision {
  full,    // "double"
  single,  // "single": distances, sums over atoms and forces in double, all between in float
  mixed,   // "mixed": as single where the network bears it within 1e-5 eV/Å of double, else double
};

std::string to_string(Precision precision);
// Throws Error for a name that is none.
Precision parse_precision(std::string_view name);

// The precision of kernels made after this, by those who are not asked for one; double at the start.
Precision default_precision();
void set_default_precision(Precision precision);

// A model of symmetry functions. The same bits for any number of threads. Throws Error if the model does not pass
// check().
PotentialPtr make_kernel_potential(const Model& model, Precision precision = default_precision());
// The mean of models with same_functions(), as a Committee if there are several: symmetry functions once for all.
PotentialPtr make_kernel_potential(std::span<const Model> models, Precision precision = default_precision());
// Whether models of symmetry functions have the same elements with the same functions, each in the same order.
bool same_functions(const Model& a, const Model& b);

// Values of symmetry functions by the same kernel, in double. Thread-safe.
class SymmetryFunctions {
 public:
  // The functions of an atom are those of the set with its element as centre; none where there is no such set.
  SymmetryFunctions(std::span<const descriptor::Set> sets, std::span<const Element> species);
  ~SymmetryFunctions();
  SymmetryFunctions(SymmetryFunctions&&) noexcept;

  double cutoff() const;                // the largest, Å
  std::size_t size(int species) const;  // functions of an atom of this species
  // Rows of `stride` numbers, one a local atom: the atom's functions in the order of its set, the rest left alone.
  void values(AtomsView atoms, NeighboursView neighbours, std::span<double> out, std::size_t stride) const;

 private:
  struct Data;
  std::unique_ptr<const Data> x_data;
};

}  // namespace nnpipe::potential
