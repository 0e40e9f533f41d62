#include "analysis/pool.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "descriptor/selection.hpp"

namespace nnpipe::analysis {

namespace {

std::size_t bytes_of(const Candidate& candidate) {
  const Frame& frame = candidate.frame;
  std::size_t bytes = frame.size() * (sizeof(Vec3) * 3 + sizeof(double) * 2 + sizeof(Element));
  for (const auto& column : frame.columns) bytes += column.values.size() * (sizeof(std::string) + 8);
  return bytes + candidate.point.size() * sizeof(double) + 1024;
}

bool ranks_higher(const Candidate& a, const Candidate& b) {
  return a.rank != b.rank ? a.rank > b.rank : a.number < b.number;
}

}  // namespace

PoolMethod parse_pool_method(std::string_view name) {
  constexpr std::array names{std::pair{"farthest", PoolMethod::farthest}, std::pair{"cur", PoolMethod::cur},
                             std::pair{"random", PoolMethod::random}, std::pair{"worst", PoolMethod::worst}};
  for (const auto& [known, method] : names) {
    if (name == known) return method;
  }
  fail("expected farthest, cur, random or worst, got '{}'", name);
}

void Pool::add(Candidate candidate) {
  ++x_seen;
  const std::size_t wanted = x_options.wanted;
  if (x_options.method == PoolMethod::random) {
    // Reservoir (Vitter's algorithm R).
    if (x_held.size() < wanted) return x_held.push_back(std::move(candidate));
    const auto place = x_random.below(x_seen);
    if (place < wanted) x_held[place] = std::move(candidate);
    return;
  }
  if (x_options.method == PoolMethod::worst) {
    // A heap whose top is the one that leaves next.
    if (x_held.size() == wanted) {
      if (!ranks_higher(candidate, x_held.front())) return;
      std::pop_heap(x_held.begin(), x_held.end(), ranks_higher);
      x_held.pop_back();
    }
    x_held.push_back(std::move(candidate));
    std::push_heap(x_held.begin(), x_held.end(), ranks_higher);
    return;
  }
  x_bytes += bytes_of(candidate);
  x_held.push_back(std::move(candidate));
  const bool many = x_held.size() > x_options.most_frames || x_bytes > x_options.most_bytes;
  if (many && x_held.size() > 2 * wanted) reduce();
}

void Pool::reduce() {
  if (x_held.empty()) return;
  const std::size_t held = x_held.size();
  std::vector<std::vector<double>> points;
  for (const auto& candidate : x_held) points.push_back(candidate.point);
  points.insert(points.end(), x_options.there.begin(), x_options.there.end());
  x_options.scale(points);
  const std::size_t columns = points.front().size();
  std::vector<double> rows;
  for (std::size_t k = 0; k < held; ++k) rows.insert(rows.end(), points[k].begin(), points[k].end());
  std::vector<std::size_t> chosen;
  if (x_options.method == PoolMethod::cur) {
    for (double& value : rows) value -= 0.5;  // ranges go from 0 to 1: without this the middle would weigh most
    chosen = descriptor::cur_rows({rows, columns}, x_options.wanted);
  } else {
    std::vector<double> near;
    for (std::size_t k = 0; k < held && held < points.size(); ++k) {
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t n = held; n < points.size(); ++n) {
        least = std::min(least, descriptor::rms_distance(points[k], points[n]));
      }
      near.push_back(least);
    }
    chosen = descriptor::farthest_points({rows, columns}, x_options.wanted, x_options.distinct, std::move(near));
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<Candidate> kept;
  x_bytes = 0;
  for (const std::size_t k : chosen) {
    x_bytes += bytes_of(x_held[k]);
    kept.push_back(std::move(x_held[k]));
  }
  x_held = std::move(kept);
}

std::vector<Candidate> Pool::finish() {
  const bool by_points = x_options.method == PoolMethod::farthest || x_options.method == PoolMethod::cur;
  if (by_points) reduce();
  std::sort(x_held.begin(), x_held.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return std::move(x_held);
}

}  // namespace nnpipe::analysis
