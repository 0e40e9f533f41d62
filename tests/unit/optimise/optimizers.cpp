#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/archive.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "optimise/adadelta.hpp"
#include "optimise/adagrad.hpp"
#include "optimise/adam.hpp"
#include "optimise/gradient_descent.hpp"
#include "optimise/levenberg_marquardt.hpp"
#include "optimise/momentum.hpp"
#include "optimise/registry.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

namespace {

// Mean over samples of ½ a_s (x − c_s)²: convex, its minimum the weighted mean of the c_s in each component.
class Quadratic : public SquaresObjective {
 public:
  Quadratic(std::size_t parameters, std::size_t samples, std::uint64_t seed) : x_parameters{parameters} {
    Random random{seed};
    for (std::size_t s = 0; s < samples; ++s) {
      x_order.push_back(s);
      for (std::size_t i = 0; i < parameters; ++i) {
        x_a.push_back(random.uniform(0.5, 2));
        x_c.push_back(random.uniform(-1, 1));
      }
    }
  }
  std::size_t parameters() const override { return x_parameters; }
  std::size_t samples() const override { return x_order.size(); }
  void shuffle(Random& random) override { random.shuffle(x_order); }
  void archive(Archive& archive) override { archive.indices(x_order); }
  double value(std::span<const double> p) override {
    std::vector<double> ignored(p.size());
    return gradient(p, 0, samples(), ignored);
  }
  double gradient(std::span<const double> p, std::size_t first, std::size_t last, std::span<double> g) override {
    std::fill(g.begin(), g.end(), 0.0);
    double sum = 0;
    const auto n = static_cast<double>(last - first);
    for (std::size_t k = first; k < last; ++k) {
      for (std::size_t i = 0; i < p.size(); ++i) {
        const double a = x_a[x_order[k] * p.size() + i], d = p[i] - x_c[x_order[k] * p.size() + i];
        sum += 0.5 * a * d * d / n;
        g[i] += a * d / n;
      }
    }
    return sum;
  }
  double normal_equations(std::span<const double> p, std::span<double> matrix, std::span<double> g) override {
    std::fill(matrix.begin(), matrix.end(), 0.0);
    for (std::size_t k = 0; k < samples(); ++k) {
      for (std::size_t i = 0; i < p.size(); ++i) {
        matrix[i * p.size() + i] += x_a[k * p.size() + i] / static_cast<double>(samples());
      }
    }
    return gradient(p, 0, samples(), g);
  }
  std::vector<double> minimum() const {
    std::vector<double> result;
    for (std::size_t i = 0; i < x_parameters; ++i) {
      double top = 0, bottom = 0;
      for (std::size_t s = 0; s < samples(); ++s) {
        top += x_a[s * x_parameters + i] * x_c[s * x_parameters + i];
        bottom += x_a[s * x_parameters + i];
      }
      result.push_back(top / bottom);
    }
    return result;
  }

 private:
  std::size_t x_parameters;
  std::vector<std::size_t> x_order;
  std::vector<double> x_a, x_c;
};

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

std::unique_ptr<Optimizer> made(const OptimizerOptions& options, Quadratic& objective, std::size_t epochs) {
  const auto choice = choose(options, {.parameters = objective.parameters()});
  return make_optimizer(choice, {.objective = objective, .epochs = epochs});
}

std::vector<double> minimised(const OptimizerOptions& options, Quadratic& objective, std::size_t epochs) {
  std::vector<double> p(objective.parameters(), 3.0);
  const auto optimizer = made(options, objective, epochs);
  for (std::size_t e = 0; e < epochs && optimizer->epoch(p); ++e) {
  }
  return p;
}

OptimizerOptions method(const std::string& name, double rate, std::size_t batch = 0) {
  OptimizerOptions options;
  options.name = name;
  options.rate = rate;
  options.batch = batch;
  return options;
}

// One component, gradients 1 and then 2: the two steps a rule takes from 0.
std::vector<double> two_steps(UpdateRule& rule, double rate) {
  std::vector<double> p{0.0}, path;
  for (const double g : {1.0, 2.0}) {
    const std::vector<double> gradient{g};
    rule.step(p, gradient, rate);
    path.push_back(p[0]);
  }
  return path;
}

}  // namespace

TEST_CASE("every optimiser finds the minimum of a convex quadratic from its whole gradient") {
  Quadratic objective{5, 20, 1};
  const auto minimum = objective.minimum();
  CHECK(distance(minimised(method("gd", 0.5), objective, 200), minimum) < 1e-10);
  CHECK(distance(minimised(method("momentum", 0.05), objective, 500), minimum) < 1e-6);
  CHECK(distance(minimised(method("adagrad", 1), objective, 500), minimum) < 1e-6);
  CHECK(distance(minimised(method("adadelta", 1), objective, 6000), minimum) < 0.05);  // its steps do not shrink to 0
  CHECK(distance(minimised(method("adam", 0.1), objective, 2000), minimum) < 1e-6);
  OptimizerOptions lm;
  lm.name = "lm";
  CHECK(distance(minimised(lm, objective, 30), minimum) < 1e-9);
}

