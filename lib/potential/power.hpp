// Powers with an exponent known beforehand: whole ones by multiplication.
#pragma once

#include <cmath>

namespace nnpipe::potential {

class Power {
 public:
  Power() = default;
  explicit Power(double exponent) : x_exponent{exponent} {
    const bool whole = exponent >= 0 && exponent <= 32 && exponent == std::floor(exponent);
    x_whole = whole ? static_cast<int>(exponent) : -1;
  }

  double exponent() const { return x_exponent; }
  double operator()(double x) const {
    if (x_whole < 0) return std::pow(x, x_exponent);
    double result = 1, square = x;
    for (int n = x_whole; n != 0; n >>= 1) {
      if ((n & 1) != 0) result *= square;
      square *= square;
    }
    return result;
  }

 private:
  double x_exponent = 0;
  int x_whole = 0;  // −1: no whole number
};

}  // namespace nnpipe::potential
