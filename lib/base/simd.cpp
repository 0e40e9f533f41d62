#include "base/simd.hpp"

#include "base/simd_targets.hpp"
// Highway's own headers last: they read what targets.hpp leaves out.
#include <hwy/targets.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <mutex>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace {

// Highway's names, but for the one users know by another.
std::string name_of(std::int64_t target) {
  if (std::string_view{hwy::TargetName(target)} == "AVX3") return "avx512";
  std::string name = hwy::TargetName(target);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

// What Highway found, undisturbed by an earlier choice; a lower bit is a better target.
std::vector<std::int64_t> available() {
  static const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  return targets;
}

void use(std::int64_t targets) {
  hwy::SetSupportedTargetsForTest(targets);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

void use(std::string_view name) {
  const auto targets = available();
  if (name == "auto") return use(targets.front());
  for (const std::int64_t target : targets) {
    if (name_of(target) == name) return use(target);
  }
  fail("unknown instruction set {}, expected auto or one that this machine has: {}", quoted(name),
       join(simd_targets(), ", "));
}

void choose_by_environment() {
  const char* wanted = std::getenv("NNPIPE_SIMD");
  if (wanted && *wanted) {
    with_place([] { return "NNPIPE_SIMD"; }, [&] { use(std::string_view{wanted}); });
  } else {
    use(available().front());
  }
}

// Once for the process. The environment is read when it is first needed, so that its error has a user's context, and
// not at all where a caller has chosen.
std::once_flag chosen;

}  // namespace

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const std::int64_t target : available()) names.push_back(name_of(target));
  return names;
}

void set_simd_target(std::string_view name) {
  use(name);
  std::call_once(chosen, [] {});
}

std::string simd_target() {
  std::call_once(chosen, choose_by_environment);
  const std::int64_t supported = hwy::SupportedTargets();
  for (const std::int64_t target : available()) {
    if (supported & target) return name_of(target);
  }
  return "scalar";
}

}  // namespace nnpipe
