#include "network/mixed.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "network/gemm.hpp"

namespace nnpipe::network {

namespace {

// Terms handled at a time: what they need stays in the cache.
constexpr std::size_t chunk = 768;

void grow(std::vector<double>& values, std::size_t size) {
  if (values.size() < size) values.resize(size);
}

}  // namespace

void Mixed::prepare(const Mlp& mlp, std::span<const double> x, std::size_t n) {
  if (mlp.outputs() != 1) fail("expected a network of one output, got {}", mlp.outputs());
  x_layers.resize(mlp.layers());
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t rows = mlp.rows(l), columns = mlp.columns(l);
    Layer& layer = x_layers[l];
    grow(layer.y, (columns + 1) * n);
    for (std::vector<double>* values : {&layer.f1, &layer.f2, &layer.s, &layer.delta}) grow(*values, rows * n);
    if (l == 0) {
      for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(x.data() + i * columns, columns, layer.y.data() + i * (columns + 1));
        layer.y[i * (columns + 1) + columns] = 1;
      }
    }
    // W_l and b_l stand side by side: one product with (y, 1).
    double* const u = layer.s.data();
    gemm(Side::plain, Side::plain, rows, n, columns + 1, 1, mlp.parameters().data() + mlp.weights_offset(l), rows,
         layer.y.data(), columns + 1, 0, u, rows);
    const bool last = l + 1 == mlp.layers();
    double* const f = layer.delta.data();
    mlp.activations()[l].second(rows * n, u, f, layer.f1.data(), layer.f2.data());
    if (last) {
      x_values.assign(f, f + n);
    } else {
      auto& next = x_layers[l + 1].y;
      grow(next, (rows + 1) * n);
      for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(f + i * rows, rows, next.data() + i * (rows + 1));
        next[i * (rows + 1) + rows] = 1;
      }
    }
  }
  for (std::size_t l = mlp.layers(); l-- > 0;) {
    Layer& layer = x_layers[l];
    const std::size_t rows = mlp.rows(l);
    if (l + 1 == mlp.layers()) {
      std::fill_n(layer.s.begin(), n, 1.0);
    } else {
      const std::size_t above = mlp.rows(l + 1);
      gemm(Side::transposed, Side::plain, rows, n, above, 1, mlp.weights(l + 1).data(), above,
           x_layers[l + 1].delta.data(), above, 0, layer.s.data(), rows);
    }
    for (std::size_t i = 0; i < rows * n; ++i) layer.delta[i] = layer.f1[i] * layer.s[i];
  }
  x_gradients.resize(mlp.inputs() * n);
  gemm(Side::transposed, Side::plain, mlp.inputs(), n, mlp.rows(0), 1, mlp.weights(0).data(), mlp.rows(0),
       x_layers[0].delta.data(), mlp.rows(0), 0, x_gradients.data(), mlp.inputs());
}

// What belongs to the samples into the columns of the chunk's terms, and the directions into the lowest layer.
void Mixed::load(const Mlp& mlp, const Terms& terms, std::size_t begin, std::size_t count) {
  x_samples.resize(count);
  for (std::size_t p = 0; p < count; ++p) {
    x_samples[p] = terms.sample.empty() ? static_cast<int>(begin + p) : terms.sample[begin + p];
  }
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t rows = mlp.rows(l), columns = mlp.columns(l) + 1;
    Layer& layer = x_layers[l];
    grow(layer.left, 2 * rows * count);
    grow(layer.right, 2 * columns * count);
    grow(layer.turn, rows * count);
    for (std::size_t p = 0; p < count; ++p) {
      const auto sample = static_cast<std::size_t>(x_samples[p]);
      std::copy_n(layer.delta.data() + sample * rows, rows, layer.left.data() + (2 * p + 1) * rows);
      std::copy_n(layer.y.data() + sample * columns, columns, layer.right.data() + 2 * p * columns);
      layer.right[(2 * p + 2) * columns - 1] = 0;
    }
  }
  const std::size_t inputs = mlp.inputs();
  const double* const scale = terms.scale.data();
  for (std::size_t p = 0; p < count; ++p) {
    double* const to = x_layers[0].right.data() + (2 * p + 1) * (inputs + 1);
    if (terms.direction.empty()) {
      std::fill_n(to, inputs, 0.0);
      continue;
    }
    const double* const from = terms.direction.data() + (begin + p) * inputs;
    if (scale == nullptr) {
      std::copy_n(from, inputs, to);
    } else {
      for (std::size_t s = 0; s < inputs; ++s) to[s] = from[s] * scale[s];
    }
  }
}

