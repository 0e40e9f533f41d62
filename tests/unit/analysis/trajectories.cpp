#include <cmath>
#include <numbers>

#include "analysis/angles.hpp"
#include "analysis/block_average.hpp"
#include "analysis/correlation.hpp"
#include "base/random.hpp"
#include "crystals.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("diamond has four neighbours at the tetrahedral angle") {
  analysis::AngleDistribution angles{analysis::BondCutoffs{2.8}, 180};
  analysis::Coordination coordination{analysis::BondCutoffs{2.8}};
  const Frame frame = diamond(5.43);
  angles.add(frame);
  coordination.add(frame);
  const auto curves = angles.curves();
  REQUIRE(curves.size() == 1);
  CHECK(curves[0].name == "Si-Si-Si");
  CHECK(curves[0].mean == Approx(109.4712).epsilon(1e-6));
  CHECK(curves[0].count == 8 * 6);
  double integral = 0;
  for (const double density : curves[0].density) integral += density;
  CHECK(integral == Approx(1));
  REQUIRE(coordination.entries().size() == 1);
  CHECK(coordination.entries()[0].mean == 4);
  CHECK(coordination.entries()[0].fraction[4] == 1);
}

TEST_CASE("angles and coordination of two elements are told apart by name") {
  Frame frame;  // one bent molecule
  frame.elements = {element_of("O"), element_of("H"), element_of("H")};
  frame.positions = {{0, 0, 0}, {0.96, 0, 0}, {0, 0.96, 0}};
  analysis::BondCutoffs cutoffs{1.2};
  cutoffs.set(element_of("H"), element_of("H"), 0.5);
  analysis::AngleDistribution angles{cutoffs, 90};
  angles.add(frame);
  REQUIRE(angles.curves().size() == 1);
  CHECK(angles.curves()[0].name == "H-O-H");
  CHECK(angles.curves()[0].mean == Approx(90));
  CHECK(angles.curves()[0].count == 1);
  CHECK(angles.angles().front() == Approx(1));
  CHECK(angles.angles().back() == Approx(179));
  // One angle in a bin of 2° is a density of one half for each degree.
  CHECK(angles.curves()[0].density[45] == Approx(0.5));
  // The longest bond of any pair is not that of each: H-H of 1.36 Å is none, though 1.2 Å is above its 0.5 Å.
  analysis::BondCutoffs wide{1.2};
  wide.set(element_of("O"), element_of("O"), 3);
  analysis::AngleDistribution same{wide, 90};
  same.add(frame);
  REQUIRE(same.curves().size() == 1);
  CHECK(same.curves()[0].count == 1);
  analysis::Coordination coordination{cutoffs};
  coordination.add(frame);
  for (const auto& entry : coordination.entries()) {
    CHECK(entry.mean == (entry.name == "O-H" ? 2 : entry.name == "H-O" ? 1 : 0));
  }
}

TEST_CASE("a random walk through periodic faces diffuses as it must") {
  Random random{9};
  Frame frame;
  frame.cell = Cell::orthogonal(4, 5, 6);
  const std::size_t atoms = 400;
  frame.elements.assign(atoms, element_of("Ar"));
  frame.positions.resize(atoms);
  analysis::Correlation msd{analysis::Correlation::Quantity::displacement, 60, 3};
  const double sigma = 0.2;
  for (int step = 0; step < 400; ++step) {
    msd.add(frame);
    for (Vec3& r : frame.positions) {
      r += sigma * Vec3{random.normal(), random.normal(), random.normal()};
      r = frame.cell.wrapped(r);
    }
  }
  const auto curve = msd.curves().at(0);
  REQUIRE(curve.value.size() == 61);
  CHECK(curve.value[0] == 0);
  CHECK(curve.value[10] == Approx(3 * sigma * sigma * 10).epsilon(0.02));
  // D = σ²/(2 Δt) in each direction.
  const auto diffusion = analysis::diffusion_coefficient(curve.value, 0.5);
  CHECK(diffusion.coefficient == Approx(sigma * sigma / (2 * 0.5)).epsilon(0.05));
  CHECK(diffusion.error < 0.2 * diffusion.coefficient);
}

TEST_CASE("a common drift is no diffusion") {
  Frame frame = fcc(5.3);
  analysis::Correlation msd{analysis::Correlation::Quantity::displacement, 10};
  for (int step = 0; step < 20; ++step) {
    msd.add(frame);
    for (Vec3& r : frame.positions) r += Vec3{0.3, 0, 0};
  }
  const auto curve = msd.curves().at(0);
  for (const double value : curve.value) CHECK(std::abs(value) < 1e-20);
}

