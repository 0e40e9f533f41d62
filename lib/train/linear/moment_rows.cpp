#include "train/linear/moment_rows.hpp"

#include <algorithm>
#include <mutex>

#include "network/narrow_product.hpp"
#include "train/frames/frame_neighbours.hpp"

namespace nnpipe::train {

namespace {

// Atoms of a piece.
constexpr std::size_t piece_atoms = 64;
// Atoms whose derivatives of all factors are in memory at a time.
constexpr std::size_t chunk_atoms = 64;
// Of derivatives, and the atoms whose forces stand in one.
constexpr std::size_t panel = network::usual_panel, panel_atoms = panel / 3;
constexpr int stress_axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
constexpr auto none = static_cast<std::size_t>(-1);

}  // namespace

// One element's part of one piece at a time. Derivatives are of what rows have: forces on the atoms of the piece, then
// the stress.
class MomentRows::Work {
 public:
  void run(const CandidatePlan& plan, const TrainingFrame& frame, FramePiece piece, const Neighbourhoods& near,
           int species, PieceRows& rows, std::size_t first) {
    begin(plan, frame, piece, frame.forces.empty() ? 0 : 3 * (piece.last - piece.first), frame.has_stress ? 6U : 0U);
    choose(near, species);
    if (plan.singles().empty()) return;
    for (std::size_t i = 0; i < x_atoms.size(); i += chunk_atoms) {
      add_chunk(near, i, std::min(i + chunk_atoms, x_atoms.size()), rows, first);
    }
  }

  // Atoms of the piece that are of the element.
  std::size_t own() const { return x_own; }

  std::vector<double> only_values(const CandidatePlan& plan, const TrainingFrame& frame, const Neighbourhoods& near,
                                  int species) {
    begin(plan, frame, {0, frame.atoms()}, 0, 0);
    choose(near, species);
    std::vector<double> all(x_atoms.size() * plan.candidates());
    if (plan.singles().empty()) return all;
    x_values.resize(plan.singles().size());
    for (std::size_t i = 0; i < x_atoms.size(); ++i) {
      look(near, x_atoms[i]);
      plan.jacobian().compute(x_near, x_workspace, x_values, {});
      plan.values(x_values, std::span{all}.subspan(i * plan.candidates(), plan.candidates()));
    }
    return all;
  }

 private:
  void begin(const CandidatePlan& plan, const TrainingFrame& frame, FramePiece piece, std::size_t forces,
             std::size_t stresses) {
    x_plan = &plan;
    x_frame = &frame;
    x_piece = piece;
    x_forces = forces;
    x_columns = forces + stresses;
  }

  bool in_piece(std::size_t atom) const { return atom >= x_piece.first && atom < x_piece.last; }

  // Atoms of the piece, and others that see one of it.
  void choose(const Neighbourhoods& near, int species) {
    x_atoms.clear();
    x_own = 0;
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (x_frame->species[i] != species) continue;
      const bool own = in_piece(i);
      const bool sees = x_forces > 0 && std::any_of(near[i].begin(), near[i].end(),
                                                    [&](const OwnedNeighbour& other) { return in_piece(other.owner); });
      if (own || sees) x_atoms.push_back(i);
      x_own += own ? 1 : 0;
    }
  }

  // The neighbours of an atom, and which atoms of the piece they are.
  void look(const Neighbourhoods& near, std::size_t atom) {
    x_near.clear();
    x_owner.clear();
    x_moves.clear();
    for (const OwnedNeighbour& other : near[atom]) {
      x_near.push_back({other.r, x_frame->species[other.owner]});
      const bool moves = other.owner != atom;  // an atom's own images move with it
      x_owner.push_back(moves && in_piece(other.owner) ? other.owner - x_piece.first : none);
      x_moves.push_back(moves ? 1 : 0);
    }
    x_own_atom = in_piece(atom) ? atom - x_piece.first : none;
    x_stress = x_columns > x_forces && in_piece(atom);
  }