TEST_CASE("mini-batches and single samples come near the minimum, and nearer as the learning rate falls") {
  Quadratic objective{5, 97, 2};
  const auto minimum = objective.minimum();
  for (const std::size_t batch : {std::size_t{1}, std::size_t{10}}) {
    auto options = method("gd", 0.2, batch);
    const double constant = distance(minimised(options, objective, 200), minimum);
    options.last_rate = 1e-4;
    const double falling = distance(minimised(options, objective, 200), minimum);
    CHECK(constant < 1);
    CHECK(falling < 0.02);
    CHECK(falling < constant);
  }
}

TEST_CASE("first steps of the update rules are those of their equations") {
  CHECK(two_steps(*make_rule(GradientDescent{}), 0.1)[1] == Approx(-0.3));
  CHECK(two_steps(*make_rule(Momentum{0.9}), 0.1)[1] == Approx(-0.1 - (0.9 * 0.1 + 0.2)));
  const auto adagrad = two_steps(*make_rule(Adagrad{0}), 0.1);
  CHECK(adagrad[0] == Approx(-0.1));
  CHECK(adagrad[1] == Approx(-0.1 - 0.1 * 2 / std::sqrt(5.0)));
  const double epsilon = 1e-6, s1 = 0.1, d1 = std::sqrt(epsilon / (s1 + epsilon)), mean = 0.1 * d1 * d1;
  const auto adadelta = two_steps(*make_rule(Adadelta{0.9, epsilon}), 1);
  CHECK(adadelta[0] == Approx(-d1));
  CHECK(adadelta[1] == Approx(-d1 - 2 * std::sqrt((mean + epsilon) / (0.9 * s1 + 0.1 * 4 + epsilon))));
  const auto adam = two_steps(*make_rule(Adam{}), 0.001);
  CHECK(adam[0] == Approx(-0.001));
  const double m = (0.9 * 0.1 + 0.1 * 2) / (1 - 0.81), v = (0.999 * 0.001 + 0.001 * 4) / (1 - 0.999 * 0.999);
  CHECK(adam[1] == Approx(-0.001 - 0.001 * m / std::sqrt(v)).epsilon(1e-7));
}

TEST_CASE("each epoch of a first-order method goes through every sample once") {
  class Counting : public Quadratic {
   public:
    using Quadratic::Quadratic;
    double gradient(std::span<const double> p, std::size_t first, std::size_t last, std::span<double> g) override {
      CHECK(first == seen);
      seen = last;
      ++calls;
      return Quadratic::gradient(p, first, last, g);
    }
    std::size_t seen = 0, calls = 0;
  };
  Counting objective{2, 25, 3};
  FirstOrderOptions options;
  options.batch = 10;
  FirstOrder optimizer{objective, make_rule(GradientDescent{}), options};
  std::vector<double> p(2);
  optimizer.epoch(p);
  CHECK(objective.seen == 25);
  CHECK(objective.calls == 3);
}

TEST_CASE("a fit that diverges says so, with its learning rate") {
  Quadratic objective{3, 10, 4};
  CHECK_THROWS_WITH(minimised(method("gd", 50), objective, 1000),
                    ContainsSubstring("diverged") && ContainsSubstring("50"));
}

TEST_CASE("Levenberg-Marquardt never raises the cost, and says when there is nothing to gain") {
  Quadratic objective{4, 12, 5};
  LevenbergMarquardt optimizer{objective};
  std::vector<double> p(4, 3.0);
  double cost = objective.value(p);
  bool more = true;
  for (int e = 0; e < 200 && more; ++e) {
    more = optimizer.epoch(p);
    CHECK(objective.value(p) <= cost);
    cost = objective.value(p);
  }
  CHECK_FALSE(more);
  CHECK(distance(p, objective.minimum()) < 1e-8);
}

