// Symmetry functions as lines of input.nn, and the order n2p2 puts them into.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/symmetry_function.hpp"

namespace nnpipe::potential {

// One line `symfunction_short …`, numbers in the file's own units.
struct RunnerFunction {
  descriptor::SymmetryFunction function;  // lengths not converted
  int type = 2;                           // RuNNer's number
  std::vector<double> order;              // ascending lexicographically: n2p2's order within one centre element
};

// The words behind the keyword: centre, type, parameters. The cutoff function is one for the whole file. Throws Error
// naming a type or parameter that has no equal here.
RunnerFunction parse_runner_function(std::span<const std::string_view> words, const descriptor::CutoffFunction& cutoff);
// The same of a line that leaves out the elements: behind element_symfunction_short (`centre` stands before the type)
// and global_symfunction_short. One function for each element or pair of them, none for elements a weighted type sums
// over.
std::vector<RunnerFunction> parse_runner_functions(Element centre,
                                                   std::span<const std::string_view> type_and_parameters,
                                                   const std::vector<Element>& elements,
                                                   const descriptor::CutoffFunction& cutoff);
// A function of ours in the file's units. Throws Error if RuNNer has no such function.
RunnerFunction runner_function(const descriptor::SymmetryFunction& function);
// The words behind the keyword.
std::string line_of(const RunnerFunction& function);

// The elements it names, centre first.
std::vector<Element> elements_of(const descriptor::SymmetryFunction& function);

// Lengths times `factor`, η accordingly.
descriptor::SymmetryFunction with_lengths(descriptor::SymmetryFunction function, double factor);

// RuNNer's number of a cutoff function, and back; throws Error for a function that has none, and a number that is none.
int runner_cutoff_type(const descriptor::CutoffFunction& function);
descriptor::CutoffFunction runner_cutoff_function(std::int64_t type, double alpha);

}  // namespace nnpipe::potential
