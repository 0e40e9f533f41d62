// A model of functions of moments as a fit chooses them: four channels, l up to 4, 400 functions, linear.
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::bench {

struct MomentCounts {
  int channels = 4, pairs = 10, degree = 4, powers = 40;
  std::size_t bispectra = 110, products = 180, higher = 60;
};

inline descriptor::MomentBasis moment_basis(std::vector<Element> elements, double cutoff, const MomentCounts& counts) {
  std::sort(elements.begin(), elements.end());
  descriptor::MomentBasis basis;
  basis.cutoff = cutoff;
  basis.degree = counts.degree;
  basis.radial = 12;
  basis.neighbours = elements;
  Random random{5};
  const auto channel = [&](int n) {
    descriptor::RadialChannel made;
    for (std::size_t j = 0; j < elements.size(); ++j) {
      made.coefficients.emplace_back(basis.radial)[static_cast<std::size_t>(n)] = random.uniform(0.5, 1.5);
    }
    return made;
  };
  for (int k = 0; k < counts.channels; ++k) basis.channels.push_back(channel(k));
  for (int k = 0; k < counts.pairs; ++k) basis.pair_channels.push_back(channel(k));
  return basis;
}

inline std::vector<descriptor::Invariant> bispectra_of(int degree, int channels) {
  std::set<descriptor::Invariant> all;
  for (int a = 1; a <= degree; ++a) {
    for (int b = a; b <= degree; ++b) {
      for (int c = b; c <= std::min(degree, a + b); ++c) {
        for (int n = 0; (a + b + c) % 2 == 0 && n < channels * channels * channels; ++n) {
          const int k[] = {n % channels, n / channels % channels, n / channels / channels};
          all.insert(
              descriptor::canonical({descriptor::FunctionType::bispectrum, {{{k[0], a}, {k[1], b}, {k[2], c}}}}));
        }
      }
    }
  }
  return {all.begin(), all.end()};
}

inline descriptor::Set moment_set(Element centre, const std::vector<Element>& elements, double cutoff,
                                  const MomentCounts& counts = {}) {
  using descriptor::FunctionType, descriptor::Invariant;
  descriptor::Set set{centre, {}, moment_basis(elements, cutoff, counts)};
  std::vector<Invariant> powers;
  for (int l = 0; l <= counts.degree; ++l) {
    for (int a = 0; a < counts.channels; ++a) {
      for (int b = a; b < counts.channels; ++b) powers.push_back({FunctionType::power, {{{a, l}, {b, l}, {}}}});
    }
  }
  const auto bispectra = bispectra_of(counts.degree, std::min(3, counts.channels));
  Random random{7};
  std::set<descriptor::SymmetryFunction> known;
  const auto add = [&](std::vector<Invariant> factors) {
    const auto function = descriptor::moment_function(centre, std::move(factors));
    if (!known.insert(function).second) return std::size_t{0};
    set.functions.push_back(function);
    return std::size_t{1};
  };
  const auto any = [&](const std::vector<Invariant>& from, std::size_t most) {
    return from[random.below(std::min(most, from.size()))];
  };
  for (int k = 0; k < counts.pairs; ++k) add({{FunctionType::pair, {{{k, 0}, {}, {}}}}});
  for (int p = 0; p < counts.powers; ++p) add({powers[static_cast<std::size_t>(p)]});
  for (std::size_t n = 0; n < counts.bispectra;) n += add({any(bispectra, bispectra.size())});
  for (std::size_t n = 0; n < counts.products;) n += add({any(powers, 40), any(powers, 40)});
  for (std::size_t n = 0; n < counts.higher;) n += add({any(powers, 15), any(bispectra, 30)});
  return set;
}

// One linear readout an element.
inline potential::Model moment_model(const std::vector<Element>& elements, double cutoff) {
  potential::Model model;
  Random random{9};
  for (const Element centre : elements) {
    const auto set = moment_set(centre, elements, cutoff);
    potential::ElementModel element{centre, set, {}, {}, {{"energy", 0, 1}}, 0};
    for (const auto& name : set.column_names()) element.inputs.push_back({name, 0, 0.01, 0, 1});
    element.network = network::Mlp{{element.inputs.size(), 1}, {network::Activation{"identity"}}};
    for (double& w : element.network.parameters()) w = random.uniform(-0.3, 0.3);
    model.elements.push_back(std::move(element));
  }
  return model;
}

}  // namespace nnpipe::bench
