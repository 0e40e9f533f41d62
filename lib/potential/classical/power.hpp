// Powers with an exponent known beforehand: whole ones by multiplication.
#pragma once

#include <cmath>

namespace nnpipe::potential {

class Power {
 public:
  Power() = default;
  explicit Power(double exponent) : x_exponent{exponent} {
    const bool whole = exponent >= 0 && exponent < (1 << bits) && exponent == std::floor(exponent);
    x_whole = whole ? static_cast<int>(exponent) : -1;
  }

  double exponent() const { return x_exponent; }
  double operator()(double x) const {
    if (x_whole < 0) return std::pow(x, x_exponent);
    // Without branches: neighbours of several elements have several exponents, in no order that could be foreseen.
    double result = 1, square = x;
    for (int bit = 0; bit < bits; ++bit) {
      result *= ((x_whole >> bit) & 1) != 0 ? square : 1.0;
      square *= square;
    }
    return result;
  }

 private:
  static constexpr int bits = 4;

  double x_exponent = 0;
  int x_whole = 0;  // −1: no whole number
};

}  // namespace nnpipe::potential
