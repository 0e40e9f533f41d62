#include "network/activation.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "test.hpp"

using nnpipe::network::Activation;
using nnpipe::network::activation_names;

TEST_CASE("first and second derivatives of every activation are those of its value") {
  const double h = 1e-5;
  for (const auto& name : activation_names()) {
    const Activation f{name};
    for (const double u : {-30.0, -4.0, -1.3, -0.2, -1e-3, 1e-3, 0.1, 0.7, 2.0, 5.0, 30.0}) {
      INFO(name << " at " << u);
      CHECK(f(u).f1 == Approx((f(u + h).f - f(u - h).f) / (2 * h)).margin(1e-10).epsilon(1e-8));
      CHECK(f(u).f2 == Approx((f(u + h).f1 - f(u - h).f1) / (2 * h)).margin(1e-10).epsilon(1e-8));
    }
  }
}

TEST_CASE("no activation overflows, and the bounded ones reach their limits") {
  constexpr double huge = std::numeric_limits<double>::max();
  for (const auto& name : activation_names()) {
    for (const double u : {-huge, -1e4, -750.0, 0.0, 750.0, 1e4, huge}) {
      const auto value = Activation{name}(u);
      INFO(name << " at " << u);
      CHECK(std::isfinite(value.f));
      CHECK(std::isfinite(value.f1));
      CHECK(std::isfinite(value.f2));
    }
  }
  CHECK(Activation{"sigmoid"}(huge).f == 1.0);
  CHECK(Activation{"sigmoid"}(-huge).f == 0.0);
  CHECK(Activation{"tanh"}(-huge).f == -1.0);
}

TEST_CASE("the sigmoid's derivative keeps its relative accuracy where the sigmoid is 1 to rounding") {
  CHECK(Activation{"sigmoid"}(40.0).f1 == Approx(std::exp(-40.0)).epsilon(1e-14));
  CHECK(Activation{"sigmoid"}(-40.0).f1 == Approx(std::exp(-40.0)).epsilon(1e-14));
  CHECK(Activation{"tanh"}(20.0).f1 == Approx(4 * std::exp(-40.0)).epsilon(1e-14));
}

TEST_CASE("values of the activations are the textbook's") {
  CHECK(Activation{"sigmoid"}(0.0).f == 0.5);
  CHECK(Activation{"sigmoid"}(1.0).f == Approx(0.7310585786300049).epsilon(1e-15));
  CHECK(Activation{"tanh"}(0.5).f == Approx(std::tanh(0.5)).epsilon(1e-15));
  CHECK(Activation{"tanh"}(1e-9).f == Approx(1e-9).epsilon(1e-15));
  CHECK(Activation{"relu"}(-2.0).f == 0.0);
  CHECK(Activation{"relu"}(2.5).f == 2.5);
  CHECK(Activation{"relu"}(0.0).f1 == 0.0);
  CHECK(Activation{"identity"}(-2.5).f == -2.5);
  const std::vector<std::pair<std::string, double>> at_minus_one{{"gelu", -0.15865525393145707},
                                                                 {"swish", -0.2689414213699951},
                                                                 {"mish", -0.30340146137410895},
                                                                 {"softplus", 0.31326168751822286},
                                                                 {"elu", -0.6321205588285577},
                                                                 {"selu", -1.1113307378125625},
                                                                 {"prelu", -0.25},
                                                                 {"rrelu", -11.0 / 48},
                                                                 {"softsign", -0.5},
                                                                 {"hard-tanh", -1},
                                                                 {"hard-sigmoid", 1.0 / 3},
                                                                 {"hard-swish", -1.0 / 3},
                                                                 {"tanh-shrink", -0.23840584404423515},
                                                                 {"soft-shrink", -0.5},
                                                                 {"hard-shrink", -1},
                                                                 {"gaussian", 0.60653065971263342},
                                                                 {"cosine", 0.54030230586813977},
                                                                 {"exponential", 2.7182818284590451},
                                                                 {"square", 1}};
  for (const auto& [name, value] : at_minus_one) {
    INFO(name);
    CHECK(Activation{name}(-1.0).f == Approx(value).epsilon(1e-14));
  }
}

TEST_CASE("the array forms agree with the scalar form bit for bit, in place too") {
  for (const auto& name : activation_names()) {
    const Activation f{name};
    const std::array<double, 5> u{-2.0, -0.5, 0.0, 0.25, 3.0};
    std::array<double, 5> y{}, first = u, f1{}, second = u, s1{}, s2{};
    f.values(u.size(), u.data(), y.data());
    f.first(u.size(), first.data(), first.data(), f1.data());
    f.second(u.size(), second.data(), second.data(), s1.data(), s2.data());
    for (std::size_t i = 0; i < u.size(); ++i) {
      const auto value = f(u[i]);
      CHECK(y[i] == value.f);
      CHECK(first[i] == value.f);
      CHECK(second[i] == value.f);
      CHECK(f1[i] == value.f1);
      CHECK(s1[i] == value.f1);
      CHECK(s2[i] == value.f2);
    }
  }
}

TEST_CASE("a NaN goes through every activation as NaN") {
  for (const auto& name : activation_names()) CHECK(std::isnan(Activation{name}(std::nan("")).f));
}

TEST_CASE("an unknown activation is refused with the names there are") {
  CHECK_THROWS_WITH(Activation{"sine"}, ContainsSubstring("unknown activation") && ContainsSubstring("sine") &&
                                            ContainsSubstring("sigmoid, tanh, relu, identity"));
}
