#include "descriptor/cutoff.hpp"

#include <cmath>
#include <numbers>

#include "test.hpp"

using namespace nnpipe::descriptor;

namespace {

constexpr double radius = 6.5;

double value(CutoffKind kind, double r, double inner = 0) { return evaluate({kind, inner}, radius, r).value; }

// Kinds whose value goes to zero at the cutoff.
std::vector<CutoffKind> ending_kinds() { return {cutoff_kinds.begin() + 1, cutoff_kinds.end()}; }

}  // namespace

TEST_CASE("cutoff functions have the values of their formulas") {
  const double r = 2.6, x = 0.4;
  CHECK(value(CutoffKind::hard, r) == 1);
  CHECK(value(CutoffKind::cosine, r) == Approx(0.5 * (std::cos(std::numbers::pi * x) + 1)).epsilon(1e-14));
  CHECK(value(CutoffKind::tanh3, r) == Approx(std::pow(std::tanh(0.6), 3)).epsilon(1e-14));
  CHECK(value(CutoffKind::tanh3_normalized, r) ==
        Approx(std::pow(std::tanh(0.6), 3) / std::pow(std::tanh(1), 3)).epsilon(1e-14));
  CHECK(value(CutoffKind::exp, r) == Approx(std::exp(1 - 1 / 0.84)).epsilon(1e-14));
  CHECK(value(CutoffKind::poly1, r) == Approx(0.648).epsilon(1e-14));
  CHECK(value(CutoffKind::poly2, r) == Approx(0.68256).epsilon(1e-14));
  CHECK(value(CutoffKind::poly3, r) == Approx(0.710208).epsilon(1e-14));
  CHECK(value(CutoffKind::poly4, r) == Approx(0.73343232).epsilon(1e-14));
}

TEST_CASE("the envelope has the values of its formula, and is poly2 for p = 3") {
  for (const int p : {2, 3, 5, 6, 20, 64}) {
    for (double x = 0; x < 1; x += 0.0625) {
      INFO("p " << p << " x " << x);
      const double expected = 1 - 0.5 * (p + 1) * (p + 2) * std::pow(x, p) + p * (p + 2) * std::pow(x, p + 1) -
                              0.5 * p * (p + 1) * std::pow(x, p + 2);
      CHECK(evaluate({CutoffKind::envelope, 0, p}, radius, x * radius).value == Approx(expected).margin(1e-12));
      if (p == 3) CHECK(expected == Approx(value(CutoffKind::poly2, x * radius)).margin(1e-14));
    }
  }
}

TEST_CASE("an envelope leaves 1 in order p and reaches 0 in order 3") {
  for (const int p : {2, 3, 5, 8}) {
    const CutoffFunction function{CutoffKind::envelope, 0, p};
    const auto rise = [&](double d) { return 1 - evaluate(function, radius, d).value; };
    const auto tail = [&](double d) { return evaluate(function, radius, radius - d).value; };
    CHECK(std::log2(rise(0.2) / rise(0.1)) == Approx(p).margin(0.15));
    CHECK(std::log2(tail(0.02) / tail(0.01)) == Approx(3).margin(0.05));
  }
}

TEST_CASE("derivatives of envelopes are those of central differences") {
  const double h = 1e-5;
  for (const int p : {2, 5, 17, 64}) {
    const CutoffFunction function{CutoffKind::envelope, 0.2, p};
    for (double r = 1.4; r < radius - h; r += 0.0717) {
      const double difference =
          (evaluate(function, radius, r + h).value - evaluate(function, radius, r - h).value) / (2 * h);
      CHECK(evaluate(function, radius, r).derivative == Approx(difference).margin(2e-8));
    }
  }
}

TEST_CASE("cutoff functions but tanh3 are 1 at the centre and all are 0 at the radius and beyond") {
  for (const auto kind : cutoff_kinds) {
    INFO(to_string(kind));
    if (kind == CutoffKind::tanh3) {
      CHECK(value(kind, 0) == Approx(std::pow(std::tanh(1), 3)));
    } else {
      CHECK(value(kind, 0) == Approx(1).epsilon(1e-15));
    }
    for (const double r : {radius, std::nextafter(radius, 7), 7.0, 1e9}) {
      CHECK(evaluate({kind, 0}, radius, r).value == 0);
      CHECK(evaluate({kind, 0}, radius, r).derivative == 0);
    }
  }
}

TEST_CASE("cutoff functions go to zero continuously, and so do their first derivatives") {
  for (const auto kind : ending_kinds()) {
    INFO(to_string(kind));
    const double step = 1e-7;
    CHECK(std::abs(value(kind, radius - step)) < 1e-12);
    CHECK(std::abs(evaluate({kind, 0}, radius, radius - step).derivative) < 1e-6);
    CHECK(std::isfinite(evaluate({kind, 0}, radius, std::nextafter(radius, 0)).derivative));
  }
}

TEST_CASE("polynomial N has N derivatives that vanish at both ends") {
  const std::array polynomials{CutoffKind::poly1, CutoffKind::poly2, CutoffKind::poly3, CutoffKind::poly4};
  for (int order = 1; order <= 4; ++order) {
    const auto kind = polynomials[static_cast<std::size_t>(order - 1)];
    // f ~ C d^(N+1) at a distance d from an end: halving d divides it by 2^(N+1).
    for (const bool outer : {true, false}) {
      const auto from_end = [&](double d) { return outer ? value(kind, radius - d) : 1 - value(kind, d); };
      const double measured = std::log2(from_end(0.02) / from_end(0.01));
      CHECK(measured == Approx(order + 1).margin(0.05));
    }
  }
}

TEST_CASE("derivatives of cutoff functions are those of central differences, with and without inner radius") {
  const double h = 1e-5;
  for (const auto kind : cutoff_kinds) {
    for (const double inner : {0.0, 0.35}) {
      if (inner > 0 && !has_inner(kind)) continue;
      for (double r = 0.013; r < radius - h; r += 0.0717) {
        if (std::abs(r - inner * radius) < 2 * h) continue;
        INFO(to_string(kind) << " inner " << inner << " r " << r);
        const double difference = (value(kind, r + h, inner) - value(kind, r - h, inner)) / (2 * h);
        CHECK(evaluate({kind, inner}, radius, r).derivative == Approx(difference).margin(1e-9));
      }
    }
  }
}

TEST_CASE("inside the inner radius a cutoff function is 1") {
  for (const auto kind : cutoff_kinds) {
    if (!has_inner(kind)) continue;
    CHECK(value(kind, 2.9, 0.5) == 1);
    CHECK(evaluate({kind, 0.5}, radius, 2.9).derivative == 0);
    CHECK(value(kind, 3.25, 0.5) == 1);
  }
}

TEST_CASE("cutoff functions are known by name") {
  for (const auto kind : cutoff_kinds) CHECK(parse_cutoff_kind(to_string(kind)) == kind);
  CHECK_FALSE(parse_cutoff_kind("Cosine").has_value());
  CHECK_FALSE(parse_cutoff_kind("").has_value());
}
