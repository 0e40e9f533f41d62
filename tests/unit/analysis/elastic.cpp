#include "analysis/elastic.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "analysis/equation_of_state.hpp"
#include "base/error.hpp"
#include "base/units.hpp"
#include "crystals.hpp"
#include "md/relax.hpp"
#include "potential/evaluator.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

constexpr double gpa = electronvolt_per_angstrom3_in_gigapascal;

}  // namespace

TEST_CASE("Stillinger-Weber silicon has its published lattice and elastic constants") {
  const auto sw = potential::load(silicon());
  Frame frame = diamond(5.5);
  md::RelaxOptions options;
  options.cell = md::CellFreedom::full;
  const auto relaxed = md::relax(frame, *sw, options);
  CHECK(relaxed.converged);
  // a₀ and −4.3363 eV an atom follow from the parameters; constants: Cowley, Phys. Rev. Lett. 60, 2379 (1988).
  CHECK(std::cbrt(frame.cell.volume()) == Approx(5.431).epsilon(1e-4));
  CHECK(relaxed.energy / 8 == Approx(-4.3363).epsilon(1e-4));
  const auto c = analysis::moduli(analysis::elastic_constants(frame, *sw));
  CHECK(c.c11 * gpa == Approx(151.4).epsilon(1e-3));
  CHECK(c.c12 * gpa == Approx(76.4).epsilon(1e-3));
  CHECK(c.c44 * gpa == Approx(56.4).epsilon(1e-3));
  CHECK(c.bulk * gpa == Approx(101.4).epsilon(1e-3));
  CHECK(c.poisson_100 == Approx(0.335).epsilon(2e-3));
  analysis::ElasticOptions clamped;
  clamped.relax_atoms = false;
  // Balamane, Halicioglu, Tiller, Phys. Rev. B 46, 2250 (1992) give 117.2 with ε scaled from 2.1683 to 2.315 eV.
  const double c44_clamped = analysis::moduli(analysis::elastic_constants(frame, *sw, clamped)).c44 * gpa;
  CHECK(c44_clamped == Approx(117.2 * 2.1683 / 2.315).epsilon(1e-3));
}

TEST_CASE("moduli of a cubic stiffness are those of the textbook's formulas") {
  // Voigt, Reuss and Hill for cubic crystals, as in Nye's or Hirth and Lothe's book.
  const double c11 = 151.4, c12 = 76.4, c44 = 56.4;
  analysis::Stiffness c{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) c[i][j] = i == j ? c11 : c12;
    c[i + 3][i + 3] = c44;
  }
  const auto m = analysis::moduli(c);
  CHECK(m.c11 == Approx(c11));
  CHECK(m.c12 == Approx(c12));
  CHECK(m.c44 == Approx(c44));
  const double bulk = (c11 + 2 * c12) / 3, voigt = (c11 - c12 + 3 * c44) / 5,
               reuss = 5 * (c11 - c12) * c44 / (4 * c44 + 3 * (c11 - c12)), hill = (voigt + reuss) / 2;
  CHECK(m.bulk == Approx(bulk));
  CHECK(m.shear_voigt == Approx(voigt));
  CHECK(m.shear_reuss == Approx(reuss));
  CHECK(m.shear_hill == Approx(hill));
  CHECK(m.young_hill == Approx(9 * bulk * hill / (3 * bulk + hill)));
  CHECK(m.poisson_hill == Approx(m.young_hill / (2 * hill) - 1));
  CHECK(m.poisson_100 == Approx(c12 / (c11 + c12)));
  CHECK(m.zener == Approx(2 * c44 / (c11 - c12)));
  CHECK(analysis::least_eigenvalue(c).value == Approx(std::min(c44, c11 - c12)));
}

TEST_CASE("pair potentials obey Cauchy's relation in a crystal of inversion centres") {
  const auto lj = potential::load("lj:epsilon=0.0103,sigma=3.4,cutoff=12,shift");
  Frame frame = fcc(5.2);
  md::RelaxOptions options;
  options.cell = md::CellFreedom::isotropic;
  CHECK(md::relax(frame, *lj, options).converged);
  const auto c = analysis::moduli(analysis::elastic_constants(frame, *lj));
  CHECK(c.c12 == Approx(c.c44).epsilon(1e-4));
  CHECK(c.shear_reuss < c.shear_voigt);
}

TEST_CASE("the bulk modulus of the equation of state is that of the elastic constants") {
  const auto sw = potential::load(silicon());
  const auto eos = analysis::fit_birch_murnaghan(analysis::energy_volume(diamond(5.431), *sw, 0.03, 9, false));
  CHECK(eos.bulk * gpa == Approx(101.4).epsilon(3e-3));
  CHECK(std::cbrt(eos.volume) == Approx(5.431).epsilon(1e-4));
}

TEST_CASE("an equation of state is recovered from its own energies") {
  const analysis::BirchMurnaghan truth{-34.7, 160.2, 0.63, 4.7, 0};
  std::vector<analysis::EosPoint> points;
  for (double v = 145; v < 180; v += 4) points.push_back({v, truth(v), 0});
  const auto found = analysis::fit_birch_murnaghan(points);
  CHECK(found.energy == Approx(truth.energy).epsilon(1e-10));
  CHECK(found.volume == Approx(truth.volume).epsilon(1e-8));
  CHECK(found.bulk == Approx(truth.bulk).epsilon(1e-7));
  CHECK(found.bulk_derivative == Approx(truth.bulk_derivative).epsilon(1e-6));
  CHECK(found.residual < 1e-9);
  points.resize(4);
  for (auto& point : points) point = {point.volume - 25, truth(point.volume - 25), 0};
  CHECK_THROWS_WITH(analysis::fit_birch_murnaghan(points), ContainsSubstring("has no minimum among these volumes"));
  points.resize(3);
  CHECK_THROWS(analysis::fit_birch_murnaghan(points));
}

