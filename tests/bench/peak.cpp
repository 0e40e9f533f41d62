// peak: the most fused multiply-adds this core does in double, on the best instruction set the kernel has.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "../tests/bench/peak.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>
#include <time.h>

#include <algorithm>
#include <cstdio>

HWY_BEFORE_NAMESPACE();
namespace nnpipe::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Ten sums: more than the latency of an addition times the additions that start in each cycle. Floating-point
// operations.
double work(long rounds, double* out) {
  const hn::ScalableTag<double> d;
  const auto x = hn::Set(d, 0.999), y = hn::Set(d, 0.001);
  // All different, or the compiler would see that they stay equal.
  auto a = hn::Set(d, out[0]), b = a + x, c = b + x, e = c + x, f = e + x, g = f + x, h = g + x, i = h + x, j = i + x,
       k = j + x;
  for (long n = 0; n < rounds; ++n) {
    a = hn::MulAdd(a, x, y);
    b = hn::MulAdd(b, x, y);
    c = hn::MulAdd(c, x, y);
    e = hn::MulAdd(e, x, y);
    f = hn::MulAdd(f, x, y);
    g = hn::MulAdd(g, x, y);
    h = hn::MulAdd(h, x, y);
    i = hn::MulAdd(i, x, y);
    j = hn::MulAdd(j, x, y);
    k = hn::MulAdd(k, x, y);
  }
  out[0] = hn::GetLane(a + b + c + e + f + g + h + i + j + k);
  return 20.0 * static_cast<double>(rounds) * static_cast<double>(hn::Lanes(d));
}

}  // namespace nnpipe::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe {
HWY_EXPORT(work);
double best_work(long rounds, double* out) { return HWY_DYNAMIC_DISPATCH(work)(rounds, out); }
}  // namespace nnpipe

int main() {
  double best = 0, out = 1;
  for (int run = 0; run < 10; ++run) {
    const auto seconds = [] {
      timespec t;
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
      return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
    };
    const double start = seconds();
    const double operations = nnpipe::best_work(10'000'000, &out);
    best = std::max(best, operations / (seconds() - start));
  }
  // The sum is used, or there would be nothing to time.
  std::printf("peak.fma.double %.3g GF/s\n", out == 0 ? 0 : best * 1e-9);
}
#endif
