#include "train/linear/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "base/threads.hpp"
#include "network/blas.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// Rows that are gathered before they are added: enough for the product of matrices to be fast.
constexpr std::size_t batch_rows = 1536;
constexpr std::size_t whole_components = 7;
constexpr std::size_t column_block = 64;  // columns that a thread copies at a time

double factor(double weight, double norm, double scale) {
  return norm > 0 && scale > 0 ? std::sqrt(weight / norm) / scale : 0;
}

// Rows on their way into a normal matrix.
class RowBatch {
 public:
  RowBatch(std::size_t columns, std::size_t capacity)
      : x_columns{columns}, x_capacity{capacity}, x_rows(capacity * columns), x_y(capacity) {}

  // All before are flushed.
  void begin(NormalMatrix& to) { x_to = &to; }
  bool has_room(std::size_t rows) const { return x_count + rows <= x_capacity; }
  // Rows are given column by column, `leading` apart.
  void add(const double* x, std::size_t leading, std::size_t rows, const double* weights, const double* y) {
    const std::size_t at = x_count;
    parallel_for({x_columns, column_block}, [&](std::size_t, std::size_t first, std::size_t last) {
      for (std::size_t c = first; c < last; ++c) {
        double* const to = x_rows.data() + c * x_capacity + at;
        for (std::size_t r = 0; r < rows; ++r) to[r] = weights[r] * x[c * leading + r];
      }
    });
    for (std::size_t r = 0; r < rows; ++r) x_y[at + r] = weights[r] * y[r];
    x_count += rows;
  }
  void flush() {
    x_to->add(x_count, x_rows.data(), x_capacity, std::span{x_y}.first(x_count));
    x_count = 0;
  }

 private:
  NormalMatrix* x_to = nullptr;
  std::size_t x_columns, x_capacity, x_count = 0;
  std::vector<double> x_rows, x_y;
};

struct Unit {
  std::size_t frame;
  FramePiece piece;
  bool last;  // of its frame
};

// Keeps its memory from one run to the next.
class Gathering {
 public:
  Gathering(const MomentRows& maker, const FrameData& data, const RowNorms& norms, const LossScales& scales,
            bool all_energies)
      : x_maker{maker},
        x_data{data},
        x_norms{norms},
        x_scales{scales},
        x_all_energies{all_energies},
        x_forces{maker.columns(), batch_rows},
        x_whole{maker.columns(), batch_rows / 4} {}

  void run(const std::vector<std::size_t>& frames, NormalEquations& to) {
    x_forces.begin(to.forces);
    x_whole.begin(to.whole);
    x_to = &to;
    x_frames = 0;
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
    const bool first = x_frames++ < kept_frames;
    for (std::size_t r = 0; r < rows.whole_rows; ++r) {
      if (weights[r] == 0 || !(first || (r == 0 && x_all_energies))) continue;
      keep(r, weights[r], y[r], frame.weight, r == 0 ? x_to->energies : x_to->stresses);
    }
    x_sum.clear();
  }

  void keep(std::size_t row, double weight, double y, double of_frame, KeptRows& to) const {
    for (std::size_t c = 0; c < x_maker.columns(); ++c) to.values.push_back(weight * x_sum[c * whole_components + row]);
    to.values.push_back(weight * y);
    to.weights.push_back(of_frame);
  }

  const MomentRows& x_maker;
  const FrameData& x_data;
  const RowNorms& x_norms;
  const LossScales& x_scales;
  bool x_all_energies;
  RowBatch x_forces, x_whole;
  NormalEquations* x_to = nullptr;
  std::size_t x_frames = 0;
  std::vector<PieceRows> x_made;
  std::vector<double> x_sum;  // whole rows of a frame whose pieces are not all there
};

// Some frames of a group, whose equations one process makes.
struct Task {
  std::size_t group;
  std::vector<std::size_t> frames;
  double rows = 0;
};

// The same for any number of processes: the equations of a group's tasks are added in order. Large groups are divided
// into a few, no more: what a task makes is as large as the equations of its group.
std::vector<Task> divided(const FrameData& data, const std::vector<std::vector<std::size_t>>& groups) {
  constexpr double wanted = 8, most_of_group = 4;
  const auto rows_of = [&](std::size_t f) {
    return static_cast<double>(3 * data.frame(f).forces.size() + whole_components);
  };
  std::vector<double> rows;
  for (const auto& group : groups) {
    rows.push_back(0);
    for (const auto f : group) rows.back() += rows_of(f);
  }
  const double all = std::accumulate(rows.begin(), rows.end(), 0.0);
  std::vector<Task> tasks;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double each = rows[g] / std::clamp(std::round(wanted * rows[g] / all), 1.0, most_of_group);
    double before = 0, end = 0;
    for (const auto f : groups[g]) {
      if (before >= end) {
        tasks.push_back({g, {}});
        end += each;
      }
      tasks.back().frames.push_back(f);
      tasks.back().rows += rows_of(f);
      before += rows_of(f);
    }
  }
  return tasks;
}

