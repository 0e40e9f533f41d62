#include "train/frames/force_objective.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "network/gemm.hpp"
#include "network/triangle_product.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// Samples are handled in at most this many groups, each with sums of its own.
constexpr std::size_t most_groups = 64;

// Of a frame, its stress apart.
constexpr std::size_t most_pieces = 8;

Blocks groups_of(std::size_t samples) {
  return {samples, std::max<std::size_t>(1, (samples + most_groups - 1) / most_groups)};
}

double dot(std::size_t n, const double* a, const double* b) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

void axpy(std::size_t n, double factor, const double* a, double* b) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) b[i] += factor * a[i];
}

}  // namespace

// What one thread needs for one frame after the other.
struct ForceObjective::Worker {
  std::vector<network::Mixed> networks;  // one an element
  FrameBlock spare;
  const FrameBlock* block = nullptr;
  double energy = 0;                        // of the networks
  std::vector<double> rows;                 // forces and stress of the networks
  std::vector<std::vector<double>> slopes;  // ∂E/∂G, unscaled, of every atom
  std::vector<double> pull;                 // ∂Γ/∂row
  double energy_pull = 0;
  std::vector<double> turn, coefficient, scale, beside;
  // Σ Δ² and Σ |Δ|, by part.
  double squares[3] = {}, sizes[3] = {}, losses[3] = {};
  std::vector<double> gradient;

  double loss() const { return losses[0] + losses[1] + losses[2]; }

  void clear() {
    for (double* sums : {squares, sizes, losses}) std::fill_n(sums, 3, 0.0);
  }
  void put_sums(double* to) const {
    std::copy_n(squares, 3, to);
    std::copy_n(sizes, 3, to + 3);
    std::copy_n(losses, 3, to + 6);
  }
  void take_sums(const double* from) {
    std::copy_n(from, 3, squares);
    std::copy_n(from + 3, 3, sizes);
    std::copy_n(from + 6, 3, losses);
  }
};

ForceObjective::ForceObjective(const FrameData& data, std::vector<std::size_t> chosen, potential::Model model,
                               LossScales scales, double robust)
    : x_data{data}, x_chosen{std::move(chosen)}, x_model{std::move(model)}, x_scales{scales}, x_robust{robust} {
  for (const auto& element : x_model.elements) {
    x_offsets.push_back(x_parameters);
    x_parameters += element.network.parameters().size();
  }
  for (std::size_t group = 0; group < most_groups; ++group) x_workers.push_back(std::make_unique<Worker>());
  for (const std::size_t f : x_chosen) {
    const auto& frame = x_data.frame(f);
    if (frame.has_energy) x_energy_norm += frame.weight;
    for (std::size_t i = 0; i < frame.forces.size(); ++i) x_force_norm += 3 * frame.weight * frame.atom_weight(i);
    if (frame.has_stress) x_stress_norm += 6 * frame.weight;
  }
}

ForceObjective::~ForceObjective() = default;

ForceObjective::Worker& ForceObjective::worker(std::size_t group) const { return *x_workers[group]; }

void ForceObjective::get_parameters(const potential::Model& model, std::vector<double>& parameters) {
  parameters.clear();
  for (const auto& element : model.elements) {
    const auto values = element.network.parameters();
    parameters.insert(parameters.end(), values.begin(), values.end());
  }
}

void ForceObjective::set_parameters(potential::Model& model, std::span<const double> parameters) {
  for (auto& element : model.elements) {
    const auto values = element.network.parameters();
    std::copy_n(parameters.begin(), values.size(), values.begin());
    parameters = parameters.subspan(values.size());
  }
}

ForceObjective::Weights ForceObjective::weights(std::size_t sample) const {
  const auto& frame = x_data.frame(x_chosen[sample]);
  const auto weight = [&](double scale, double norm) {
    return scale > 0 && norm > 0 ? std::sqrt(frame.weight / norm) / scale : 0;
  };
  return {frame.has_energy ? weight(x_scales.energy, x_energy_norm) / static_cast<double>(frame.atoms()) : 0,
          weight(x_scales.force, x_force_norm), weight(x_scales.stress, x_stress_norm)};
}

double ForceObjective::scale_of(std::size_t part) const {
  return part == frame_energy ? x_scales.energy : part == frame_force ? x_scales.force : x_scales.stress;
}

