#include "train/linear/moment_pool.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <numeric>
#include <tuple>

namespace nnpipe::train {

namespace {

using Kind = Candidate::Kind;

descriptor::MomentBasis make_basis(std::span<const Element> elements, const PoolOptions& options) {
  descriptor::MomentBasis basis;
  basis.cutoff = options.cutoff;
  if (options.steepness > 0) {
    basis.map = descriptor::RadialMap::exponential;
    basis.steepness = options.steepness;
  }
  basis.degree = options.degree();
  basis.radial = std::max(options.radial(), options.pair_radial);
  basis.neighbours.assign(elements.begin(), elements.end());
  std::sort(basis.neighbours.begin(), basis.neighbours.end());
  const auto channel = [&](std::size_t n, std::size_t element) {
    descriptor::RadialChannel one;
    one.coefficients.assign(elements.size(), std::vector<double>(basis.radial, 0.0));
    one.coefficients[element][n] = 1;
    return one;
  };
  for (std::size_t n = 0; n < options.radial(); ++n) {
    for (std::size_t e = 0; e < elements.size(); ++e) basis.channels.push_back(channel(n, e));
  }
  for (std::size_t n = 0; n < options.pair_radial; ++n) {
    for (std::size_t e = 0; e < elements.size(); ++e) basis.pair_channels.push_back(channel(n, e));
  }
  return basis;
}

// Lists candidates of one kind after the other; `n_of` a channel its Chebyshev polynomial.
class PoolMaker {
 public:
  PoolMaker(std::size_t centre, std::size_t elements, const PoolOptions& options, std::vector<Candidate>& out)
      : x_centre{centre}, x_elements{elements}, x_options{options}, x_out{out} {}

  void pairs() {
    for (std::size_t k = 0; k < x_options.pair_radial * x_elements; ++k) {
      x_out.push_back({Kind::pair, {k, 0, 0}, {}, {}, radial(k)});
    }
  }

  void powers() {
    const std::size_t first = x_out.size();
    const std::size_t channels = x_options.radial() * x_elements;
    for (int l = 0; l <= x_options.degree(); ++l) {
      for (std::size_t a = 0; a < channels; ++a) {
        for (std::size_t b = a; b < channels && l <= degree(b); ++b) {
          if (!(l == 0 ? has_neighbours({a}) && has_neighbours({b}) : has_neighbours({a, b}))) continue;
          x_out.push_back(
              {Kind::power, {a, b, 0}, {l, l, 0}, {}, radial(a) + radial(b) + 2 * static_cast<std::size_t>(l)});
        }
      }
    }
    x_powers = sorted(first);
  }

  void bispectra() {
    const std::size_t first = x_out.size();
    const int most = std::min(x_options.bispectrum_degree, x_options.degree());
    for (int a = 1; a <= most; ++a) {
      for (int b = a; b <= most; ++b) {
        for (int c = b; c <= std::min(most, a + b); ++c) {
          if ((a + b + c) % 2 == 0) bispectra_of({a, b, c});
        }
      }
    }
    keep_lowest(first, x_options.bispectra);
    x_bispectra = sorted(first);
  }

  // Products of two, of a power and a bispectrum, and of three, until the pool is full: shares of what is left.
  void products() {
    const std::size_t room = x_options.candidates > x_out.size() ? x_options.candidates - x_out.size() : 0;
    const std::size_t twos = room * 6 / 10, mixed = x_bispectra.empty() ? 0 : room * 2 / 10;
    add_products(pairs_of(x_powers, x_powers, true, twos), twos);
    add_products(pairs_of(x_powers, x_bispectra, false, mixed), mixed);
    add_products(triples_of(x_powers, room - twos - mixed), room - twos - mixed);
  }

 private:
  using Factors = std::vector<std::size_t>;

  std::size_t radial(std::size_t channel) const { return channel / x_elements; }
  // Whether an atom can have another neighbour for each of these channels.
  bool has_neighbours(std::initializer_list<std::size_t> channels) const {
    if (x_options.most_neighbours.empty()) return true;
    std::vector<std::size_t> left = x_options.most_neighbours[x_centre];
    return std::all_of(channels.begin(), channels.end(), [&](std::size_t k) { return left[k % x_elements]-- > 0; });
  }

