#include "train/frames/structure_hash.hpp"

#include <array>
#include <cmath>
#include <cstdint>

#include "base/hash.hpp"

namespace nnpipe::train {

std::string structure_hash(const Cell& cell, std::span<const Vec3> positions, std::span<const Element> elements) {
  constexpr double digits = 1e5;
  Hash hash;
  const auto add = [&](const auto& value) { hash.add({reinterpret_cast<const char*>(&value), sizeof value}); };
  const auto add_vector = [&](const Vec3& v) {
    std::array<std::int64_t, 3> rounded{};
    for (int c = 0; c < 3; ++c) rounded[static_cast<std::size_t>(c)] = std::llround(digits * v[c]);
    add(rounded);
  };
  for (const Vec3& edge : cell.vectors) add_vector(edge);
  for (const Vec3& x : positions) add_vector(x);
  for (const Element element : elements) add(static_cast<std::int32_t>(element.number));
  return hash.hex();
}

}  // namespace nnpipe::train
