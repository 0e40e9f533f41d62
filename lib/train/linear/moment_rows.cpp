#include "train/linear/moment_rows.hpp"

#include <algorithm>

#include "network/gemm.hpp"
#include "train/frames/frame_neighbours.hpp"
#include "train/linear/candidate_plan.hpp"

namespace nnpipe::train {

namespace {

// Atoms of a piece: the gradients of all moments of all that see them are in memory at a time.
constexpr std::size_t piece_atoms = 64;
constexpr int stress_axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};

}  // namespace

class MomentRows::Plan : public CandidatePlan {
 public:
  using CandidatePlan::CandidatePlan;
};

// One element's part of one piece. Gradients are of the columns: forces on the atoms of the piece, then the stress.
class MomentRows::Work {
 public:
  Work(const MomentPool& pool, const Plan& plan, const TrainingFrame& frame, FramePiece piece)
      : x_basis{pool.basis},
        x_plan{plan},
        x_frame{frame},
        x_piece{piece},
        x_forces{frame.forces.empty() ? 0 : 3 * (piece.last - piece.first)},
        x_columns{x_forces + (frame.has_stress ? 6U : 0U)} {}

  void run(const Neighbourhoods& near, int species, std::span<const std::size_t> indices, PieceRows& rows,
           std::size_t first) {
    choose(near, species);
    const std::size_t n = x_atoms.size();
    x_moments.assign(n * x_plan.moments(), 0);
    x_gradient.assign(n * x_plan.moments() * x_columns, 0);
    x_values.resize(n * x_plan.candidates());
    for (std::size_t i = 0; i < n; ++i) {
      gather(i, near[x_atoms[i]], indices);
      x_plan.values(moments(i), values(i));
    }
    add_energy(rows, first);
    if (x_columns == 0) return;
    plain(rows, first);
    for (std::size_t f = 0; f < x_plan.factors().size(); ++f) factor(f, rows, first);
  }

  std::size_t own() const { return x_own; }

  std::vector<double> only_values(const Neighbourhoods& near, int species, std::span<const std::size_t> indices) {
    x_columns = x_forces = 0;
    choose(near, species);
    x_moments.assign(x_atoms.size() * x_plan.moments(), 0);
    x_values.resize(x_atoms.size() * x_plan.candidates());
    for (std::size_t i = 0; i < x_atoms.size(); ++i) {
      gather(i, near[x_atoms[i]], indices);
      x_plan.values(moments(i), values(i));
    }
    return std::move(x_values);
  }

 private:
  std::span<double> moments(std::size_t i) {
    return std::span{x_moments}.subspan(i * x_plan.moments(), x_plan.moments());
  }
  std::span<double> values(std::size_t i) {
    return std::span{x_values}.subspan(i * x_plan.candidates(), x_plan.candidates());
  }
  bool in_piece(std::size_t atom) const { return atom >= x_piece.first && atom < x_piece.last; }
  // ∂A_m/∂(columns) of atom i, m of a block: all of a block's moments and atoms lie together.
  double* gradient(const CandidatePlan::Block& block, std::size_t i, std::size_t m) {
    return x_gradient.data() + (block.first * x_atoms.size() + i * block.size + m) * x_columns;
  }

