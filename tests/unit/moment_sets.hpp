// Random moments and functions of them, for tests of descriptors and potentials.
#pragma once

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::moment_tests {

using descriptor::FunctionType;
using descriptor::Invariant;

// Channels over neighbours of all elements; `sparse`: some coefficients are 0.
inline descriptor::MomentBasis random_basis(Random& random, std::vector<Element> elements, double cutoff, int degree,
                                            std::size_t channels, bool sparse) {
  std::sort(elements.begin(), elements.end());
  descriptor::MomentBasis basis;
  basis.cutoff = cutoff;
  basis.degree = degree;
  basis.radial = 6;
  basis.neighbours = std::move(elements);
  const auto make = [&](std::size_t count) {
    std::vector<descriptor::RadialChannel> made(count);
    for (auto& channel : made) {
      for (std::size_t j = 0; j < basis.neighbours.size(); ++j) {
        auto& row = channel.coefficients.emplace_back(basis.radial);
        for (double& c : row) c = sparse && random.below(2) == 0 ? 0 : random.uniform(-1, 1);
        row[random.below(basis.radial)] = 0.7;
      }
    }
    return made;
  };
  basis.channels = make(channels);
  basis.pair_channels = make(channels + 1);
  return basis;
}

inline Invariant random_invariant(Random& random, const descriptor::MomentBasis& basis) {
  const auto k = [&] { return static_cast<int>(random.below(basis.channels.size())); };
  const auto l = [&] { return static_cast<int>(random.below(static_cast<std::size_t>(basis.degree) + 1)); };
  Invariant invariant;
  invariant.type = static_cast<FunctionType>(static_cast<int>(FunctionType::pair) + static_cast<int>(random.below(3)));
  if (invariant.type == FunctionType::pair) {
    invariant.moments[0] = {static_cast<int>(random.below(basis.pair_channels.size())), 0};
  } else if (invariant.type == FunctionType::power) {
    const int degree = l();
    invariant.moments = {{{k(), degree}, {k(), degree}, {}}};
  } else {
    int a = 0, b = 0, c = 1;
    while ((a + b + c) % 2 != 0 || c > a + b || a > b + c || b > a + c) {
      a = l();
      b = l();
      c = l();
    }
    invariant.moments = {{{k(), a}, {k(), b}, {k(), c}}};
  }
  return canonical(invariant);
}

// So many different functions of all kinds, added to a set with a basis.
inline void add_random_functions(Random& random, descriptor::Set& set, std::size_t count) {
  std::set<descriptor::SymmetryFunction> known{set.functions.begin(), set.functions.end()};
  for (std::size_t added = 0; added < count;) {
    std::vector<Invariant> factors(random.below(3) == 0 ? 2 + random.below(2) : 1);
    for (auto& factor : factors) factor = random_invariant(random, *set.moments);
    const auto function = descriptor::moment_function(set.centre, factors);
    if (!known.insert(function).second) continue;
    set.functions.push_back(function);
    ++added;
  }
}

}  // namespace nnpipe::moment_tests
