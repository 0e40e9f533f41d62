// Cutoff functions by name: from 1 at the centre to 0 at the cutoff radius.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "descriptor/key_values.hpp"

namespace nnpipe::descriptor {

// x = (r − r_in)/(R_c − r_in), r_in = inner · R_c; 1 below r_in, 0 from R_c on.
enum class CutoffKind {
  hard,              // 1 up to R_c
  cosine,            // ½(cos πx + 1), thesis (4.4)
  tanh3,             // tanh³(1 − r/R_c)
  tanh3_normalized,  // tanh³(1 − r/R_c)/tanh³ 1
  exp,               // exp(1 − 1/(1 − x²))
  poly1,             // (2x − 3)x² + 1; polyN has N continuous derivatives at both ends
  poly2,             // ((15 − 6x)x − 10)x³ + 1
  poly3,             // (x(x(20x − 70) + 84) − 35)x⁴ + 1
  poly4,             // (x(x((315 − 70x)x − 540) + 420) − 126)x⁵ + 1
  // 1 − ½(p + 1)(p + 2)xᵖ + p(p + 2)xᵖ⁺¹ − ½p(p + 1)xᵖ⁺²: Klicpera, Groß, Günnemann, Directional message passing for
  // molecular graphs, ICLR 2020. It is poly2 for p = 3; the larger p, the longer it stays near 1.
  envelope,
};

inline constexpr std::array cutoff_kinds{
    CutoffKind::hard,  CutoffKind::cosine,  CutoffKind::tanh3, CutoffKind::tanh3_normalized,
    CutoffKind::exp,   CutoffKind::poly1,   CutoffKind::poly2, CutoffKind::poly3,
    CutoffKind::poly4, CutoffKind::envelope};
// Those that compact functions are made of.
inline constexpr std::array compact_kinds{CutoffKind::exp, CutoffKind::poly1, CutoffKind::poly2, CutoffKind::poly3,
                                          CutoffKind::poly4};

std::string_view to_string(CutoffKind kind);
// Nothing for a name that is none.
std::optional<CutoffKind> parse_cutoff_kind(std::string_view name);
constexpr bool has_inner(CutoffKind kind) { return kind != CutoffKind::tanh3 && kind != CutoffKind::tanh3_normalized; }

struct CutoffFunction {
  CutoffKind kind = CutoffKind::cosine;
  double inner = 0;  // r_in/R_c, in [0, 1); 0 where has_inner() is false
  int p = 6;         // of envelope alone: least_p to most_p

  friend auto operator<=>(const CutoffFunction&, const CutoffFunction&) = default;
};
inline constexpr int least_p = 2, most_p = 64;

// "cosine", "poly2 inner=0.5" or "envelope p=6".
std::string to_text(const CutoffFunction& function);
// Takes its parameters from `keys`. Throws Error for an unknown name, and for a parameter that is out of range or that
// the function does not have.
CutoffFunction parse_cutoff_function(std::string_view name, KeyValues& keys);
// The same with its name as cutoff-function=NAME; `standard` where nothing is said of it. Throws Error for parameters
// without a name, too.
CutoffFunction take_cutoff_function(KeyValues& keys, const CutoffFunction& standard);

struct ValueDerivative {
  double value = 0, derivative = 0;
};

// f_c(r) and f_c′(r), r and radius in Å. Both are 0 for r ≥ radius.
ValueDerivative evaluate(const CutoffFunction& function, double radius, double r);

// The shape of a compact function: C(x) = f(|x − c|/w) between its ends, c and w the middle and half of the interval, f
// of kind exp or poly1 … poly4; steep: f((2 − y)y) of y = |x − c|/w, which is narrower.
struct CompactShape {
  CutoffKind kind = CutoffKind::poly2;
  bool steep = false;

  friend auto operator<=>(const CompactShape&, const CompactShape&) = default;
};

// C(x) and C′(x); both are 0 at the ends and beyond.
ValueDerivative evaluate(const CompactShape& shape, double low, double high, double x);

// "poly2" or, steep, "poly2-a".
std::string to_string(const CompactShape& shape);
// Nothing for a name that is none.
std::optional<CompactShape> parse_compact_shape(std::string_view name);

}  // namespace nnpipe::descriptor