double ForceObjective::tamed(std::size_t part, double difference) const {
  const double limit = x_robust * scale_of(part), size = std::abs(difference);
  return limit > 0 && size > limit ? limit / size : 1;
}

// The networks of a frame: its energy, and ∂E/∂G of each atom.
void ForceObjective::prepare(std::size_t sample, Worker& worker) const {
  worker.block = &x_data.block(x_chosen[sample], worker.spare);
  worker.networks.resize(x_model.elements.size());
  worker.slopes.resize(x_model.elements.size());
  worker.energy = 0;
  worker.rows.assign(worker.block->rows, 0.0);
  for (std::size_t e = 0; e < x_model.elements.size(); ++e) {
    const auto& element = x_model.elements[e];
    const auto& part = worker.block->species[e];
    const std::size_t n = part.atoms.size(), functions = element.inputs.size();
    if (n == 0) continue;
    worker.networks[e].prepare(element.network, part.inputs, n);
    const auto& target = element.targets.front();
    for (const double y : worker.networks[e].values()) worker.energy += target.apply(y);
    auto& slopes = worker.slopes[e];
    const auto gradients = worker.networks[e].input_gradients();
    slopes.resize(n * functions);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t s = 0; s < functions; ++s) {
        slopes[i * functions + s] = gradients[i * functions + s] * target.factor;
      }
    }
  }
}

// After prepare(): forces and stress of the networks, rows [first, last).
void ForceObjective::predict_rows(Worker& worker, std::size_t first, std::size_t last) const {
  for (std::size_t e = 0; e < x_model.elements.size(); ++e) {
    const auto& part = worker.block->species[e];
    const std::size_t functions = x_model.elements[e].inputs.size();
    if (part.atoms.empty()) continue;
    for (std::size_t row = first; row < last; ++row) {
      double sum = 0;
      for (std::size_t p = part.first[row]; p < part.first[row + 1]; ++p) {
        sum += dot(functions, part.direction.data() + p * functions,
                   worker.slopes[e].data() + static_cast<std::size_t>(part.sample[p]) * functions);
      }
      worker.rows[row] += sum;
    }
  }
}

void ForceObjective::predict(std::size_t sample, Worker& worker) const {
  prepare(sample, worker);
  predict_rows(worker, 0, worker.rows.size());
}

// After predict(): the frame's part of Γ, with ∂Γ/∂energy and ∂Γ/∂rows; adds to the worker's sums of errors.
double ForceObjective::residuals(std::size_t sample, Worker& worker) const {
  const auto& frame = x_data.frame(x_chosen[sample]);
  const auto weight = weights(sample);
  double loss = 0;
  const auto take = [&](std::size_t part, double difference, double by, double factor) {
    worker.squares[part] += difference * difference * factor * factor;
    worker.sizes[part] += std::abs(difference) * factor;
    // Of an energy the difference is that of the frame, its limit one per atom.
    const double tame = tamed(part, difference * factor);
    // ½ z² up to the limit z₀, z₀ |z| − ½ z₀² beyond: with z₀ = tame |z| that is ½ z² tame (2 − tame).
    const double cost = 0.5 * by * by * difference * difference * tame * (2 - tame);
    worker.losses[part] += cost;
    loss += cost;
    return by * by * tame * difference;
  };
  worker.energy_pull = 0;
  if (frame.has_energy) {
    worker.energy_pull = take(0, worker.energy - frame.energy, weight.energy, 1 / static_cast<double>(frame.atoms()));
  }
  worker.pull.resize(worker.rows.size());
  std::size_t row = 0;
  for (std::size_t i = 0; i < frame.forces.size(); ++i) {
    const double by = weight.force * std::sqrt(frame.atom_weight(i));
    for (int c = 0; c < 3; ++c, ++row) worker.pull[row] = take(1, worker.rows[row] - frame.forces[i][c], by, 1);
  }
  for (std::size_t v = 0; row < worker.rows.size(); ++v, ++row) {
    worker.pull[row] = take(2, worker.rows[row] - frame.stress[v], weight.stress, 1);
  }
  return loss;
}

