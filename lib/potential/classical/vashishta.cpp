#include "potential/classical/vashishta.hpp"

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

enum Value : std::size_t { big_h, eta, z_i, z_j, lambda1, big_d, lambda4, big_w, r_c, big_b, gamma, r_0, big_c, cos0 };

// Of entry ijj.
struct Pair {
  double cutoff2 = 0;
  double h = 0, charges = 0, d = 0, w = 0;  // H, Z_iZ_j e²/4πε₀, D, W
  Power eta;
  double inverse_lambda1 = 0, inverse_lambda4 = 0;
  double slope_end = 0, offset = 0;  // V′(r_c), and what makes V(r_c) zero: r_c V′(r_c) − V(r_c)

  // V and V′ before the cut.
  std::pair<double, double> plain(double r, double inverse_r) const {
    const double inverse2 = inverse_r * inverse_r, inverse4 = inverse2 * inverse2;
    const double steric = h * eta(inverse_r);
    const double dispersion = w * inverse4 * inverse2;
    // Terms a pair has not are computed too, as zeros: cheaper than a branch on the pair.
    const double coulomb = charges * inverse_r * std::exp(-r * inverse_lambda1);
    const double dipole = d * inverse4 * std::exp(-r * inverse_lambda4);
    const double v = steric - dispersion + coulomb - dipole;
    const double slope = inverse_r * (6 * dispersion - eta.exponent() * steric - coulomb + 4 * dipole) -
                         coulomb * inverse_lambda1 + dipole * inverse_lambda4;
    return {v, slope};
  }
  lanes::VashishtaTerms terms() const {
    return {cutoff2, h, eta.exponent(), charges, d, w, inverse_lambda1, inverse_lambda4, slope_end, offset};
  }
  auto all() const {
    return std::make_tuple(cutoff2, h, charges, d, w, eta.exponent(), inverse_lambda1, inverse_lambda4);
  }
};

// Of entry ijj, for its part in triplets.
struct Reach {
  double gamma = 0, r0 = 0;
};

// Of entry ijk.
struct Triplet {
  double b = 0, c = 0, cos0 = 0;
  friend bool operator==(const Triplet&, const Triplet&) = default;

  bool acts() const { return b != 0; }
  // h = BΔ²/(1 + CΔ²), Δ = cos θ − cos θ₀.
  AngularTerm operator()(double cosine, double g_j, double g_k) const {
    const double excess = cosine - cos0;
    const double damping = 1 / (1 + c * excess * excess);
    const double scale = b * g_j * g_k * excess * damping;
    return {scale * excess, 2 * scale * damping};
  }
};

// LAMMPS's .tersoff files have as many numbers: the first, m, is 1 or 3, the last, A, an energy of hundreds of eV: no
// cosine, and no angle in degrees either.
bool is_tersoff(const std::vector<double>& v) { return (v.front() == 1 || v.front() == 3) && std::abs(v.back()) > 180; }

void check(const ParameterEntry& entry) {
  const auto& v = entry.values;
  if (is_tersoff(v)) {
    fail("{}: parameters of pair_style tersoff, expected Stillinger-Weber's or Vashishta's", entry.place);
  }
  const auto positive = [&](Value value, const char* name) {
    if (!(v[value] > 0)) fail("{}: {} is {}, expected a positive number", entry.place, name, v[value]);
  };
  with_place([&] { return entry.place; },
             [&] {
               if (v[r_c] > 0) check_cutoff("rc", v[r_c]);
               if (v[r_0] > 0) check_cutoff("r0", v[r_0]);
               check_between("eta", v[eta], -100, 100);
               if (v[big_b] != 0) check_between("cos(theta0)", v[cos0], -1, 1);
             });
  if (v[r_c] < 0 || v[r_0] < 0) fail("{}: a cutoff is negative: {}", entry.place, std::min(v[r_c], v[r_0]));
  if (entry.elements[1] != entry.elements[2]) return;  // of these, LAMMPS reads the triplet part alone
  if (v[r_c] > 0 && v[z_i] * v[z_j] != 0) positive(lambda1, "lambda1");
  if (v[r_c] > 0 && v[big_d] != 0) positive(lambda4, "lambda4");
}

Pair make_pair(const ParameterEntry& entry) {
  const auto& v = entry.values;
  Pair pair;
  if (v[r_c] == 0) return pair;
  pair.cutoff2 = v[r_c] * v[r_c];
  pair.h = v[big_h];
  pair.charges = v[z_i] * v[z_j] * units_of(UnitStyle::metal).coulomb;
  pair.d = v[big_d];
  pair.w = v[big_w];
  pair.eta = Power{v[eta]};
  if (pair.charges != 0) pair.inverse_lambda1 = 1 / v[lambda1];
  if (pair.d != 0) pair.inverse_lambda4 = 1 / v[lambda4];
  const auto [end, slope] = pair.plain(v[r_c], 1 / v[r_c]);
  pair.slope_end = slope;
  pair.offset = v[r_c] * slope - end;
  return pair;
}

