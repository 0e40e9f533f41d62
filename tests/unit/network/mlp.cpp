#include "network/mlp.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "network/batch.hpp"
#include "network/blas.hpp"
#include "network/init.hpp"
#include "random_network.hpp"
#include "test.hpp"

using namespace nnpipe;
using network::Activation;
using network::Batch;
using network::Mlp;

namespace {

// Layers of e^−u upon each other leave the range of numbers: few of them.
std::vector<std::vector<std::size_t>> shapes_for(std::string_view activation) {
  std::vector<std::vector<std::size_t>> shapes{all_shapes.begin(), all_shapes.end()};
  if (activation == "exponential") std::erase_if(shapes, [](const auto& sizes) { return sizes.size() > 3; });
  return shapes;
}

}  // namespace

TEST_CASE("a network of two nodes computes what is written out by hand") {
  Mlp mlp{{1, 2, 1}, {Activation{"sigmoid"}, Activation{"identity"}}};
  const std::array<double, 7> p{0.5, -1.0, 0.1, 0.2, 2.0, 3.0, -0.25};  // W0, b0, W1, b1
  std::copy(p.begin(), p.end(), mlp.parameters().begin());
  Mlp::Workspace workspace;
  const auto s = [](double u) { return 1 / (1 + std::exp(-u)); };
  const std::array<double, 1> x{0.7};
  const double a = s(0.5 * 0.7 + 0.1), b = s(-1.0 * 0.7 + 0.2);
  CHECK(mlp.value(x, workspace) == Approx(2 * a + 3 * b - 0.25).epsilon(1e-15));
  std::array<double, 1> gradient{};
  CHECK(mlp.input_gradient(x, gradient, workspace) == Approx(2 * a + 3 * b - 0.25).epsilon(1e-15));
  CHECK(gradient[0] == Approx(2 * 0.5 * a * (1 - a) - 3 * b * (1 - b)).epsilon(1e-14));
}

TEST_CASE("weights lie column by column, and biases behind them") {
  Mlp mlp{{2, 3}, {Activation{"identity"}}};
  for (std::size_t i = 0; i < 9; ++i) mlp.parameters()[i] = static_cast<double>(i);
  Mlp::Workspace workspace;
  const std::array<double, 2> x{10, 100};
  std::array<double, 3> y{};
  mlp.value(x, y, workspace);
  CHECK(y == std::array<double, 3>{0 * 10 + 3 * 100 + 6, 1 * 10 + 4 * 100 + 7, 2 * 10 + 5 * 100 + 8});
  CHECK(mlp.weights(0).size() == 6);
  CHECK(mlp.biases(0)[0] == 6);
}

TEST_CASE("the input gradient is the central difference of the value, for every activation and depth") {
  Random random{1};
  Mlp::Workspace workspace;
  const double h = 1e-5;
  for (const auto& name : network::activation_names()) {
    for (const auto& sizes : shapes_for(name)) {
      const Mlp mlp = random_network(sizes, name, random);
      auto x = random_values(mlp.inputs(), random);
      std::vector<double> gradient(mlp.inputs()), plus(mlp.outputs()), minus(mlp.outputs());
      for (std::size_t o = 0; o < mlp.outputs(); ++o) {
        mlp.value(x, plus, workspace);
        CHECK(mlp.input_gradient(x, gradient, workspace, o) == plus[o]);
        for (std::size_t i = 0; i < x.size(); ++i) {
          const double here = x[i];
          x[i] = here + h;
          mlp.value(x, plus, workspace);
          x[i] = here - h;
          mlp.value(x, minus, workspace);
          x[i] = here;
          INFO(name << " depth " << sizes.size() - 1);
          CHECK(gradient[i] == Approx((plus[o] - minus[o]) / (2 * h)).margin(1e-9));
        }
      }
    }
  }
}

