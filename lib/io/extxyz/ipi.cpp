#include "io/extxyz/ipi.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "io/codes/physical_unit.hpp"

namespace nnpipe::io::extxyz {

namespace {

constexpr double degree = 0.017453292519943295;

// Columns of i-PI's matrix h are the vectors of the cell.
Cell cell_of_matrix(const std::vector<double>& h) {
  Cell cell;
  for (std::size_t k = 0; k < 9; ++k) cell.vectors[k % 3][static_cast<int>(k / 3)] = h[k];
  return cell;
}

Cell cell_of_lengths(const std::vector<double>& values) {
  const double a = values[0], b = values[1], c = values[2];
  const double alpha = degree * values[3], beta = degree * values[4], gamma = degree * values[5];
  const double by = b * std::sin(gamma), bx = b * std::cos(gamma), cx = c * std::cos(beta);
  const double cy = (b * c * std::cos(alpha) - bx * cx) / by;
  Cell cell;
  cell.vectors = {Vec3{a, 0, 0}, Vec3{bx, by, 0}, Vec3{cx, cy, std::sqrt(c * c - cx * cx - cy * cy)}};
  // What a cosine leaves of a right angle is no tilt.
  for (auto& vector : cell.vectors) {
    for (int k = 0; k < 3; ++k) {
      if (std::abs(vector[k]) < 1e-12 * (a + b + c)) vector[k] = 0;
    }
  }
  return cell;
}

// The unit in braces behind a name; without one, atomic units.
double unit_behind(std::string_view line, std::string_view name) {
  const auto at = line.find(name);
  const auto rest = line.substr(at + name.size());
  if (!rest.starts_with('{')) return bohr_in_angstrom;
  return codes::length_unit(rest.substr(1, rest.find('}') - 1));
}

}  // namespace

bool is_ipi_comment(std::string_view line) {
  const auto text = trim(line);
  return text.starts_with("# CELL") && text.find("):") != std::string_view::npos;
}

IpiComment parse_ipi_comment(std::string_view line) {
  const auto open = line.find('('), close = line.find("):");
  const auto form = line.substr(open + 1, close - open - 1);
  std::vector<double> numbers;
  for (const auto word : split(line.substr(close + 2))) {
    const auto number = parse_double(word);
    if (!number || numbers.size() == 9) break;
    numbers.push_back(*number);
  }
  const bool lengths = form == "abcABC";
  if (!lengths && form != "H" && form != "GENH") fail("comment of i-PI: unknown cell {}", quoted(form));
  if (numbers.size() != (lengths ? 6 : 9)) {
    fail("comment of i-PI: expected {} numbers of the cell, got {}", lengths ? 6 : 9, numbers.size());
  }
  constexpr std::array<std::string_view, 2> known{"positions", "x_centroid"};
  const auto* name = known.begin();
  while (name != known.end() && line.find(*name) == std::string_view::npos) ++name;
  const bool says_else = line.find('{') != std::string_view::npos || line.find("Traj:") != std::string_view::npos;
  if (name == known.end() && says_else) {
    fail("a trajectory of i-PI without positions, expected positions or x_centroid in its comment, got {}",
         quoted(line));
  }
  IpiComment comment{lengths ? cell_of_lengths(numbers) : cell_of_matrix(numbers), bohr_in_angstrom};
  if (name != known.end()) comment.length_unit = unit_behind(line, *name);
  const double unit = line.find("cell{") != std::string_view::npos ? unit_behind(line, "cell") : bohr_in_angstrom;
  for (auto& vector : comment.cell.vectors) vector = unit * vector;
  comment.cell.periodic = {true, true, true};
  return comment;
}

}  // namespace nnpipe::io::extxyz
