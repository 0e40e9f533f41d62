#include "train/tables/network_objective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "network/blas.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// Samples that go through the network together: enough for matrix products, few enough for the cache.
constexpr std::size_t piece = 256;
// More groups than this would only cost memory; fewer would leave cores idle.
constexpr std::size_t most_groups = 16;
// For the copies of the normal matrix, one a group.
constexpr std::size_t normal_memory = std::size_t{512} << 20U;

// Adds J Jᵀ, J parameters × n, to the lower triangle of `matrix`.
void add_square(const double* jacobian, std::size_t parameters, std::size_t n, double* matrix) {
  const char lower = 'L', plain = 'N';
  const auto p = static_cast<arma::blas_int>(parameters);
  const auto k = static_cast<arma::blas_int>(n);
  const double one = 1.0;
  arma::blas::syrk(&lower, &plain, &p, &k, &one, jacobian, &p, &one, matrix, &p);
}

}  // namespace

NetworkObjective::NetworkObjective(const Dataset& data, std::vector<std::size_t> chosen, network::Mlp network,
                                   Loss loss)
    : x_data{data}, x_chosen{std::move(chosen)}, x_network{std::move(network)}, x_loss{loss} {
  if (data.inputs().size() != x_network.inputs() || data.targets().size() != x_network.outputs()) {
    fail("the data have {} inputs and {} targets, the network {} and {}", data.inputs().size(), data.targets().size(),
         x_network.inputs(), x_network.outputs());
  }
  if (x_chosen.empty()) fail("no samples to train on");
}

void NetworkObjective::set(std::span<const double> parameters) {
  std::copy(parameters.begin(), parameters.end(), x_network.parameters().begin());
}

template <typename Body>
std::size_t NetworkObjective::for_groups(std::size_t first, std::size_t last, std::size_t groups, Body&& body) {
  const network::SingleThreadedBlas one;
  const std::size_t pieces = (last - first + piece - 1) / piece;
  const Blocks blocks{last - first, piece * ((pieces + groups - 1) / groups)};
  if (x_workers.size() < blocks.count()) x_workers.resize(blocks.count());
  shared_for(blocks, [&](std::size_t group, std::size_t begin, std::size_t end) {
    Worker& worker = x_workers[group];
    worker.sum = 0;
    for (std::size_t s = begin; s < end; s += piece) {
      const std::size_t n = std::min(piece, end - s);
      x_data.gather({x_chosen.data() + first + s, n}, worker.x, worker.t);
      body(worker, n, s == begin);
    }
  });
  return blocks.count();
}

double NetworkObjective::value(std::span<const double> parameters) {
  set(parameters);
  const std::size_t groups = for_groups(0, samples(), most_groups, [&](Worker& worker, std::size_t n, bool) {
    const auto y = worker.batch.forward(x_network, worker.x, n, false);
    worker.sum += x_loss.sum(x_network.outputs(), y.size(), y.data(), worker.t.data(), nullptr);
  });
  return collect(groups, samples(), {}, {});
}

double NetworkObjective::gradient(std::span<const double> parameters, std::size_t first, std::size_t last,
                                  std::span<double> gradient) {
  set(parameters);
  const std::size_t groups = for_groups(first, last, most_groups, [&](Worker& worker, std::size_t n, bool begins) {
    if (begins) worker.gradient.assign(this->parameters(), 0.0);
    const auto y = worker.batch.forward(x_network, worker.x, n, true);
    worker.dy.resize(y.size());
    worker.sum += x_loss.sum(x_network.outputs(), y.size(), y.data(), worker.t.data(), worker.dy.data());
    worker.batch.backward(x_network, worker.x, worker.dy, worker.gradient);
  });
  return collect(groups, last - first, gradient, {});
}

double NetworkObjective::normal_equations(std::span<const double> parameters, std::span<double> matrix,
                                          std::span<double> gradient) {
  if (!x_loss.is_square()) fail("loss {} is not a sum of squares, which normal equations need", x_loss.name());
  set(parameters);
  const std::size_t p = this->parameters();
  const std::size_t groups = for_groups(0, samples(), normal_groups(), [&](Worker& worker, std::size_t n, bool begins) {
    if (begins) {
      worker.gradient.assign(p, 0.0);
      worker.matrix.assign(p * p, 0.0);
    }
    const auto y = worker.batch.forward(x_network, worker.x, n, true);
    worker.dy.resize(y.size());
    worker.sum += x_loss.sum(x_network.outputs(), y.size(), y.data(), worker.t.data(), worker.dy.data());
    worker.batch.backward(x_network, worker.x, worker.dy, worker.gradient);
    worker.jacobian.resize(p * n);
    for (std::size_t output = 0; output < x_network.outputs(); ++output) {
      worker.batch.jacobian(x_network, worker.x, output, worker.jacobian);
      add_square(worker.jacobian.data(), p, n, worker.matrix.data());
    }
  });
  return collect(groups, samples(), gradient, matrix);
}