TEST_CASE("steps of Levenberg-Marquardt are damped by what the last ones gained") {
  // A diagonal problem: each component's distance to the minimum falls by λ/(a + λ) in a step. Where the quadratic
  // model is exact λ falls to a third.
  constexpr std::size_t n = 3;
  Quadratic objective{n, 12, 5};
  std::vector<double> a(n * n), g(n), p(n, 3.0), left(n);
  objective.normal_equations(p, a, g);
  double lambda = 0.5 * (a[0] + a[4] + a[8]) / 3;
  LevenbergMarquardtOptions options;
  options.damping = 0.5;
  LevenbergMarquardt optimizer{objective, options};
  const auto minimum = objective.minimum();
  for (std::size_t i = 0; i < n; ++i) left[i] = p[i] - minimum[i];
  for (int step = 0; step < 4; ++step) {
    REQUIRE(optimizer.epoch(p));
    for (std::size_t i = 0; i < n; ++i) {
      left[i] *= lambda / (a[i * n + i] + lambda);
      CHECK(p[i] - minimum[i] == Approx(left[i]).epsilon(1e-8));
    }
    lambda /= 3;
  }
}

TEST_CASE("a step of Levenberg-Marquardt that gains nothing is tried again with twice, eight times the damping") {
  // Curvatures told a tenth of what they are: steps go past the minimum, and gain where they are below twice the way.
  class Flat : public Quadratic {
   public:
    Flat() : Quadratic{1, 12, 5} {}
    double normal_equations(std::span<const double> p, std::span<double> matrix, std::span<double> g) override {
      const double value = Quadratic::normal_equations(p, matrix, g);
      curvature = matrix[0];
      matrix[0] *= 0.1;
      return value;
    }
    double curvature = 0;
  };
  Flat objective;
  LevenbergMarquardt optimizer{objective};
  std::vector<double> p{3.0};
  REQUIRE(optimizer.epoch(p));
  // In units of the curvature: λ of 0.01, 0.02, 0.08, 0.64; 0.1 + λ must be above a half.
  const double minimum = objective.minimum()[0];
  CHECK(p[0] - minimum == Approx((3 - minimum) * (1 - 1 / (0.1 + 0.64))));
}

TEST_CASE("optimisers refuse options they do not have, and names that are none") {
  Quadratic objective{2, 4, 6};
  CHECK_THROWS_WITH(made(method("lm", 0.1), objective, 1), ContainsSubstring("lm has no batch"));
  auto options = method("gd", 0.1);
  options.parameters["momentum"] = {0.5};
  CHECK_THROWS_WITH(made(options, objective, 1), "gd has no momentum");
  CHECK_THROWS_WITH(made(method("sgd", 0.1), objective, 1),
                    ContainsSubstring("unknown optimizer") && ContainsSubstring("auto, gd, momentum"));
}

TEST_CASE("the method is chosen by size, kind of sample and loss, unless it is named") {
  const auto chosen = [](const Problem& problem, const std::string& name = "auto") {
    OptimizerOptions options;
    options.name = name;
    return choose(options, problem);
  };
  CHECK(chosen({.parameters = 1500}).words == "lm, for networks of up to 1500 parameters");
  CHECK(chosen({.parameters = 1501}).words == "adam, for networks of more than 1500 parameters");
  CHECK(chosen({.parameters = 10, .squares = false}).words == "adam, for classes");
  CHECK(chosen({.parameters = 2000, .samples = Samples::many}).words ==
        "kalman, for networks of up to 2000 parameters");
  CHECK(chosen({.parameters = 2000, .samples = Samples::many, .l2 = true}).words ==
        "lm, for networks of up to 2000 parameters with L2");
  const auto large = chosen({.parameters = 2001, .samples = Samples::many});
  CHECK(large.words == "adam, for networks of more than 2000 parameters");
  CHECK(large.epochs == 1000);
  CHECK(large.options.rate == 3e-3);
  CHECK(large.options.last_rate == 1e-5);
  CHECK(chosen({.parameters = 10}, "gd").words == "gd");
  CHECK_THROWS_WITH(chosen({.parameters = 10}, "kalman"), ContainsSubstring("samples of many residuals"));
  CHECK_THROWS_WITH(chosen({.parameters = 10, .samples = Samples::many, .l2 = true}, "kalman"),
                    ContainsSubstring("kalman has no L2"));
  CHECK_THROWS_WITH(chosen({.parameters = 10, .squares = false}, "lm"), ContainsSubstring("sums of squares"));
}

TEST_CASE("every method of the registry has a name of its own, words for the manual, and can be made") {
  Quadratic objective{3, 10, 1};
  std::vector<std::string> names;
  for (const Method* one : methods()) {
    names.emplace_back(one->name);
    CHECK_FALSE(one->words.empty());
    CHECK(one->help.ends_with("."));
    CHECK(&method_of(one->name) == one);
    CHECK(one->defaults(Samples::many).epochs > 0);
    OptimizerOptions options;
    options.name = one->name;
    if (works_on(*one, Samples::few)) CHECK(made(options, objective, 1) != nullptr);
    for (const auto& parameter : one->parameters) {
      options.parameters[std::string{parameter.name}] = parameter.values;
      CHECK_NOTHROW(check_options(options));
      options.parameters[std::string{parameter.name}] = std::vector<double>(parameter.values.size(), parameter.high);
      CHECK_THROWS_WITH(check_options(options), ContainsSubstring(std::string{parameter.name}));
      options.parameters.clear();
    }
  }
  auto unique = names;
  std::sort(unique.begin(), unique.end());
  CHECK(std::adjacent_find(unique.begin(), unique.end()) == unique.end());
  names.insert(names.begin(), "auto");
  CHECK(method_names() == names);
}

