#include "train/tables/network_objective.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"
#include "network/blas.hpp"
#include "optimise/levenberg_marquardt.hpp"
#include "small_tables.hpp"
#include "test.hpp"
#include "train/tables/loss.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;
using namespace nnpipe::train;
using network::Activation;
using network::Mlp;

namespace {

// Inputs a b c uniform in ±1; targets two smooth functions of them with noise.
Dataset smooth_data(std::size_t rows) {
  const TemporaryFolder folder;
  Random random{11};
  std::vector<std::vector<double>> values;
  for (std::size_t r = 0; r < rows; ++r) {
    const double a = random.uniform(-1, 1), b = random.uniform(-1, 1), c = random.uniform(-1, 1);
    values.push_back({a, b, c, std::sin(2 * a) * b + 0.01 * random.normal(), a - b * c + 0.01 * random.normal()});
  }
  write_rows(folder.path("t"), header_of({"a", "b", "c", "u", "v"}, "a b c", "u v"), values);
  io::TableReader reader{folder.path("t")};
  return Dataset{reader, {"a", "b", "c"}, {"u", "v"}};
}

std::vector<std::size_t> all_of(const Dataset& data) {
  std::vector<std::size_t> all(data.samples());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

Mlp random_mlp(std::vector<std::size_t> sizes, const std::string& activation) {
  std::vector<Activation> activations(sizes.size() - 2, Activation{activation});
  activations.emplace_back("identity");
  Mlp mlp{std::move(sizes), std::move(activations)};
  Random random{5};
  for (double& p : mlp.parameters()) p = random.uniform(-0.8, 0.8);
  return mlp;
}

std::vector<double> parameters_of(const Mlp& mlp) { return {mlp.parameters().begin(), mlp.parameters().end()}; }

}  // namespace

TEST_CASE("the value is half the mean square, summed over targets") {
  const Dataset data = smooth_data(700);
  Mlp mlp = random_mlp({3, 5, 2}, "tanh");
  NetworkObjective objective{data, all_of(data), mlp};
  Mlp::Workspace workspace;
  std::vector<double> y(2);
  double sum = 0, first = 0;
  for (std::size_t s = 0; s < data.samples(); ++s) {
    mlp.value(data.input(s), y, workspace);
    const double u = y[0] - data.target(s)[0], v = y[1] - data.target(s)[1];
    sum += 0.5 * (u * u + v * v) / 700;
    first += u * u / 700;
  }
  CHECK(objective.value(mlp.parameters()) == Approx(sum).epsilon(1e-12));
  CHECK(objective.mean_squares(mlp.parameters())[0] == Approx(first).epsilon(1e-12));
}

TEST_CASE("gradient and normal equations agree with central differences, over pieces and groups") {
  const Dataset data = smooth_data(600);
  const double h = 1e-5;
  for (const char* activation : {"sigmoid", "tanh"}) {
    const Mlp mlp = random_mlp({3, 4, 3, 2}, activation);
    NetworkObjective objective{data, all_of(data), mlp};
    auto p = parameters_of(mlp);
    const std::size_t n = p.size();
    std::vector<double> g(n), normal_g(n), matrix(n * n);
    const double value = objective.gradient(p, 0, 600, g);
    CHECK(value == Approx(objective.value(p)).epsilon(1e-12));
    CHECK(objective.normal_equations(p, matrix, normal_g) == Approx(value).epsilon(1e-12));
    for (std::size_t i = 0; i < n; ++i) {
      const double here = p[i];
      p[i] = here + h;
      const double plus = objective.value(p);
      p[i] = here - h;
      const double minus = objective.value(p);
      p[i] = here;
      CHECK(g[i] == Approx((plus - minus) / (2 * h)).margin(1e-9));
      CHECK(normal_g[i] == Approx(g[i]).margin(1e-14));
    }
    // JᵀJ d·d is the second difference of the linearised outputs: |(y(p + hd) − y(p − hd))/2h|².
    Random random{3};
    std::vector<double> d(n), plus_p = p, minus_p = p;
    for (std::size_t i = 0; i < n; ++i) {
      d[i] = random.uniform(-1, 1);
      plus_p[i] += h * d[i];
      minus_p[i] -= h * d[i];
    }
    double quadratic = 0;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) quadratic += (i == j ? 1 : 2) * matrix[j * n + i] * d[i] * d[j];
    }
    Mlp a = mlp, b = mlp;
    std::copy(plus_p.begin(), plus_p.end(), a.parameters().begin());
    std::copy(minus_p.begin(), minus_p.end(), b.parameters().begin());
    Mlp::Workspace workspace;
    std::vector<double> ya(2), yb(2);
    double squares = 0;
    for (std::size_t s = 0; s < 600; ++s) {
      a.value(data.input(s), ya, workspace);
      b.value(data.input(s), yb, workspace);
      for (int o = 0; o < 2; ++o) squares += std::pow((ya[o] - yb[o]) / (2 * h), 2) / 600;
    }
    CHECK(quadratic == Approx(squares).epsilon(1e-7));
  }
}

TEST_CASE("the gradient of a batch is that of its samples alone") {
  const Dataset data = smooth_data(300);
  const Mlp mlp = random_mlp({3, 4, 2}, "sigmoid");
  NetworkObjective whole{data, all_of(data), mlp};
  NetworkObjective some{data, {10, 11, 12, 13, 14}, mlp};
  std::vector<double> a(mlp.parameters().size()), b(a.size());
  CHECK(whole.gradient(mlp.parameters(), 10, 15, a) == some.gradient(mlp.parameters(), 0, 5, b));
  CHECK(a == b);
}

