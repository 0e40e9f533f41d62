#include "network/activation.hpp"

#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::network {

namespace {

// 1/(1 + e^{−u}) (3.8). The exponential's argument is never positive: nothing overflows, and f′ keeps its relative
// accuracy where f(1 − f) would have lost it.
ActivationValue sigmoid(double u) {
  const double e = std::exp(-std::abs(u));
  const double s = 1.0 / (1.0 + e);
  const double f1 = e * s * s;
  const double half_tanh = (1.0 - e) * s;  // tanh(|u|/2)
  return {u >= 0 ? s : e * s, f1, u >= 0 ? -f1 * half_tanh : f1 * half_tanh};
}

// With e = exp(−2|u|): tanh|u| = (1 − e)/(1 + e), 1 − tanh² = 4e/(1 + e)². Near 0 the difference 1 − e comes from
// expm1, elsewhere e from exp: each keeps its relative accuracy there.
ActivationValue hyperbolic_tangent(double u) {
  const double magnitude = std::abs(u);
  const bool small = magnitude < 0.25;
  const double difference = small ? -std::expm1(-2.0 * magnitude) : 1.0 - std::exp(-2.0 * magnitude);
  const double e = small ? 1.0 - difference : std::exp(-2.0 * magnitude);
  const double inverse = 1.0 / (1.0 + e);
  const double f = std::copysign(difference * inverse, u);
  const double f1 = 4.0 * e * inverse * inverse;
  return {f, f1, -2.0 * f * f1};
}

// The derivative at 0 is taken as 0. NaN stays NaN.
ActivationValue relu(double u) { return u <= 0 ? ActivationValue{} : ActivationValue{u, 1.0, 0.0}; }

ActivationValue identity(double u) { return {u, 1.0, 0.0}; }

template <ActivationValue (*at)(double)>
constexpr ActivationEntry entry(std::string_view name, std::string_view formula) {
  return {name,
          formula,
          at,
          [](std::size_t n, const double* u, double* f) {
            for (std::size_t i = 0; i < n; ++i) f[i] = at(u[i]).f;
          },
          [](std::size_t n, const double* u, double* f, double* f1) {
            for (std::size_t i = 0; i < n; ++i) {
              const ActivationValue value = at(u[i]);
              f[i] = value.f;
              f1[i] = value.f1;
            }
          },
          [](std::size_t n, const double* u, double* f, double* f1, double* f2) {
            for (std::size_t i = 0; i < n; ++i) {
              const ActivationValue value = at(u[i]);
              f[i] = value.f;
              f1[i] = value.f1;
              f2[i] = value.f2;
            }
          }};
}

// A new function is one function above and one line here.
constexpr std::array registry{
    entry<sigmoid>("sigmoid", "1/(1 + exp(-u))"),
    entry<hyperbolic_tangent>("tanh", "tanh(u)"),
    entry<relu>("relu", "max(0, u)"),
    entry<identity>("identity", "u"),
};

}  // namespace

Activation::Activation(std::string_view name) {
  for (const ActivationEntry& candidate : registry) {
    if (candidate.name == name) {
      x_entry = &candidate;
      return;
    }
  }
  fail("unknown activation {}, expected one of {}", quoted(name), join(activation_names(), ", "));
}

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const ActivationEntry& candidate : registry) names.emplace_back(candidate.name);
  return names;
}

}  // namespace nnpipe::network
