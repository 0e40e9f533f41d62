#include "train/tables/loss.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::train {

namespace {

// The draft's (3.44) has the sign of the derivative wrong.
double half_square(std::size_t /*outputs*/, std::size_t n, const double* y, const double* t, double* dy) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double difference = y[i] - t[i];
    sum += 0.5 * difference * difference;
    if (dy != nullptr) dy[i] = difference;
  }
  return sum;
}

// The largest output is taken off first: no exponential overflows.
double cross_entropy(std::size_t outputs, std::size_t n, const double* y, const double* t, double* dy) {
  double sum = 0;
  for (std::size_t first = 0; first < n; first += outputs) {
    const double most = *std::max_element(y + first, y + first + outputs);
    double partition = 0;
    for (std::size_t k = first; k < first + outputs; ++k) partition += std::exp(y[k] - most);
    const double logarithm = most + std::log(partition);
    for (std::size_t k = first; k < first + outputs; ++k) {
      sum += t[k] * (logarithm - y[k]);
      if (dy != nullptr) dy[k] = std::exp(y[k] - logarithm) - t[k];
    }
  }
  return sum;
}

constexpr std::array registry{
    LossEntry{"mse", half_square, true},
    LossEntry{"cross-entropy", cross_entropy, false},
};

}  // namespace

Loss::Loss(std::string_view name) : x_entry{nullptr} {
  for (const LossEntry& candidate : registry) {
    if (candidate.name == name) x_entry = &candidate;
  }
  if (x_entry == nullptr) fail("unknown loss {}, expected one of {}", quoted(name), join(loss_names(), ", "));
}

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  for (const LossEntry& candidate : registry) names.emplace_back(candidate.name);
  return names;
}

}  // namespace nnpipe::train