TEST_CASE("value, gradient and normal equations are the same bits on one, two and three threads") {
  const Dataset data = smooth_data(5000);
  const Mlp mlp = random_mlp({3, 8, 6, 2}, "sigmoid");
  const std::size_t n = mlp.parameters().size();
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 3}) {
    set_thread_count(threads);
    NetworkObjective objective{data, all_of(data), mlp};
    std::vector<double> g(n), matrix(n * n), all{objective.value(mlp.parameters())};
    objective.gradient(mlp.parameters(), 3, 4800, g);
    all.insert(all.end(), g.begin(), g.end());
    all.push_back(objective.normal_equations(mlp.parameters(), matrix, g));
    all.insert(all.end(), g.begin(), g.end());
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = j; i < n; ++i) all.push_back(matrix[j * n + i]);
    }
    results.push_back(all);
  }
  set_thread_count(0);
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("Levenberg-Marquardt on a network without hidden layer ends at linear least squares") {
  const Dataset data = smooth_data(400);
  Mlp mlp{{3, 2}, {Activation{"identity"}}};
  NetworkObjective objective{data, all_of(data), mlp};
  LevenbergMarquardt optimizer{objective};
  auto p = parameters_of(mlp);
  for (int e = 0; e < 50 && optimizer.epoch(p); ++e) {
  }
  // The closed form, by orthogonal factors instead of normal equations.
  arma::mat x(400, 4, arma::fill::ones), t(400, 2);
  for (std::size_t s = 0; s < 400; ++s) {
    for (std::size_t i = 0; i < 3; ++i) x(s, i) = data.input(s)[i];
    for (std::size_t o = 0; o < 2; ++o) t(s, o) = data.target(s)[o];
  }
  const arma::mat solution = arma::solve(x, t);
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 4; ++i) CHECK(p[i * 2 + o] == Approx(solution(i, o)).margin(1e-10));
  }
}

TEST_CASE("Levenberg-Marquardt finds the network that made the data") {
  const TemporaryFolder folder;
  const Mlp truth = random_mlp({1, 2, 1}, "tanh");
  Mlp::Workspace workspace;
  std::vector<std::vector<double>> rows;
  for (int r = 0; r < 200; ++r) {
    const std::vector<double> x{-2 + 0.02 * r};
    rows.push_back({x[0], truth.value(x, workspace)});
  }
  write_rows(folder.path("t"), header_of({"x", "y"}, "x", "y"), rows);
  io::TableReader reader{folder.path("t")};
  const Dataset data{reader, {"x"}, {"y"}};
  Mlp mlp = truth;
  for (double& parameter : mlp.parameters()) parameter *= 0.7;
  NetworkObjective objective{data, all_of(data), mlp};
  LevenbergMarquardt optimizer{objective};
  auto p = parameters_of(mlp);
  for (int e = 0; e < 500 && optimizer.epoch(p); ++e) {
  }
  CHECK(std::sqrt(2 * objective.value(p)) < 1e-7);
}

TEST_CASE("data that do not fit the network are refused, and so is a loss that is none") {
  const Dataset data = smooth_data(5);
  CHECK_THROWS_WITH((NetworkObjective{data, {0}, random_mlp({2, 3, 2}, "tanh")}),
                    "the data have 3 inputs and 2 targets, the network 2 and 2");
  CHECK_THROWS_WITH((NetworkObjective{data, {}, random_mlp({3, 3, 2}, "tanh")}), "no samples to train on");
  CHECK_THROWS_WITH(Loss{"mea"}, ContainsSubstring("unknown loss") && ContainsSubstring("mse"));
}

TEST_CASE("the gradient of the cross-entropy passes central differences, for large outputs too") {
  const train::Loss loss{"cross-entropy"};
  for (const double size : {1.0, 30.0, 900.0}) {
    const std::vector<double> y{0.3 * size, -size, 0.9 * size, size, 0.2, 0.1}, t{0, 1, 0, 1, 0, 0};
    std::vector<double> gradient(6);
    const double sum = loss.sum(3, 6, y.data(), t.data(), gradient.data());
    CHECK(std::isfinite(sum));
    for (std::size_t i = 0; i < 6; ++i) {
      auto up = y, down = y;
      const double h = 1e-5;
      up[i] += h;
      down[i] -= h;
      const double slope =
          (loss.sum(3, 6, up.data(), t.data(), nullptr) - loss.sum(3, 6, down.data(), t.data(), nullptr)) / (2 * h);
      CHECK(gradient[i] == Approx(slope).margin(1e-6 * size));
    }
  }
}

TEST_CASE("a network of other inputs or targets than the data is refused") {
  const Dataset data = smooth_data(7);
  CHECK_THROWS_WITH((NetworkObjective{data, all_of(data), random_mlp({2, 5, 2}, "tanh")}),
                    ContainsSubstring("the data have 3 inputs and 2 targets, the network 2 and 2"));
  CHECK_THROWS_WITH((NetworkObjective{data, {}, random_mlp({3, 5, 2}, "tanh")}),
                    ContainsSubstring("no samples to train on"));
}