  // Atoms of the piece, and others that see one of it.
  void choose(const Neighbourhoods& near, int species) {
    x_atoms.clear();
    x_own = 0;
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (x_frame.species[i] != species) continue;
      const bool own = in_piece(i);
      const bool sees = x_forces > 0 && std::any_of(near[i].begin(), near[i].end(),
                                                    [&](const OwnedNeighbour& other) { return in_piece(other.owner); });
      if (own || sees) x_atoms.push_back(i);
      x_own += own ? 1 : 0;
    }
  }

  void gather(std::size_t i, const std::vector<OwnedNeighbour>& near, std::span<const std::size_t> indices) {
    const std::size_t atom = x_atoms[i];
    const std::size_t harmonics = descriptor::harmonics_up_to(x_basis.degree);
    x_y.resize(harmonics);
    x_dy.resize(harmonics);
    x_phi.resize(x_basis.radial);
    x_dphi.resize(x_basis.radial);
    const auto own = moments(i);
    for (const OwnedNeighbour& other : near) {
      const double r = norm(other.r);
      const Vec3 u = other.r / r;
      const std::size_t neighbour = indices[static_cast<std::size_t>(x_frame.species[other.owner])];
      descriptor::spherical_harmonics(x_basis.degree, u, x_y, x_dy);
      descriptor::radial_functions(x_basis, r, x_phi, x_dphi);
      set_columns(other, atom);
      std::size_t block = 0;
      for (std::size_t k = 0; k < x_basis.channels.size(); ++k) {
        const auto [value, slope] = radial(x_basis.channels[k], neighbour);
        for (int l = 0; l <= x_plan.degree(k); ++l, ++block) {
          const auto& place = x_plan.blocks()[block];
          if (value == 0 && slope == 0) continue;
          for (std::size_t m = 0; m < place.size; ++m) {
            const auto at = static_cast<std::size_t>(l * l) + m;
            own[place.first + m] += value * x_y[at];
            if (x_columns > 0) spread(gradient(place, i, m), (slope * x_y[at]) * u + (value / r) * x_dy[at], other);
          }
        }
      }
      for (const auto& channel : x_basis.pair_channels) {
        const auto [value, slope] = radial(channel, neighbour);
        const auto& place = x_plan.blocks()[block++];
        if (value == 0 && slope == 0) continue;
        own[place.first] += value;
        if (x_columns > 0) spread(gradient(place, i, 0), slope * u, other);
      }
    }
  }

  descriptor::ValueDerivative radial(const descriptor::RadialChannel& channel, std::size_t neighbour) const {
    descriptor::ValueDerivative sum;
    const auto& c = channel.coefficients[neighbour];
    for (std::size_t n = 0; n < c.size(); ++n) {
      sum.value += c[n] * x_phi[n];
      sum.derivative += c[n] * x_dphi[n];
    }
    return sum;
  }

  // Which columns a neighbour's displacement, and the centre's, are in.
  void set_columns(const OwnedNeighbour& other, std::size_t atom) {
    constexpr auto none = static_cast<std::size_t>(-1);
    const bool moves = x_forces > 0 && other.owner != atom;  // an atom's own images move with it
    x_at_other = moves && in_piece(other.owner) ? 3 * (other.owner - x_piece.first) : none;
    x_at_own = moves && in_piece(atom) ? 3 * (atom - x_piece.first) : none;
    x_stress = x_frame.has_stress && in_piece(atom);
  }

  // ∂A/∂r_j of one neighbour, to forces and stress: F = −∂E/∂r.
  void spread(double* to, Vec3 d, const OwnedNeighbour& other) const {
    constexpr auto none = static_cast<std::size_t>(-1);
    const double parts[3] = {d.x, d.y, d.z};
    for (std::size_t c = 0; c < 3 && x_at_other != none; ++c) to[x_at_other + c] -= parts[c];
    for (std::size_t c = 0; c < 3 && x_at_own != none; ++c) to[x_at_own + c] += parts[c];
    if (!x_stress) return;
    const double by_volume = 1 / x_frame.cell.volume();
    const double r[3] = {other.r.x, other.r.y, other.r.z};
    for (std::size_t v = 0; v < 6; ++v) to[x_forces + v] += by_volume * r[stress_axes[v][0]] * parts[stress_axes[v][1]];
  }

  void add_energy(PieceRows& rows, std::size_t first) {
    for (std::size_t i = 0; i < x_atoms.size(); ++i) {
      if (!in_piece(x_atoms[i])) continue;
      const auto own = values(i);
      for (std::size_t c = 0; c < own.size(); ++c) rows.whole[(first + c) * rows.whole_rows] += own[c];
    }
  }

  // Adds x_columns × count numbers to the columns of candidates.
  template <typename CandidateOf>
  void add_to(PieceRows& rows, std::size_t first, std::size_t count, const double* from,
              const CandidateOf& candidate_of) const {
    for (std::size_t s = 0; s < count; ++s, from += x_columns) {
      const std::size_t column = first + candidate_of(s);
      double* forces = rows.forces.data() + column * rows.force_rows;
      for (std::size_t k = 0; k < x_forces; ++k) forces[k] += from[k];
      double* whole = rows.whole.data() + column * rows.whole_rows + 1;
      for (std::size_t k = x_forces; k < x_columns; ++k) whole[k - x_forces] += from[k];
    }
  }

  // Candidates that are factors of none: Σ_i Σ_m ∂B/∂A_m ∂A_m/∂(columns), block by block one product of matrices.
  void plain(PieceRows& rows, std::size_t first) {
    const auto& uses = x_plan.plain();
    const std::size_t n = x_atoms.size();
    for (std::size_t u = 0; u < uses.size();) {
      std::size_t end = u;
      while (end < uses.size() && uses[end].block == uses[u].block) ++end;
      const auto& block = x_plan.blocks()[uses[u].block];
      const std::size_t inner = n * block.size;
      x_weights.assign(inner * (end - u), 0);
      for (std::size_t s = u; s < end; ++s) {
        for (std::size_t i = 0; i < n; ++i) {
          x_plan.add_gradient(uses[s].candidate, uses[s].block, moments(i),
                              std::span{x_weights}.subspan((s - u) * inner + i * block.size, block.size));
        }
      }
      x_product.resize(x_columns * (end - u));
      network::gemm(network::Side::plain, network::Side::plain, x_columns, end - u, inner, 1, gradient(block, 0, 0),
                    x_columns, x_weights.data(), inner, 0, x_product.data(), x_columns);
      add_to(rows, first, end - u, x_product.data(), [&](std::size_t s) { return uses[u + s].candidate; });
      u = end;
    }
  }

  // A factor, and all products it is in: Σ_i (rest of the product)_i ∂B_i/∂(columns).
  void factor(std::size_t f, PieceRows& rows, std::size_t first) {
    const std::size_t n = x_atoms.size(), own = x_plan.factors()[f];
    x_direction.assign(n * x_columns, 0);
    for (const auto b : x_plan.blocks_of(own)) {
      const auto& block = x_plan.blocks()[b];
      x_weights.assign(block.size, 0);
      for (std::size_t i = 0; i < n; ++i) {
        std::fill(x_weights.begin(), x_weights.end(), 0);
        x_plan.add_gradient(own, b, moments(i), x_weights);
        double* to = x_direction.data() + i * x_columns;
        for (std::size_t m = 0; m < block.size; ++m) {
          const double* from = gradient(block, i, m);
          const double weight = x_weights[m];
          for (std::size_t k = 0; k < x_columns; ++k) to[k] += weight * from[k];
        }
      }
    }
    const auto& rests = x_plan.rests(f);
    const std::size_t count = 1 + rests.size();
    x_weights.assign(n * count, 1);  // the first: of the factor itself
    for (std::size_t s = 0; s < rests.size(); ++s) {
      double* to = x_weights.data() + (s + 1) * n;
      for (std::size_t i = 0; i < n; ++i) {
        for (const auto other : rests[s].others) to[i] *= values(i)[other];
      }
    }
    x_product.resize(x_columns * count);
    network::gemm(network::Side::plain, network::Side::plain, x_columns, count, n, 1, x_direction.data(), x_columns,
                  x_weights.data(), n, 0, x_product.data(), x_columns);
    add_to(rows, first, count, x_product.data(), [&](std::size_t s) { return s == 0 ? own : rests[s - 1].candidate; });
  }

  const descriptor::MomentBasis& x_basis;
  const Plan& x_plan;
  const TrainingFrame& x_frame;
  FramePiece x_piece;
  std::size_t x_forces, x_columns;
  std::size_t x_own = 0;             // atoms of the piece among x_atoms
  std::vector<std::size_t> x_atoms;  // of the frame
  std::vector<double> x_moments, x_gradient, x_values;
  std::vector<double> x_y, x_phi, x_dphi;
  std::vector<Vec3> x_dy;
  std::size_t x_at_other = 0, x_at_own = 0;
  bool x_stress = false;
  std::vector<double> x_weights, x_product, x_direction;
};

