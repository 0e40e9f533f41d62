#include "potential/zbl.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "potential/committee.hpp"
#include "potential/site_sum.hpp"

namespace nnpipe::potential {

namespace {

struct Derivatives {
  double value, first, second;
};

// The energy of one pair of elements.
class PairEnergy {
 public:
  PairEnergy(Element i, Element j, const ZblRadii& radii) : x_radii{radii} {
    constexpr double exponent = 0.23, length = 0.46850;  // Å
    const double z_i = i.number, z_j = j.number;
    x_screening = (std::pow(z_i, exponent) + std::pow(z_j, exponent)) / length;
    x_strength = units_of(UnitStyle::metal).coulomb * z_i * z_j;
    if (!(radii.outer > 0)) return;
    const double span = radii.outer - radii.inner;
    const auto [value, first, second] = unswitched(radii.outer);
    x_cubic = (-3 * first + span * second) / (span * span);
    x_quartic = (2 * first - span * second) / (span * span * span);
    x_constant = -value + span * first / 2 - span * span * second / 12;
  }

  double outer() const { return x_radii.outer; }
  // V and V′ at a distance less than `outer`.
  std::pair<double, double> operator()(double r) const {
    const auto bare = unswitched(r);
    double value = bare.value + x_constant, slope = bare.first;
    if (r > x_radii.inner) {
      const double t = r - x_radii.inner;
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

  ZblRadii x_radii;
  double x_screening;  // 1/a
  double x_strength;   // eV Å
  double x_cubic = 0, x_quartic = 0, x_constant = 0;
};

// The repulsion of atoms of given elements.
class Repulsion {
 public:
  Repulsion(std::vector<Element> elements, const Zbl& zbl) : x_elements{std::move(elements)}, x_outer{zbl.largest()} {
    for (const Element i : x_elements) {
      for (const Element j : x_elements) x_pairs.emplace_back(i, j, zbl.radii(i, j));
    }
  }

  const std::vector<Element>& elements() const { return x_elements; }
  double outer() const { return x_outer; }

  // The list is full: each atom has half of each of its pairs, whose force acts on both, shared or not.
  void add(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const {
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      Near near;
      for (std::size_t i = first; i < last; ++i) {
        near.gather(atoms, neighbours, i, x_outer * x_outer);
        for (std::size_t k = 0; k < near.count; ++k) {
          const int j = near.index[k];
          const double r = std::sqrt(near.r2[k]);
          const PairEnergy& of_pair = pair(atoms.species[i], atoms.species[static_cast<std::size_t>(j)]);
          if (r >= of_pair.outer()) continue;
          if (r < zbl_closest) throw TooClose{static_cast<int>(i), j, r, zbl_closest};
          const auto [value, slope] = of_pair(r);
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

 private:
  const PairEnergy& pair(int i, int j) const {
    return x_pairs[static_cast<std::size_t>(i) * x_elements.size() + static_cast<std::size_t>(j)];
  }

  std::vector<Element> x_elements;
  double x_outer;
  std::vector<PairEnergy> x_pairs;  // elements × elements
};

std::vector<Element> every_element() {
  constexpr int heaviest = 118;
  std::vector<Element> all;
  for (int number = 1; number <= heaviest; ++number) all.push_back(Element{number});
  return all;
}

// The repulsion alone.
class ZblAlone final : public Potential {
 public:
  explicit ZblAlone(const Zbl& zbl) : x_repulsion{every_element(), zbl} {}
  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    x_repulsion.add(atoms, neighbours, want, result);
  }
  double cutoff() const override { return x_repulsion.outer(); }
  std::span<const Element> elements() const override { return x_repulsion.elements(); }

 private:
  Repulsion x_repulsion;
};

// On top of a potential. Of one that is no committee there is one member.
class ZblOnTop final : public Committee {
 public:
  ZblOnTop(PotentialPtr below, const Zbl& zbl)
      : x_below{std::move(below)},
        x_committee{committee_of(*x_below)},
        x_alike{x_below->any_element()},
        x_repulsion{x_alike ? every_element() : std::vector(x_below->elements().begin(), x_below->elements().end()),
                    zbl} {}

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    // First: where it refuses atoms, nothing else can be right.
    x_repulsion.add(atoms, neighbours, want, result);
    std::vector<int> one_species;
    x_below->compute(seen_below(atoms, one_species), neighbours, want, result);
  }

  std::size_t members() const override { return x_committee != nullptr ? x_committee->members() : 1; }
  void compute_members(AtomsView atoms, NeighboursView neighbours, Want want,
                       std::span<Result> results) const override {
    want.site_energies = false;
    for (Result& result : results) x_repulsion.add(atoms, neighbours, want, result);
    std::vector<int> one_species;
    if (x_committee != nullptr) {
      x_committee->compute_members(seen_below(atoms, one_species), neighbours, want, results);
    } else {
      x_below->compute(seen_below(atoms, one_species), neighbours, want, results.front());
    }
  }

  double cutoff() const override { return std::max(x_below->cutoff(), x_repulsion.outer()); }
  std::span<const Element> elements() const override { return x_repulsion.elements(); }
  void extrapolations(AtomsView atoms, NeighboursView neighbours, std::vector<Extrapolation>& found) const override {
    std::vector<int> one_species;
    x_below->extrapolations(seen_below(atoms, one_species), neighbours, found);
  }
  bool has_range() const override { return x_below->has_range(); }
  std::string function_name(int species, int function) const override {
    return x_below->function_name(x_alike ? 0 : species, function);
  }
  double shortest_distance(int i, int j) const override {
    return x_below->shortest_distance(x_alike ? 0 : i, x_alike ? 0 : j);
  }
  NeighbourCount fewest_neighbours(int species) const override {
    return x_below->fewest_neighbours(x_alike ? 0 : species);
  }
  Dispute dispute() const override { return x_committee != nullptr ? x_committee->dispute() : Dispute{}; }

 private:
  // A potential that acts alike on all elements has one species.
  AtomsView seen_below(AtomsView atoms, std::vector<int>& one_species) const {
    if (!x_alike) return atoms;
    one_species.assign(atoms.x.size(), 0);
    return {atoms.x, one_species, atoms.local};
  }

  PotentialPtr x_below;
  const Committee* x_committee;  // what it is as one; null: it is none
  bool x_alike;
  Repulsion x_repulsion;
};

}  // namespace

ZblRadii Zbl::radii(Element a, Element b) const {
  for (const ZblPair& pair : pairs) {
    if ((pair.first == a && pair.second == b) || (pair.first == b && pair.second == a)) return {pair.inner, pair.outer};
  }
  return {inner, outer};
}

double Zbl::largest() const {
  double most = outer;
  for (const ZblPair& pair : pairs) most = std::max(most, pair.outer);
  return most;
}

void Zbl::check() const {
  const auto check_radii = [](double from, double to) {
    if (!(from >= 0 && from < to && std::isfinite(to))) {
      fail("zbl: expected 0 <= inner < outer, got inner {} and outer {}", from, to);
    }
  };
  if (pairs.empty() || outer != 0) check_radii(inner, outer);
  for (auto pair = pairs.begin(); pair != pairs.end(); ++pair) {
    check_radii(pair->inner, pair->outer);
    const auto same = [&](const ZblPair& other) {
      return (other.first == pair->first && other.second == pair->second) ||
             (other.first == pair->second && other.second == pair->first);
    };
    if (std::any_of(pairs.begin(), pair, same)) {
      fail("zbl: the pair {} {} is given twice", pair->first.symbol(), pair->second.symbol());
    }
  }
  if (outer == 0) return;  // pairs with radii of their own alone
  check_cutoff("zbl: outer", outer);
  check_cutoff("zbl: the distance from inner to outer", outer - inner);
}

PotentialPtr with_zbl(PotentialPtr potential, const Zbl& zbl) {
  zbl.check();
  expect_metal(potential->units(), "the potential below zbl");
  if (dynamic_cast<const ZblOnTop*>(potential.get()) != nullptr ||
      dynamic_cast<const ZblAlone*>(potential.get()) != nullptr) {
    fail("the potential has a core repulsion already");
  }
  return std::make_unique<ZblOnTop>(std::move(potential), zbl);
}

PotentialPtr make_zbl(const Zbl& zbl) {
  zbl.check();
  return std::make_unique<ZblAlone>(zbl);
}

}  // namespace nnpipe::potential
