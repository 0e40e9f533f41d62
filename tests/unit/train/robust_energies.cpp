// Weights of energies by which a linear fit makes absolute errors small.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.hpp"
#include "linear_frames.hpp"
#include "test.hpp"
#include "train/linear/linear_choice.hpp"
#include "train/linear/robust_energies.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

// Energies as rows of a fit, and the equations of these and of some forces.
struct Fit {
  EnergyRows energies;
  NormalMatrix forces, normal;
  arma::vec scale;
  double weight = 2, ridge = 1e-9;

  Fit(std::uint64_t seed, std::size_t columns, std::size_t count, std::size_t force_rows)
      : energies{arma::mat(columns, count), arma::vec(count), arma::vec(count, arma::fill::ones)},
        forces{columns},
        normal{columns},
        scale(columns, arma::fill::ones) {
    Random random{seed};
    for (auto& value : energies.x) value = random.uniform(-1, 1);
    for (auto& value : energies.y) value = random.normal();
    for (std::size_t r = 0; r < force_rows; ++r) {
      arma::vec row(columns);
      for (auto& value : row) value = random.uniform(-1, 1);
      add(row, random.normal(), 1, forces);
    }
    sum();
  }
  static void add(const arma::vec& row, double label, double weight, NormalMatrix& to) {
    to.h += weight * row * row.t();
    to.b += weight * label * row;
    to.squares += weight * label * label;
  }
  void sum() {
    normal = forces;
    for (std::size_t f = 0; f < energies.y.n_elem; ++f) add(energies.x.col(f), energies.y[f], weight, normal);
  }
  arma::vec factors() const { return robust_factors(normal, energies, weight, scale, ridge); }
  // With these factors, without one energy, or with all.
  arma::vec solution(const arma::vec& factors, std::size_t without) const {
    NormalMatrix all = forces;
    for (std::size_t f = 0; f < energies.y.n_elem; ++f) {
      if (f != without) add(energies.x.col(f), energies.y[f], weight * factors[f], all);
    }
    return arma::solve(all.h + ridge * arma::diagmat(arma::square(scale)), all.b);
  }
};

constexpr std::size_t none = static_cast<std::size_t>(-1);

}  // namespace

TEST_CASE("factors of energies are the median error over their own, each of the fit without it", "[train]") {
  Fit fit{3, 8, 45, 60};
  Random random{4};
  for (std::size_t f = 0; f < 45; ++f) {  // frames of other weights: rows times their roots
    fit.energies.weights[f] = random.uniform(0.5, 4);
    fit.energies.x.col(f) *= std::sqrt(fit.energies.weights[f]);
    fit.energies.y[f] *= std::sqrt(fit.energies.weights[f]);
  }
  fit.scale = arma::linspace(1, 8, 8);
  fit.ridge = 0.02;
  fit.weight = 0.2;
  fit.sum();
  const arma::vec factors = fit.factors();
  arma::vec errors(45);
  for (std::size_t f = 0; f < 45; ++f) {
    const double error = arma::dot(fit.energies.x.col(f), fit.solution(factors, f)) - fit.energies.y[f];
    errors[f] = std::abs(error) / std::sqrt(fit.energies.weights[f]);
  }
  const double median = arma::median(errors);
  for (std::size_t f = 0; f < 45; ++f) {
    CAPTURE(f);
    // After some rounds, not at their end: those of small errors still move.
    CHECK(factors[f] == Approx(robust_gain * median / std::max(errors[f], 0.3 * median)).epsilon(0.1));
  }
}

TEST_CASE("a constant alone becomes the median of energies, not their mean", "[train]") {
  constexpr std::size_t count = 41;
  Fit fit{5, 1, count, 0};
  fit.energies.x.ones();
  for (std::size_t f = 0; f < count; ++f) fit.energies.y[f] = std::exp(static_cast<double>(f) / 8);
  fit.sum();
  const double median = std::exp(20.0 / 8), mean = arma::mean(fit.energies.y);
  const double plain = fit.solution(arma::vec(count, arma::fill::ones), none)[0];
  CHECK(plain == Approx(mean));
  const double robust = fit.solution(fit.factors(), none)[0];
  CHECK(std::abs(robust - median) < 0.25 * (mean - median));
}

TEST_CASE("energies that are wrong hardly move the fit of the others", "[train]") {
  constexpr std::size_t count = 60, wrong = 6;
  Fit fit{7, 10, count, 0};
  const arma::vec truth = arma::linspace(0, 9, 10);
  Random random{8};
  fit.energies.y = fit.energies.x.t() * truth;
  for (std::size_t f = 0; f < count; ++f) fit.energies.y[f] += f < wrong ? 30 : 1e-2 * random.normal();
  fit.sum();
  CHECK(arma::abs(fit.solution(arma::vec(count, arma::fill::ones), none) - truth).max() > 1);
  CHECK(arma::abs(fit.solution(fit.factors(), none) - truth).max() < 0.1);
}

