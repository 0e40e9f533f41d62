#include "network/sample_lanes.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "base/random.hpp"
#include "base/simd.hpp"
#include "test.hpp"

using namespace nnpipe;
using network::Activation;

namespace {

std::vector<double> random_values(Random& random, std::size_t n) {
  std::vector<double> values(n);
  for (double& value : values) value = random.normal();
  return values;
}

// On every instruction set of this machine; then on the best again.
template <typename Test>
void on_each_target(Test&& test) {
  for (const auto& target : simd_targets()) {
    INFO(target);
    set_simd_target(target);
    test();
  }
  set_simd_target("auto");
}

}  // namespace

TEST_CASE("products with weights of any shape are the sums written out, and nothing beside them is touched") {
  on_each_target([] {
    Random random{3};
    for (const std::size_t rows : {1, 2, 3, 7, 8, 9, 30, 33}) {
      for (const std::size_t columns : {1, 2, 7, 8, 11, 19}) {
        INFO(rows << " x " << columns);
        const auto w = random_values(random, rows * columns), x = random_values(random, columns);
        const auto delta = random_values(random, rows), start = random_values(random, rows);
        std::vector<double> y = start, back(columns + 1, 7.0);
        y.push_back(7.0);
        network::add_product(rows, columns, w.data(), x.data(), y.data());
        network::transposed_product(rows, columns, w.data(), delta.data(), back.data());
        CHECK(y.back() == 7.0);
        CHECK(back.back() == 7.0);
        for (std::size_t i = 0; i < rows; ++i) {
          double sum = start[i];
          for (std::size_t j = 0; j < columns; ++j) sum += w[j * rows + i] * x[j];
          CHECK(y[i] == Approx(sum).margin(1e-13));
        }
        for (std::size_t j = 0; j < columns; ++j) {
          double sum = 0;
          for (std::size_t i = 0; i < rows; ++i) sum += w[j * rows + i] * delta[i];
          CHECK(back[j] == Approx(sum).margin(1e-13));
        }
      }
    }
  });
}

TEST_CASE("activations in vectors have the relative accuracy of those of one number, and their slopes") {
  on_each_target([] {
    std::vector<double> u{0.0, 1e-300, -1e-12, 1e-5, -0.3, 0.25, 700.0, -700.0};
    Random random{5};
    for (int i = 0; i < 2000; ++i) u.push_back((i % 2 ? 3.0 : 30.0) * random.normal());
    for (const auto* name : {"sigmoid", "tanh", "softplus", "relu"}) {
      INFO(name);
      const Activation activation{name};
      std::vector<double> f = u, alone = u, slope(u.size());
      network::activate(activation, u.size(), f.data(), slope.data());
      network::activate(activation, u.size(), alone.data(), nullptr);
      CHECK(f == alone);
      double worst = 0;
      for (std::size_t i = 0; i < u.size(); ++i) {
        const auto expected = activation(u[i]);
        const auto error = [](double value, double is) { return is == 0 ? std::abs(value) : std::abs(value / is - 1); };
        // Below 1e-300 numbers have fewer digits.
        if (std::abs(expected.f) > 1e-300) worst = std::max(worst, error(f[i], expected.f));
        if (expected.f1 > 1e-300) worst = std::max(worst, error(slope[i], expected.f1));
      }
      CHECK(worst < 2e-15);
    }
  });
}

TEST_CASE("a value is the same wherever it stands in a layer") {
  on_each_target([] {
    for (const auto* name : {"sigmoid", "tanh"}) {
      std::vector<double> f(29, 0.7182818), slope(29);
      network::activate(Activation{name}, f.size(), f.data(), slope.data());
      CHECK(f == std::vector<double>(29, f[0]));
      CHECK(slope == std::vector<double>(29, slope[0]));
    }
  });
}

TEST_CASE("activations in vectors keep NaN, and bear infinity") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  on_each_target([] {
    for (const auto* name : {"sigmoid", "tanh"}) {
      std::vector<double> f{std::nan(""), infinity, -infinity}, slope(3);
      network::activate(Activation{name}, f.size(), f.data(), slope.data());
      CHECK(std::isnan(f[0]));
      CHECK(std::isnan(slope[0]));
      CHECK(f[1] == 1);
      CHECK(f[2] == (std::string_view{name} == "tanh" ? -1 : 0));
      CHECK(slope[1] == 0);
      CHECK(slope[2] == 0);
    }
  });
}