TEST_CASE("a batch gives the outputs, input gradients and Jacobian columns of its samples one by one") {
  const network::SingleThreadedBlas one;
  Random random{2};
  Mlp::Workspace workspace;
  Batch batch;
  const double h = 1e-5;
  for (const auto& name : network::activation_names()) {
    for (const auto& sizes : shapes_for(name)) {
      Mlp mlp = random_network(sizes, name, random);
      const std::size_t n = 1 + random.below(6);
      const std::size_t parameters = mlp.parameters().size();
      const auto x = random_values(mlp.inputs() * n, random);
      const auto values = batch.forward(mlp, x, n, true);
      const std::vector<double> y{values.begin(), values.end()};
      for (std::size_t o = 0; o < mlp.outputs(); ++o) {
        std::vector<double> jacobian(parameters * n), gradients(mlp.inputs() * n), gradient(mlp.inputs());
        batch.jacobian(mlp, x, o, jacobian);
        batch.input_gradient(mlp, o, gradients);
        for (std::size_t s = 0; s < n; ++s) {
          const std::span sample{x.data() + s * mlp.inputs(), mlp.inputs()};
          INFO(name << " depth " << sizes.size() - 1 << " sample " << s);
          CHECK(y[s * mlp.outputs() + o] == Approx(mlp.input_gradient(sample, gradient, workspace, o)).epsilon(1e-13));
          for (std::size_t i = 0; i < mlp.inputs(); ++i) {
            CHECK(gradients[s * mlp.inputs() + i] == Approx(gradient[i]).epsilon(1e-12).margin(1e-15));
          }
          const std::size_t p = random.below(parameters);
          const double here = mlp.parameters()[p];
          std::vector<double> plus(mlp.outputs()), minus(mlp.outputs());
          mlp.parameters()[p] = here + h;
          mlp.value(sample, plus, workspace);
          mlp.parameters()[p] = here - h;
          mlp.value(sample, minus, workspace);
          mlp.parameters()[p] = here;
          CHECK(jacobian[s * parameters + p] == Approx((plus[o] - minus[o]) / (2 * h)).margin(1e-9));
        }
      }
    }
  }
}

TEST_CASE("the parameter gradient is the central difference of the cost, for every activation and depth") {
  const network::SingleThreadedBlas one;
  Random random{3};
  Batch batch;
  const double h = 1e-5;
  for (const auto& name : network::activation_names()) {
    // A difference across a kink is no derivative: those with one are left to the activations' own tests.
    const network::Activation activation{name};
    bool kink = false;
    for (const double at : {-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0}) {
      kink = kink || std::abs(activation(at + 1e-9).f1 - activation(at - 1e-9).f1) > 1e-6;
    }
    if (kink) continue;
    for (const auto& sizes : shapes_for(name)) {
      Mlp mlp = random_network(sizes, name, random);
      const std::size_t n = 3;
      const auto x = random_values(mlp.inputs() * n, random);
      const auto target = random_values(mlp.outputs() * n, random);
      const auto cost = [&] {
        double sum = 0;
        const auto y = batch.forward(mlp, x, n, false);
        for (std::size_t i = 0; i < y.size(); ++i) sum += 0.5 * (y[i] - target[i]) * (y[i] - target[i]);
        return sum;
      };
      const auto y = batch.forward(mlp, x, n, true);
      std::vector<double> dy(y.size()), gradient(mlp.parameters().size(), 1.0);
      for (std::size_t i = 0; i < y.size(); ++i) dy[i] = y[i] - target[i];
      batch.backward(mlp, x, dy, gradient);
      for (std::size_t p = 0; p < gradient.size(); ++p) {
        const double here = mlp.parameters()[p];
        mlp.parameters()[p] = here + h;
        const double plus = cost();
        mlp.parameters()[p] = here - h;
        const double minus = cost();
        mlp.parameters()[p] = here;
        INFO(name << " depth " << sizes.size() - 1 << " parameter " << p);
        CHECK(gradient[p] - 1.0 == Approx((plus - minus) / (2 * h)).margin(1e-8));  // 1: it adds
      }
    }
  }
}

TEST_CASE("networks that cannot be are refused") {
  CHECK_THROWS_WITH((Mlp{{1, 100000, 100000}, {Activation{"tanh"}, Activation{"identity"}}}),
                    "a network of 10000300000 parameters, expected at most 200000000");
  const Activation id{"identity"};
  CHECK_THROWS_WITH((Mlp{{3}, {}}), ContainsSubstring("inputs and outputs"));
  CHECK_THROWS_WITH((Mlp{{3, 0, 1}, {id, id}}), ContainsSubstring("no nodes"));
  CHECK_THROWS_WITH((Mlp{{3, 2, 1}, {id}}), ContainsSubstring("expected 2 activations"));
}
