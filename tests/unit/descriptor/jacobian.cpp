#include "descriptor/jacobian.hpp"

#include <array>
#include <cmath>

#include "base/random.hpp"
#include "largest.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

const std::array<Element, 2> species{Element{14}, Element{8}};  // Si O

Set many_functions() {
  Set set{Element{14}, {}};
  const auto add = [&](const std::string& line) { set.functions.push_back(parse_symmetry_function(line)); };
  for (const std::string fc : {"cosine", "cosine inner=0.4", "tanh3", "poly2 inner=0.3", "envelope p=7 inner=0.1"}) {
    for (const std::string element : {"Si", "O"}) {
      add("G1 Si " + element + " cutoff=4.5 cutoff-function=" + fc);
      add("G2 Si " + element + " eta=0.3 r_s=1.5 cutoff=5 cutoff-function=" + fc);
      add("G2 Si " + element + " eta=4 r_s=2.5 cutoff=5 cutoff-function=" + fc);
      add("G3 Si " + element + " kappa=1.3 cutoff=5 cutoff-function=" + fc);
      add("bessel Si " + element + " kappa=1.9 cutoff=5 cutoff-function=" + fc);
    }
    for (const std::string pair : {"Si Si", "Si O", "O O"}) {
      for (const std::string zeta : {"1", "2", "4", "16", "2.5"}) {
        for (const std::string lambda : {"1", "-1"}) {
          const std::string angle = " zeta=" + zeta + " lambda=" + lambda;
          add("G4 Si " + pair + " eta=0.03" + angle + " cutoff=5 cutoff-function=" + fc);
          add("G5 Si " + pair + " eta=0.01 r_s=0.5" + angle + " cutoff=4.5 cutoff-function=" + fc);
          if (zeta == "4") add("G4 Si " + pair + " eta=0.1" + angle + " cutoff=5 cutoff-function=" + fc);
        }
      }
    }
  }
  for (const std::string shape : {"poly1", "poly2-a", "poly3", "poly4-a", "exp", "exp-a"}) {
    add("C2 Si O low=1 cutoff=4.5 shape=" + shape);
    add("wC2 Si low=-3 cutoff=5 shape=" + shape);
    for (const std::string angle : {"from=40 to=140", "from=-90 to=90", "from=120 to=240"}) {
      const std::string rest = " low=0.5 cutoff=4.8 " + angle + " shape=" + shape;
      for (const std::string type : {"C4 Si Si O", "C5 Si O O", "C5 Si Si Si", "wC4 Si", "wC5 Si"}) add(type + rest);
    }
  }
  add("wG2 Si eta=0.3 r_s=1.5 cutoff=5");
  for (const std::string zeta : {"1", "4", "2.5"}) add("wG4 Si eta=0.03 r_s=0.4 lambda=-1 cutoff=5 zeta=" + zeta);
  return set;
}

std::vector<Neighbour> random_neighbours(Random& random, std::size_t count) {
  std::vector<Neighbour> neighbours;
  while (neighbours.size() < count) {
    const Vec3 r{random.uniform(-5, 5), random.uniform(-5, 5), random.uniform(-5, 5)};
    bool near = norm(r) < 1.2;
    for (const auto& other : neighbours) near = near || norm(r - other.r) < 0.8;
    if (!near) neighbours.push_back({r, static_cast<int>(random.below(2))});
  }
  return neighbours;
}

}  // namespace

TEST_CASE("the Jacobian by vectors of functions is that of the plain path") {
  const Set set = many_functions();
  const Calculator plain{set, species};
  const JacobianCalculator fast{set, species};
  REQUIRE(fast.size() == plain.size());
  Calculator::Workspace plain_work;
  JacobianCalculator::Workspace fast_work;
  Random random{7};
  for (const std::size_t n : {0U, 1U, 2U, 5U, 17U, 40U}) {
    const auto neighbours = random_neighbours(random, n);
    const std::size_t size = set.functions.size();
    std::vector<double> values(size), fast_values(size, 99.0), jacobian(3 * n * size, 99.0);
    std::vector<Vec3> derivatives(size * n);
    plain.values(neighbours, plain_work, values);
    plain.derivatives(plain_work, derivatives);
    fast.compute(neighbours, fast_work, fast_values, jacobian);
    double worst = 0, worst_derivative = 0;
    for (std::size_t s = 0; s < size; ++s) {
      worst = larger(worst, std::abs(values[s] - fast_values[s]) / (1 + std::abs(values[s])));
      for (std::size_t j = 0; j < n; ++j) {
        for (int c = 0; c < 3; ++c) {
          const double expected = derivatives[s * n + j][c];
          const double got = jacobian[(3 * j + static_cast<std::size_t>(c)) * size + s];
          worst_derivative = larger(worst_derivative, std::abs(expected - got) / (1 + std::abs(expected)));
        }
      }
    }
    CHECK(worst < 1e-13);
    CHECK(worst_derivative < 1e-12);
    fast.compute(neighbours, fast_work, fast_values, {});
    for (std::size_t s = 0; s < size; ++s) worst = larger(worst, std::abs(values[s] - fast_values[s]));
    CHECK(worst < 1e-11);
  }
}