class Vashishta final : public Potential {
 public:
  Vashishta(const ParameterFile& file, bool plain) : x_elements{file.elements()}, x_plain{plain} {
    simd_target();  // a wrong choice is told here
    const std::size_t n = x_elements.size();
    const auto table = file.by_triplet(x_elements);
    for (const ParameterEntry* entry : table) check(*entry);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const ParameterEntry& ijj = *table[(i * n + j) * n + j];
        x_pairs.push_back(make_pair(ijj));
        x_terms.push_back(x_pairs.back().terms());
        x_reaches.push_back({ijj.values[gamma], ijj.values[r_0]});
        x_pair_reach2 = std::max(x_pair_reach2, x_pairs.back().cutoff2);
        x_bond_reach2 = std::max(x_bond_reach2, ijj.values[r_0] * ijj.values[r_0]);
        for (std::size_t k = 0; k < n; ++k) {
          const auto& v = table[(i * n + j) * n + k]->values;
          x_triplets.push_back({v[big_b], v[big_c], v[cos0]});
        }
      }
    }
    check_symmetry(
        x_elements, table, [&](auto ij, auto ji) { return x_pairs[ij].all() == x_pairs[ji].all(); },
        [&](auto ijk, auto ikj) { return x_triplets[ijk] == x_triplets[ikj]; });
    if (cutoff() == 0) fail("{}: no entry has a range: rc and r0 are 0 in all", file.name);
  }

  double cutoff() const override { return std::sqrt(std::max(x_pair_reach2, x_bond_reach2)); }
  std::span<const Element> elements() const override { return x_elements; }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    const double reach2 = std::max(x_pair_reach2, x_bond_reach2);
    sum_over_sites(atoms, result, [&](std::size_t first, std::size_t last, BlockSum& sum) {
      Near near;
      std::vector<lanes::Columns> columns(x_elements.size());
      std::vector<int> bonded;
      std::vector<Bond> bonds;
      for (std::size_t i = first; i < last; ++i) {
        Vec3 force;
        double energy = 0;
        if (x_plain || want.shared_pairs) {
          near.gather(atoms, neighbours, i, reach2);
          energy = pairs(atoms, i, near, want, force, sum);
          bonded.assign(near.index.begin(), near.index.begin() + static_cast<std::ptrdiff_t>(near.count));
        } else {
          lanes::sort_neighbours(atoms, neighbours, i, reach2, x_bond_reach2, columns, bonded);
          energy = lane_pairs(atoms.species[i], columns, want, force, sum.virial);
        }
        collect(atoms, i, bonded, bonds);
        const std::size_t n = x_elements.size();
        energy += add_triplets(&x_triplets[static_cast<std::size_t>(atoms.species[i]) * n * n], n, bonds);
        put_down(i, energy, force, bonds, want, result, sum);
      }
    });
  }

 private:
  // The list is full: an atom takes the whole force of its pairs, or half and its neighbour the other half; and half
  // their energy and virial.
  double pairs(AtomsView atoms, std::size_t i, const Near& near, Want want, Vec3& force, BlockSum& sum) const {
    const Pair* const row = &x_pairs[static_cast<std::size_t>(atoms.species[i]) * x_elements.size()];
    double energy = 0;
    Virial site;
    for (std::size_t k = 0; k < near.count; ++k) {
      const Pair& pair = row[atoms.species[static_cast<std::size_t>(near.index[k])]];
      if (near.r2[k] >= pair.cutoff2) continue;
      const double r = std::sqrt(near.r2[k]);
      const double inverse_r = 1 / r;
      const auto [v, slope] = pair.plain(r, inverse_r);
      energy += v - r * pair.slope_end + pair.offset;
      const Vec3 d = near.d(k), f = (slope - pair.slope_end) * inverse_r * d;
      force += want.shared_pairs ? 0.5 * f : f;
      if (want.forces && want.shared_pairs) sum.react(near.index[k], -0.5 * f);
      add_outer(site, d, f);
    }
    if (want.virial) sum.virial += -0.5 * site;
    return 0.5 * energy;
  }

  double lane_pairs(int species, std::vector<lanes::Columns>& columns, Want want, Vec3& force, Virial& virial) const {
    lanes::PairSum sum;
    for (std::size_t s = 0; s < columns.size(); ++s) {
      lanes::add_vashishta_pairs(x_terms[static_cast<std::size_t>(species) * columns.size() + s], columns[s], sum);
    }
    force += sum.force;
    if (want.virial) virial += -0.5 * sum.virial;
    return 0.5 * sum.energy;
  }

  // The bonds of atom i with what triplets need of each, once.
  void collect(AtomsView atoms, std::size_t i, const std::vector<int>& near, std::vector<Bond>& bonds) const {
    bonds.clear();
    const Reach* const row = &x_reaches[static_cast<std::size_t>(atoms.species[i]) * x_elements.size()];
    for (const int j : near) {
      const Vec3 d = atoms.x[static_cast<std::size_t>(j)] - atoms.x[i];
      const double r2 = norm2(d);
      if (r2 >= x_bond_reach2) continue;
      const int species = atoms.species[static_cast<std::size_t>(j)];
      const Reach& reach = row[species];
      const double r = std::sqrt(r2);
      if (!(r < reach.r0)) continue;
      const double inverse_r = 1 / r, to_end = 1 / (r - reach.r0);
      // g(r) = exp[γ/(r − r₀)].
      bonds.push_back({j,
                       species,
                       d,
                       inverse_r * d,
                       inverse_r,
                       std::exp(reach.gamma * to_end),
                       -reach.gamma * to_end * to_end,
                       {}});
    }
  }

  std::vector<Element> x_elements;
  std::vector<Pair> x_pairs;                   // i·n + j
  std::vector<Reach> x_reaches;                // i·n + j
  std::vector<Triplet> x_triplets;             // (i·n + j)·n + k
  std::vector<lanes::VashishtaTerms> x_terms;  // i·n + j: the pairs for vector lanes
  double x_pair_reach2 = 0, x_bond_reach2 = 0;
  bool x_plain;
};

}  // namespace

PotentialPtr make_vashishta(const ParameterFile& file, bool plain) { return std::make_unique<Vashishta>(file, plain); }

}  // namespace nnpipe::potential