MomentRows::MomentRows(std::vector<MomentPool> pools) : x_pools{std::move(pools)}, x_first{0} {
  for (const auto& pool : x_pools) {
    x_plans.emplace_back(pool);
    x_first.push_back(x_first.back() + pool.candidates.size());
    x_cutoff = std::max(x_cutoff, pool.basis.cutoff);
  }
}

MomentRows::~MomentRows() = default;
MomentRows::MomentRows(MomentRows&&) noexcept = default;

std::vector<double> MomentRows::ranks() const {
  std::vector<double> ranks;
  for (const auto& pool : x_pools) {
    for (const auto& candidate : pool.candidates) ranks.push_back(candidate.rank);
  }
  ranks.resize(columns());
  return ranks;
}

std::vector<FramePiece> MomentRows::pieces(const TrainingFrame& frame) {
  const std::size_t atoms = frame.atoms(), count = (atoms + piece_atoms - 1) / piece_atoms;
  std::vector<FramePiece> pieces;
  for (std::size_t p = 0; p < count; ++p) pieces.push_back({p * atoms / count, (p + 1) * atoms / count});
  return pieces;
}

Neighbourhoods neighbourhoods(const TrainingFrame& frame, double cutoff) {
  Neighbourhoods near(frame.atoms());
  for_neighbours_of_sites(frame, cutoff, [&](std::size_t i, Vec3 r, std::size_t owner) {
    near[i].push_back({r, owner});
  });
  return near;
}

// Species → neighbour element of the basis.
std::vector<std::size_t> MomentRows::indices_of_species(std::size_t element) const {
  const auto& neighbours = x_pools[element].basis.neighbours;
  std::vector<std::size_t> indices;
  for (const auto& pool : x_pools) {
    indices.push_back(
        static_cast<std::size_t>(std::find(neighbours.begin(), neighbours.end(), pool.centre) - neighbours.begin()));
  }
  return indices;
}

std::vector<double> MomentRows::values(const TrainingFrame& frame, const Neighbourhoods& near,
                                       std::size_t element) const {
  Work work{x_pools[element], x_plans[element], frame, {0, frame.atoms()}};
  return work.only_values(near, static_cast<int>(element), indices_of_species(element));
}

void MomentRows::make(const TrainingFrame& frame, const Neighbourhoods& near, FramePiece piece, PieceRows& rows) const {
  rows.force_rows = frame.forces.empty() ? 0 : 3 * (piece.last - piece.first);
  rows.whole_rows = frame.has_stress ? 7 : 1;
  rows.forces.assign(rows.force_rows * columns(), 0);
  rows.whole.assign(rows.whole_rows * columns(), 0);
  for (std::size_t e = 0; e < x_pools.size(); ++e) {
    const auto indices = indices_of_species(e);
    Work work{x_pools[e], x_plans[e], frame, piece};
    work.run(near, static_cast<int>(e), indices, rows, x_first[e]);
    rows.whole[(candidates() + e) * rows.whole_rows] = static_cast<double>(work.own());
  }
}

}  // namespace nnpipe::train
