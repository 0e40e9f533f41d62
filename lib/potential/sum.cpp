#include "potential/sum.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "potential/committee.hpp"

namespace nnpipe::potential {

namespace {

struct Term {
  PotentialPtr potential;
  std::vector<int> species;  // its own of the sum's
};

// Of a sum without a committee there is one member.
class Sum final : public Committee {
 public:
  explicit Sum(std::vector<PotentialPtr> terms) {
    const UnitStyle units = terms.front()->units();
    for (auto& term : terms) {
      check_same_units(units, "the first term", term->units(), "another");
      x_cutoff = std::max(x_cutoff, term->cutoff());
      add_term(std::move(term));
    }
    find_elements();
  }

  void compute(AtomsView atoms, NeighboursView neighbours, Want want, Result& result) const override {
    std::vector<int> species;
    for (const Term& term : x_terms) term.potential->compute(seen_by(term, atoms, species), neighbours, want, result);
  }

  std::size_t members() const override { return x_committee != nullptr ? x_committee->members() : 1; }
  void compute_members(AtomsView atoms, NeighboursView neighbours, Want want,
                       std::span<Result> results) const override {
    want.site_energies = false;
    std::vector<int> species;
    for (const Term& term : x_terms) {
      const AtomsView seen = seen_by(term, atoms, species);
      if (const auto* committee = committee_of(*term.potential)) {
        committee->compute_members(seen, neighbours, want, results);
      } else {
        for (Result& result : results) term.potential->compute(seen, neighbours, want, result);
      }
    }
  }

  double cutoff() const override { return x_cutoff; }
  UnitStyle units() const override { return x_terms.front().potential->units(); }
  std::span<const Element> elements() const override { return x_elements; }
  bool any_element() const override { return x_any; }
  void extrapolations(AtomsView atoms, NeighboursView neighbours, std::vector<Extrapolation>& found) const override {
    const Term* const term = ranged();
    if (term == nullptr) return;
    std::vector<int> species;
    term->potential->extrapolations(seen_by(*term, atoms, species), neighbours, found);
  }
  bool has_range() const override { return ranged() != nullptr; }
  std::string function_name(int species, int function) const override {
    const Term* const term = ranged();
    return term == nullptr ? std::string{} : term->potential->function_name(own(*term, species), function);
  }
  double shortest_distance(int i, int j) const override {
    for (const Term& term : x_terms) {
      const double shortest = term.potential->shortest_distance(own(term, i), own(term, j));
      if (shortest > 0) return shortest;
    }
    return 0;
  }

 private:
  void add_term(PotentialPtr potential) {
    if (const auto* committee = committee_of(*potential)) {
      if (x_committee != nullptr) fail("two terms of the sum are committees, expected one at most");
      x_committee = committee;
    }
    x_terms.push_back({std::move(potential), {}});
  }

  // The first named list, without what the others do not have.
  void find_elements() {
    for (const Term& term : x_terms) {
      if (term.potential->any_element()) continue;
      const auto of_term = term.potential->elements();
      if (x_any) x_elements.assign(of_term.begin(), of_term.end());
      x_any = false;
      std::erase_if(x_elements,
                    [&](Element e) { return std::find(of_term.begin(), of_term.end(), e) == of_term.end(); });
    }
    if (x_any) {
      const auto of_first = x_terms.front().potential->elements();
      x_elements.assign(of_first.begin(), of_first.end());
      return;
    }
    if (x_elements.empty()) fail("the terms of the sum have no element in common");
    for (Term& term : x_terms) {
      const auto of_term = term.potential->elements();
      for (const Element element : x_elements) {
        const auto at = std::find(of_term.begin(), of_term.end(), element);
        term.species.push_back(term.potential->any_element() ? 0 : static_cast<int>(at - of_term.begin()));
      }
    }
  }

  // A term that acts alike on all elements has one species.
  int own(const Term& term, int species) const {
    return x_any ? species : term.species[static_cast<std::size_t>(species)];
  }
  AtomsView seen_by(const Term& term, AtomsView atoms, std::vector<int>& species) const {
    if (x_any) return atoms;
    species.resize(atoms.species.size());
    for (std::size_t i = 0; i < species.size(); ++i) species[i] = own(term, atoms.species[i]);
    return {atoms.x, species, atoms.local};
  }

  const Term* ranged() const {
    const auto at =
        std::find_if(x_terms.begin(), x_terms.end(), [](const Term& t) { return t.potential->has_range(); });
    return at == x_terms.end() ? nullptr : &*at;
  }

  std::vector<Term> x_terms;
  const Committee* x_committee = nullptr;  // the term that is one
  std::vector<Element> x_elements;
  bool x_any = true;
  double x_cutoff = 0;
};

}  // namespace

PotentialPtr make_sum(std::vector<PotentialPtr> terms) {
  if (terms.empty()) fail("a sum without terms");
  if (terms.size() == 1) return std::move(terms.front());
  return std::make_unique<Sum>(std::move(terms));
}

}  // namespace nnpipe::potential
