#include "train/linear/chosen_set.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "descriptor/spherical_harmonics.hpp"

namespace nnpipe::train {

namespace {

using descriptor::FunctionType;
using descriptor::Invariant;
using Kind = Candidate::Kind;

// Channels that are used, in their order, numbered anew.
using Renumbering = std::map<std::size_t, int>;

void number(Renumbering& channels) {
  int next = 0;
  for (auto& [old, fresh] : channels) fresh = next++;
}

struct Used {
  Renumbering channels, pair_channels;
  int degree = 0;

  void add(const Candidate& candidate) {
    if (candidate.kind == Kind::pair) pair_channels[candidate.channel[0]] = 0;
    const std::size_t moments = candidate.kind == Kind::power ? 2 : candidate.kind == Kind::bispectrum ? 3 : 0;
    for (std::size_t i = 0; i < moments; ++i) {
      channels[candidate.channel[i]] = 0;
      degree = std::max(degree, candidate.degree[i]);
    }
  }
};

// Polynomials beyond the last that a channel uses.
void drop_high_polynomials(descriptor::MomentBasis& basis) {
  std::size_t used = 1;
  const auto visit = [&](auto& channels, const auto& what) {
    for (auto& channel : channels) {
      for (auto& coefficients : channel.coefficients) what(coefficients);
    }
  };
  const auto look = [&](const std::vector<double>& coefficients) {
    for (std::size_t n = used; n < coefficients.size(); ++n) used = coefficients[n] != 0 ? n + 1 : used;
  };
  const auto cut = [&](std::vector<double>& coefficients) { coefficients.resize(used); };
  visit(basis.channels, look);
  visit(basis.pair_channels, look);
  visit(basis.channels, cut);
  visit(basis.pair_channels, cut);
  basis.radial = used;
}

// Neighbours that no channel sees, as where the frames have no such pair within the cutoff: other oxygens, say, of a
// molecule that has one.
void drop_unseen_neighbours(descriptor::MomentBasis& basis) {
  for (std::size_t j = basis.neighbours.size(); j-- > 0;) {
    if (basis.sees(j)) continue;
    const auto at = static_cast<std::ptrdiff_t>(j);
    basis.neighbours.erase(basis.neighbours.begin() + at);
    for (auto* channels : {&basis.channels, &basis.pair_channels}) {
      for (auto& channel : *channels) channel.coefficients.erase(channel.coefficients.begin() + at);
    }
  }
}

Invariant invariant_of(const Candidate& candidate, const Used& used) {
  Invariant invariant;
  const auto moment = [&](std::size_t i) {
    return descriptor::Moment{used.channels.at(candidate.channel[i]), candidate.degree[i]};
  };
  switch (candidate.kind) {
    case Kind::pair:
      invariant.type = FunctionType::pair;
      invariant.moments[0] = {used.pair_channels.at(candidate.channel[0]), 0};
      break;
    case Kind::power:
      invariant.type = FunctionType::power;
      for (std::size_t i = 0; i < 2; ++i) invariant.moments[i] = moment(i);
      break;
    default:
      invariant.type = FunctionType::bispectrum;
      for (std::size_t i = 0; i < 3; ++i) invariant.moments[i] = moment(i);
      break;
  }
  return invariant;
}

Candidate candidate_of(const Invariant& invariant) {
  Candidate candidate;
  candidate.kind = invariant.type == FunctionType::pair    ? Kind::pair
                   : invariant.type == FunctionType::power ? Kind::power
                                                           : Kind::bispectrum;
  for (std::size_t i = 0; i < invariant.size(); ++i) {
    candidate.channel[i] = static_cast<std::size_t>(invariant.moments[i].k);
    candidate.degree[i] = invariant.moments[i].l;
  }
  return candidate;
}

}  // namespace

bool is_of_moments(const descriptor::SetFile& file) {
  return std::all_of(file.sets.begin(), file.sets.end(), [](const auto& set) {
    return std::all_of(set.functions.begin(), set.functions.end(),
                       [](const auto& function) { return descriptor::is_moment(function.type); });
  });
}

MomentPool pool_of(const descriptor::Set& set) {
  constexpr double behind_all = 2;
  MomentPool pool{set.centre, *set.moments, std::vector<Candidate>(set.functions.size())};
  std::map<Invariant, std::size_t> places;
  for (std::size_t c = 0; c < set.functions.size(); ++c) {
    const auto& factors = set.functions[c].factors;
    if (factors.size() > 1) continue;
    pool.candidates[c] = candidate_of(factors.front());
    places[factors.front()] = c;
  }
  for (std::size_t c = 0; c < set.functions.size(); ++c) {
    const auto& factors = set.functions[c].factors;
    if (factors.size() == 1) continue;
    pool.candidates[c].kind = Kind::product;
    for (const auto& factor : factors) {
      const auto [place, fresh] = places.emplace(factor, pool.candidates.size());
      if (fresh) {
        pool.candidates.push_back(candidate_of(factor));
        pool.candidates.back().rank = behind_all;
      }
      pool.candidates[c].factors.push_back(place->second);
    }
    std::sort(pool.candidates[c].factors.begin(), pool.candidates[c].factors.end());
  }
  return pool;
}

descriptor::Set chosen_set(const MomentPool& pool, std::span<const std::size_t> chosen) {
  Used used;
  for (const auto c : chosen) {
    used.add(pool.candidates[c]);
    for (const auto f : pool.candidates[c].factors) used.add(pool.candidates[f]);
  }
  number(used.channels);
  number(used.pair_channels);
  descriptor::Set set;
  set.centre = pool.centre;
  set.moments = pool.basis;
  set.moments->degree = used.degree;
  set.moments->channels.clear();
  set.moments->pair_channels.clear();
  for (const auto& [old, fresh] : used.channels) set.moments->channels.push_back(pool.basis.channels[old]);
  for (const auto& [old, fresh] : used.pair_channels) {
    set.moments->pair_channels.push_back(pool.basis.pair_channels[old]);
  }
  drop_high_polynomials(*set.moments);
  drop_unseen_neighbours(*set.moments);
  for (const auto c : chosen) {
    const auto& candidate = pool.candidates[c];
    std::vector<Invariant> factors;
    if (candidate.kind == Kind::product) {
      for (const auto f : candidate.factors) factors.push_back(invariant_of(pool.candidates[f], used));
    } else {
      factors.push_back(invariant_of(candidate, used));
    }
    set.functions.push_back(descriptor::moment_function(pool.centre, std::move(factors)));
  }
  return set;
}

MomentPool chosen_pool(const MomentPool& pool, std::span<const std::size_t> chosen) {
  MomentPool small{pool.centre, pool.basis, {}};
  std::map<std::size_t, std::size_t> places;
  for (const auto c : chosen) {
    places[c] = small.candidates.size();
    small.candidates.push_back(pool.candidates[c]);
  }
  const std::size_t wanted = chosen.size();
  for (std::size_t c = 0; c < wanted; ++c) {
    for (std::size_t f = 0; f < small.candidates[c].factors.size(); ++f) {
      const std::size_t factor = small.candidates[c].factors[f];
      const auto [place, fresh] = places.emplace(factor, small.candidates.size());
      if (fresh) small.candidates.push_back(pool.candidates[factor]);
      small.candidates[c].factors[f] = place->second;
    }
  }
  return small;
}

}  // namespace nnpipe::train
