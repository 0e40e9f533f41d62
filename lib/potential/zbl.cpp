#include "potential/zbl.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/units.hpp"
#include "potential/site_sum.hpp"

namespace nnpipe::potential {

namespace {

struct Derivatives {
  double value, first, second;
};

// The pair energy of two elements.
class ZblPair {
 public:
  ZblPair(Element i, Element j, const Zbl& zbl) : x_zbl{zbl} {
    constexpr double exponent = 0.23, length = 0.46850;  // Å
    const double z_i = i.number, z_j = j.number;
    x_screening = (std::pow(z_i, exponent) + std::pow(z_j, exponent)) / length;
    x_strength = units_of(UnitStyle::metal).coulomb * z_i * z_j;
    const double span = zbl.outer - zbl.inner;
    const auto [value, first, second] = unswitched(zbl.outer);
    x_cubic = (-3 * first + span * second) / (span * span);
    x_quartic = (2 * first - span * second) / (span * span * span);
    x_constant = -value + span * first / 2 - span * span * second / 12;
  }

  // V and V′ at a distance less than `outer`.
  std::pair<double, double> operator()(double r) const {
    const auto bare = unswitched(r);
    double value = bare.value + x_constant, slope = bare.first;
    if (r > x_zbl.inner) {
      const double t = r - x_zbl.inner;
      value += t * t * t * (x_cubic / 3 + t * x_quartic / 4);
      slope += t * t * (x_cubic + t * x_quartic);
    }
    return {value, slope};
  }

 private:
  // Z_i Z_j k φ(r/a)/r, φ(x) = Σ c exp(−d x).
  Derivatives unswitched(double r) const {
    constexpr std::array<double, 4> c{0.02817, 0.28022, 0.50986, 0.18175}, d{0.20162, 0.40290, 0.94229, 3.19980};
    Derivatives sum{0, 0, 0};
    for (std::size_t n = 0; n < c.size(); ++n) {
      const double rate = d[n] * x_screening, term = x_strength * c[n] * std::exp(-rate * r) / r;
      sum.value += term;
      sum.first -= term * (rate + 1 / r);
      sum.second += term * (rate * rate + 2 * rate / r + 2 / (r * r));
    }
    return sum;
  }

  Zbl x_zbl;
  double x_screening;  // 1/a
  double x_strength;   // eV Å
  double x_cubic, x_quartic, x_constant;
};

class ZblPotential final : public Potential {
 public:
  // Without a potential below it acts alone.
  ZblPotential(PotentialPtr below, const Zbl& zbl) : x_below{std::move(below)}, x_zbl{zbl} {
    x_zbl.check();
    if (x_below && x_below->units() != UnitStyle::metal) fail("zbl is in metal units, the potential is not");
    if (x_below && dynamic_cast<const ZblPotential*>(x_below.get())) fail("the potential has a core repulsion already");
    x_alike = !x_below || x_below->any_element();
    if (x_alike) {
      constexpr int heaviest = 118;
      for (int number = 1; number <= heaviest; ++number) x_elements.push_back(Element{number});
    } else {
      x_elements.assign(x_below->elements().begin(), x_below->elements().end());
    }
    for (const Element i : x_elements) {
      for (const Element j : x_elements) x_pairs.emplace_back(i, j, x_zbl);
    }
  }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    // First: where it refuses atoms, nothing else can be right.
    repel(atoms, neighbours, want, result);
    if (!x_below) return;
    std::vector<int> one_species;
    x_below->compute(seen_below(atoms, one_species), neighbours, want, result);
  }

  double cutoff() const override { return x_below ? std::max(x_below->cutoff(), x_zbl.outer) : x_zbl.outer; }
  std::span<const Element> elements() const override { return x_elements; }

  void extrapolations(AtomsView atoms, NeighboursView neighbours, std::vector<Extrapolation>& found) const override {
    std::vector<int> one_species;
    if (x_below) x_below->extrapolations(seen_below(atoms, one_species), neighbours, found);
  }
  bool has_range() const override { return x_below && x_below->has_range(); }
  std::string function_name(int species, int function) const override {
    return x_below ? x_below->function_name(x_alike ? 0 : species, function) : std::string{};
  }

 private:
  // A potential that acts alike on all elements has one species.
  AtomsView seen_below(AtomsView atoms, std::vector<int>& one_species) const {
    if (!x_alike) return atoms;
    one_species.assign(atoms.x.size(), 0);
    return {atoms.x, one_species, atoms.local};
  }

  // The list is full: each atom has half of each of its pairs, whose force acts on both. (The whole force on the atom
  // alone would come to the same here, but not in LAMMPS, which makes the virial of forces on local atoms and ghosts.)
  void repel(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const {
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      Near near;
      for (std::size_t i = first; i < last; ++i) {
        near.gather(atoms, neighbours, i, x_zbl.outer * x_zbl.outer);
        for (std::size_t k = 0; k < near.count; ++k) {
          const int j = near.index[k];
          const double r = std::sqrt(near.r2[k]);
          if (r < zbl_closest) throw TooClose{static_cast<int>(i), j, r, zbl_closest};
          const auto [value, slope] = pair(atoms.species[i], atoms.species[static_cast<std::size_t>(j)])(r);
          const Vec3 d = near.d(k), force = 0.5 * slope / r * d;
          sum.energy += 0.5 * value;
          if (want.site_energies) result.site_energy[i] += 0.5 * value;
          if (want.forces) {
            result.force[i] += force;
            sum.react(j, -force);
          }
          if (want.virial) add_outer(sum.virial, d, -force);
        }
      }
    });
  }

  const ZblPair& pair(int i, int j) const {
    return x_pairs[static_cast<std::size_t>(i) * x_elements.size() + static_cast<std::size_t>(j)];
  }

  PotentialPtr x_below;  // may be null
  Zbl x_zbl;
  bool x_alike;
  std::vector<Element> x_elements;
  std::vector<ZblPair> x_pairs;  // elements × elements
};

}  // namespace

void Zbl::check() const {
  if (!(inner >= 0 && inner < outer && std::isfinite(outer))) {
    fail("zbl: expected 0 <= inner < outer, got inner {} and outer {}", inner, outer);
  }
}

PotentialPtr with_zbl(PotentialPtr potential, const Zbl& zbl) {
  return std::make_unique<ZblPotential>(std::move(potential), zbl);
}

PotentialPtr make_zbl(const Zbl& zbl) { return std::make_unique<ZblPotential>(nullptr, zbl); }

}  // namespace nnpipe::potential
