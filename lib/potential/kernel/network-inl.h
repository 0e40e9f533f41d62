// The network, one atom a lane: value and input gradient in one go.
#if defined(NNPIPE_KERNEL_NETWORK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_NETWORK_INL_H_
#undef NNPIPE_KERNEL_NETWORK_INL_H_
#else
#define NNPIPE_KERNEL_NETWORK_INL_H_
#endif

#include <cstddef>
#include <vector>

#include "potential/kernel/activations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// out_o = start_o + Σ_i weights[i · outputs + o] in_i for `count` outputs from `first` on; start: biases or nothing.
template <std::size_t count, typename T>
HWY_INLINE void dense_tile(const T* weights, const T* start, std::size_t inputs, std::size_t outputs, std::size_t first,
                           const T* in, T* out) {
  Lanes<T> sum[count];
#pragma GCC unroll 16
  for (std::size_t o = 0; o < count; ++o) {
    sum[o] = start ? hn::Set(Tag<T>{}, start[first + o]) : hn::Zero(Tag<T>{});
  }
  const T* w = weights + first;
  for (std::size_t i = 0; i < inputs; ++i, w += outputs) {
    const auto x = get(in, i);
#pragma GCC unroll 16
    for (std::size_t o = 0; o < count; ++o) sum[o] = hn::MulAdd(hn::Set(Tag<T>{}, w[o]), x, sum[o]);
  }
#pragma GCC unroll 16
  for (std::size_t o = 0; o < count; ++o) put(out, first + o, sum[o]);
}

// Tiles as wide as the registers allow, all of nearly the same width: a narrow one would wait for its own sums.
template <typename T>
void dense(const T* weights, const T* start, std::size_t inputs, std::size_t outputs, const T* in, T* out) {
  constexpr std::size_t widest = HWY_TARGET == HWY_AVX3 ? 16 : 12;
  const std::size_t tiles = (outputs + widest - 1) / widest;
  std::size_t first = 0;
  for (std::size_t t = 0; t < tiles; ++t) {
    std::size_t count = (outputs - first) / (tiles - t);
    switch (count) {
      case 16: dense_tile<16, T>(weights, start, inputs, outputs, first, in, out); break;
      case 15: dense_tile<15, T>(weights, start, inputs, outputs, first, in, out); break;
      case 14: dense_tile<14, T>(weights, start, inputs, outputs, first, in, out); break;
      case 13: dense_tile<13, T>(weights, start, inputs, outputs, first, in, out); break;
      case 12: dense_tile<12, T>(weights, start, inputs, outputs, first, in, out); break;
      case 11: dense_tile<11, T>(weights, start, inputs, outputs, first, in, out); break;
      case 10: dense_tile<10, T>(weights, start, inputs, outputs, first, in, out); break;
      case 9: dense_tile<9, T>(weights, start, inputs, outputs, first, in, out); break;
      case 8: dense_tile<8, T>(weights, start, inputs, outputs, first, in, out); break;
      case 7: dense_tile<7, T>(weights, start, inputs, outputs, first, in, out); break;
      case 6: dense_tile<6, T>(weights, start, inputs, outputs, first, in, out); break;
      case 5: dense_tile<5, T>(weights, start, inputs, outputs, first, in, out); break;
      case 4: dense_tile<4, T>(weights, start, inputs, outputs, first, in, out); break;
      case 3: dense_tile<3, T>(weights, start, inputs, outputs, first, in, out); break;
      case 2: dense_tile<2, T>(weights, start, inputs, outputs, first, in, out); break;
      default: dense_tile<1, T>(weights, start, inputs, outputs, first, in, out); break;
    }
    first += count;
  }
}

// Σ_i weights_i in_i; 0 without weights.
template <typename T>
Lanes<T> weighted_sum(const std::vector<T>& weights, const T* in) {
  const Tag<T> d;
  // Four sums: one would wait for itself.
  Lanes<T> sum[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  std::size_t i = 0;
  for (; i + 4 <= weights.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sum[k] = hn::MulAdd(hn::Set(d, weights[i + k]), get(in, i + k), sum[k]);
  }
  for (; i < weights.size(); ++i) sum[0] = hn::MulAdd(hn::Set(d, weights[i]), get(in, i), sum[0]);
  return hn::Add(hn::Add(sum[0], sum[1]), hn::Add(sum[2], sum[3]));
}

// A network without hidden layer: y is linear in the functions, and its slopes are the weights.
template <typename T>
Lanes<T> evaluate_linear(const Network<T>& network, const T* values, bool gradient, T* slopes) {
  const Tag<T> d;
  const auto& layer = network.layers[0];
  const auto y = hn::Add(weighted_sum<T>(layer.weights, values), weighted_sum<T>(network.linear, values));
  for (std::size_t i = 0; gradient && i < layer.inputs; ++i) {
    const T weight = layer.weights[i] + (network.linear.empty() ? T{0} : network.linear[i]);
    put(slopes, i, hn::Set(d, static_cast<T>(network.factor) * weight));
  }
  return hn::Add(hn::Set(d, layer.biases[0]), y);
}

// Raw functions in `values`; the output y of the network, and into `slopes` factor · ∂y/∂G: that of the site energy.
// Both are spoilt, room for network.nodes lanes each is in y and f1, for network.widest lanes in delta and next.
template <typename T>
Lanes<T> evaluate_network(const Network<T>& network, const T* values, bool gradient, T* y, T* f1, T* delta, T* next,
                          T* slopes) {
  if (network.layers.size() == 1 && network.kinds[0] == ActivationKind::identity) {
    return evaluate_linear<T>(network, values, gradient, slopes);
  }
  const auto linear = weighted_sum<T>(network.linear, values);
  const T* in = values;
  std::size_t begin = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const auto& layer = network.layers[l];
    T* const out = y + begin * width<T>;
    if (layer.outputs == 1) {
      put(out, 0, hn::Add(hn::Set(Tag<T>{}, layer.biases[0]), weighted_sum<T>(layer.weights, in)));
    } else {
      dense<T>(layer.weights.data(), layer.biases.data(), layer.inputs, layer.outputs, in, out);
    }
    activate<T>(network.kinds[l], network.activations[l], layer.outputs, out, f1 + begin * width<T>);
    in = out;
    begin += layer.outputs;
  }
  const auto energy = hn::Add(get(in, 0), linear);
  if (!gradient) return energy;
  begin -= network.layers.back().outputs;
  put(delta, 0, hn::Mul(all<T>(network.factor), get(f1 + begin * width<T>, 0)));
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const auto& layer = network.layers[l];
    if (l == 0) {
      dense<T>(layer.transposed.data(), nullptr, layer.outputs, layer.inputs, delta, slopes);
      for (std::size_t i = 0; i < network.linear.size(); ++i) {
        add_to(slopes, i, hn::Set(Tag<T>{}, static_cast<T>(network.factor) * network.linear[i]));
      }
      break;
    }
    dense<T>(layer.transposed.data(), nullptr, layer.outputs, layer.inputs, delta, next);
    begin -= layer.inputs;
    for (std::size_t i = 0; i < layer.inputs; ++i) put(delta, i, hn::Mul(get(next, i), get(f1 + begin * width<T>, i)));
  }
  return energy;
}

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
