#include "network/mixed.hpp"

#include <cmath>

#include "largest.hpp"
#include "network/blas.hpp"
#include "network/random_network.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::network;

namespace {

// q = Σ_p c_p y(sample_p) + d_p · ∇y(sample_p), by the plain path.
double quantity(const Mlp& mlp, std::span<const double> x, const Mixed::Terms& terms, std::size_t r) {
  Mlp::Workspace workspace;
  std::vector<double> gradient(mlp.inputs());
  double sum = 0;
  for (std::size_t p = terms.first[r]; p < terms.first[r + 1]; ++p) {
    const auto sample = static_cast<std::size_t>(terms.sample[p]);
    const double y = mlp.input_gradient(x.subspan(sample * mlp.inputs(), mlp.inputs()), gradient, workspace);
    sum += terms.coefficient[p] * y;
    for (std::size_t s = 0; s < mlp.inputs(); ++s) {
      sum += terms.direction[p * mlp.inputs() + s] * terms.scale[s] * gradient[s];
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("derivatives of energies and directional derivatives to the weights pass central differences") {
  const network::SingleThreadedBlas guard;
  Random random{3};
  for (const std::string activation : {"tanh", "sigmoid", "identity"}) {
    for (const auto& shape :
         std::vector<std::vector<std::size_t>>{{3, 1}, {1, 4, 1}, {4, 7, 1}, {5, 3, 6, 1}, {2, 5, 4, 3, 1}}) {
      Mlp mlp = random_network(shape, activation, random);
      const std::size_t n = 5, inputs = mlp.inputs(), parameters = mlp.parameters().size();
      const std::vector<std::size_t> first{0, 3, 3, 10};
      std::vector<int> sample;
      for (std::size_t p = 0; p < first.back(); ++p) sample.push_back(static_cast<int>(random.below(n)));
      const auto x = random_values(n * inputs, random);
      const auto c = random_values(first.back(), random);
      const auto d = random_values(first.back() * inputs, random);
      const auto scale = random_values(inputs, random);
      const Mixed::Terms terms{sample, c, d, scale, first};
      Mixed mixed;
      mixed.prepare(mlp, x, n);
      std::vector<double> out(3 * parameters, 1.0);
      mixed.add(mlp, terms, out, parameters);
      double worst = 0;
      for (std::size_t w = 0; w < parameters; ++w) {
        for (std::size_t r = 0; r < 3; ++r) {
          const double h = 1e-5, at = mlp.parameters()[w];
          mlp.parameters()[w] = at + h;
          const double up = quantity(mlp, x, terms, r);
          mlp.parameters()[w] = at - h;
          const double down = quantity(mlp, x, terms, r);
          mlp.parameters()[w] = at;
          worst = larger(worst, std::abs((up - down) / (2 * h) - (out[r * parameters + w] - 1)));
        }
      }
      CHECK(worst < 1e-8);
    }
  }
}

TEST_CASE("values and input gradients of many samples are those of each alone") {
  const network::SingleThreadedBlas guard;
  Random random{4};
  const Mlp mlp = random_network({4, 6, 5, 1}, "tanh", random);
  const std::size_t n = 9;
  const auto x = random_values(n * 4, random);
  Mixed mixed;
  mixed.prepare(mlp, x, n);
  Mlp::Workspace workspace;
  std::vector<double> gradient(4);
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(mixed.values()[i] ==
          Approx(mlp.input_gradient(std::span{x}.subspan(4 * i, 4), gradient, workspace)).epsilon(1e-13));
    for (std::size_t s = 0; s < 4; ++s) CHECK(mixed.input_gradients()[4 * i + s] == Approx(gradient[s]).epsilon(1e-12));
  }
}

TEST_CASE("a quantity of very many terms is the sum of its parts") {
  const network::SingleThreadedBlas guard;
  Random random{5};
  const Mlp mlp = random_network({3, 4, 1}, "tanh", random);
  const std::size_t n = 2500, parameters = mlp.parameters().size();
  const auto x = random_values(3 * n, random);
  const auto d = random_values(3 * n, random);
  Mixed mixed;
  mixed.prepare(mlp, x, n);
  std::vector<double> whole(parameters), parts(n * parameters);
  const std::vector<std::size_t> one{0, n};
  std::vector<std::size_t> each;
  for (std::size_t i = 0; i <= n; ++i) each.push_back(i);
  mixed.add(mlp, {{}, {}, d, {}, one}, whole, parameters);
  mixed.add(mlp, {{}, {}, d, {}, each}, parts, parameters);
  for (std::size_t w = 0; w < parameters; ++w) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += parts[i * parameters + w];
    CHECK(whole[w] == Approx(sum).epsilon(1e-10).margin(1e-10));
  }
}

TEST_CASE("derivatives of both kinds are those of one output") {
  const network::SingleThreadedBlas guard;
  const Mlp two{{2, 3, 2}, {Activation{"tanh"}, Activation{"identity"}}};
  const std::vector<double> x(2);
  Mixed mixed;
  CHECK_THROWS_WITH(mixed.prepare(two, x, 1), ContainsSubstring("expected a network of one output, got 2"));
}
