// How the candidates of one pool are worked out: those that are no products by a Jacobian, products from these.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "atoms/element.hpp"
#include "descriptor/moment_jacobian.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

class CandidatePlan {
 public:
  // A product without one of its factors: that factor's gradient is weighted with the value of the rest.
  struct Rest {
    std::size_t candidate;
    std::vector<std::size_t> others;  // singles
  };
  // A candidate that is no product, and the products that it is a factor of: one entry for each time that it is.
  struct Single {
    std::size_t candidate;
    std::vector<Rest> rests;
  };

  // Species as in the frames.
  CandidatePlan(const MomentPool& pool, std::span<const Element> species);

  std::size_t candidates() const { return x_candidates; }
  const std::vector<Single>& singles() const { return x_singles; }
  // Values and derivatives of the singles, in their order. Not to be asked where there are none.
  const descriptor::MomentJacobian& jacobian() const { return x_jacobian; }
  // Of all candidates, from those of the singles.
  void values(std::span<const double> singles, std::span<double> values) const;

 private:
  struct Product {
    std::size_t candidate;
    std::vector<std::size_t> factors;  // singles
  };

  std::size_t x_candidates;
  std::vector<Single> x_singles;
  std::vector<Product> x_products;
  descriptor::MomentJacobian x_jacobian;
};

}  // namespace nnpipe::train