  void add_chunk(const Neighbourhoods& near, std::size_t from, std::size_t to, PieceRows& rows, std::size_t first) {
    const auto& singles = x_plan->singles();
    const std::size_t count = singles.size();
    x_n = to - from;
    x_values.resize(count);
    x_of_chunk.resize(count * x_n);
    x_all.resize(x_plan->candidates());
    std::size_t factors = 0;
    for (const auto& single : singles) factors += single.rests.empty() ? 0 : 1;
    x_directions.assign(factors * direction_size(), 0);
    for (std::size_t i = 0; i < x_n; ++i) {
      const std::size_t atom = x_atoms[from + i];
      look(near, atom);
      const std::size_t stride = descriptor::MomentJacobian::stride(x_near.size());
      x_jacobian.resize(x_columns > 0 ? count * stride : 0);
      x_plan->jacobian().compute(x_near, x_workspace, x_values, x_jacobian);
      for (std::size_t s = 0; s < count; ++s) x_of_chunk[s * x_n + i] = x_values[s];
      if (in_piece(atom)) add_energy(rows, first);
      if (x_columns > 0) spread_all(i, stride, rows, first);
    }
    if (x_columns > 0) add_products(rows, first);
  }

  // Derivatives of one factor for a chunk: forces in panels (narrow_product.hpp), then the stress.
  std::size_t panels() const { return (x_forces + panel - 1) / panel; }
  std::size_t direction_size() const { return x_n * (panels() * panel + x_columns - x_forces); }

  // Of atom i of a chunk: singles that are no factors into the rows, the others into the directions.
  void spread_all(std::size_t i, std::size_t stride, PieceRows& rows, std::size_t first) {
    const auto in_rows = [](std::size_t atom) { return 3 * atom; };
    const auto in_panels = [n = x_n](std::size_t atom) {
      return atom / panel_atoms * panel * n + 3 * (atom % panel_atoms);
    };
    double* direction = x_directions.data();
    const double* row = x_jacobian.data();
    for (const auto& single : x_plan->singles()) {
      if (single.rests.empty()) {
        const std::size_t column = first + single.candidate;
        spread(row, rows.forces.data() + column * rows.force_rows, in_rows,
               rows.whole.data() + column * rows.whole_rows + 1);
      } else {
        double* const stress = direction + x_n * panels() * panel + i * (x_columns - x_forces);
        spread(row, direction + i * panel, in_panels, stress);
        direction += direction_size();
      }
      row += stride;
    }
  }

  void add_energy(PieceRows& rows, std::size_t first) {
    x_plan->values(x_values, x_all);
    for (std::size_t c = 0; c < x_all.size(); ++c) rows.whole[(first + c) * rows.whole_rows] += x_all[c];
  }

  // ∂A/∂r_j of all neighbours of an atom, added to forces and stress: F = −∂E/∂r. `place` of an atom's force.
  template <typename Place>
  void spread(const double* row, double* forces, const Place& place, double* stress) const {
    if (x_forces > 0) {
      double own[3] = {0, 0, 0};
      for (std::size_t j = 0; j < x_near.size(); ++j) {
        const double* const d = row + 3 * j;
        if (x_moves[j] != 0) {
          for (std::size_t c = 0; c < 3; ++c) own[c] += d[c];
        }
        if (x_owner[j] == none) continue;
        double* const to = forces + place(x_owner[j]);
        for (std::size_t c = 0; c < 3; ++c) to[c] -= d[c];
      }
      for (std::size_t c = 0; c < 3 && x_own_atom != none; ++c) forces[place(x_own_atom) + c] += own[c];
    }
    if (!x_stress) return;
    double sums[6] = {0, 0, 0, 0, 0, 0};
    for (std::size_t j = 0; j < x_near.size(); ++j) {
      const double r[3] = {x_near[j].r.x, x_near[j].r.y, x_near[j].r.z};
      for (std::size_t v = 0; v < 6; ++v) sums[v] += r[stress_axes[v][0]] * row[3 * j + stress_axes[v][1]];
    }
    for (std::size_t v = 0; v < 6; ++v) stress[v] += sums[v] / x_frame->cell.volume();
  }