// After residuals(): adds the frame's part of ∂Γ/∂parameters.
void ForceObjective::add_gradient(Worker& worker, std::span<double> gradient) const {
  for (std::size_t e = 0; e < x_model.elements.size(); ++e) {
    const auto& element = x_model.elements[e];
    const auto& part = worker.block->species[e];
    const std::size_t n = part.atoms.size(), functions = element.inputs.size();
    if (n == 0) continue;
    const double factor = element.targets.front().factor;
    worker.coefficient.assign(n, worker.energy_pull * factor);
    // t_i = Σ_r (∂Γ/∂row r) ∂row/∂∇E_i: one direction an atom is all that is left.
    worker.turn.assign(worker.rows.empty() ? 0 : n * functions, 0.0);
    for (std::size_t row = 0; row < worker.rows.size(); ++row) {
      const double pull = worker.pull[row] * factor;
      for (std::size_t p = part.first[row]; p < part.first[row + 1]; ++p) {
        axpy(functions, pull, part.direction.data() + p * functions,
             worker.turn.data() + static_cast<std::size_t>(part.sample[p]) * functions);
      }
    }
    const std::size_t all[2] = {0, n};
    const std::size_t parameters = element.network.parameters().size();
    worker.networks[e].add(element.network, {{}, worker.coefficient, worker.turn, {}, all},
                           gradient.subspan(x_offsets[e], parameters), parameters);
  }
}

double ForceObjective::value(std::span<const double> parameters) { return errors(parameters).loss; }

Errors ForceObjective::errors(std::span<const double> parameters) {
  const network::SingleThreadedBlas blas;
  set_parameters(x_model, parameters);
  const Blocks blocks = groups_of(samples());
  shared_for(blocks, [&](std::size_t group, std::size_t first, std::size_t last) {
    worker(group).clear();
    for (std::size_t sample = first; sample < last; ++sample) {
      predict(sample, worker(group));
      residuals(sample, worker(group));
    }
  });
  exchange(
      blocks.count(), 9, [&](std::size_t group, double* to) { worker(group).put_sums(to); },
      [&](std::size_t group, const double* from) { worker(group).take_sums(from); });
  double counts[3] = {}, squares[3] = {}, sizes[3] = {}, losses[3] = {};
  for (const std::size_t f : x_chosen) {
    const auto& frame = x_data.frame(f);
    counts[0] += frame.has_energy ? 1 : 0;
    counts[1] += 3 * static_cast<double>(frame.forces.size());
    counts[2] += frame.has_stress ? 6 : 0;
  }
  for (std::size_t group = 0; group < blocks.count(); ++group) {
    const Worker& sums = worker(group);
    for (std::size_t part = 0; part < 3; ++part) {
      squares[part] += sums.squares[part];
      sizes[part] += sums.sizes[part];
      losses[part] += sums.losses[part];
    }
  }
  Errors errors;
  for (std::size_t part = 0; part < 3; ++part) {
    const double count = counts[part];
    errors.of.push_back(
        {count > 0 ? std::sqrt(squares[part] / count) : 0, count > 0 ? sizes[part] / count : 0, losses[part]});
  }
  errors.score = errors.loss = losses[0] + losses[1] + losses[2];
  return errors;
}

ForceObjective::Typical ForceObjective::typical(std::span<const double> parameters) {
  const network::SingleThreadedBlas blas;
  set_parameters(x_model, parameters);
  // Energy and forces of every sample, one after the other.
  std::vector<std::size_t> begin{0};
  for (const std::size_t f : x_chosen) begin.push_back(begin.back() + 1 + 3 * x_data.frame(f).forces.size());
  std::vector<double> predicted(begin.back());
  const Blocks blocks = groups_of(samples());
  shared_for(blocks, [&](std::size_t group, std::size_t first, std::size_t last) {
    for (std::size_t sample = first; sample < last; ++sample) {
      Worker& mine = worker(group);
      predict(sample, mine);
      predicted[begin[sample]] = mine.energy;
      std::copy_n(mine.rows.begin(), begin[sample + 1] - begin[sample] - 1,
                  predicted.begin() + static_cast<std::ptrdiff_t>(begin[sample] + 1));
    }
  });
  std::vector<std::size_t> parts;
  for (std::size_t p = 0; p <= process_count(); ++p) {
    parts.push_back(begin[std::min(samples(), part_of(blocks.count(), p).first * blocks.size)]);
  }
  share(predicted, parts);
  Typical sums;
  double rows = 0, frames = 0;
  for (std::size_t sample = 0; sample < samples(); ++sample) {
    const auto& frame = x_data.frame(x_chosen[sample]);
    const double* const mine = predicted.data() + begin[sample];
    for (std::size_t row = 0; row < 3 * frame.forces.size(); ++row) {
      const double label = frame.forces[row / 3][static_cast<int>(row % 3)];
      sums.force += mine[1 + row] * mine[1 + row];
      sums.force_label += label * label;
      ++rows;
    }
    if (!frame.has_energy) continue;
    const double by_atoms = 1 / static_cast<double>(frame.atoms());
    sums.energy += std::pow(mine[0] * by_atoms, 2);
    sums.energy_label += std::pow(frame.energy * by_atoms, 2);
    ++frames;
  }
  for (double* sum : {&sums.force, &sums.force_label}) *sum = rows > 0 ? std::sqrt(*sum / rows) : 0;
  for (double* sum : {&sums.energy, &sums.energy_label}) *sum = frames > 0 ? std::sqrt(*sum / frames) : 0;
  return sums;
}