TEST_CASE("a correlation of an element is the mean over its own atoms") {
  Frame frame;
  frame.elements = {element_of("Si"), element_of("O"), element_of("O")};
  frame.positions = {{0, 0, 0}, {3, 0, 0}, {0, 3, 0}};
  frame.velocities = {{1, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  analysis::Correlation vacf{analysis::Correlation::Quantity::velocity, 2};
  for (int k = 0; k < 3; ++k) vacf.add(frame);
  for (const auto& curve : vacf.curves()) {
    INFO(curve.name);
    CHECK(curve.value.at(1) == Approx(curve.name == "all" ? 3 : curve.name == "Si" ? 1 : 4));
  }
}

TEST_CASE("displacements are the same of wrapped atoms and of others, and none where the cell alone changes") {
  Random random{4};
  analysis::Correlation wrapped{analysis::Correlation::Quantity::displacement, 5},
      free{analysis::Correlation::Quantity::displacement, 5}, still{analysis::Correlation::Quantity::displacement, 5};
  std::vector<Vec3> fractions(20), at_rest(20);
  for (Vec3& s : at_rest) s = {3 * random.uniform(), random.uniform() - 2, random.uniform()};
  Frame frame;
  frame.elements.assign(20, element_of("Ar"));
  for (int step = 0; step < 30; ++step) {
    const double length = 6 * (1 + 0.02 * std::sin(step));
    frame.cell = {{Vec3{length, 0, 0}, Vec3{0.3, length, 0}, Vec3{0, 0.2, length}}, {true, true, true}};
    frame.positions.clear();
    for (Vec3& s : fractions) {
      s += 0.1 * Vec3{random.normal(), random.normal(), random.normal()};
      frame.positions.push_back(frame.cell.cartesian(s));
    }
    free.add(frame);
    for (Vec3& r : frame.positions) r = frame.cell.wrapped(r);
    wrapped.add(frame);
    frame.positions.clear();
    for (const Vec3 s : at_rest) frame.positions.push_back(frame.cell.cartesian(s));
    still.add(frame);
  }
  for (std::size_t lag = 0; lag < 6; ++lag) {
    CHECK(wrapped.curves()[0].value[lag] == Approx(free.curves()[0].value[lag]).epsilon(1e-9).margin(1e-12));
    CHECK(std::abs(still.curves()[0].value[lag]) < 1e-20);
  }
  frame.cell.periodic[1] = false;
  CHECK_THROWS_WITH(free.add(frame), ContainsSubstring("periodic changed"));
}

TEST_CASE("steps near half the cell are told, and cells of other vectors are refused") {
  using Quantity = analysis::Correlation::Quantity;
  Frame frame;
  frame.cell = Cell::orthogonal(10, 20, 40);
  frame.cell.periodic[2] = false;
  frame.elements.assign(2, element_of("Ar"));
  frame.positions = {{0, 0, 0}, {5, 5, 5}};
  analysis::Correlation msd{Quantity::displacement, 5};
  msd.add(frame);
  CHECK(msd.largest_step() == 0);
  // 7 of 10 Å is 3 the other way; where the cell is not periodic there is one way alone.
  frame.positions[0] = {7, 6, 39};
  msd.add(frame);
  CHECK(msd.largest_step() == Approx(0.3));
  frame.positions[1] = {5, -4, 5};
  msd.add(frame);
  CHECK(msd.largest_step() == Approx(0.45));
  // Atoms whose crossings are counted go where they say.
  analysis::Correlation counted{Quantity::displacement, 5};
  ExtraColumn image{"image", 'I', 3, std::vector<std::string>(6, "0")};
  frame.columns = {image};
  counted.add(frame);
  frame.positions[0].x += 4.9;
  frame.columns[0].values[0] = "1";
  counted.add(frame);
  CHECK(counted.largest_step() == 0);
  CHECK(counted.curves()[0].value[1] == Approx(14.9 * 14.9 / 4));
  // A sheared cell, its flipped twin, and the same vectors in another order.
  for (const auto& [b, other] : {std::pair{Vec3{6, 10, 0}, Vec3{-4, 10, 0}}, {Vec3{0, 10, 0}, Vec3{10, 0, 0}}}) {
    analysis::Correlation flipped{Quantity::displacement, 5};
    frame.cell = {{Vec3{10, 0, 0}, b, Vec3{0, 0, 10}}, {true, true, true}};
    flipped.add(frame);
    frame.cell.vectors[1] = b * 1.2;
    flipped.add(frame);
    frame.cell.vectors[1] = other;
    CHECK_THROWS_WITH(flipped.add(frame), ContainsSubstring("cell vector b changed by"));
  }
}

TEST_CASE("an oscillator's density of states peaks at its frequency") {
  const double frequency = 3.0, interval = 0.02;  // THz, ps
  Frame frame;
  frame.elements.assign(10, element_of("Si"));
  frame.positions.resize(10);
  analysis::Correlation vacf{analysis::Correlation::Quantity::velocity, 300};
  for (int step = 0; step < 1000; ++step) {
    frame.velocities.clear();
    for (int i = 0; i < 10; ++i) {
      frame.velocities.push_back({std::cos(2 * std::numbers::pi * frequency * interval * step + i), 0, 0});
    }
    vacf.add(frame);
  }
  const auto spectrum = analysis::density_of_states(vacf.curves().at(0).value, interval, 500);
  double best = 0, most = 0, integral = 0;
  for (const auto& [f, density] : spectrum) {
    if (density > most) best = f;
    most = std::max(most, density);
    integral += density * (spectrum[1].first - spectrum[0].first);
  }
  CHECK(best == Approx(frequency).epsilon(0.02));
  CHECK(integral == Approx(1));
  // Frequencies are the middles of bins up to half of one over the interval.
  CHECK(spectrum.front().first == Approx(0.5 * 0.5 / interval / 500));
  CHECK(spectrum.back().first == Approx(499.5 * 0.5 / interval / 500));
  // Far from the peak there is next to nothing: the first lag counts half, as it is alone.
  CHECK(std::abs(spectrum[400].second) < 1e-4 * most);
}

TEST_CASE("the error of a mean knows of correlation") {
  // x_{k+1} = φ x_k + noise has the statistical inefficiency (1 + φ)/(1 − φ).
  Random random{21};
  for (const double phi : {0.0, 0.6, 0.9}) {
    std::vector<double> series;
    double x = 0;
    for (int k = 0; k < 1 << 17; ++k) {
      x = phi * x + std::sqrt(1 - phi * phi) * random.normal();
      series.push_back(3 + x);
    }
    const auto mean = analysis::block_mean(series);
    CHECK(mean.mean == Approx(3).margin(5 * mean.error));
    CHECK(mean.deviation == Approx(1).epsilon(0.03));
    CHECK(mean.correlation == Approx((1 + phi) / (1 - phi)).epsilon(0.35));
  }
  CHECK_THROWS(analysis::block_mean({}));
}

TEST_CASE("block averages see a slow part that hides under a fast one") {
  struct Case {
    std::size_t length;
    double share, slow, fast;  // share of the slow part in the variance; correlation from one value to the next
  };
  for (const auto& [length, share, slow, fast] :
       {Case{1000, 0.3, 0.97, 0.3}, Case{4000, 0.1, 0.99, 0.3}, Case{4000, 0.02, 0.99, 0}, Case{2000, 0, 0, 0.5}}) {
    const auto inefficiency = [](double phi) { return (1 + phi) / (1 - phi); };
    const double exact =
        std::sqrt((share * inefficiency(slow) + (1 - share) * inefficiency(fast)) / static_cast<double>(length));
    double sum = 0;
    constexpr int seeds = 100;
    for (int seed = 0; seed < seeds; ++seed) {
      Random random{static_cast<std::uint64_t>(seed)};
      double x = random.normal(), y = random.normal();
      std::vector<double> series;
      for (std::size_t i = 0; i < length; ++i) {
        x = slow * x + std::sqrt(1 - slow * slow) * random.normal();
        y = fast * y + std::sqrt(1 - fast * fast) * random.normal();
        series.push_back(std::sqrt(share) * x + std::sqrt(1 - share) * y);
      }
      sum += analysis::block_mean(series).error;
    }
    CAPTURE(length, share, sum / seeds / exact);
    CHECK(sum / seeds == Approx(exact).epsilon(0.15));
  }
}

TEST_CASE("what rounding makes of a constant is no deviation") {
  std::vector<double> series(300, 0.1);
  series.back() = std::nextafter(0.1, 1.0);
  const auto m = analysis::block_mean(series);
  CHECK(m.mean == Approx(0.1));
  CHECK(m.deviation == 0);
  CHECK(m.error == 0);
  CHECK(m.correlation == 1);
  CHECK(!m.doubtful());
  // One value says nothing about the deviation of others.
  CHECK(analysis::block_mean({3.0}).doubtful());
  // A deviation that is one is seen, however small, however small or large the values.
  for (const double unit : {1e-200, 1.0, 1e200}) {
    const auto tiny = analysis::block_mean({unit, 2 * unit, 3 * unit, unit});
    CHECK(tiny.deviation == Approx(0.9574271077563381 * unit).epsilon(1e-12));
    CHECK(tiny.error == Approx(0.4787135538781691 * unit).epsilon(1e-12));
    CHECK(tiny.mean == Approx(1.75 * unit).epsilon(1e-15));
  }
  CHECK(analysis::block_mean({1e15, 1e15 + 1, 1e15, 1e15}).deviation == Approx(0.5).epsilon(1e-12));
  for (std::size_t k = 0; k < series.size(); ++k) series[k] = 1 + 1e-9 * static_cast<double>(k % 2);
  CHECK(analysis::block_mean(series).deviation == Approx(0.5e-9).epsilon(0.01));
}

TEST_CASE("a mean of too few independent values is doubtful") {
  Random random{5};
  std::vector<double> series;
  for (double x = 0; series.size() < 500; series.push_back(x)) x = 0.99 * x + random.normal();
  CHECK(analysis::block_mean(series).doubtful());
  for (double& value : series) value = random.normal();
  CHECK_FALSE(analysis::block_mean(series).doubtful());
  CHECK_FALSE(analysis::block_mean({2, 2, 2}).doubtful());
}

TEST_CASE("too few values for a diffusion coefficient or a density of states are refused") {
  CHECK_THROWS_WITH(analysis::diffusion_coefficient({0, 1, 2}, 0.1),
                    ContainsSubstring("needs at least 8 intervals, got 3"));
  CHECK_THROWS_WITH(analysis::density_of_states({0, 0, 0}, 0.1, 10),
                    ContainsSubstring("needs velocities at several times"));
}
