// Highway without its shared library: which of its instruction sets this processor and its system have, and which is
// in use. The names and their meaning are those of <hwy/targets.h>.
#include "base/simd_targets.hpp"
// Highway's own headers last: they read what simd_targets.hpp leaves out.
#include <hwy/targets.h>

#include <atomic>
#include <cstdint>

namespace hwy {

namespace {

// Baselines are always there; what else an instruction set of Highway consists of stands in its documentation.
std::int64_t detect() {
  __builtin_cpu_init();
  std::int64_t found = HWY_STATIC_TARGET | HWY_SCALAR | HWY_EMU128;
  const bool sse4 = __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
                    __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("aes") &&
                    __builtin_cpu_supports("pclmul");
  if (!sse4) return found;
  found |= HWY_SSE4;
  const bool avx2 = __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c") &&
                    __builtin_cpu_supports("lzcnt");
  if (!avx2) return found;
  found |= HWY_AVX2;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd");
  return avx512 ? found | HWY_AVX3 : found;
}

std::atomic<std::int64_t> only{0};  // 0: all that there are
std::atomic<std::int64_t> disabled{0};

}  // namespace

std::int64_t SupportedTargets() {
  static const std::int64_t detected = detect();
  const std::int64_t chosen = only.load();
  const std::int64_t targets = (chosen != 0 ? chosen : detected) & ~disabled.load();
  return targets != 0 ? targets : HWY_STATIC_TARGET;
}

void DisableTargets(std::int64_t targets) {
  disabled.store(targets);
  GetChosenTarget().DeInit();
}

void SetSupportedTargetsForTest(std::int64_t targets) {
  only.store(targets);
  GetChosenTarget().DeInit();
}

ChosenTarget& GetChosenTarget() {
  static ChosenTarget chosen;
  return chosen;
}

}  // namespace hwy
