// A fitted kernel model with all it needs to be used: what a file of nnpipe-kernel(5) holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/input.hpp"
#include "io/output.hpp"
#include "kernel_methods/regression.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::potential {

// Regression: target = offset + factor · y(x). Classes: a decision value each, of which the largest wins; of two
// classes one alone, above 0 for the second.
struct KernelModel {
  UnitStyle units = UnitStyle::metal;
  InputKind kind = InputKind::columns;
  Element element;                                // centre atom, or both of a pair; columns: unused
  descriptor::Set set;                            // symmetry functions only, else empty
  std::vector<descriptor::ColumnScaling> inputs;  // one an input, in order
  std::vector<TargetScaling> targets;             // regression: one an output
  std::string class_column;                       // of a model that tells classes apart, else empty
  std::size_t classes = 0;                        // how many these are
  kernel_methods::Regression regression;          // of scaled inputs; classes: weights are α_i s_i
  arma::rowvec bias;                              // classes: one an output
  std::vector<std::string> made_by;               // provenance, oldest first

  bool tells_classes() const { return classes > 0; }
  std::size_t outputs() const { return tells_classes() ? (classes == 2 ? 1 : classes) : targets.size(); }
  // Throws Error naming what does not fit: sizes, names, numbers not finite.
  void check() const;
};

inline constexpr std::string_view kernel_magic_word = "nnpipe-kernel";

// Takes the whole stream. Throws Error with file and line for anything malformed, truncated or damaged (checksum), and
// for a version it does not know.
KernelModel read_kernel_model(io::Input& input);
// Writes model.made_by as it is; the caller closes the output. Throws Error if model.check() does.
void write_kernel_model(const KernelModel& model, io::Output& output);

}  // namespace nnpipe::potential
