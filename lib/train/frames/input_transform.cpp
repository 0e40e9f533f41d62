#include "train/frames/input_transform.hpp"

#include <algorithm>

#include "network/gemm.hpp"

namespace nnpipe::train {

using network::gemm;
using network::Side;

namespace {

// columns ← M columns, in place, some at a time.
void multiply(std::size_t n, const double* matrix, std::span<double> columns) {
  constexpr std::size_t chunk = 512;
  std::vector<double> product(n * chunk);
  const std::size_t count = columns.size() / n;
  for (std::size_t first = 0; first < count; first += chunk) {
    const std::size_t width = std::min(chunk, count - first);
    gemm(Side::plain, Side::plain, n, width, n, 1, matrix, n, columns.data() + first * n, n, 0, product.data(), n);
    std::copy_n(product.begin(), n * width, columns.data() + first * n);
  }
}

}  // namespace

InputTransform::InputTransform(std::span<const descriptor::ColumnScaling> scaling)
    : matrix(scaling.size() * scaling.size()) {
  for (std::size_t s = 0; s < scaling.size(); ++s) {
    centre.push_back(scaling[s].subtract);
    matrix[s * (scaling.size() + 1)] = scaling[s].factor;
  }
}

void InputTransform::apply(SpeciesBlock& block) const {
  const network::SingleThreadedBlas blas;
  const std::size_t n = size();
  for (std::size_t i = 0; i < block.atoms.size(); ++i) {
    for (std::size_t s = 0; s < n; ++s) block.inputs[i * n + s] -= centre[s];
  }
  multiply(n, matrix.data(), block.inputs);
  multiply(n, matrix.data(), block.direction);
}

}  // namespace nnpipe::train