double ForceObjective::gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                                std::span<double> gradient) {
  const network::SingleThreadedBlas blas;
  set_parameters(x_model, parameters);
  const Blocks blocks = groups_of(last - first);
  shared_for(blocks, [&](std::size_t group, std::size_t begin, std::size_t end) {
    Worker& mine = worker(group);
    mine.clear();
    mine.gradient.assign(x_parameters, 0.0);
    for (std::size_t sample = first + begin; sample < first + end; ++sample) {
      predict(sample, mine);
      residuals(sample, mine);
      add_gradient(mine, mine.gradient);
    }
  });
  exchange(
      blocks.count(), 3 + x_parameters,
      [&](std::size_t group, double* to) {
        std::copy_n(worker(group).losses, 3, to);
        std::copy(worker(group).gradient.begin(), worker(group).gradient.end(), to + 3);
      },
      [&](std::size_t group, const double* from) {
        std::copy_n(from, 3, worker(group).losses);
        worker(group).gradient.assign(from + 3, from + 3 + x_parameters);
      });
  // An estimate of the whole sum where only some samples were asked for.
  const double factor = static_cast<double>(samples()) / static_cast<double>(last - first);
  std::fill(gradient.begin(), gradient.end(), 0.0);
  double loss = 0;
  for (std::size_t group = 0; group < blocks.count(); ++group) {
    loss += factor * worker(group).loss();
    axpy(x_parameters, factor, worker(group).gradient.data(), gradient.data());
  }
  return loss;
}

ForceObjective::Selection ForceObjective::select(std::size_t sample) const {
  const std::size_t atoms = x_data.frame(x_chosen[sample]).forces.size();
  if (x_share >= 1 || atoms == 0 || x_scales.force <= 0) return {0, x_scales.force > 0 ? 3 * atoms : 0};
  const auto wanted = static_cast<std::size_t>(std::ceil(x_share * static_cast<double>(atoms)));
  Random random{x_turn, x_chosen[sample]};
  return {3 * static_cast<std::size_t>(random.below(atoms - wanted + 1)), 3 * wanted};
}

std::size_t ForceObjective::row_count(std::size_t sample) const {
  const auto& frame = x_data.frame(x_chosen[sample]);
  return (frame.has_energy && x_scales.energy > 0 ? 1U : 0U) + select(sample).count +
         (frame.has_stress && x_scales.stress > 0 ? 6U : 0U);
}

// Rows of a sample that are filled together, whatever the number of processes that divide them: the energy; some
// forces; each component of the stress.
std::vector<ForceObjective::Piece> ForceObjective::pieces_of(std::size_t sample) const {
  constexpr std::size_t most_of_forces = most_pieces - 1;  // the energy takes as long as some forces
  const auto& frame = x_data.frame(x_chosen[sample]);
  std::vector<Piece> pieces;
  std::size_t row = 0;
  const auto add = [&](std::size_t part, std::size_t count) {
    pieces.push_back({sample, part, row, row + count});
    row += count;
  };
  if (frame.has_energy && x_scales.energy > 0) add(frame_energy, 1);
  const std::size_t atoms = select(sample).count / 3, number = std::min(atoms, most_of_forces);
  for (std::size_t k = 0; k < number; ++k) add(frame_force, 3 * (atoms * (k + 1) / number - atoms * k / number));
  for (std::size_t v = 0; frame.has_stress && x_scales.stress > 0 && v < 6; ++v) add(frame_stress, 1);
  return pieces;
}

