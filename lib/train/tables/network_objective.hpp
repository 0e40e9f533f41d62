// The loss of a network over samples of a data set, as a function of the network's parameters.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "network/batch.hpp"
#include "network/mlp.hpp"
#include "optimise/objective.hpp"
#include "train/loop.hpp"
#include "train/tables/dataset.hpp"
#include "train/tables/loss.hpp"

namespace nnpipe::train {

// Of a classification: mean cross-entropy, and the part of samples whose class has the largest output.
struct ClassErrors {
  double loss = 0, accuracy = 0;
};

// Keeps a reference to the data. Samples go through in groups that depend on their number alone, each with sums of its
// own that are added in order. The Jacobian exists for a few hundred samples at a time.
class NetworkObjective : public optimise::SquaresObjective {
 public:
  // `chosen`: which samples, none twice. Throws Error if the data do not fit the network's inputs and outputs.
  NetworkObjective(const Dataset& data, std::vector<std::size_t> chosen, network::Mlp network, Loss loss = Loss{});

  std::size_t parameters() const override { return x_network.parameters().size(); }
  std::size_t samples() const override { return x_chosen.size(); }
  double value(std::span<const double> parameters) override;
  double gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                  std::span<double> gradient) override;
  void shuffle(Random& random) override { random.shuffle(x_chosen); }
  void archive(Archive& archive) override { archive.indices(x_chosen); }
  // Throws Error if the loss is no square.
  double normal_equations(std::span<const double> parameters, std::span<double> matrix,
                          std::span<double> gradient) override;

  // Mean of (y − t)² over the samples, one entry a target.
  std::vector<double> mean_squares(std::span<const double> parameters);
  ClassErrors class_errors(std::span<const double> parameters);
  // Of each target, in its own units: `factors` take the network's outputs there. The score is the root mean square
  // over all targets; of classes it is the mean cross-entropy, and the one entry the part whose class is right.
  Errors errors(std::span<const double> parameters, std::span<const double> factors);
  bool classifies() const { return !x_loss.is_square(); }
  // What normal_equations() needs besides the matrix it fills, B.
  std::size_t normal_bytes() const;

 private:
  struct Worker {
    network::Batch batch;
    std::vector<double> x, t, dy, jacobian;
    double sum = 0;
    std::vector<double> gradient, matrix;
  };
  void set(std::span<const double> parameters);
  std::size_t normal_groups() const;
  // The groups' sums in order, divided by `count`; returns that of the loss. Empty spans are passed over.
  double collect(std::size_t groups, std::size_t count, std::span<double> gradient, std::span<double> matrix);
  // Calls body(worker, n, whether it is the group's first) for pieces of samples [first, last), gathered in the worker;
  // one worker a group, so many groups at most. Returns how many
  // there are in all processes.
  template <typename Body>
  std::size_t for_groups(std::size_t first, std::size_t last, std::size_t groups, Body&& body);

  const Dataset& x_data;
  std::vector<std::size_t> x_chosen;
  network::Mlp x_network;
  Loss x_loss;
  std::vector<Worker> x_workers;
};

}  // namespace nnpipe::train
