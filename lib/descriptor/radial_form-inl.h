// The formula of each form of radial_form.hpp, once for numbers and for vectors of them: the scalar reference, the
// training Jacobian and the force kernel evaluate it. Compiled once for each target.
#if defined(NNPIPE_DESCRIPTOR_RADIAL_FORM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_DESCRIPTOR_RADIAL_FORM_INL_H_
#undef NNPIPE_DESCRIPTOR_RADIAL_FORM_INL_H_
#else
#define NNPIPE_DESCRIPTOR_RADIAL_FORM_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>

#include "descriptor/radial_form.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::descriptor::HWY_NAMESPACE {
namespace {

// g(r) and g′(r), of numbers or of lanes.
template <typename Number>
struct FormValue {
  Number value, derivative;
};

// The arithmetic that a form needs besides + − × ÷, of numbers; the kernel has one of lanes.
struct NumberMath {
  using Number = double;
  static double all(double value) { return value; }
  static double sin(double x) { return std::sin(x); }
  static double cos(double x) { return std::cos(x); }
};

template <typename Math>
struct CosineForm {
  using Number = typename Math::Number;
  explicit CosineForm(const RadialFactor& factor) : kappa{Math::all(factor.kappa)}, minus{Math::all(-factor.kappa)} {}
  HWY_INLINE FormValue<Number> operator()(Number r) const {
    const Number angle = kappa * r;
    return {Math::cos(angle), minus * Math::sin(angle)};
  }
  Number kappa, minus;
};

template <typename Math>
struct BesselForm {
  using Number = typename Math::Number;
  explicit BesselForm(const RadialFactor& factor) : kappa{Math::all(factor.kappa)} {}
  HWY_INLINE FormValue<Number> operator()(Number r) const {
    const Number angle = kappa * r, value = Math::sin(angle) / angle;
    return {value, (Math::cos(angle) - value) / r};
  }
  Number kappa;
};

// Calls visit(g), g(r) the FormValue of a factor; nothing where there is none.
template <typename Math, typename Visit>
HWY_INLINE void with_form(const RadialFactor& factor, Visit&& visit) {
  switch (factor.form) {
    case RadialForm::none: return;
    case RadialForm::cosine: return visit(CosineForm<Math>{factor});
    case RadialForm::bessel: return visit(BesselForm<Math>{factor});
  }
}

// Multiplies a function of r and its derivative by the factor's.
HWY_INLINE void multiply(const RadialFactor& factor, double r, double& value, double& derivative) {
  with_form<NumberMath>(factor, [&](const auto& form) {
    const auto g = form(r);
    derivative = g.value * derivative + g.derivative * value;
    value *= g.value;
  });
}

}  // namespace
}  // namespace nnpipe::descriptor::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
