// Few rows or columns of a matrix that stand for all: farthest points, and CUR.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nnpipe::descriptor {

// Points as rows of `columns` coordinates each.
struct Points {
  std::span<const double> values;
  std::size_t columns;

  std::size_t count() const { return columns == 0 ? 0 : values.size() / columns; }
  std::span<const double> operator[](std::size_t row) const { return values.subspan(row * columns, columns); }
};

// Root mean square difference of the coordinates: |a − b|/√columns.
double rms_distance(std::span<const double> a, std::span<const double> b);

// Greedy farthest points (Gonzalez 1985; Imbalzano 2018): each is the one that lies farthest from those chosen before.
// `near`: rms distance of each point from what there is already; empty: nothing is, and the first chosen is farthest
// from the mean. Ends before `wanted` when no point is farther than `least` from all chosen. Ties go to the first.
std::vector<std::size_t> farthest_points(Points points, std::size_t wanted, double least = 0,
                                         std::vector<double> near = {});

// CUR (Mahoney, Drineas 2009), as Imbalzano 2018 has it: the row or column of most weight in the leading singular
// vector is taken, what it says is projected out of the others, and again. What is left with nothing of its own (1e-9
// of the largest) is not taken; rows then begin anew among the rest, as there may be more wanted than columns.
std::vector<std::size_t> cur_rows(Points points, std::size_t wanted);

// The same of columns, by the matrix of their products, n × n. The weight of column k is divided by cost[k] (empty: 1).
std::vector<std::size_t> cur_columns(std::span<const double> gram, std::size_t n, std::size_t wanted,
                                     std::span<const double> cost = {});

}  // namespace nnpipe::descriptor
