#include "network/activation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

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

ActivationValue softplus(double u) {
  const ActivationValue s = sigmoid(u);
  return {std::max(u, 0.0) + std::log1p(std::exp(-std::abs(u))), s.f, s.f1};
}

// u Φ(u), Φ the normal distribution's integral; exact, not the tanh approximation.
ActivationValue gelu(double u) {
  if (std::abs(u) > 38) return u > 0 ? ActivationValue{u, 1, 0} : ActivationValue{};
  const double integral = 0.5 * std::erfc(-u / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * u * u) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return {u * integral, integral + u * density, density * (2 - u * u)};
}

ActivationValue swish(double u) {
  const ActivationValue s = sigmoid(u);
  // u s and its derivatives vanish where s does, before u overflows anything.
  if (u < -700) return {};
  if (u > 700) return {u, 1, 0};
  return {u * s.f, s.f + u * s.f1, 2 * s.f1 + u * s.f2};
}

ActivationValue mish(double u) {
  if (u < -700) return {};
  if (u > 700) return {u, 1, 0};
  const ActivationValue p = softplus(u), t = hyperbolic_tangent(p.f);
  const double t1 = t.f1 * p.f1, t2 = t.f2 * p.f1 * p.f1 + t.f1 * p.f2;
  return {u * t.f, t.f + u * t1, 2 * t1 + u * t2};
}

// scale · (u, or alpha (e^u − 1) below 0).
ActivationValue exponential_unit(double u, double alpha, double scale) {
  if (u > 0) return {std::min(scale * u, std::numeric_limits<double>::max()), scale, 0};
  const double e = scale * alpha * std::exp(u);
  return {scale * alpha * std::expm1(u), e, e};
}
ActivationValue elu(double u) { return exponential_unit(u, 1, 1); }
// Constants of Klambauer et al. (2017): mean 0 and variance 1 are kept from layer to layer.
ActivationValue selu(double u) { return exponential_unit(u, 1.6732632423543772, 1.0507009873554805); }

ActivationValue leaky(double u, double slope) {
  return u > 0 ? ActivationValue{u, 1, 0} : ActivationValue{slope * u, slope, 0};
}
// Slope as it is at the start of a fit that would learn it.
ActivationValue prelu(double u) { return leaky(u, 0.25); }
// The mean of the random slopes, 1/8 to 1/3: what it is when the network is used.
ActivationValue rrelu(double u) { return leaky(u, 11.0 / 48); }

ActivationValue soft_sign(double u) {
  const double by = 1 / (1 + std::abs(u));
  return {u * by, by * by, std::copysign(2 * by * by * by, -u)};
}

ActivationValue hard_tanh(double u) {
  if (std::abs(u) >= 1) return {std::copysign(1.0, u), 0, 0};
  return {u, 1, 0};
}

ActivationValue hard_sigmoid(double u) {
  if (std::abs(u) >= 3) return {u > 0 ? 1.0 : 0.0, 0, 0};
  return {u / 6 + 0.5, 1.0 / 6, 0};
}

ActivationValue hard_swish(double u) {
  if (std::abs(u) >= 3) return u > 0 ? ActivationValue{u, 1, 0} : ActivationValue{};
  return {u * (u + 3) / 6, (2 * u + 3) / 6, 1.0 / 3};
}

ActivationValue tanh_shrink(double u) {
  const ActivationValue t = hyperbolic_tangent(u);
  return {u - t.f, t.f * t.f, -t.f2};
}

ActivationValue soft_shrink(double u) {
  return std::abs(u) <= 0.5 ? ActivationValue{} : ActivationValue{u - std::copysign(0.5, u), 1, 0};
}

ActivationValue hard_shrink(double u) { return std::abs(u) <= 0.5 ? ActivationValue{} : ActivationValue{u, 1, 0}; }

// The next four are RuNNer's, beside those it shares with everybody. What would overflow ends at the largest number.
ActivationValue gaussian(double u) {
  if (std::abs(u) > 40) return {};
  const double f = std::exp(-0.5 * u * u);
  return {f, -u * f, (u * u - 1) * f};
}
ActivationValue cosine(double u) { return {std::cos(u), -std::sin(u), -std::cos(u)}; }
ActivationValue exponential(double u) {
  const double f = std::min(std::exp(-u), std::numeric_limits<double>::max());
  return {f, -f, f};
}
ActivationValue square(double u) {
  constexpr double largest = std::numeric_limits<double>::max();
  return {std::min(u * u, largest), std::clamp(2 * u, -largest, largest), 2};
}

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
    entry<gelu>("gelu", "u Φ(u), Φ the normal distribution's integral"),
    entry<swish>("swish", "u/(1 + exp(-u))"),
    entry<mish>("mish", "u tanh(ln(1 + exp(u)))"),
    entry<softplus>("softplus", "ln(1 + exp(u))"),
    entry<elu>("elu", "u, below 0 exp(u) - 1"),
    entry<selu>("selu", "1.0507 (u, below 0 1.6733 (exp(u) - 1))"),
    entry<prelu>("prelu", "u, below 0 u/4"),
    entry<rrelu>("rrelu", "u, below 0 11 u/48"),
    entry<soft_sign>("softsign", "u/(1 + |u|)"),
    entry<hard_tanh>("hard-tanh", "u, at most 1 in size"),
    entry<hard_sigmoid>("hard-sigmoid", "u/6 + 1/2, between 0 and 1"),
    entry<hard_swish>("hard-swish", "u times hard-sigmoid"),
    entry<tanh_shrink>("tanh-shrink", "u - tanh(u)"),
    entry<soft_shrink>("soft-shrink", "u - 1/2 sign(u), 0 up to 1/2"),
    entry<hard_shrink>("hard-shrink", "u, 0 up to 1/2"),
    entry<gaussian>("gaussian", "exp(-u^2/2)"),
    entry<cosine>("cosine", "cos(u)"),
    entry<exponential>("exponential", "exp(-u)"),
    entry<square>("square", "u^2"),
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
