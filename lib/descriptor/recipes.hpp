// Pools of symmetry functions by published recipes, for given data: what a set is chosen from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/design.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::descriptor {

enum class Recipe {
  shells,     // design(): shells as far apart as they are wide
  thesis,     // 7.2.1: G2 around the atom of four widths and on four sharp shells; G5 to the cutoff and to 0.6 of it
  gastegger,  // Gastegger 2018: G2 on a grid, and around the atom with the grid's distances as widths; G5 of those
  imbalzano,  // Imbalzano 2018: widths and shells in powers of n^(1/n), around the atom and on shells; G5 of those
};
std::string_view to_string(Recipe recipe);
// Throws Error for a name that is none.
Recipe parse_recipe(std::string_view name);

struct PoolFunction {
  SymmetryFunction function;
  Recipe recipe;  // the first that has it
};
struct FunctionPool {
  Element centre;
  std::vector<PoolFunction> functions;
};

// One an element of the data, as design() has it; functions that several recipes have are there once.
std::vector<FunctionPool> pool_of(const Survey& survey, const DesignOptions& options,
                                  const std::vector<Recipe>& recipes);

// What a function costs where forces are computed, in units of a G2: more for three bodies, and for ζ above 4.
double cost_of(const SymmetryFunction& function);

}  // namespace nnpipe::descriptor