TEST_CASE("factors of energies are 1 where there are few, where they do not count, and where all are exact",
          "[train]") {
  const Fit few{9, 2, least_robust_energies - 1, 10}, enough{9, 2, least_robust_energies, 10};
  CHECK(arma::all(few.factors() == 1));
  CHECK(!arma::all(enough.factors() == 1));
  Fit unweighed{9, 2, least_robust_energies, 10};
  unweighed.weight = 0;
  unweighed.sum();
  CHECK(arma::all(unweighed.factors() == 1));
  Fit exact{9, 2, least_robust_energies, 0};
  exact.energies.y.zeros();
  exact.sum();
  CHECK(arma::all(exact.factors() == 1));
}

TEST_CASE("a linear potential is solved with energies weighed by their errors, where all are kept", "[train]") {
  Random random{47};
  std::vector<Frame> frames;
  for (int f = 0; f < 32; ++f) frames.push_back(labelled(small::frame(random), random));
  frames[3].energy = *frames[3].energy + 500;
  const auto data = data_of(frames, false);
  const MomentRows maker{make_pools(silica, small_pool())};
  std::vector<std::vector<std::size_t>> groups(2);
  for (std::size_t f = 0; f < frames.size(); ++f) groups[f % 4 == 0 ? 1 : 0].push_back(f);
  const LinearSettings settings{6, 1e-6, 1};
  const auto without = [&](double kept_bytes, std::size_t held) {
    const LinearProblem problem{normal_equations(maker, data, groups, {1e-3, 20e-3, 0}, kept_bytes), 2};
    return problem.solve(settings, held);
  };
  // By hand: plain equations, then those with factors.
  for (const std::size_t held : {LinearProblem::none, std::size_t{1}}) {
    const auto equations = normal_equations(maker, data, groups, {1e-3, 20e-3, 0});
    const auto plain = without(0, held), robust = without(most_kept_bytes, held);
    REQUIRE(plain.columns == robust.columns);
    const std::size_t n = plain.columns.size(), width = maker.columns() + 1;
    std::vector<arma::vec> rows;
    NormalMatrix sum{n};
    arma::vec scale(n);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (std::size_t i = 0; i < n; ++i) {
        const auto c = plain.columns[i];
        const double by_forces = equations[0].forces.h(c, c) + equations[1].forces.h(c, c);
        const double by_energies = equations[0].whole.h(c, c) + equations[1].whole.h(c, c);
        scale[i] = std::sqrt(by_forces > 0 ? by_forces : by_energies);
        if (g == held) continue;
        sum.b[i] += equations[g].forces.b[c] + equations[g].whole.b[c];
        for (std::size_t j = 0; j < n; ++j) {
          sum.h(i, j) += equations[g].forces.h(c, plain.columns[j]) + equations[g].whole.h(c, plain.columns[j]);
        }
      }
      if (g == held) continue;
      for (std::size_t r = 0; r < equations[g].energies.count(); ++r) {
        arma::vec row(n + 1);
        for (std::size_t i = 0; i < n; ++i) row[i] = equations[g].energies.values[r * width + plain.columns[i]];
        row[n] = equations[g].energies.values[r * width + width - 1];
        rows.push_back(row);
      }
    }
    EnergyRows energies{arma::mat(n, rows.size()), arma::vec(rows.size()), arma::vec(rows.size(), arma::fill::ones)};
    for (std::size_t r = 0; r < rows.size(); ++r) {
      energies.x.col(r) = rows[r].head(n);
      energies.y[r] = rows[r][n];
    }
    std::vector<arma::uword> all(n);
    std::iota(all.begin(), all.end(), arma::uword{0});
    const arma::vec of_plain = ridge_solution(sum, scale, settings.ridge, all);
    reweigh(energies, robust_factors(sum, energies, 1, scale, settings.ridge), 1, sum);
    const arma::vec of_robust = ridge_solution(sum, scale, settings.ridge, all);
    CHECK(arma::abs(of_plain - of_robust).max() > 1e-3 * arma::abs(of_plain).max());
    CHECK(arma::abs(plain.weights - of_plain).max() < 1e-6 * arma::abs(of_plain).max());
    CHECK(arma::abs(robust.weights - of_robust).max() < 1e-6 * arma::abs(of_robust).max());
  }
}
