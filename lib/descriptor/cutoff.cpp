#include "descriptor/cutoff.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr double least_outside = 1e-6;  // part of the cutoff in which the cutoff function falls

struct Named {
  CutoffKind kind;
  std::string_view name;
};

constexpr std::array names{
    Named{CutoffKind::hard, "hard"},   Named{CutoffKind::cosine, "cosine"},
    Named{CutoffKind::tanh3, "tanh3"}, Named{CutoffKind::tanh3_normalized, "tanh3-normalized"},
    Named{CutoffKind::exp, "exp"},     Named{CutoffKind::poly1, "poly1"},
    Named{CutoffKind::poly2, "poly2"}, Named{CutoffKind::poly3, "poly3"},
    Named{CutoffKind::poly4, "poly4"}, Named{CutoffKind::envelope, "envelope"},
};

// tanh³(1 − r/R_c), with derivative to r.
ValueDerivative tanh_cubed(double radius, double r) {
  const double t = std::tanh(1 - r / radius);
  return {t * t * t, -3 * t * t * (1 - t * t) / radius};
}

// f(x) and f′(x) for 0 ≤ x < 1. The polynomials are factored: the sums of the header lose all digits near x = 1.
ValueDerivative in_reduced_units(CutoffKind kind, double x) {
  constexpr double pi = std::numbers::pi;
  const double y = 1 - x, y2 = y * y, x2 = x * x;
  switch (kind) {
    case CutoffKind::cosine: return {0.5 * (std::cos(pi * x) + 1), -0.5 * pi * std::sin(pi * x)};
    case CutoffKind::exp: {
      const double a = 1 / (y * (1 + x));
      const double value = std::exp(1 - a);
      return {value, -2 * x * a * a * value};
    }
    case CutoffKind::poly1: return {y2 * (1 + 2 * x), -6 * x * y};
    case CutoffKind::poly2: return {y2 * y * (1 + x * (3 + 6 * x)), -30 * x2 * y2};
    case CutoffKind::poly3: return {y2 * y2 * (1 + x * (4 + x * (10 + 20 * x))), -140 * x2 * x * y2 * y};
    case CutoffKind::poly4:
      return {y2 * y2 * y * (1 + x * (5 + x * (15 + x * (35 + 70 * x)))), -630 * x2 * x2 * y2 * y2};
    case CutoffKind::envelope:
    case CutoffKind::hard:
    case CutoffKind::tanh3:
    case CutoffKind::tanh3_normalized: break;
  }
  return {1, 0};
}

// (1 − x)³ Σ_{k<p} ½(k + 1)(k + 2) xᵏ and −½p(p + 1)(p + 2) xᵖ⁻¹ (1 − x)².
ValueDerivative envelope(int p, double x) {
  const double y = 1 - x, y2 = y * y;
  double sum = 0, power = 1;  // xᵏ
  for (int k = 0; k < p; ++k) {
    sum += 0.5 * (k + 1) * (k + 2) * power;
    if (k + 1 < p) power *= x;
  }
  return {y2 * y * sum, -0.5 * p * (p + 1) * (p + 2) * power * y2};
}

int take_p(KeyValues& keys) {
  const double p = keys.take_number("p").value_or(CutoffFunction{}.p);
  if (p != std::floor(p) || p < least_p || p > most_p) {
    fail("p is out of range, expected a whole number from {} to {}, got {}", least_p, most_p, p);
  }
  return static_cast<int>(p);
}

}  // namespace

std::string_view to_string(CutoffKind kind) {
  for (const auto& named : names) {
    if (named.kind == kind) return named.name;
  }
  return {};
}

std::optional<CutoffKind> parse_cutoff_kind(std::string_view name) {
  for (const auto& named : names) {
    if (named.name == name) return named.kind;
  }
  return std::nullopt;
}

CutoffFunction parse_cutoff_function(std::string_view name, KeyValues& keys) {
  const auto kind = parse_cutoff_kind(name);
  if (!kind) {
    std::string known;
    for (const auto each : cutoff_kinds) known.append(" ").append(to_string(each));
    fail("unknown cutoff function {}, expected one of{}", quoted(name), known);
  }
  const double inner = keys.take_number("inner").value_or(0);
  if (inner < 0 || inner >= 1) {
    fail("inner is out of range, expected a fraction of the cutoff in [0, 1), got {}", inner);
  }
  if (1 - inner < least_outside) fail("inner is too near to 1, expected up to {}, got {}", 1 - least_outside, inner);
  if (inner != 0 && !has_inner(*kind)) fail("cutoff function {} has no inner radius", name);
  CutoffFunction function{*kind, inner};
  if (*kind == CutoffKind::envelope) function.p = take_p(keys);
  return function;
}

CutoffFunction take_cutoff_function(KeyValues& keys, const CutoffFunction& standard) {
  if (const auto name = keys.take("cutoff-function")) return parse_cutoff_function(*name, keys);
  if (keys.take("inner")) fail("inner=… without cutoff-function=…");
  return standard;
}

std::string to_text(const CutoffFunction& function) {
  std::string out{to_string(function.kind)};
  if (function.kind == CutoffKind::envelope) out += " p=" + std::to_string(function.p);
  if (function.inner != 0) append(out.append(" inner="), function.inner);
  return out;
}

ValueDerivative evaluate(const CutoffFunction& function, double radius, double r) {
  if (r >= radius) return {0, 0};
  if (function.kind == CutoffKind::tanh3) return tanh_cubed(radius, r);
  if (function.kind == CutoffKind::tanh3_normalized) {
    static const double at_zero = std::pow(std::tanh(1.0), 3);
    const auto [value, derivative] = tanh_cubed(radius, r);
    return {value / at_zero, derivative / at_zero};
  }
  const double inner = function.inner * radius;
  const double x = (r - inner) / (radius - inner);
  if (x <= 0) return {1, 0};
  if (x >= 1) return {0, 0};  // by rounding alone
  const auto [value, derivative] =
      function.kind == CutoffKind::envelope ? envelope(function.p, x) : in_reduced_units(function.kind, x);
  return {value, derivative / (radius - inner)};
}

ValueDerivative evaluate(const CompactShape& shape, double low, double high, double x) {
  if (x <= low || x >= high) return {0, 0};
  const double half = 0.5 * (high - low), from_middle = (x - low) - half;
  const double y = std::min(std::abs(from_middle) / half, 1.0);
  if (y == 1) return {0, 0};
  const double sign = from_middle < 0 ? -1 : 1;
  if (!shape.steep) {
    const auto [value, derivative] = in_reduced_units(shape.kind, y);
    return {value, sign * derivative / half};
  }
  const double t = (2 - y) * y;
  if (t >= 1) return {0, 0};
  const auto [value, derivative] = in_reduced_units(shape.kind, t);
  return {value, sign * 2 * (1 - y) * derivative / half};
}

std::string to_string(const CompactShape& shape) {
  return std::string{to_string(shape.kind)} + (shape.steep ? "-a" : "");
}

std::optional<CompactShape> parse_compact_shape(std::string_view name) {
  for (const bool steep : {false, true}) {
    for (const auto kind : compact_kinds) {
      const CompactShape shape{kind, steep};
      if (to_string(shape) == name) return shape;
    }
  }
  return std::nullopt;
}

}  // namespace nnpipe::descriptor