  // Of the candidates from `first` on so many, 0: all; they stay in their order.
  void keep_lowest(std::size_t first, std::size_t most) {
    if (most == 0 || x_out.size() - first <= most) return;
    auto kept = sorted(first);
    kept.resize(most);
    std::sort(kept.begin(), kept.end());
    for (std::size_t i = 0; i < most; ++i) x_out[first + i] = x_out[kept[i]];
    x_out.resize(first + most);
  }

  int degree(std::size_t channel) const { return x_options.degrees[radial(channel)]; }

  // Candidates from `first` on by order.
  std::vector<std::size_t> sorted(std::size_t first) const {
    std::vector<std::size_t> list(x_out.size() - first);
    std::iota(list.begin(), list.end(), first);
    std::stable_sort(list.begin(), list.end(), [&](auto a, auto b) { return x_out[a].order < x_out[b].order; });
    return list;
  }

  void bispectra_of(std::array<int, 3> l) {
    const std::size_t channels = std::min(x_options.bispectrum_radial, x_options.radial()) * x_elements;
    for (std::size_t a = 0; a < channels && l[0] <= degree(a); ++a) {
      for (std::size_t b = l[0] == l[1] ? a : 0; b < channels && l[1] <= degree(b); ++b) {
        for (std::size_t c = l[1] == l[2] ? b : 0; c < channels && l[2] <= degree(c); ++c) {
          if (!has_neighbours({a, b, c})) continue;
          const auto degrees = static_cast<std::size_t>(l[0] + l[1] + l[2]);
          x_out.push_back({Kind::bispectrum, {a, b, c}, l, {}, radial(a) + radial(b) + radial(c) + degrees});
        }
      }
    }
  }

  std::size_t order_of(const Factors& factors) const {
    std::size_t order = 0;
    for (const auto f : factors) order += x_out[f].order;
    return order;
  }

  // More than enough of the lowest order: of n factors in order the products of those whose ranks multiply to little.
  std::vector<Factors> pairs_of(const std::vector<std::size_t>& first, const std::vector<std::size_t>& second,
                                bool same, std::size_t wanted) const {
    std::vector<Factors> all;
    for (std::size_t i = 0; i < first.size(); ++i) {
      for (std::size_t j = same ? i : 0; j < second.size() && (i + 1) * (j + 1) <= 16 * (wanted + 16); ++j) {
        all.push_back({std::min(first[i], second[j]), std::max(first[i], second[j])});
      }
    }
    return all;
  }

  std::vector<Factors> triples_of(const std::vector<std::size_t>& of, std::size_t wanted) const {
    std::vector<Factors> all;
    std::size_t few = 0;
    while (few < of.size() && few * (few + 1) * (few + 2) / 6 < 2 * wanted) ++few;
    for (std::size_t i = 0; i < few; ++i) {
      for (std::size_t j = i; j < few; ++j) {
        for (std::size_t k = j; k < few; ++k) {
          Factors factors{of[i], of[j], of[k]};
          std::sort(factors.begin(), factors.end());
          all.push_back(std::move(factors));
        }
      }
    }
    return all;
  }

  void add_products(std::vector<Factors> all, std::size_t wanted) {
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
    if (all.size() > wanted) all.resize(wanted);
    double rank = 0;
    for (auto& factors : all) {
      const std::size_t order = order_of(factors);
      rank += 1 / static_cast<double>(all.size());
      x_out.push_back({Kind::product, {}, {}, std::move(factors), order, rank});
    }
  }

  std::size_t x_centre, x_elements;
  const PoolOptions& x_options;
  std::vector<Candidate>& x_out;
  std::vector<std::size_t> x_powers, x_bispectra;
};

}  // namespace

std::vector<MomentPool> make_pools(std::span<const Element> elements, const PoolOptions& options) {
  std::vector<MomentPool> pools;
  for (const Element centre : elements) {
    auto& pool = pools.emplace_back();
    pool.centre = centre;
    pool.basis = make_basis(elements, options);
    PoolMaker maker{pools.size() - 1, elements.size(), options, pool.candidates};
    maker.pairs();
    maker.powers();
    maker.bispectra();
    maker.products();
  }
  return pools;
}

}  // namespace nnpipe::train