TEST_CASE("help of defaults names each method that differs from most") {
  CHECK(default_text(Default::epochs) == "500 with lm, 3000 with lbfgs, 200 with kalman, else 2000");
  CHECK(default_text("beta") == "0.9,0.999");
  CHECK(default_text("epsilon") == "1e-06 with adadelta, else 1e-08");
  CHECK(automatic_choice(Samples::few) == "lm (Levenberg-Marquardt) for up to 1500 parameters, else adam");
}

TEST_CASE("learning rates go down as their schedule says") {
  Quadratic objective{3, 10, 1};
  const auto rates = [&](Schedule schedule) {
    FirstOrderOptions options;
    options.rate = 0.1;
    options.last_rate = 0.001;
    options.epochs = 5;
    options.schedule = schedule;
    FirstOrder optimizer{objective, make_rule(GradientDescent{}), options};
    std::vector<double> parameters(3), result;
    for (int epoch = 0; epoch < 5; ++epoch) {
      result.push_back(optimizer.rate());
      optimizer.epoch(parameters);
    }
    return result;
  };
  CHECK(rates(Schedule::constant) == std::vector<double>(5, 0.1));
  const auto geometric = rates(Schedule::geometric), cosine = rates(Schedule::cosine);
  for (std::size_t t = 0; t < 5; ++t) {
    CHECK(geometric[t] == Approx(0.1 * std::pow(10.0, -0.5 * static_cast<double>(t))).epsilon(1e-12));
  }
  CHECK(cosine.front() == Approx(0.1));
  CHECK(cosine[2] == Approx(0.5 * (0.1 + 0.001)).epsilon(1e-12));
  CHECK(cosine.back() == Approx(0.001).epsilon(1e-12));
}

TEST_CASE("on a plateau the learning rate is halved, down to the last one") {
  Quadratic objective{3, 10, 1};
  FirstOrderOptions options;
  options.rate = 0.1;
  options.last_rate = 0.03;
  options.schedule = Schedule::plateau;
  options.plateau = 3;
  FirstOrder optimizer{objective, make_rule(GradientDescent{}), options};
  for (const double score : {5.0, 4.0, 4.0, 4.5}) optimizer.observe(score);
  CHECK(optimizer.rate() == 0.1);
  optimizer.observe(4.0);
  CHECK(optimizer.rate() == 0.05);
  for (int i = 0; i < 20; ++i) optimizer.observe(4.0);
  CHECK(optimizer.rate() == 0.03);
}

TEST_CASE("a gradient longer than the clip is shortened to it") {
  Quadratic objective{2, 1, 1};
  FirstOrderOptions options;
  options.rate = 1;
  options.clip = 0.01;
  FirstOrder optimizer{objective, make_rule(GradientDescent{}), options};
  std::vector<double> parameters{5, -7};
  const auto before = parameters;
  optimizer.epoch(parameters);
  CHECK(std::hypot(parameters[0] - before[0], parameters[1] - before[1]) == Approx(0.01).epsilon(1e-12));
}

TEST_CASE("AdamW draws parameters towards zero where there is no gradient") {
  Adam options;
  options.decay = 0.5;
  const auto rule = make_rule(options);
  std::vector<double> parameters{2, -4};
  const std::vector<double> none(2);
  rule->step(parameters, none, 0.1);
  CHECK(parameters == std::vector<double>{2 * 0.95, -4 * 0.95});
}

TEST_CASE("an optimizer that is unknown is refused, and a state that ends early") {
  CHECK_THROWS_WITH(method_of("sgd"), ContainsSubstring("unknown optimizer 'sgd', expected one of"));
  Archive saved;
  std::size_t many = 1000;
  saved.count(many);
  std::vector<std::size_t> indices;
  std::vector<double> values;
  Archive cut{saved.bytes()}, other{saved.bytes()}, none{std::string{}};
  CHECK_THROWS_WITH(cut.indices(indices), ContainsSubstring("the state of the fit is not complete"));
  CHECK_THROWS_WITH(other.values(values), ContainsSubstring("the state of the fit is not complete"));
  CHECK_THROWS_WITH(none.count(many), ContainsSubstring("the state of the fit is not complete"));
}