  // Of each factor, and all products it is in: Σ_i (rest of the product)_i ∂B_i/∂(columns).
  void add_products(PieceRows& rows, std::size_t first) {
    const std::size_t n = x_n, stresses = x_columns - x_forces;
    const double* direction = x_directions.data();
    for (const auto& single : x_plan->singles()) {
      if (single.rests.empty()) continue;
      x_weights.assign(n * (1 + single.rests.size()), 1);  // the first: of the factor itself
      x_to_forces.assign(1, rows.forces.data() + (first + single.candidate) * rows.force_rows);
      x_to_stress.assign(1, rows.whole.data() + (first + single.candidate) * rows.whole_rows + 1);
      double* weight = x_weights.data() + n;
      for (const auto& rest : single.rests) {
        for (const auto other : rest.others) {
          for (std::size_t i = 0; i < n; ++i) weight[i] *= x_of_chunk[other * n + i];
        }
        weight += n;
        x_to_forces.push_back(rows.forces.data() + (first + rest.candidate) * rows.force_rows);
        x_to_stress.push_back(rows.whole.data() + (first + rest.candidate) * rows.whole_rows + 1);
      }
      network::add_product(x_forces, n, direction, panel, x_weights.data(), x_to_forces);
      if (stresses > 0) {
        network::add_product(stresses, n, direction + n * panels() * panel, stresses, x_weights.data(), x_to_stress);
      }
      direction += direction_size();
    }
  }

  const CandidatePlan* x_plan = nullptr;
  const TrainingFrame* x_frame = nullptr;
  FramePiece x_piece;
  std::size_t x_forces = 0, x_columns = 0;
  std::size_t x_own = 0;             // atoms of the piece among x_atoms
  std::vector<std::size_t> x_atoms;  // of the frame
  // Of one atom.
  std::vector<descriptor::Neighbour> x_near;
  std::vector<std::size_t> x_owner;  // of each neighbour, in the piece, or `none`
  std::vector<char> x_moves;
  std::size_t x_own_atom = none;
  bool x_stress = false;
  descriptor::MomentJacobian::Workspace x_workspace;
  std::vector<double> x_jacobian, x_values, x_all;  // of the singles, and of all candidates
  // Of a chunk of atoms: values of each single, and of each factor ∂B_i/∂(columns).
  std::size_t x_n = 0;
  std::vector<double> x_of_chunk, x_directions;
  std::vector<double> x_weights;
  std::vector<double*> x_to_forces, x_to_stress;
};

// Lends a Work to each calculation. As many are made as run at a time.
class MomentRows::Workshop {
 public:
  template <typename Use>
  auto with(Use&& use) {
    auto work = take();
    struct Return {
      Workshop& to;
      std::unique_ptr<Work>& work;
      ~Return() { to.give(std::move(work)); }
    } back{*this, work};
    return use(*work);
  }

 private:
  std::unique_ptr<Work> take() {
    const std::lock_guard lock{x_mutex};
    if (x_free.empty()) {
      x_free.reserve(++x_count);  // so that giving back never fails
      return std::make_unique<Work>();
    }
    auto work = std::move(x_free.back());
    x_free.pop_back();
    return work;
  }
  void give(std::unique_ptr<Work> work) {
    const std::lock_guard lock{x_mutex};
    x_free.push_back(std::move(work));
  }

  std::mutex x_mutex;
  std::vector<std::unique_ptr<Work>> x_free;
  std::size_t x_count = 0;
};

MomentRows::MomentRows(std::vector<MomentPool> pools)
    : x_pools{std::move(pools)}, x_first{0}, x_workshop{std::make_unique<Workshop>()} {
  std::vector<Element> species;
  for (const auto& pool : x_pools) species.push_back(pool.centre);
  for (const auto& pool : x_pools) {
    x_plans.emplace_back(pool, species);
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

std::vector<double> MomentRows::values(const TrainingFrame& frame, const Neighbourhoods& near,
                                       std::size_t element) const {
  return x_workshop->with(
      [&](Work& work) { return work.only_values(x_plans[element], frame, near, static_cast<int>(element)); });
}

void MomentRows::make(const TrainingFrame& frame, const Neighbourhoods& near, FramePiece piece, PieceRows& rows) const {
  rows.force_rows = frame.forces.empty() ? 0 : 3 * (piece.last - piece.first);
  rows.whole_rows = frame.has_stress ? 7 : 1;
  rows.forces.assign(rows.force_rows * columns(), 0);
  rows.whole.assign(rows.whole_rows * columns(), 0);
  x_workshop->with([&](Work& work) {
    for (std::size_t e = 0; e < x_pools.size(); ++e) {
      work.run(x_plans[e], frame, piece, near, static_cast<int>(e), rows, x_first[e]);
      rows.whole[(candidates() + e) * rows.whole_rows] = static_cast<double>(work.own());
    }
  });
}

}  // namespace nnpipe::train
