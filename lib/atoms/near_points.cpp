// The test of points for nearness, for every target.
#include "base/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "atoms/near_points.cpp"
#include <hwy/foreach_target.h>
// After it, as Highway wants.
#include <hwy/highway.h>

#include <cstdint>

#include "atoms/near_points.hpp"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

NearPoints run_near_points(const PointColumns& points, std::span<const PointRange> ranges, Vec3 r, double reach,
                           double coincident, int* out) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> narrow;
  const std::size_t lanes = hn::Lanes(d);
  const auto rx = hn::Set(d, r.x), ry = hn::Set(d, r.y), rz = hn::Set(d, r.z);
  const auto reach2 = hn::Set(d, reach * reach), coincident2 = hn::Set(d, coincident * coincident);
  const int* const begin = out;
  NearPoints found;
  for (const PointRange& range : ranges) {
    const auto end = static_cast<std::size_t>(range.end);
    for (auto k = static_cast<std::size_t>(range.begin); k < end; k += lanes) {
      const auto dx = hn::Sub(hn::LoadU(d, points.x + k), rx), dy = hn::Sub(hn::LoadU(d, points.y + k), ry),
                 dz = hn::Sub(hn::LoadU(d, points.z + k), rz);
      const auto d2 = hn::Add(hn::Add(hn::Mul(dx, dx), hn::Mul(dy, dy)), hn::Mul(dz, dz));
      const auto there = hn::FirstN(d, end - k);
      std::uint8_t bits[8];
      hn::StoreMaskBits(d, hn::And(there, hn::Lt(d2, reach2)), bits);
      out += hn::CompressBitsStore(hn::LoadU(narrow, points.id + k), bits, narrow, out);
      found.same += hn::CountTrue(d, hn::And(there, hn::Lt(d2, coincident2)));
    }
  }
  found.count = static_cast<std::size_t>(out - begin);
  return found;
}

}  // namespace nnpipe::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nnpipe {

HWY_EXPORT(run_near_points);

NearPoints near_points(const PointColumns& points, std::span<const PointRange> ranges, Vec3 r, double reach,
                       double coincident, int* out) {
  return HWY_DYNAMIC_DISPATCH(run_near_points)(points, ranges, r, reach, coincident, out);
}

}  // namespace nnpipe
#endif
