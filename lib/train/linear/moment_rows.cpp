#include "train/linear/moment_rows.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include "network/narrow_product.hpp"
#include "train/frames/frame_neighbours.hpp"

namespace nnpipe::train {

namespace {

// Atoms of a piece.
constexpr std::size_t piece_atoms = 64;
// A chunk: so many atoms at most, and numbers of their Jacobians unless one atom has more, are in memory at a time.
constexpr std::size_t chunk_atoms = 64, chunk_numbers = 2'000'000;
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
    for (std::size_t i = 0; i < x_atoms.size();) {
      begin_chunk(near, i);
      i += x_n;
      add_chunk(rows, first);
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
      look(near, x_atoms[i], x_centres[0]);
      plan.jacobian().compute(x_centres[0].near, x_workspace, x_values, {});
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

  // An atom, its neighbours, and which atoms of the piece they are.
  struct Centre {
    std::vector<descriptor::Neighbour> near;
    std::vector<std::size_t> owner;     // in the piece, or `none`
    std::vector<char> moves;            // an atom's own images move with it
    std::size_t own = none;             // the atom itself in the piece
    std::size_t stride = 0, first = 0;  // of a row of its Jacobian, and where that begins
  };

  void look(const Neighbourhoods& near, std::size_t atom, Centre& centre) const {
    centre.near.clear();
    centre.owner.clear();
    centre.moves.clear();
    for (const OwnedNeighbour& other : near[atom]) {
      const bool moves = other.owner != atom;
      centre.near.push_back({other.r, x_frame->species[other.owner]});
      centre.owner.push_back(moves && in_piece(other.owner) ? other.owner - x_piece.first : none);
      centre.moves.push_back(moves ? 1 : 0);
    }
    centre.own = in_piece(atom) ? atom - x_piece.first : none;
    centre.stride = x_columns > 0 ? descriptor::MomentJacobian::stride(centre.near.size()) : 0;
  }

  // As many atoms from this one on as there is room for.
  void begin_chunk(const Neighbourhoods& near, std::size_t from) {
    const std::size_t count = x_plan->singles().size();
    std::size_t numbers = 0;
    for (x_n = 0; x_n < chunk_atoms && from + x_n < x_atoms.size(); ++x_n) {
      Centre& centre = x_centres[x_n];
      look(near, x_atoms[from + x_n], centre);
      if (x_n > 0 && numbers + count * centre.stride > chunk_numbers) break;
      centre.first = numbers;
      numbers += count * centre.stride;
    }
    if (x_jacobian.size() < numbers) x_jacobian.resize(numbers);
  }

  void add_chunk(PieceRows& rows, std::size_t first) {
    const auto& singles = x_plan->singles();
    const std::size_t count = singles.size(), n = x_n;
    x_values.resize(count);
    x_of_chunk.resize(count * n);
    x_all.resize(x_plan->candidates());
    for (std::size_t i = 0; i < n; ++i) {
      const Centre& centre = x_centres[i];
      x_plan->jacobian().compute(centre.near, x_workspace, x_values,
                                 std::span{x_jacobian}.subspan(centre.first, count * centre.stride));
      for (std::size_t s = 0; s < count; ++s) x_of_chunk[s * n + i] = x_values[s];
      if (centre.own != none) add_energy(rows, first);
    }
    for (std::size_t s = 0; s < count && x_columns > 0; ++s) {
      if (singles[s].rests.empty()) {
        add_single(s, rows, first + singles[s].candidate);
      } else {
        add_factor(s, rows, first);
      }
    }
  }

  const double* jacobian(const Centre& centre, std::size_t s) const {
    return x_jacobian.data() + centre.first + s * centre.stride;
  }

  void add_single(std::size_t s, PieceRows& rows, std::size_t column) const {
    double* const forces = rows.forces.data() + column * rows.force_rows;
    double* const stress = rows.whole.data() + column * rows.whole_rows + 1;
    for (std::size_t i = 0; i < x_n; ++i) {
      const Centre& centre = x_centres[i];
      spread(centre, jacobian(centre, s), forces, [](std::size_t atom) { return 3 * atom; });
      if (x_columns > x_forces) spread_stress(centre, jacobian(centre, s), stress);
    }
  }

  void add_energy(PieceRows& rows, std::size_t first) {
    x_plan->values(x_values, x_all);
    for (std::size_t c = 0; c < x_all.size(); ++c) rows.whole[(first + c) * rows.whole_rows] += x_all[c];
  }

  // ∂A/∂r_j of all neighbours of an atom, added to forces: F = −∂E/∂r. `place` of the force on an atom of the piece.
  template <typename Place>
  void spread(const Centre& centre, const double* row, double* forces, const Place& place) const {
    if (x_forces == 0) return;
    double own[3] = {0, 0, 0};
    for (std::size_t j = 0; j < centre.near.size(); ++j, row += 3) {
      if (centre.moves[j] != 0) {
        for (std::size_t c = 0; c < 3; ++c) own[c] += row[c];
      }
      if (centre.owner[j] == none) continue;
      double* const to = forces + place(centre.owner[j]);
      for (std::size_t c = 0; c < 3; ++c) to[c] -= row[c];
    }
    if (centre.own == none) return;
    double* const to = forces + place(centre.own);
    for (std::size_t c = 0; c < 3; ++c) to[c] += own[c];
  }
  void spread_stress(const Centre& centre, const double* row, double* stress) const {
    if (centre.own == none) return;
    double sums[6] = {0, 0, 0, 0, 0, 0};
    for (std::size_t j = 0; j < centre.near.size(); ++j, row += 3) {
      const Vec3 to = centre.near[j].r;
      const double r[3] = {to.x, to.y, to.z};
      for (std::size_t v = 0; v < 6; ++v) sums[v] += r[stress_axes[v][0]] * row[stress_axes[v][1]];
    }
    for (std::size_t v = 0; v < 6; ++v) stress[v] += sums[v] / x_frame->cell.volume();
  }

  // A factor B, and all products it is in: Σ_i (rest of the product)_i ∂B_i/∂(columns).
  void add_factor(std::size_t s, PieceRows& rows, std::size_t first) {
    const auto& single = x_plan->singles()[s];
    const std::size_t n = x_n, stresses = x_columns - x_forces;
    x_direction.assign((x_forces + panel - 1) / panel * panel * n, 0);  // in panels, see narrow_product.hpp
    x_stress.assign(stresses * n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const Centre& centre = x_centres[i];
      spread(centre, jacobian(centre, s), x_direction.data() + i * panel,
             [n](std::size_t atom) { return atom / panel_atoms * panel * n + 3 * (atom % panel_atoms); });
      if (stresses > 0) spread_stress(centre, jacobian(centre, s), x_stress.data() + i * stresses);
    }
    x_weights.assign(n * (1 + single.rests.size()), 1);  // the first: of the factor itself
    x_to_forces.clear();
    x_to_stress.clear();
    const auto add_column = [&](std::size_t candidate) {
      x_to_forces.push_back(rows.forces.data() + (first + candidate) * rows.force_rows);
      x_to_stress.push_back(rows.whole.data() + (first + candidate) * rows.whole_rows + 1);
    };
    add_column(single.candidate);
    double* weight = x_weights.data() + n;
    for (const auto& rest : single.rests) {
      for (const auto other : rest.others) {
        for (std::size_t i = 0; i < n; ++i) weight[i] *= x_of_chunk[other * n + i];
      }
      weight += n;
      add_column(rest.candidate);
    }
    network::add_product(x_forces, n, x_direction.data(), panel, x_weights.data(), x_to_forces);
    if (stresses > 0) network::add_product(stresses, n, x_stress.data(), stresses, x_weights.data(), x_to_stress);
  }

  const CandidatePlan* x_plan = nullptr;
  const TrainingFrame* x_frame = nullptr;
  FramePiece x_piece;
  std::size_t x_forces = 0, x_columns = 0;
  std::size_t x_own = 0;             // atoms of the piece among x_atoms
  std::vector<std::size_t> x_atoms;  // of the frame
  descriptor::MomentJacobian::Workspace x_workspace;
  std::vector<double> x_values, x_all;  // of one atom: of the singles, of all candidates
  // Of a chunk of atoms: their Jacobians, and values of the singles, one single after the other.
  std::size_t x_n = 0;
  std::array<Centre, chunk_atoms> x_centres;
  std::vector<double> x_jacobian, x_of_chunk;
  // Of a chunk and a factor: ∂B_i/∂(forces), ∂B_i/∂(stress).
  std::vector<double> x_direction, x_stress;
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