// After prepare(): the weighted residuals of a piece and their derivatives; `jacobian` and `residual`, of the sample,
// are zero.
void ForceObjective::fill(const Piece& piece, Worker& worker, std::span<double> jacobian,
                          std::span<double> residual) const {
  const auto& frame = x_data.frame(x_chosen[piece.sample]);
  const auto weight = weights(piece.sample);
  const auto chosen = select(piece.sample);
  const std::size_t count = piece.last - piece.first, force_rows = 3 * frame.forces.size();
  // What each row's derivatives are to be multiplied by, beside the weight of its part.
  auto& beside = worker.beside;
  beside.clear();
  const auto put = [&](double weight_of_part, double difference, double per, double own) {
    const double by = std::sqrt(own * tamed(piece.part, difference * per));
    residual[piece.first + beside.size()] = weight_of_part * by * difference;
    beside.push_back(by);
  };
  double weight_of_part = 0;
  std::size_t from = 0;  // of the frame's rows
  if (piece.part == frame_energy) {
    weight_of_part = weight.energy;
    put(weight_of_part, worker.energy - frame.energy, 1 / static_cast<double>(frame.atoms()), 1);
  } else if (piece.part == frame_force) {
    const std::size_t before = frame.has_energy && x_scales.energy > 0 ? 1 : 0;
    from = chosen.first + piece.first - before;
    weight_of_part = weight.force * std::sqrt(static_cast<double>(force_rows) / static_cast<double>(chosen.count));
    predict_rows(worker, from, from + count);
    for (std::size_t row = from; row < from + count; ++row) {
      put(weight_of_part, worker.rows[row] - frame.forces[row / 3][static_cast<int>(row % 3)], 1,
          frame.atom_weight(row / 3));
    }
  } else {
    const std::size_t v = 6 - (row_count(piece.sample) - piece.first);
    from = force_rows + v;
    weight_of_part = weight.stress;
    predict_rows(worker, from, from + 1);
    put(weight_of_part, worker.rows[from] - frame.stress[v], 1, 1);
  }
  for (std::size_t e = 0; e < x_model.elements.size(); ++e) {
    const auto& element = x_model.elements[e];
    const auto& part = worker.block->species[e];
    const std::size_t n = part.atoms.size();
    if (n == 0) continue;
    const double factor = weight_of_part * element.targets.front().factor;
    const auto out = jacobian.subspan(piece.first * x_parameters + x_offsets[e]);
    if (piece.part == frame_energy) {
      const std::size_t all[2] = {0, n};
      worker.coefficient.assign(n, factor);
      worker.networks[e].add(element.network, {{}, worker.coefficient, {}, {}, all}, out, x_parameters);
    } else {
      worker.scale.assign(element.inputs.size(), factor);
      worker.networks[e].add(
          element.network,
          {part.sample, {}, part.direction, worker.scale, std::span{part.first}.subspan(from, count + 1)}, out,
          x_parameters);
    }
  }
  for (std::size_t row = 0; row < count; ++row) {
    if (beside[row] == 1) continue;
    for (double& value : jacobian.subspan((piece.first + row) * x_parameters, x_parameters)) value *= beside[row];
  }
}

