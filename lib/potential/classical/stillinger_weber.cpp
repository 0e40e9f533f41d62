#include "potential/classical/stillinger_weber.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/simd.hpp"
#include "potential/classical/bonds.hpp"
#include "potential/classical/lanes.hpp"
#include "potential/classical/power.hpp"

namespace nnpipe::potential {

namespace {

enum Value : std::size_t { epsilon, sigma, a, lambda, gamma, cos0, big_a, big_b, p, q, tol };

// Of entry ijj.
struct Pair {
  double cutoff = 0, cutoff2 = 0;         // aσ, and the square of where LAMMPS stops (less by its tolerance)
  double strength = 0, b = 0, sigma = 0;  // Aε, B, σ
  double gamma = 0;
  Power p, q;

  auto pair_part() const { return std::make_tuple(cutoff, cutoff2, strength, b, sigma, p.exponent(), q.exponent()); }
};

// Of entry ijk.
struct Triplet {
  double strength = 0;  // λε
  double cos0 = 0;

  bool acts() const { return strength != 0; }
  // h = λε(cos θ − cos θ₀)².
  AngularTerm operator()(double cosine, double g_j, double g_k) const {
    const double excess = cosine - cos0;
    const double scale = strength * g_j * g_k * excess;
    return {scale * excess, 2 * scale};
  }
};

// Where LAMMPS cuts: pair_sw.cpp gives up the last bit before aσ, where the exponential is below tol.
double stop(const std::vector<double>& v) {
  double r = v[a] * v[sigma];
  if (v[tol] > 0) r += std::min(v[gamma], 1.0) * v[sigma] / std::log(std::min(v[tol], 0.01));
  return std::max(r, 0.0);
}

Pair make_pair(const ParameterEntry& entry) {
  const auto& v = entry.values;
  const double r = stop(v);
  return {v[a] * v[sigma], r * r, v[big_a] * v[epsilon], v[big_b], v[sigma], v[gamma], Power{v[p]}, Power{v[q]}};
}

void check(const ParameterEntry& entry) {
  static constexpr const char* names[] = {"epsilon", "sigma", "a", "lambda", "gamma", "cos(theta0)",
                                          "A",       "B",     "p", "q",      "tol"};
  for (const Value value : {epsilon, sigma, a, lambda, gamma, big_a, big_b, p, q, tol}) {
    if (entry.values[value] < 0) {
      fail("{}: {} is negative: {}", entry.place, names[value], entry.values[value]);
    }
  }
  for (const Value value : {p, q}) {
    with_place([&] { return entry.place; }, [&] { check_between(names[value], entry.values[value], 0, 100); });
  }
  const auto& v = entry.values;
  if (v[lambda] * v[epsilon] == 0) return;
  with_place([&] { return entry.place; }, [&] { check_between(names[cos0], v[cos0], -1, 1); });
}

// Whether the two orders of a triplet agree but for the digits that parameters are published with; both then get the
// mean of their strengths, so that the energy does not depend on the order.
bool make_same(Triplet& one, Triplet& other) {
  constexpr double published = 1e-5;
  const double mean = 0.5 * (one.strength + other.strength);
  if (one.cos0 != other.cos0 || !(std::abs(one.strength - other.strength) <= published * std::abs(mean))) return false;
  one.strength = other.strength = mean;
  return true;
}

class StillingerWeber : public Potential {
 public:
  StillingerWeber(const ParameterFile& file, bool plain) : x_elements{file.elements()}, x_plain{plain} {
    simd_target();  // a wrong choice is told here
    const std::size_t n = x_elements.size();
    const auto table = file.by_triplet(x_elements);
    for (const ParameterEntry* entry : table) check(*entry);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        x_pairs.push_back(make_pair(*table[(i * n + j) * n + j]));
        if (const double reach = std::sqrt(x_pairs.back().cutoff2); reach > 0) {
          with_place([&] { return table[(i * n + j) * n + j]->place; }, [&] { check_cutoff("range, a sigma", reach); });
        }
        x_reach2 = std::max(x_reach2, x_pairs.back().cutoff2);
        for (std::size_t k = 0; k < n; ++k) {
          const auto& v = table[(i * n + j) * n + k]->values;
          x_triplets.push_back({v[lambda] * v[epsilon], v[cos0]});
        }
      }
    }
    check_symmetry(
        x_elements, table, [&](auto ij, auto ji) { return x_pairs[ij].pair_part() == x_pairs[ji].pair_part(); },
        [&](auto ijk, auto ikj) { return make_same(x_triplets[ijk], x_triplets[ikj]); });
    if (x_reach2 == 0) fail("{}: no entry has a range: sigma or a is 0 in all", file.name);
  }