TEST_CASE("a rattled crystal relaxes back to the perfect one, under pressure to a smaller") {
  const auto sw = potential::load(silicon());
  Frame frame = diamond(5.431);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto phase = static_cast<double>(i);
    frame.positions[i] += Vec3{0.1 * std::sin(3 * phase), 0.1 * std::cos(5 * phase), 0.08};
  }
  const auto relaxed = md::relax(frame, *sw);
  CHECK(relaxed.converged);
  CHECK(relaxed.energy / 8 == Approx(-4.3363).epsilon(1e-4));

  md::RelaxOptions pressed;
  pressed.cell = md::CellFreedom::full;
  pressed.pressure = 5 / gpa;
  CHECK(md::relax(frame, *sw, pressed).converged);
  potential::Evaluator evaluator{*sw};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {true, true, false});
  CHECK(evaluator.virial().xx / frame.cell.volume() * gpa == Approx(5).epsilon(1e-6));
  CHECK(std::abs(evaluator.virial().xy) < 1e-6);
}

namespace {

// Pulls two atoms apart wherever they are, at no gain: nothing they could come to rest in.
class Pull : public potential::Potential {
 public:
  void compute(AtomsView, NeighboursView, potential::Want want, potential::Result& result) const override {
    if (!want.forces) return;
    result.force[0].x += 1;
    result.force[1].x -= 1;
  }
  double cutoff() const override { return 3; }
  std::span<const Element> elements() const override { return x_elements; }
  bool any_element() const override { return true; }

 private:
  std::vector<Element> x_elements{element_of("Ar")};
};

}  // namespace

TEST_CASE("elastic constants need atoms at rest, moduli a stiffness that can be inverted") {
  Frame frame = fcc(5.2);
  frame.elements.resize(2);
  frame.positions.resize(2);
  CHECK_THROWS_WITH(analysis::elastic_constants(frame, Pull{}),
                    "atoms did not converge in a strained cell, largest force 1 eV/Å");
  CHECK_THROWS_WITH(analysis::moduli({}), "the stiffness matrix is singular, expected a stable crystal");
}

TEST_CASE("an equation of state needs a cell, different volumes and a minimum") {
  const auto sw = potential::load(silicon());
  const auto curve = [&](const Frame& frame, int points) {
    return analysis::energy_volume(frame, *sw, 0.03, points, false);
  };
  Frame frame = diamond(5.431);
  CHECK_THROWS_WITH(curve(frame, 1), "1 volumes, expected at least 2");
  frame.cell = {};
  CHECK_THROWS_WITH(curve(frame, 5), ContainsSubstring("need a crystal, expected a cell periodic in three directions"));
  // E by f = (V/V_m)^−⅔ − 1.
  const auto fit = [](auto&& energy, double step) {
    std::vector<analysis::EosPoint> points;
    for (int k = -3; k <= 3; ++k) {
      const double f = step * k;
      points.push_back({100 * std::pow(1 + f, -1.5), energy(f), 0});
    }
    return analysis::fit_birch_murnaghan(points);
  };
  CHECK_THROWS_WITH(fit([](double f) { return f + f * f * f; }, 0.1), "the energy has no minimum among these volumes");
  CHECK_THROWS_WITH(fit([](double f) { return (f + 2) * (f + 2); }, 0.1),
                    "the energy has no minimum among these volumes");
  CHECK_THROWS_WITH(fit([](double f) { return f * f; }, 0),
                    "the volumes do not determine an equation of state, expected 4 different ones");
}

TEST_CASE("a stiffness is stable where all its eigenvalues are positive") {
  analysis::Stiffness c{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) c[i][j] = i == j ? 150 : 75;
    c[i + 3][i + 3] = 56;
  }
  CHECK(analysis::least_eigenvalue(c).value == Approx(56));
  c[4][4] = -3;
  CHECK(analysis::least_eigenvalue(c).value == Approx(-3));
  c[4][4] = 80;
  // C₁₁ < C₁₂: a crystal that falls apart into a tetragonal one.
  c[0][1] = c[1][0] = c[0][2] = c[2][0] = c[1][2] = c[2][1] = 170;
  CHECK(analysis::least_eigenvalue(c).value == Approx(-20));
  c[0][0] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(analysis::least_eigenvalue(c), ContainsSubstring("cannot be diagonalised"));
}

TEST_CASE("pressures and energies of one equation of state have one bulk modulus") {
  const analysis::BirchMurnaghan truth{-34.7, 160.2, 0.63, 4.7, 0};
  const double h = 1e-3;
  CHECK(truth.pressure(150) == Approx((truth(150 - h) - truth(150 + h)) / (2 * h)).epsilon(1e-6));
  std::vector<analysis::EosPoint> points;
  for (double v = 130; v < 195; v += 5) points.push_back({v, truth(v), truth.pressure(v)});
  CHECK(analysis::bulk_by_pressure(truth, points) == Approx(0.63).epsilon(1e-9));
  // A ripple near the minimum that energies hardly show is seen by the pressures' slope.
  for (auto& point : points) point.pressure += 0.2 * 0.63 * (point.volume / 160.2 - 1);
  CHECK(analysis::bulk_by_pressure(truth, points) == Approx(0.8 * 0.63).epsilon(1e-9));
  points.resize(1);
  CHECK_THROWS_WITH(analysis::bulk_by_pressure(truth, points), ContainsSubstring("do not determine the slope"));
}
