#include "base/random.hpp"

#include <bit>
#include <cmath>

namespace nnpipe {

namespace {

std::uint64_t splitmix64(std::uint64_t& x) {
  std::uint64_t z = (x += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) : x_state{{}, 0.0, false} {
  std::uint64_t mix = seed;
  mix = splitmix64(mix) ^ stream;
  for (auto& word : x_state.words) word = splitmix64(mix);
}

std::uint64_t Random::bits() {
  auto& s = x_state.words;
  const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const std::uint64_t t = s[1] << 17U;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }

double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

std::uint64_t Random::below(std::uint64_t n) {
  // Draws above the largest multiple of n are thrown away: no remainder is favoured.
  const std::uint64_t threshold = (0 - n) % n;
  for (;;) {
    const std::uint64_t value = bits();
    if (value >= threshold) return value % n;
  }
}

double Random::normal() {
  if (x_state.has_spare) {
    x_state.has_spare = false;
    return x_state.spare;
  }
  for (;;) {
    const double u = 2.0 * uniform() - 1.0;
    const double v = 2.0 * uniform() - 1.0;
    const double s = u * u + v * v;
    if (s >= 1.0 || s == 0.0) continue;
    const double factor = std::sqrt(-2.0 * std::log(s) / s);
    x_state.spare = v * factor;
    x_state.has_spare = true;
    return u * factor;
  }
}

double Random::gamma(double shape) {
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal(), t = 1.0 + c * x;
    if (t <= 0) continue;
    const double v = t * t * t, u = 1.0 - uniform();  // never 0
    if (std::log(u) < 0.5 * x * x + d * (1.0 - v + std::log(v))) return d * v;
  }
}

}  // namespace nnpipe
