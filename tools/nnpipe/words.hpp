// nnpipe: the programs there are, what it says to who types it alone, and what words of others stand for.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace nnpipe {

// The programs, in the order in which they are used.
struct Program {
  const char* name;
  const char* purpose;
};
inline constexpr Program programs[] = {
    {"gen-lj", "makes Lennard-Jones training data"},
    {"make-cell", "makes crystals and clusters"},
    {"sample-md", "samples training data from molecular dynamics"},
    {"symfunc", "computes symmetry functions of frames"},
    {"scale", "determines or applies a scaling of a table"},
    {"fit-mlp", "fits a potential or a network"},
    {"validate", "measures the errors of a potential"},
    {"run-md", "runs molecular dynamics with any potential"},
    {"fit-kernel", "fits a Gaussian process or a support vector machine to a table"},
    {"relax", "finds the minimum of the energy: atoms, or atoms and cell"},
    {"label", "computes energies, forces and virials of frames"},
    {"pick", "chooses new training structures"},
    {"measure", "computes physical quantities of frames or potentials"},
    {"reformat", "converts frames and potentials"},
    {"plot", "draws tables"},
};

// What one does first, for who types nnpipe alone.
inline constexpr std::string_view first_steps = R"(nnpipe builds neural-network interatomic potentials.

First things to do:
  nnpipe run lj                                     a first potential, with pictures, in a minute
  nnpipe fit-mlp --set auto train.xyz -o own.nnp    a potential from your own frames
  nnpipe validate --potential own.nnp test.xyz      its errors on frames it has not seen
  nnpipe run-md --potential own.nnp start.xyz       molecular dynamics with it
  nnpipe help                                       all programs and scripts
  man nnpipe-tutorial                               from nothing to a potential you can trust
)";

// Words that others use for what a program does.
inline constexpr std::pair<std::string_view, std::string_view> other_words[] = {
    {"fit", "fit-mlp"},      {"train", "fit-mlp"},     {"mlp", "fit-mlp"},     {"kernel", "fit-kernel"},
    {"svm", "fit-kernel"},   {"gp", "fit-kernel"},     {"md", "run-md"},       {"dynamics", "run-md"},
    {"test", "validate"},    {"errors", "validate"},   {"evaluate", "label"},  {"predict", "label"},
    {"convert", "reformat"}, {"describe", "symfunc"},  {"select", "pick"},     {"choose", "pick"},
    {"minimise", "relax"},   {"minimize", "relax"},    {"optimise", "relax"},  {"optimize", "relax"},
    {"sample", "sample-md"}, {"crystal", "make-cell"}, {"build", "make-cell"}, {"draw", "plot"},
    {"analyse", "measure"},  {"analyze", "measure"},   {"export", "reformat"}, {"script", "run"},
};

// The program that may have been meant; empty if none is near.
inline std::string meant_by(const std::string& name, const std::vector<std::string>& choices) {
  for (const auto& [word, program] : other_words) {
    if (lower(name) == word) return std::string{program};
  }
  return nearest(name, choices);
}

}  // namespace nnpipe