  double cutoff() const override { return std::sqrt(x_reach2); }
  std::span<const Element> elements() const override { return x_elements; }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      std::vector<Bond> bonds;
      for (std::size_t i = first; i < last; ++i) {
        if (on_lanes(want) && x_elements.size() == 1) {
          add_site(atoms, neighbours, i, want, result, sum);
          continue;
        }
        Vec3 force;
        double energy = pairs(atoms, neighbours, i, bonds, want, force, sum.virial);
        const std::size_t n = x_elements.size();
        energy += add_triplets(&x_triplets[static_cast<std::size_t>(atoms.species[i]) * n * n], n, bonds);
        put_down(i, energy, force, bonds, want, result, sum);
      }
    });
  }

 private:
  // On lanes a neighbour's force is not known pair by pair.
  bool on_lanes(Want want) const { return !x_plain && !want.shared_pairs; }

  // Collects the bonds of atom i with what triplets need of each, once; adds the pair part. The list is full: an atom
  // takes the whole force of its pairs, or half and its bond the other half; and half their energy and virial.
  double pairs(AtomsView atoms, NeighboursView neighbours, std::size_t i, std::vector<Bond>& bonds, Want want,
               Vec3& force, Virial& virial) const {
    if (on_lanes(want)) return pairs_on_lanes(atoms, neighbours, i, bonds, want, force, virial);
    bonds.clear();
    double energy = 0;
    const Pair* const row = &x_pairs[static_cast<std::size_t>(atoms.species[i]) * x_elements.size()];
    const Vec3 r_i = atoms.x[i];
    for (int e = neighbours.first[i]; e < neighbours.first[i + 1]; ++e) {
      const int j = neighbours.index[static_cast<std::size_t>(e)];
      const Vec3 d = atoms.x[static_cast<std::size_t>(j)] - r_i;
      const double r2 = norm2(d);
      if (r2 >= x_reach2) continue;
      const int species = atoms.species[static_cast<std::size_t>(j)];
      const Pair& pair = row[species];
      const double r = std::sqrt(r2);
      if (r2 >= pair.cutoff2 || !(r < pair.cutoff)) continue;
      const double inverse_r = 1 / r;
      const double to_end = 1 / (r - pair.cutoff);
      const double x = pair.sigma * to_end;  // exponent of the pair part, → −∞ at the cutoff
      const double s = pair.sigma * inverse_r;
      const double bp = pair.b * pair.p(s), sq = pair.q(s);
      const double scale = pair.strength * std::exp(x);
      energy += 0.5 * scale * (bp - sq);
      const double slope =
          scale * ((pair.q.exponent() * sq - pair.p.exponent() * bp) * inverse_r - (bp - sq) * x * to_end);
      const Vec3 u = inverse_r * d;
      const Vec3 f = slope * u, half = -0.5 * f;
      if (!want.shared_pairs) {
        force += f;
        if (want.virial) add_outer(virial, d, half);
      }
      // g(r) = exp[γσ/(r − aσ)].
      bonds.push_back({j, species, d, u, inverse_r, std::exp(pair.gamma * x), -pair.gamma * x * to_end,
                       want.shared_pairs ? half : Vec3{}});
    }
    return energy;
  }

  static lanes::StillingerWeberTerms terms_of(const Pair& pair) {
    return {pair.cutoff, pair.cutoff2, pair.strength,     pair.b,
            pair.sigma,  pair.gamma,   pair.p.exponent(), pair.q.exponent()};
  }

  // Bonds of atom i by species, with their pair part.
  std::vector<lanes::BondColumns>& bonds_on_lanes(AtomsView atoms, NeighboursView neighbours, std::size_t i,
                                                  lanes::PairSum& sum) const {
    thread_local std::vector<lanes::BondColumns> by_species;
    const std::size_t n = x_elements.size();
    by_species.resize(n);
    lanes::find_bonds(atoms, neighbours, i, x_reach2, by_species);
    const Pair* const row = &x_pairs[static_cast<std::size_t>(atoms.species[i]) * n];
    for (std::size_t species = 0; species < n; ++species) {
      lanes::BondColumns& columns = by_species[species];
      if (!(row[species].cutoff2 > 0)) columns.count = 0;
      lanes::add_stillinger_weber_pairs(terms_of(row[species]), columns, sum);
    }
    return by_species;
  }

  // The same as pairs(), the bonds by species.
  double pairs_on_lanes(AtomsView atoms, NeighboursView neighbours, std::size_t i, std::vector<Bond>& bonds, Want want,
                        Vec3& force, Virial& virial) const {
    bonds.clear();
    lanes::PairSum sum;
    int species = 0;
    for (const auto& columns : bonds_on_lanes(atoms, neighbours, i, sum)) {
      for (std::size_t k = 0; k < columns.count; ++k) {
        if (columns.g[k] == 0) continue;
        const Vec3 d{columns.dx[k], columns.dy[k], columns.dz[k]};
        const double inverse_r = columns.inverse_r[k];
        bonds.push_back({columns.atom[k], species, d, inverse_r * d, inverse_r, columns.g[k], columns.slope[k], {}});
      }
      ++species;
    }
    force += sum.force;
    if (want.virial) virial += -0.5 * sum.virial;
    return 0.5 * sum.energy;
  }

  // All of atom i, of one element: triplets, too, on lanes.
  void add_site(AtomsView atoms, NeighboursView neighbours, std::size_t i, Want want, Result& result,
                BlockSum& sum) const {
    lanes::PairSum pair_sum;
    lanes::TripletSum triplet_sum;
    lanes::BondColumns& bonds = bonds_on_lanes(atoms, neighbours, i, pair_sum)[0];
    lanes::add_triplets(x_triplets[0].strength, x_triplets[0].cos0, bonds, triplet_sum);
    const double energy = 0.5 * pair_sum.energy + triplet_sum.energy;
    sum.energy += energy;
    if (want.site_energies) result.site_energy[i] += energy;
    if (want.virial) {
      sum.virial += -0.5 * pair_sum.virial;
      sum.virial += triplet_sum.virial;
    }
    if (!want.forces) return;
    Vec3 force = pair_sum.force;
    for (std::size_t k = 0; k < bonds.count; ++k) {
      const Vec3 f{bonds.fx[k], bonds.fy[k], bonds.fz[k]};
      force -= f;
      sum.react(bonds.atom[k], f);
    }
    result.force[i] += force;
  }

  std::vector<Element> x_elements;
  std::vector<Pair> x_pairs;        // i·n + j
  std::vector<Triplet> x_triplets;  // (i·n + j)·n + k
  double x_reach2 = 0;
  bool x_plain;
};

}  // namespace

PotentialPtr make_stillinger_weber(const ParameterFile& file, bool plain) {
  return std::make_unique<StillingerWeber>(file, plain);
}

}  // namespace nnpipe::potential