// The process that makes the equations of each task.
std::vector<std::size_t> owners_of(const std::vector<Task>& tasks) {
  std::vector<double> rows;
  for (const auto& task : tasks) rows.push_back(task.rows);
  return train::owners_of(rows);
}

void share_matrix(std::size_t owner, NormalMatrix& matrix) {
  share_from(owner, {matrix.h.memptr(), matrix.h.n_elem});
  share_from(owner, {matrix.b.memptr(), matrix.b.n_elem});
  share_from(owner, {&matrix.squares, 1});
}

void share_numbers(std::size_t owner, std::vector<double>& numbers) {
  auto size = static_cast<double>(numbers.size());
  share_from(owner, {&size, 1});
  numbers.resize(static_cast<std::size_t>(size));
  if (!numbers.empty()) share_from(owner, numbers);
}

void share_rows(std::size_t owner, KeptRows& rows) {
  share_numbers(owner, rows.values);
  share_numbers(owner, rows.weights);
}

void append(const KeptRows& from, KeptRows& to) {
  to.values.insert(to.values.end(), from.values.begin(), from.values.end());
  to.weights.insert(to.weights.end(), from.weights.begin(), from.weights.end());
}

// Of the rows of all energies.
double bytes_of_energies(const FrameData& data, const std::vector<std::vector<std::size_t>>& groups,
                         std::size_t columns) {
  std::size_t energies = 0;
  for (const auto& group : groups) {
    for (const auto f : group) energies += data.frame(f).has_energy ? 1 : 0;
  }
  return static_cast<double>(sizeof(double) * energies * (columns + 2));
}

// Memory that is new is touched by all threads: the system clears each page then.
void clear(std::size_t columns, NormalMatrix& matrix) {
  matrix.h.set_size(columns, columns);
  matrix.b.zeros(columns);
  constexpr std::size_t block_size = std::size_t{1} << 16U;
  parallel_for({matrix.h.n_elem, block_size}, [&](std::size_t, std::size_t first, std::size_t last) {
    std::fill(matrix.h.memptr() + first, matrix.h.memptr() + last, 0.0);
  });
  matrix.squares = 0;
}

// Equations of a task that have been added to their group's serve the next one: asking for their memory anew would cost
// as much as a batch of rows.
class Spare {
 public:
  explicit Spare(std::size_t columns) : x_columns{columns} {}
  NormalEquations take() {
    auto equations = std::exchange(x_spare, {NormalMatrix{}, NormalMatrix{}});
    clear(x_columns, equations.forces);
    clear(x_columns, equations.whole);
    equations.energies = equations.stresses = {};
    return equations;
  }
  void give(NormalEquations equations) { x_spare = std::move(equations); }

 private:
  std::size_t x_columns;
  NormalEquations x_spare{NormalMatrix{}, NormalMatrix{}};
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
                                              const LossScales& scales, double kept_bytes) {
  const RowNorms norms = row_norms(data, groups);
  const auto tasks = divided(data, groups);
  const auto owners = owners_of(tasks);
  Spare spare{maker.columns()};
  const bool all_energies = bytes_of_energies(data, groups, maker.columns()) <= kept_bytes;
  Gathering gathering{maker, data, norms, scales, all_energies};
  // One's own first, then all in order, so that no process waits for another before it has done its part.
  std::vector<NormalEquations> own(tasks.size()), all(groups.size());
  const auto compute = [&](std::size_t t) {
    own[t] = spare.take();
    gathering.run(tasks[t].frames, own[t]);
  };
  for (std::size_t t = 0; process_count() > 1 && t < tasks.size(); ++t) {
    if (owners[t] == process_rank()) compute(t);
  }
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    auto& group = all[tasks[t].group];
    if (process_count() == 1) compute(t);
    if (owners[t] != process_rank()) own[t] = spare.take();
    share_matrix(owners[t], own[t].forces);
    share_matrix(owners[t], own[t].whole);
    share_rows(owners[t], own[t].energies);
    share_rows(owners[t], own[t].stresses);
    if (group.forces.columns() == 0) {
      group = std::move(own[t]);
    } else {
      add(group.forces, 1, own[t].forces);
      add(group.whole, 1, own[t].whole);
      append(own[t].energies, group.energies);
      append(own[t].stresses, group.stresses);
      spare.give(std::move(own[t]));
    }
    own[t] = {NormalMatrix{}, NormalMatrix{}};
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (all[g].forces.columns() == 0) all[g] = spare.take();
    all[g].frames = groups[g].size();
    all[g].all_energies = all_energies;
    all[g].forces.complete();
    all[g].whole.complete();
  }
  return all;
}

}  // namespace nnpipe::train
