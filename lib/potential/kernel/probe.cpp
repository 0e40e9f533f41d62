#include "potential/kernel/probe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "atoms/lattice.hpp"
#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::potential::kernel {

namespace {

struct Crystal {
  Frame frame;
  std::vector<int> species;  // of its atoms
  double far;                // how far out of the training range its first atoms are, 0 … 1
};

// About 60 atoms with neighbours at `distance`, Å, shaken as crystals are at room temperature; elements at random.
Crystal make_crystal(const char* lattice, int repeat, double by_distance, double distance, std::size_t elements) {
  LatticeOptions options;
  options.elements = {Element{1}};
  options.constant = by_distance * distance;
  Crystal crystal{repeated(make_lattice(lattice, options), {repeat, repeat, repeat}), {}, 0};
  Random random{1};
  rattle(crystal.frame, 0.04 * distance, random);
  for (std::size_t i = 0; i < crystal.frame.positions.size(); ++i) {
    crystal.species.push_back(static_cast<int>(random.below(elements)));
  }
  return crystal;
}

// Atoms with their neighbours as potentials take them.
struct Surroundings {
  explicit Surroundings(const Crystal& crystal, double cutoff) : list{cutoff, 0} {
    list.build(crystal.frame.cell, crystal.frame.positions);
    for (const int owner : list.owner()) species.push_back(crystal.species[static_cast<std::size_t>(owner)]);
  }
  AtomsView atoms(int local) const { return {list.positions(), species, local}; }
  NeighbourList list;
  std::vector<int> species;
};

class Probe {
 public:
  explicit Probe(const Model& model) : x_model{model}, x_functions{functions_of(model)}, x_cutoff{model.range()} {
    for (std::size_t s = 0; s < model.elements.size(); ++s) {
      x_stride = std::max(x_stride, x_functions.size(static_cast<int>(s)));
    }
  }

  // The three of least extrapolation.
  std::vector<Crystal> nearest_crystals() const {
    struct Kind {
      const char* lattice;
      int repeat;
      double by_distance;  // lattice constant over distance of neighbours
    };
    const Kind kinds[] = {
        {"diamond", 2, 4 / std::sqrt(3)}, {"sc", 4, 1}, {"bcc", 3, 2 / std::sqrt(3)}, {"fcc", 2, std::sqrt(2)}};
    std::vector<Crystal> found;
    for (const auto& kind : kinds) {
      for (double distance = 0.9 * x_cutoff; distance > std::max(0.2 * x_cutoff, 0.7); distance *= 0.95) {
        found.push_back(make_crystal(kind.lattice, kind.repeat, kind.by_distance, distance, x_model.elements.size()));
        found.back().far = how_far(found.back());
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const Crystal& a, const Crystal& b) { return a.far < b.far; });
    found.resize(std::min<std::size_t>(found.size(), 3));
    return found;
  }

  std::vector<Vec3> forces(const Crystal& crystal, const Potential& potential) const {
    const Surroundings around{crystal, x_cutoff};
    std::vector<Vec3> all(around.species.size()), own(crystal.species.size());
    Result result;
    result.force = all;
    potential.compute(around.atoms(around.list.local()), around.list.view(), {true, false, false}, result);
    around.list.fold(all, own);
    return own;
  }

 private:
  static SymmetryFunctions functions_of(const Model& model) {
    std::vector<descriptor::Set> sets;
    std::vector<Element> species;
    for (const auto& element : model.elements) {
      sets.push_back(element.set);
      species.push_back(element.element);
    }
    return {sets, species};
  }

  double how_far(const Crystal& crystal) const {
    constexpr std::size_t looked_at = 6;
    const Surroundings around{crystal, x_cutoff};
    std::vector<double> values(looked_at * x_stride);
    x_functions.values(around.atoms(looked_at), around.list.view(), values, x_stride);
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < looked_at; ++i) {
      const auto& inputs = x_model.elements[static_cast<std::size_t>(crystal.species[i])].inputs;
      for (std::size_t f = 0; f < inputs.size(); ++f, ++count) {
        const double width = inputs[f].high - inputs[f].low, value = values[i * x_stride + f];
        const double outside = std::max({0.0, inputs[f].low - value, value - inputs[f].high});
        sum += outside < width ? outside / width : outside > 0 ? 1 : 0;
      }
    }
    return count > 0 ? sum / static_cast<double>(count) : 0;
  }

  const Model& x_model;
  SymmetryFunctions x_functions;
  double x_cutoff;
  std::size_t x_stride = 0;
};

}  // namespace

double largest_difference(const Model& model, const Potential& exact, const Potential& fast) {
  const Probe probe{model};
  double largest = 0;
  for (const auto& crystal : probe.nearest_crystals()) {
    const auto a = probe.forces(crystal, exact), b = probe.forces(crystal, fast);
    double force = 1, difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (int k = 0; k < 3; ++k) {
        force = std::max(force, std::abs(a[i][k]));
        // Written so that NaN is a difference.
        if (!(std::abs(a[i][k] - b[i][k]) <= difference)) difference = std::abs(a[i][k] - b[i][k]);
      }
    }
    // NaN stays, too.
    if (!(difference / force <= largest)) largest = difference / force;
  }
  return largest;
}

}  // namespace nnpipe::potential::kernel
