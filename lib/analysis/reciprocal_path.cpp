#include "analysis/reciprocal_path.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace nnpipe::analysis {

namespace {

// A relaxed cell has its symmetry up to this part.
constexpr double tolerance = 2e-3;

struct Shape {
  std::array<double, 3> length, cosine;  // cosines of the angles opposite: bc, ca, ab

  explicit Shape(const Cell& cell) {
    for (std::size_t d = 0; d < 3; ++d) length[d] = norm(cell.vectors[d]);
    for (std::size_t d = 0; d < 3; ++d) {
      const std::size_t e = (d + 1) % 3, f = (d + 2) % 3;
      cosine[d] = dot(cell.vectors[e], cell.vectors[f]) / (length[e] * length[f]);
    }
  }
  bool equal(std::size_t d, std::size_t e) const { return std::abs(length[d] / length[e] - 1) < tolerance; }
  bool has(double a, double b, double c) const {
    return std::abs(cosine[0] - a) < tolerance && std::abs(cosine[1] - b) < tolerance &&
           std::abs(cosine[2] - c) < tolerance;
  }
};

// "½½0"; "0.2,0.375,0" where a number is no simple fraction.
std::string numbers(Vec3 q) {
  constexpr std::array<std::pair<double, const char*>, 6> fractions{
      {{0, "0"}, {0.5, "½"}, {1.0 / 3, "⅓"}, {2.0 / 3, "⅔"}, {0.25, "¼"}, {0.75, "¾"}}};
  std::string text;
  for (const double number : {q.x, q.y, q.z}) {
    const auto simple = std::find_if(fractions.begin(), fractions.end(),
                                     [&](const auto& f) { return std::abs(f.first - std::abs(number)) < 1e-6; });
    if (simple == fractions.end()) return fmt::format("{:.4g},{:.4g},{:.4g}", q.x, q.y, q.z);
    text += (number < 0 && simple->first > 0 ? "−" : "") + std::string{simple->second};
  }
  return text;
}

}  // namespace

std::vector<PathPoint> usual_path(const Cell& cell) {
  const PathPoint gamma{"Γ", {0, 0, 0}};
  const Shape shape{cell};
  const bool alike = shape.equal(0, 1) && shape.equal(1, 2);
  if (alike && shape.has(0.5, 0.5, 0.5)) {
    return {gamma, {"X", {0.5, 0, 0.5}},  {"W", {0.5, 0.25, 0.75}}, {"K", {0.375, 0.375, 0.75}},
            gamma, {"L", {0.5, 0.5, 0.5}}};
  }
  if (alike && shape.has(-1.0 / 3, -1.0 / 3, -1.0 / 3)) {
    return {gamma, {"H", {0.5, -0.5, 0.5}}, {"N", {0, 0, 0.5}}, gamma, {"P", {0.25, 0.25, 0.25}}};
  }
  if (alike && shape.has(0, 0, 0)) {
    return {gamma, {"X", {0.5, 0, 0}}, {"M", {0.5, 0.5, 0}}, gamma, {"R", {0.5, 0.5, 0.5}}};
  }
  if (shape.equal(0, 1) && shape.has(0, 0, -0.5)) {
    constexpr double third = 1.0 / 3;
    return {gamma, {"M", {0.5, 0, 0}}, {"K", {third, third, 0}}, gamma, {"A", {0, 0, 0.5}}};
  }
  std::vector<PathPoint> path{gamma};
  for (const Vec3 q : {Vec3{0.5, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0, 0.5, 0}}) path.push_back({numbers(q), q});
  path.push_back(gamma);
  for (const Vec3 q : {Vec3{0, 0, 0.5}, Vec3{0.5, 0.5, 0.5}}) path.push_back({numbers(q), q});
  return path;
}

std::string name_of_point(const Cell& cell, Vec3 q) {
  const auto path = usual_path(cell);
  const auto found =
      std::find_if(path.begin(), path.end(), [&](const auto& point) { return norm(point.q - q) < 1e-6; });
  return found == path.end() ? numbers(q) : found->name;
}

}  // namespace nnpipe::analysis
