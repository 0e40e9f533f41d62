// The loss of energies, forces and stress over frames, as a function of all networks' parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "network/mixed.hpp"
#include "optimise/objective.hpp"
#include "potential/neural/model.hpp"
#include "train/frames/frame_data.hpp"
#include "train/loop.hpp"

namespace nnpipe::train {

// Entries of Errors::of.
enum FrameQuantity : std::size_t { frame_energy, frame_force, frame_stress };

// Keeps references to data and nothing of the model but a copy. Frames are the samples: gradient(first, last) is that
// of some of them. The same bits for any number of threads.
class ForceObjective : public optimise::RowObjective {
 public:
  // `model` gives architectures, and networks of what `data` was transformed to; all parameters in the order of its
  // elements.
  // `robust`: an error of more than so many scales counts linearly (Huber 1964), not by its square; 0: none does.
  ForceObjective(const FrameData& data, std::vector<std::size_t> chosen, potential::Model model, LossScales scales,
                 double robust = 0);
  ~ForceObjective() override;

  std::size_t parameters() const override { return x_parameters; }
  std::size_t samples() const override { return x_chosen.size(); }
  double value(std::span<const double> parameters) override;
  double gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                  std::span<double> gradient) override;
  // Another part of the force rows is chosen, too.
  void shuffle(Random& random) override {
    random.shuffle(x_chosen);
    ++x_turn;
  }
  void archive(Archive& archive) override {
    archive.indices(x_chosen);
    archive.count(x_turn);
  }
  double normal_equations(std::span<const double> parameters, std::span<double> matrix,
                          std::span<double> gradient) override;
  // Of energies per atom, forces and stresses, without weights; 0 where nothing was compared. Score and loss are Γ.
  Errors errors(std::span<const double> parameters);

  // Root mean squares of the networks' force components and energies per atom, and of the labels'.
  struct Typical {
    double force = 0, force_label = 0, energy = 0, energy_label = 0;
  };
  Typical typical(std::span<const double> parameters);

  // The share of each frame's force rows that enter the matrix of normal_equations(), other ones each time; the
  // gradient is always exact.
  void set_row_share(double share) { x_share = share; }

  // Rows of samples [first, last): residuals r (weighted) and ∂r/∂parameters, a column each; for filters. Only `share`
  // of each frame's force rows, weighted up.
  void rows(std::span<const double> parameters, std::size_t first, std::size_t last, std::vector<double>& jacobian,
            std::vector<double>& residuals) override;
  std::size_t row_count(std::size_t sample) const override;

  const potential::Model& model() const { return x_model; }
  static void get_parameters(const potential::Model& model, std::vector<double>& parameters);
  static void set_parameters(potential::Model& model, std::span<const double> parameters);

 private:
  struct Worker;
  // One for each group of samples, kept from pass to pass.
  Worker& worker(std::size_t group) const;
  // Weights of the residuals of one frame.
  struct Weights {
    double energy, force, stress;
  };
  struct Selection {
    std::size_t first, count;  // rows, of the frame's force rows
  };
  Weights weights(std::size_t sample) const;
  double scale_of(std::size_t part) const;
  // The factor of the square of an error: 1, or of one beyond the robust limit less.
  double tamed(std::size_t part, double difference) const;
  // Rows [first, last) of those that a sample gives.
  struct Piece {
    std::size_t sample, part, first, last;
  };
  void prepare(std::size_t sample, Worker& worker) const;
  void predict_rows(Worker& worker, std::size_t first, std::size_t last) const;
  void predict(std::size_t sample, Worker& worker) const;
  double residuals(std::size_t sample, Worker& worker) const;
  void add_gradient(Worker& worker, std::span<double> gradient) const;
  Selection select(std::size_t sample) const;
  std::vector<Piece> pieces_of(std::size_t sample) const;
  void fill(const Piece& piece, Worker& worker, std::span<double> jacobian, std::span<double> residual) const;

  const FrameData& x_data;
  std::vector<std::size_t> x_chosen;
  potential::Model x_model;
  LossScales x_scales;
  double x_robust;
  std::size_t x_parameters = 0;
  std::vector<std::size_t> x_offsets;                             // of each element's parameters
  double x_energy_norm = 0, x_force_norm = 0, x_stress_norm = 0;  // Σ weights of what is compared
  double x_share = 1;
  std::size_t x_turn = 0;
  mutable std::vector<std::unique_ptr<Worker>> x_workers;
  std::vector<double> x_rows, x_row_residuals;  // of normal_equations()
};

}  // namespace nnpipe::train
