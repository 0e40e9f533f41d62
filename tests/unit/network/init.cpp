#include "network/init.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "largest.hpp"
#include "random_network.hpp"
#include "test.hpp"

using namespace nnpipe;
using network::Activation;
using network::initialize;
using network::Mlp;
using network::parse_init;

namespace {

Mlp initialized(const std::string& method, std::uint64_t seed) {
  Mlp mlp{{40, 50, 30, 1}, {Activation{"sigmoid"}, Activation{"tanh"}, Activation{"identity"}}};
  Random random{seed};
  initialize(mlp, parse_init(method), random);
  return mlp;
}

double largest(std::span<const double> values) {
  double result = 0;
  for (const double value : values) result = larger(result, std::abs(value));
  return result;
}

}  // namespace

TEST_CASE("initial weights fill their interval and do not leave it") {
  const Mlp uniform = initialized("uniform=0.25", 1);
  const Mlp root = initialized("inverse-sqrt", 1);
  const Mlp glorot = initialized("glorot", 1);
  for (std::size_t l = 0; l < 2; ++l) {
    const auto n = static_cast<double>(root.columns(l));
    const double g = std::sqrt(6.0 / static_cast<double>(glorot.columns(l) + glorot.rows(l)));
    CHECK(largest(uniform.weights(l)) <= 0.25);
    CHECK(largest(uniform.weights(l)) > 0.24);
    CHECK(largest(uniform.biases(l)) <= 0.25);
    CHECK(largest(uniform.biases(l)) > 0.2);
    CHECK(largest(root.weights(l)) <= 1 / std::sqrt(n));
    CHECK(largest(root.weights(l)) > 0.98 / std::sqrt(n));
    CHECK(largest(glorot.weights(l)) <= g);
    CHECK(largest(glorot.weights(l)) > 0.98 * g);
    CHECK(largest(glorot.biases(l)) == 0);
  }
}

TEST_CASE("Nguyen-Widrow nodes of one input bend at evenly spaced places within the range") {
  Mlp mlp{{1, 9, 1}, {Activation{"tanh"}, Activation{"identity"}}};
  Random random{4};
  initialize(mlp, parse_init("nguyen-widrow"), random);
  std::vector<double> places;
  for (std::size_t i = 0; i < 9; ++i) places.push_back(std::abs(mlp.biases(0)[i] / mlp.weights(0)[i]));
  std::sort(places.begin(), places.end());
  CHECK(places.front() == Approx(0).margin(1e-12));
  CHECK(places.back() == Approx(1));
  CHECK(places[1] == Approx(0.25));
}

// D. Nguyen and B. Widrow, IJCNN 1990: |w_i| = 0.7 n^(1/m) for n nodes of m inputs, biases over the same range.
TEST_CASE("Nguyen-Widrow weights of a node have the published length, twice it before a sigmoid") {
  const Mlp mlp = initialized("nguyen-widrow", 3);
  const double lengths[] = {2 * 0.7 * std::pow(50.0, 1.0 / 40.0), 0.7 * std::pow(30.0, 1.0 / 50.0)};
  for (std::size_t l = 0; l < 2; ++l) {
    const std::size_t n = mlp.rows(l);
    for (std::size_t i = 0; i < n; ++i) {
      double square = 0;
      for (std::size_t j = 0; j < mlp.columns(l); ++j) square += std::pow(mlp.weights(l)[j * n + i], 2);
      CHECK(std::sqrt(square) == Approx(lengths[l]).epsilon(1e-12));
    }
    CHECK(mlp.biases(l)[0] == Approx(-lengths[l]));
    CHECK(mlp.biases(l)[n - 1] == Approx(lengths[l]));
  }
}

TEST_CASE("the seed alone decides the initial weights") {
  for (const auto& name : network::init_names()) {
    CHECK(initialized(name, 5) == initialized(name, 5));
    CHECK_FALSE(initialized(name, 5) == initialized(name, 6));
  }
}

TEST_CASE("initialisations read back as they are written, and others are refused") {
  for (const auto& text : {"uniform=0.5", "inverse-sqrt", "glorot", "nguyen-widrow"}) {
    CHECK(network::to_string(parse_init(text)) == text);
  }
  CHECK(parse_init("uniform").a == 1);
  CHECK_THROWS_WITH(parse_init("xavier"), ContainsSubstring("xavier") && ContainsSubstring("glorot"));
  CHECK_THROWS_WITH(parse_init("uniform=x"), ContainsSubstring("expected a"));
  CHECK_THROWS_WITH(parse_init("uniform=0"), ContainsSubstring("positive"));
  CHECK_THROWS_WITH(parse_init("glorot=2"), ContainsSubstring("takes no value"));
}
