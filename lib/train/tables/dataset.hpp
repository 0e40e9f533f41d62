// Training data in memory: chosen columns of a table, one sample after the other.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "descriptor/monomials.hpp"
#include "descriptor/scaling.hpp"
#include "io/table.hpp"
#include "train/input_map.hpp"

namespace nnpipe::train {

// Memory is 8 · samples · (inputs + targets) B, in pieces: no moment needs twice that.
class Dataset {
 public:
  // Reads the stream to its end. Throws Error for a column the table does not have, that holds words or is given twice,
  // and for a table without rows.
  Dataset(io::TableReader& table, std::vector<std::string> inputs, std::vector<std::string> targets);

  const std::vector<std::string>& inputs() const { return x_inputs; }
  const std::vector<std::string>& targets() const { return x_targets; }
  std::size_t samples() const { return x_samples; }
  std::size_t bytes() const { return x_pieces.size() * piece_samples * width() * sizeof(double); }

  std::span<const double> input(std::size_t sample) const { return {at(sample), x_inputs.size()}; }
  std::span<const double> target(std::size_t sample) const { return {at(sample) + x_inputs.size(), x_targets.size()}; }

  // The samples `chosen` one after the other: inputs × n and targets × n, column by column.
  void gather(std::span<const std::size_t> chosen, std::vector<double>& inputs, std::vector<double>& targets) const;

  // Inputs at these positions, ascending, stay; the others go.
  void keep_inputs(std::span<const std::size_t> kept);
  // The inputs become these products of them.
  void expand_inputs(const descriptor::Monomials& monomials);
  // One target, a class as a whole number from 0, becomes one of each class, NAME:0 NAME:1 …: 1 for the class's own,
  // else 0. Throws Error for what is no class, and for less than two of them.
  void split_classes();
  // Replaces x by (x − subtract) · factor, one entry a column.
  void scale_inputs(std::span<const descriptor::ColumnScaling> scaling);
  void scale_targets(std::span<const descriptor::ColumnScaling> scaling);
  // Covariance of the inputs over all samples, inputs × inputs.
  std::vector<double> covariance() const;
  // Replaces the inputs x by A x, with a map that decorrelates.
  void map_inputs(const InputMap& map);

 private:
  static constexpr std::size_t piece_samples = 4096;
  std::size_t width() const { return x_inputs.size() + x_targets.size(); }
  const double* at(std::size_t sample) const {
    return x_pieces[sample / piece_samples].data() + sample % piece_samples * width();
  }
  void scale(std::size_t offset, std::span<const descriptor::ColumnScaling> scaling);

  std::vector<std::string> x_inputs, x_targets;
  std::size_t x_samples = 0;
  std::vector<std::vector<double>> x_pieces;
};

}  // namespace nnpipe::train