double NetworkObjective::collect(std::size_t groups, std::size_t count, std::span<double> gradient,
                                 std::span<double> matrix) {
  exchange(
      groups, 1 + gradient.size() + matrix.size(),
      [&](std::size_t group, double* to) {
        const Worker& worker = x_workers[group];
        *to = worker.sum;
        std::copy_n(worker.gradient.begin(), gradient.size(), to + 1);
        std::copy_n(worker.matrix.begin(), matrix.size(), to + 1 + gradient.size());
      },
      [&](std::size_t group, const double* from) {
        Worker& worker = x_workers[group];
        worker.sum = *from;
        worker.gradient.assign(from + 1, from + 1 + gradient.size());
        worker.matrix.assign(from + 1 + gradient.size(), from + 1 + gradient.size() + matrix.size());
      });
  const double factor = 1.0 / static_cast<double>(count);
  double sum = 0;
  for (std::size_t g = 0; g < groups; ++g) sum += x_workers[g].sum;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    double total = 0;
    for (std::size_t g = 0; g < groups; ++g) total += x_workers[g].gradient[i];
    gradient[i] = total * factor;
  }
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    double total = 0;
    for (std::size_t g = 0; g < groups; ++g) total += x_workers[g].matrix[i];
    matrix[i] = total * factor;
  }
  return sum * factor;
}

std::vector<double> NetworkObjective::mean_squares(std::span<const double> parameters) {
  set(parameters);
  const std::size_t outputs = x_network.outputs();
  const std::size_t groups = for_groups(0, samples(), most_groups, [&](Worker& worker, std::size_t n, bool begins) {
    if (begins) worker.gradient.assign(outputs, 0.0);
    const auto y = worker.batch.forward(x_network, worker.x, n, false);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double difference = y[i] - worker.t[i];
      worker.gradient[i % outputs] += difference * difference;
    }
  });
  std::vector<double> means(outputs);
  collect(groups, samples(), means, {});
  return means;
}

ClassErrors NetworkObjective::class_errors(std::span<const double> parameters) {
  set(parameters);
  const std::size_t outputs = x_network.outputs();
  const std::size_t groups = for_groups(0, samples(), most_groups, [&](Worker& worker, std::size_t n, bool begins) {
    if (begins) worker.gradient.assign(1, 0.0);
    const auto y = worker.batch.forward(x_network, worker.x, n, false);
    worker.sum += x_loss.sum(outputs, y.size(), y.data(), worker.t.data(), nullptr);
    for (std::size_t s = 0; s < y.size(); s += outputs) {
      const auto most = std::max_element(y.begin() + static_cast<std::ptrdiff_t>(s),
                                         y.begin() + static_cast<std::ptrdiff_t>(s + outputs));
      worker.gradient[0] += worker.t[static_cast<std::size_t>(most - y.begin())];
    }
  });
  ClassErrors errors;
  errors.loss = collect(groups, samples(), {&errors.accuracy, 1}, {});
  return errors;
}

std::size_t NetworkObjective::normal_groups() const {
  const std::size_t one = parameters() * parameters() * sizeof(double);
  return std::clamp(normal_memory / one, std::size_t{1}, most_groups);
}

std::size_t NetworkObjective::normal_bytes() const {
  const std::size_t groups = std::min(normal_groups(), (samples() + piece - 1) / piece);
  return groups * sizeof(double) * parameters() * (parameters() + piece);
}

Errors NetworkObjective::errors(std::span<const double> parameters, std::span<const double> factors) {
  if (classifies()) {
    const ClassErrors errors = class_errors(parameters);
    return {errors.loss, errors.loss, {{errors.accuracy}}};
  }
  const auto squares = mean_squares(parameters);
  Errors errors;
  double sum = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const double square = squares[i] * factors[i] * factors[i], loss = 0.5 * squares[i];
    sum += square;
    errors.loss += loss;
    errors.of.push_back({std::sqrt(square), 0, loss});
  }
  errors.score = std::sqrt(sum / static_cast<double>(squares.size()));
  return errors;
}

}  // namespace nnpipe::train
