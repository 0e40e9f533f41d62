#include "analysis/rdf.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "analysis/angles.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"
#include "crystals.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("shells of a crystal hold their atoms, whatever the size of the cell") {
  // fcc: 12, 6, 24, 12 atoms at a/√2, a, a√(3/2), a√2; the cutoff is beyond the small cell.
  for (const int times : {1, 2}) {
    analysis::RadialDistribution rdf{7.6, 760};
    rdf.add(repeated(fcc(5.0), times));
    const auto curve = rdf.curves().at(0);
    const auto up_to = [&](double r) { return curve.coordination[static_cast<std::size_t>(r * 100) - 1]; };
    CHECK(up_to(4) == Approx(12));
    CHECK(up_to(5.5) == Approx(18));
    CHECK(up_to(6.5) == Approx(42));
    CHECK(up_to(7.3) == Approx(54));
    CHECK(rdf.curves().size() == 1);
  }
}

TEST_CASE("the neighbours of a pair of elements are counted about the first of them") {
  Frame frame;  // one molecule OSiO and a lone O
  frame.cell = Cell::orthogonal(10, 10, 10);
  for (const auto& [symbol, x] : {std::pair{"O", 3.4}, {"Si", 5.0}, {"O", 6.6}, {"O", 0.0}}) {
    frame.elements.push_back(element_of(symbol));
    frame.positions.push_back({x, 5, 5});
  }
  analysis::RadialDistribution rdf{2, 20};
  for (int k = 0; k < 3; ++k) rdf.add(frame);  // the mean of equal frames is that of one
  const auto curves = rdf.curves();
  REQUIRE(curves.size() == 4);
  CHECK(curves[0].coordination.back() == Approx(4.0 / 4));
  CHECK(curves[2].name == "O-Si");
  CHECK(curves[2].coordination.back() == Approx(2.0 / 3));
  // g over the bins about 1.6 Å, times the shells and the density of pairs: the two pairs.
  double integral = 0;
  for (std::size_t bin = 15; bin < 17; ++bin) {
    const double low = 0.1 * static_cast<double>(bin);
    integral += curves[2].g[bin] * 4 * std::numbers::pi / 3 * (std::pow(low + 0.1, 3) - std::pow(low, 3));
  }
  CHECK(integral * 3 / 1000 == Approx(2));
  CHECK(rdf.distances()[16] == Approx(1.65));
}

TEST_CASE("an ideal gas has no structure, and partials of two gases neither") {
  Random random{2};
  analysis::RadialDistribution rdf{4, 8};
  for (int k = 0; k < 20; ++k) {
    Frame frame;
    frame.cell = {{Vec3{9, 0, 0}, Vec3{2, 10, 0}, Vec3{1, -2, 11}}, {true, true, true}};
    for (int i = 0; i < 400; ++i) {
      frame.elements.push_back(element_of(i % 4 == 0 ? "Si" : "O"));
      frame.positions.push_back(frame.cell.cartesian({random.uniform(), random.uniform(), random.uniform()}));
    }
    rdf.add(frame);
  }
  const auto curves = rdf.curves();
  REQUIRE(curves.size() == 4);
  CHECK(curves[2].name == "O-Si");
  for (const auto& curve : curves) {
    // N − 1 others: a hundredth less in the smallest partial.
    for (std::size_t bin = 2; bin < 8; ++bin) CHECK(curve.g[bin] == Approx(1).epsilon(0.05));
  }
}

TEST_CASE("the curves are the same bits on any number of threads, and a cluster is refused") {
  const Frame frame = repeated(diamond(5.4), 6);
  const auto curve = [&](int threads) {
    set_thread_count(threads);
    analysis::RadialDistribution rdf{6, 100};
    rdf.add(frame);
    set_thread_count(0);
    return rdf.curves().at(0).g;
  };
  CHECK(curve(1) == curve(3));
  Frame cluster = frame;
  cluster.cell = {};
  analysis::RadialDistribution rdf{6, 100};
  CHECK_THROWS_WITH(rdf.add(cluster), ContainsSubstring("expected a cell periodic in three directions"));
}

TEST_CASE("a distribution has a reach and bins") {
  CHECK_THROWS_WITH((analysis::RadialDistribution{6, 0}), "a distribution needs at least one bin");
  CHECK_THROWS_WITH((analysis::RadialDistribution{0, 10}), "the cutoff is 0, expected a positive number");
  CHECK_THROWS_WITH((analysis::AngleDistribution{analysis::BondCutoffs{3}, 0}),
                    "a distribution needs at least one bin");
}
