// A search along one direction for a lower value of a smooth function, which minimisers share.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace nnpipe::optimise {

// The value at x; its gradient, as long as x, is written into `gradient`.
using SmoothFunction = std::function<double(std::span<const double> x, std::span<double> gradient)>;

double inner(const std::vector<double>& a, const std::vector<double>& b);
double largest(const std::vector<double>& a);  // component, in size

// Takes the approximate Wolfe conditions (Hager, Zhang 2005), so that it goes on where the value itself is lost in
// rounding.
class LineSearch {
 public:
  // `evaluations` counts calls. `curvature`: the slope at the point taken is at most so large a part of the first.
  LineSearch(const SmoothFunction& function, std::size_t& evaluations, double curvature = 0.9)
      : x_function{function}, x_evaluations{evaluations}, x_curvature{curvature} {}

  // Along d from x, `first` steps of d, then at most `most`. True: x, value and gradient are those of the point taken,
  // which was the last evaluated; false: nothing changed.
  bool run(std::vector<double>& x, double& value, std::vector<double>& gradient, const std::vector<double>& d,
           double first, double most);
  double step() const { return x_step; }  // of d that was taken

 private:
  const SmoothFunction& x_function;
  std::size_t& x_evaluations;
  double x_curvature, x_step = 0;
};

}  // namespace nnpipe::optimise
