// networks: what one network costs to evaluate, in µs a sample of thread CPU time, the least of many runs: ours,
// Armadillo as one writes it, and libtorch where it is installed. Lines "WHO-LAYERSxNODES-WHAT-BATCH VALUE us": tanh
// layers, as many inputs as nodes, one output; WHAT is value or gradient (value and ∂y/∂x).
#include "networks/torch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "cpu_clock.hpp"
#include "network/batch.hpp"
#include "network/blas.hpp"
#include "network/mlp.hpp"

namespace {

using namespace nnpipe;
using network::Mlp;

// Least mean of blocks of runs long enough for the clock.
double least(const std::function<void()>& work) {
  double best = 1e99;
  int block = 1;
  const double begin = seconds();
  for (int round = 0; round < 3 || seconds() - begin < 0.02; ++round) {
    const double start = seconds();
    for (int i = 0; i < block; ++i) work();
    const double took = seconds() - start;
    best = std::min(best, took / block);
    if (took < 0.001) block *= 4;
  }
  return best;
}

Mlp random_network(std::size_t layers, std::size_t nodes) {
  std::vector<std::size_t> sizes(layers + 1, nodes);
  sizes.push_back(1);
  std::vector<network::Activation> activations(layers, network::Activation{"tanh"});
  activations.emplace_back("identity");
  Mlp mlp{sizes, activations};
  Random random{layers * 10000 + nodes};
  for (double& parameter : mlp.parameters()) parameter = random.normal() / std::sqrt(static_cast<double>(nodes));
  return mlp;
}

// As the formulas stand in a textbook.
std::function<void()> armadillo_work(const Mlp& mlp, std::span<const double> x, std::size_t n, bool gradient,
                                     std::span<double> outputs) {
  std::vector<arma::mat> weights;
  std::vector<arma::vec> biases;
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    weights.emplace_back(mlp.weights(l).data(), mlp.rows(l), mlp.columns(l));
    biases.emplace_back(mlp.biases(l).data(), mlp.rows(l));
  }
  const arma::mat input{x.data(), mlp.inputs(), n};
  return [=] {
    std::vector<arma::mat> y{input};
    for (std::size_t l = 0; l < weights.size(); ++l) {
      arma::mat u = weights[l] * y.back();
      u.each_col() += biases[l];
      y.push_back(l + 1 < weights.size() ? arma::mat{arma::tanh(u)} : u);
    }
    if (gradient) {
      arma::mat delta{1, n, arma::fill::ones};
      for (std::size_t l = weights.size(); l-- > 0;) {
        delta = weights[l].t() * delta;
        if (l > 0) delta %= 1 - arma::square(y[l]);
      }
      outputs.back() += 0 * delta(0, 0);  // used
    }
    std::copy(y.back().begin(), y.back().end(), outputs.begin());
  };
}

std::function<void()> our_work(const Mlp& mlp, std::span<const double> x, std::size_t n, bool gradient,
                               std::span<double> outputs) {
  if (n == 1) {
    return [=, &mlp, workspace = Mlp::Workspace{}, slope = std::vector<double>(mlp.inputs())]() mutable {
      outputs[0] = gradient ? mlp.input_gradient(x, slope, workspace) : mlp.value(x, workspace);
    };
  }
  return [=, &mlp, batch = network::Batch{}, slope = std::vector<double>(mlp.inputs() * n)]() mutable {
    const auto y = batch.forward(mlp, x, n, gradient);
    if (gradient) batch.input_gradient(mlp, 0, slope);
    std::copy(y.begin(), y.end(), outputs.begin());
  };
}

void compare(std::size_t layers, std::size_t nodes, std::size_t n) {
  const Mlp mlp = random_network(layers, nodes);
  Random random{1};
  std::vector<double> x(nodes * n), expected(n), outputs(n);
  for (double& value : x) value = random.normal();
  for (const bool gradient : {false, true}) {
    our_work(mlp, x, n, gradient, expected)();
    const auto row = [&](const char* who, const std::function<void()>& work) {
      if (!work) return;
      work();
      for (std::size_t i = 0; i < n; ++i) {
        if (!(std::abs(outputs[i] - expected[i]) < 1e-9 * (1 + std::abs(expected[i])))) {
          std::fprintf(stderr, "networks: %s computes another value\n", who);
          std::exit(1);
        }
      }
      std::printf("%s-%zux%zu-%s-%zu %.5g us\n", who, layers, nodes, gradient ? "gradient" : "value", n,
                  1e6 * least(work) / static_cast<double>(n));
      std::fflush(stdout);
    };
    row("nnpipe", our_work(mlp, x, n, gradient, outputs));
    row("armadillo", armadillo_work(mlp, x, n, gradient, outputs));
    row("libtorch", bench::torch_work(mlp, x, n, gradient, outputs));
  }
}

}  // namespace

int main() {
  const network::SingleThreadedBlas one_thread;
  for (const std::size_t n : {1, 100}) {
    for (const std::size_t layers : {1, 2, 5, 10, 20, 30}) compare(layers, 30, n);
    for (const std::size_t nodes : {5, 10, 20, 50, 100, 200, 500, 1000}) compare(2, nodes, n);
  }
  compare(2, 3000, 1);
}