// u̇_l = W_l ẏ_{l−1}, and ẏ_l into the layer above.
void Mixed::forward(const Mlp& mlp, std::size_t l, std::size_t count) {
  Layer& layer = x_layers[l];
  const std::size_t rows = mlp.rows(l), columns = mlp.columns(l);
  gemm(Side::plain, Side::plain, rows, count, columns, 1, mlp.weights(l).data(), rows, layer.right.data() + columns + 1,
       2 * (columns + 1), 0, layer.turn.data(), rows);
  if (l + 1 == mlp.layers()) return;
  double* const above = x_layers[l + 1].right.data();
  for (std::size_t p = 0; p < count; ++p) {
    const double* const f1 = layer.f1.data() + static_cast<std::size_t>(x_samples[p]) * rows;
    const double* const u = layer.turn.data() + p * rows;
    double* const y = above + (2 * p + 1) * (rows + 1);
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) y[i] = f1[i] * u[i];
  }
}

// δ̇_l from u̇_l and, through W_{l+1}, δ̇_{l+1}.
void Mixed::reverse(const Mlp& mlp, std::size_t l, std::size_t count) {
  Layer& layer = x_layers[l];
  const std::size_t rows = mlp.rows(l);
  for (std::size_t p = 0; p < count; ++p) {
    const auto at = static_cast<std::size_t>(x_samples[p]) * rows;
    const double* const f2 = layer.f2.data() + at;
    const double* const s = layer.s.data() + at;
    const double* const u = layer.turn.data() + p * rows;
    double* const to = layer.left.data() + 2 * p * rows;
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) to[i] = f2[i] * s[i] * u[i];
  }
  if (l + 1 == mlp.layers()) return;
  const std::size_t above = mlp.rows(l + 1);
  gemm(Side::transposed, Side::plain, rows, count, above, 1, mlp.weights(l + 1).data(), above,
       x_layers[l + 1].left.data(), 2 * above, 0, layer.turn.data(), rows);
  for (std::size_t p = 0; p < count; ++p) {
    const double* const f1 = layer.f1.data() + static_cast<std::size_t>(x_samples[p]) * rows;
    const double* const s = layer.turn.data() + p * rows;
    double* const to = layer.left.data() + 2 * p * rows;
#pragma omp simd
    for (std::size_t i = 0; i < rows; ++i) to[i] += f1[i] * s[i];
  }
}

void Mixed::add(const Mlp& mlp, const Terms& terms, std::span<double> out, std::size_t stride) {
  const std::size_t quantities = terms.first.size() - 1;
  std::size_t r = 0;
  for (std::size_t begin = terms.first[0]; begin < terms.first[quantities];) {
    const std::size_t end = std::min(begin + chunk, terms.first[quantities]);
    const std::size_t count = end - begin;
    load(mlp, terms, begin, count);
    for (std::size_t l = 0; l < mlp.layers(); ++l) forward(mlp, l, count);
    for (std::size_t l = mlp.layers(); l-- > 0;) {
      reverse(mlp, l, count);
    }
    if (!terms.coefficient.empty()) add_coefficients(mlp, terms, begin, count);
    while (terms.first[r + 1] <= begin) ++r;
    for (std::size_t q = r; q < quantities && terms.first[q] < end; ++q) {
      const std::size_t from = std::max(terms.first[q], begin), to = std::min(terms.first[q + 1], end);
      if (from == to) continue;
      for (std::size_t l = 0; l < mlp.layers(); ++l) {
        const std::size_t rows = mlp.rows(l), columns = mlp.columns(l) + 1;
        gemm(Side::plain, Side::transposed, rows, columns, 2 * (to - from), 1,
             x_layers[l].left.data() + 2 * (from - begin) * rows, rows,
             x_layers[l].right.data() + 2 * (from - begin) * columns, columns, 1,
             out.data() + q * stride + mlp.weights_offset(l), rows);
      }
    }
    begin = end;
  }
}

// After all of δ̇: the recursion must not see them.
void Mixed::add_coefficients(const Mlp& mlp, const Terms& terms, std::size_t begin, std::size_t count) {
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t rows = mlp.rows(l);
    for (std::size_t p = 0; p < count; ++p) {
      double* const to = x_layers[l].left.data() + 2 * p * rows;
      const double c = terms.coefficient[begin + p];
      for (std::size_t i = 0; i < rows; ++i) to[i] += c * to[rows + i];
    }
  }
}

}  // namespace nnpipe::network
