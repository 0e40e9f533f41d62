#include "train/linear/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/threads.hpp"
#include "network/blas.hpp"

namespace nnpipe::train {

namespace {

// Rows that are gathered before they are added: enough for the product of matrices to be fast.
constexpr std::size_t batch_rows = 1536;
constexpr std::size_t whole_components = 7;

double factor(double weight, double norm, double scale) {
  return norm > 0 && scale > 0 ? std::sqrt(weight / norm) / scale : 0;
}

// Rows on their way into one normal matrix.
class RowBatch {
 public:
  RowBatch(NormalMatrix& to, std::size_t capacity)
      : x_to{to}, x_capacity{capacity}, x_rows(capacity * to.columns()), x_y(capacity) {}

  bool has_room(std::size_t rows) const { return x_count + rows <= x_capacity; }
  // Rows are given column by column, `leading` apart.
  void add(const double* x, std::size_t leading, std::size_t rows, const double* weights, const double* y) {
    const std::size_t at = x_count;
    parallel_each(x_to.columns(), [&](std::size_t c) {
      double* to = x_rows.data() + c * x_capacity + at;
      for (std::size_t r = 0; r < rows; ++r) to[r] = weights[r] * x[c * leading + r];
    });
    for (std::size_t r = 0; r < rows; ++r) x_y[at + r] = weights[r] * y[r];
    x_count += rows;
  }
  void flush() {
    x_to.add(x_count, x_rows.data(), x_capacity, std::span{x_y}.first(x_count));
    x_count = 0;
  }

 private:
  NormalMatrix& x_to;
  std::size_t x_capacity, x_count = 0;
  std::vector<double> x_rows, x_y;
};

struct Unit {
  std::size_t frame;
  FramePiece piece;
  bool last;  // of its frame
};

class Gathering {
 public:
  Gathering(const MomentRows& maker, const FrameData& data, const RowNorms& norms, const LossScales& scales,
            NormalEquations& to)
      : x_maker{maker},
        x_data{data},
        x_norms{norms},
        x_scales{scales},
        x_forces{to.forces, batch_rows},
        x_whole{to.whole, batch_rows / 4} {}

  void run(const std::vector<std::size_t>& frames) {
    const network::SingleThreadedBlas blas;  // around the loops over pieces of frames
    std::vector<Unit> units;
    std::size_t rows = 0;
    for (const auto f : frames) {
      const auto& frame = x_data.frame(f);
      const auto pieces = MomentRows::pieces(frame);
      for (const auto& piece : pieces) {
        const std::size_t more = 3 * (piece.last - piece.first);
        if (!units.empty() && rows + more > batch_rows) {
          compute(units);
          units.clear();
          rows = 0;
        }
        units.push_back({f, piece, piece.last == pieces.back().last});
        rows += more;
      }
    }
    compute(units);
    x_whole.flush();
  }

 private:
  void compute(const std::vector<Unit>& units) {
    std::map<std::size_t, Neighbourhoods> near;
    for (const auto& unit : units) near[unit.frame] = {};
    std::vector<std::size_t> frames;
    for (const auto& entry : near) frames.push_back(entry.first);
    parallel_for({frames.size(), 1}, [&](std::size_t i, std::size_t, std::size_t) {
      near.at(frames[i]) = neighbourhoods(x_data.frame(frames[i]), x_maker.cutoff());
    });
    x_made.resize(std::max(x_made.size(), units.size()));
    parallel_for({units.size(), 1}, [&](std::size_t u, std::size_t, std::size_t) {
      x_maker.make(x_data.frame(units[u].frame), near.at(units[u].frame), units[u].piece, x_made[u]);
    });
    for (std::size_t u = 0; u < units.size(); ++u) {
      add_forces(units[u], x_made[u]);
      add_whole(units[u], x_made[u]);
    }
    x_forces.flush();
  }

  void add_forces(const Unit& unit, const PieceRows& rows) {
    const auto& frame = x_data.frame(unit.frame);
    const double weight = factor(frame.weight, x_norms.force, x_scales.force);
    if (rows.force_rows == 0 || weight == 0) return;
    const std::vector<double> weights(rows.force_rows, weight);
    std::vector<double> y;
    for (std::size_t i = unit.piece.first; i < unit.piece.last; ++i) {
      const Vec3 f = frame.forces[i];
      y.insert(y.end(), {f.x, f.y, f.z});
    }
    x_forces.add(rows.forces.data(), rows.force_rows, rows.force_rows, weights.data(), y.data());
  }

  void add_whole(const Unit& unit, const PieceRows& rows) {
    const std::size_t columns = x_maker.columns();
    if (x_sum.empty()) x_sum.assign(whole_components * columns, 0);
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t r = 0; r < rows.whole_rows; ++r) {
        x_sum[c * whole_components + r] += rows.whole[c * rows.whole_rows + r];
      }
    }
    if (!unit.last) return;
    const auto& frame = x_data.frame(unit.frame);
    const auto atoms = static_cast<double>(frame.atoms());
    double weights[whole_components], y[whole_components];
    weights[0] = frame.has_energy ? factor(frame.weight, x_norms.energy, x_scales.energy) / atoms : 0;
    y[0] = frame.energy;
    for (std::size_t v = 0; v < 6; ++v) {
      weights[v + 1] = frame.has_stress ? factor(frame.weight, x_norms.stress, x_scales.stress) : 0;
      y[v + 1] = frame.stress[v];
    }
    if (!x_whole.has_room(rows.whole_rows)) x_whole.flush();
    x_whole.add(x_sum.data(), whole_components, rows.whole_rows, weights, y);
    x_sum.clear();
  }

  const MomentRows& x_maker;
  const FrameData& x_data;
  const RowNorms& x_norms;
  const LossScales& x_scales;
  RowBatch x_forces, x_whole;
  std::vector<PieceRows> x_made;
  std::vector<double> x_sum;  // whole rows of a frame whose pieces are not all there
};

}  // namespace

RowNorms row_norms(const FrameData& data, const std::vector<std::vector<std::size_t>>& groups) {
  RowNorms norms;
  for (const auto& group : groups) {
    for (const auto f : group) {
      const auto& frame = data.frame(f);
      if (frame.has_energy) norms.energy += frame.weight;
      norms.force += frame.weight * static_cast<double>(3 * frame.forces.size());
      if (frame.has_stress) norms.stress += 6 * frame.weight;
    }
  }
  return norms;
}

std::vector<NormalEquations> normal_equations(const MomentRows& maker, const FrameData& data,
                                              const std::vector<std::vector<std::size_t>>& groups,
                                              const LossScales& scales) {
  const RowNorms norms = row_norms(data, groups);
  std::vector<NormalEquations> all;
  for (const auto& group : groups) {
    auto& one =
        all.emplace_back(NormalEquations{NormalMatrix{maker.columns()}, NormalMatrix{maker.columns()}, group.size()});
    Gathering{maker, data, norms, scales, one}.run(group);
    one.forces.complete();
    one.whole.complete();
  }
  return all;
}

}  // namespace nnpipe::train