void ForceObjective::rows(std::span<const double> parameters, std::size_t first, std::size_t last,
                          std::vector<double>& jacobian, std::vector<double>& residuals) {
  const network::SingleThreadedBlas blas;
  set_parameters(x_model, parameters);
  std::vector<std::size_t> begin{0};
  std::vector<Piece> pieces;
  for (std::size_t sample = first; sample < last; ++sample) {
    begin.push_back(begin.back() + row_count(sample));
    const auto own = pieces_of(sample);
    pieces.insert(pieces.end(), own.begin(), own.end());
  }
  jacobian.resize(begin.back() * x_parameters);
  residuals.resize(begin.back());
  // The pieces of one's own, frame by frame: one prepares each frame. Of few frames each is divided among the threads,
  // which all prepare it.
  const Part mine = part_of(pieces.size(), process_rank());
  const auto threads = static_cast<std::size_t>(thread_count());
  const std::size_t most = pieces.size(), few = (most_pieces + threads - 1) / threads;
  const std::size_t together = threads > 1 && last - first < 4 * threads ? few : most;
  std::vector<Part> frames;
  for (std::size_t k = mine.first; k < mine.last; ++k) {
    const bool next = frames.empty() || pieces[k].sample != pieces[k - 1].sample;
    if (next || k - frames.back().first == together) frames.push_back({k, k});
    ++frames.back().last;
  }
  parallel_for(groups_of(frames.size()), [&](std::size_t group, std::size_t from, std::size_t to) {
    for (const Part& frame : std::span{frames}.subspan(from, to - from)) {
      const std::size_t sample = pieces[frame.first].sample, row = begin[sample - first];
      const std::size_t count = begin[sample - first + 1] - row;
      const auto columns = std::span{jacobian}.subspan(row * x_parameters, count * x_parameters);
      prepare(sample, worker(group));
      for (const Piece& piece : std::span{pieces}.subspan(frame.first, frame.last - frame.first)) {
        const auto own = columns.subspan(piece.first * x_parameters, (piece.last - piece.first) * x_parameters);
        std::fill(own.begin(), own.end(), 0.0);
        fill(piece, worker(group), columns, std::span{residuals}.subspan(row, count));
      }
    }
  });
  if (process_count() == 1) return;
  std::vector<std::size_t> parts, columns;
  for (std::size_t p = 0; p <= process_count(); ++p) {
    const std::size_t at = part_of(pieces.size(), p).first;
    parts.push_back(at < pieces.size() ? begin[pieces[at].sample - first] + pieces[at].first : begin.back());
    columns.push_back(parts.back() * x_parameters);
  }
  share(jacobian, columns);
  share(residuals, parts);
}

double ForceObjective::normal_equations(std::span<const double> parameters, std::span<double> matrix,
                                        std::span<double> gradient) {
  const network::SingleThreadedBlas blas;
  const std::size_t n = x_parameters;
  // Rows held at a time: enough that the products are large, few enough that they are nothing beside the matrix.
  constexpr std::size_t most_rows = 1536, tile = network::columns_together;
  for (std::size_t column = 0; column < n; ++column) std::fill_n(matrix.begin() + column * n + column, n - column, 0.0);
  auto &jacobian = x_rows, &residual = x_row_residuals;
  // Some columns of the matrix are one process's.
  const std::size_t all = (n + tile - 1) / tile;
  std::vector<double> costs;
  for (std::size_t j = 0; j < all; ++j) costs.push_back(static_cast<double>(all - j));
  const auto begins = optimise::parts_of_like_cost(costs, process_count());
  const std::size_t own = begins[process_rank()] * tile, after = std::min(n, begins[process_rank() + 1] * tile);
  ++x_turn;
  double loss = 0;
  if (x_share < 1) {
    loss = this->gradient(parameters, 0, samples(), gradient);
  } else {
    std::fill(gradient.begin(), gradient.end(), 0.0);
  }
  for (std::size_t first = 0; first < samples();) {
    std::size_t last = first, count = 0;
    while (last < samples() && (last == first || count + row_count(last) <= most_rows)) count += row_count(last++);
    rows(parameters, first, last, jacobian, residual);
    network::add_triangle_of_rows(n, count, jacobian.data(), n, matrix.data(), own, after);
    if (x_share >= 1) {
      parallel_for({n, tile}, [&](std::size_t, std::size_t i, std::size_t end) {
        network::gemm(network::Side::plain, network::Side::plain, end - i, 1, count, 1, jacobian.data() + i, n,
                      residual.data(), count, 1, gradient.data() + i, n);
      });
      for (const double r : residual) loss += 0.5 * r * r;
    }
    first = last;
  }
  // Rows of errors beyond the robust limit are those of a square that has the right gradient, not the right value.
  if (x_share >= 1 && x_robust > 0) loss = value(parameters);
  std::vector<std::size_t> columns;
  for (const std::size_t begin : begins) columns.push_back(std::min(n, begin * tile) * n);
  share(matrix, columns);
  return loss;
}

}  // namespace nnpipe::train
