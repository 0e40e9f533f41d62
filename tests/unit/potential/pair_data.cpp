#include "potential/pair_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "test.hpp"

using namespace nnpipe;
using potential::Density;
using potential::PairData;
using potential::PairDataOptions;

namespace {

PairDataOptions argon(std::size_t neighbours = 1, bool vectors = false) {
  PairDataOptions options;
  options.low = 3.2;
  options.high = 8.5125;
  options.neighbours = neighbours;
  options.vectors = vectors;
  return options;
}

// 4ε[(σ/r)¹² − (σ/r)⁶], written another way than the code.
double plain(double r) { return 4 * 0.010323 * (std::pow(3.405 / r, 12) - std::pow(3.405 / r, 6)); }

}  // namespace

TEST_CASE("a row of one pair is a distance in the range and its shifted energy") {
  PairData data{argon()};
  std::array<double, 2> row{};
  for (int i = 0; i < 1000; ++i) {
    data.next(row);
    CHECK(row[0] >= 3.2);
    CHECK(row[0] < 8.5125);
    CHECK(row[1] == Approx(plain(row[0]) - plain(8.5125)).margin(1e-15));
  }
}

TEST_CASE("the energy is 0 beyond the cutoff, and unshifted on request") {
  auto options = argon();
  options.form.cutoff = 5;
  options.form.shift = false;
  PairData data{options};
  std::array<double, 2> row{};
  int beyond = 0;
  for (int i = 0; i < 200; ++i) {
    data.next(row);
    beyond += row[0] > 5 ? 1 : 0;
    CHECK(row[1] == Approx(row[0] > 5 ? 0 : plain(row[0])).margin(1e-15));
  }
  CHECK(beyond > 50);
}

TEST_CASE("the energy of N neighbours is the sum of theirs") {
  PairData data{argon(7)};
  std::array<double, 8> row{};
  for (int i = 0; i < 100; ++i) {
    data.next(row);
    double sum = 0;
    for (int j = 0; j < 7; ++j) sum += plain(row[j]) - plain(8.5125);
    CHECK(row[7] == Approx(sum).epsilon(1e-12));
  }
}

TEST_CASE("the force on the centre is minus the gradient of the energy when the centre moves") {
  PairData data{argon(3, true)};
  std::array<double, 16> row{};
  const double h = 1e-5;
  for (int i = 0; i < 50; ++i) {
    data.next(row);
    for (int j = 0; j < 3; ++j) {
      CHECK(std::hypot(row[4 * j], row[4 * j + 1], row[4 * j + 2]) == Approx(row[4 * j + 3]).epsilon(1e-14));
    }
    const auto energy = [&](int axis, double shift) {
      double sum = 0;
      for (int j = 0; j < 3; ++j) {
        std::array<double, 3> d{row[4 * j], row[4 * j + 1], row[4 * j + 2]};
        d[axis] -= shift;
        sum += plain(std::hypot(d[0], d[1], d[2])) - plain(8.5125);
      }
      return sum;
    };
    CHECK(row[15] == Approx(energy(0, 0)).epsilon(1e-12));
    for (int axis = 0; axis < 3; ++axis) {
      CHECK(row[12 + axis] == Approx((energy(axis, -h) - energy(axis, h)) / (2 * h)).margin(1e-9));
    }
  }
}

TEST_CASE("directions have no preference") {
  PairData data{argon(1, true)};
  std::array<double, 8> row{};
  std::array<double, 3> mean{}, square{};
  const int n = 20000;
  for (int i = 0; i < n; ++i) {
    data.next(row);
    for (int d = 0; d < 3; ++d) {
      mean[d] += row[d] / row[3] / n;
      square[d] += row[d] * row[d] / (row[3] * row[3]) / n;
    }
  }
  for (int d = 0; d < 3; ++d) {
    CHECK(mean[d] == Approx(0).margin(0.02));  // σ of the mean: 0.004
    CHECK(square[d] == Approx(1.0 / 3).margin(0.01));
  }
}

TEST_CASE("steep density is uniform in the inverse sixth power") {
  auto options = argon();
  options.density = Density::steep;
  PairData data{options};
  std::array<double, 2> row{};
  std::array<int, 4> quarters{};
  const double near = std::pow(3.2, -6.0), far = std::pow(8.5125, -6.0);
  for (int i = 0; i < 10000; ++i) {
    data.next(row);
    CHECK(row[0] >= 3.2);
    CHECK(row[0] <= 8.5125);
    const double u = (near - std::pow(row[0], -6.0)) / (near - far);
    ++quarters[static_cast<std::size_t>(std::clamp(4 * u, 0.0, 3.999))];
  }
  for (const int count : quarters) CHECK(std::abs(count - 2500) < 250);  // 5 σ are 217
}

TEST_CASE("the slope of a pair is the derivative of its energy") {
  auto options = argon();
  options.slope = true;
  PairData data{options};
  CHECK(data.header().fields == std::vector<std::string>{"r", "energy", "slope"});
  std::array<double, 3> row{};
  for (int i = 0; i < 100; ++i) {
    data.next(row);
    const double h = 1e-5;
    CHECK(row[2] == Approx((plain(row[0] + h) - plain(row[0] - h)) / (2 * h)).margin(1e-9));
  }
}

TEST_CASE("the header names inputs, targets and the potential") {
  const auto header = PairData{argon(2, true)}.header();
  CHECK(header.fields.size() == 12);
  CHECK(header.find("inputs") == std::vector<std::string>{"x1 y1 z1 r1 x2 y2 z2 r2"});
  CHECK(header.find("targets") == std::vector<std::string>{"fx fy fz energy"});
  CHECK(header.find("kind").empty());
  const auto pair = PairData{argon()}.header();
  CHECK(pair.find("kind") == std::vector<std::string>{"pair"});
  CHECK(pair.find("cutoff") == std::vector<std::string>{"8.5125"});
  CHECK(pair.find("shift") == std::vector<std::string>{"yes"});
  CHECK(pair.units == UnitStyle::metal);
}

TEST_CASE("the seed alone decides the rows") {
  std::array<double, 2> a{}, b{}, c{};
  auto other = argon();
  other.seed = 2;
  PairData first{argon()}, again{argon()}, different{other};
  first.next(a);
  again.next(b);
  different.next(c);
  CHECK(a == b);
  CHECK(a != c);
}

TEST_CASE("ranges that cannot be are refused") {
  auto options = argon();
  options.high = 3;
  CHECK_THROWS_WITH(PairData{options}, ContainsSubstring("the range 3.2,3 is empty"));
  options.low = 0;
  CHECK_THROWS_WITH(PairData{options}, ContainsSubstring("expected a distance above 0"));
  options = argon(2);
  options.slope = true;
  CHECK_THROWS_WITH(PairData{options}, ContainsSubstring("one pair alone"));
}

TEST_CASE("a range of distances begins at its lower end, above 0") {
  potential::PairDataOptions options;
  CHECK_THROWS_WITH(potential::PairData{options}, ContainsSubstring("expected a distance above 0"));
  options.low = 3;
  options.high = 2;
  CHECK_THROWS_WITH(potential::PairData{options}, ContainsSubstring("the range 3,2 is empty"));
}
