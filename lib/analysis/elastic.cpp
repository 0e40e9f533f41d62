#include "analysis/elastic.hpp"

#include <fmt/format.h>

#include <functional>

#include "analysis/needs.hpp"
#include "base/error.hpp"
#include "md/relax.hpp"
#include "network/blas.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

namespace {

std::array<double, 6> voigt(const Tensor6& t) { return {t.xx, t.yy, t.zz, t.yz, t.xz, t.xy}; }

constexpr std::array directions{"xx", "yy", "zz", "yz", "xz", "xy"};

Tensor6 strain_of(std::size_t direction, double amount) {
  Tensor6 e;
  switch (direction) {
    case 0: e.xx = amount; break;
    case 1: e.yy = amount; break;
    case 2: e.zz = amount; break;
    case 3: e.yz = amount / 2; break;
    case 4: e.xz = amount / 2; break;
    default: e.xy = amount / 2; break;
  }
  return e;
}

Vec3 strained(const Tensor6& e, Vec3 r) {
  return r + Vec3{e.xx * r.x + e.xy * r.y + e.xz * r.z, e.xy * r.x + e.yy * r.y + e.yz * r.z,
                  e.xz * r.x + e.yz * r.y + e.zz * r.z};
}

std::array<double, 6> stress_at(Frame frame, const potential::Potential& potential, const Tensor6& strain,
                                bool relax_atoms, const std::function<void(const potential::Evaluator&)>& observe) {
  for (Vec3& vector : frame.cell.vectors) vector = strained(strain, vector);
  for (Vec3& r : frame.positions) r = strained(strain, r);
  if (relax_atoms) {
    md::RelaxOptions options;
    options.force_tolerance = 1e-9;
    const auto relaxed = md::relax(frame, potential, options);
    // What the line search can still resolve is good enough: the stress error is of second order in the force.
    if (relaxed.force > 1e-5) fail("atoms did not converge in a strained cell, largest force {} eV/Å", relaxed.force);
  }
  potential::Evaluator evaluator{potential};
  evaluator.set_atoms(frame);
  evaluator.compute(frame.cell, frame.positions, {true, true, false});
  observe(evaluator);
  return voigt((-1.0 / frame.cell.volume()) * evaluator.virial());
}

}  // namespace

Stiffness elastic_constants(const Frame& frame, const potential::Potential& potential, const ElasticOptions& options,
                            const Observe& observe) {
  need_crystal(frame, "elastic constants need");
  Stiffness c{};
  for (std::size_t j = 0; j < 6; ++j) {
    const auto stress = [&](double amount) {
      return stress_at(frame, potential, strain_of(j, amount), options.relax_atoms,
                       [&](const potential::Evaluator& evaluator) {
                         if (observe) observe(fmt::format("strain {} of {}", amount, directions[j]), evaluator);
                       });
    };
    const auto plus = stress(options.strain), minus = stress(-options.strain);
    for (std::size_t i = 0; i < 6; ++i) c[i][j] = (plus[i] - minus[i]) / (2 * options.strain);
  }
  // Symmetric up to the error of the differences; at a stress that is not zero, the mean is the usual choice.
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) c[i][j] = c[j][i] = 0.5 * (c[i][j] + c[j][i]);
  }
  return c;
}

namespace {

arma::mat matrix_of(const Stiffness& c) {
  arma::mat stiffness(6, 6);
  for (arma::uword i = 0; i < 6; ++i) {
    for (arma::uword j = 0; j < 6; ++j) stiffness(i, j) = c[i][j];
  }
  return stiffness;
}

}  // namespace

LeastEigenvalue least_eigenvalue(const Stiffness& c) {
  arma::vec values;
  const network::SingleThreadedBlas blas;
  if (!arma::eig_sym(values, matrix_of(c))) fail("the stiffness matrix cannot be diagonalised");
  return {values.min(), values.max()};
}

ElasticModuli moduli(const Stiffness& c) {
  ElasticModuli m{};
  m.c11 = (c[0][0] + c[1][1] + c[2][2]) / 3;
  m.c12 = (c[0][1] + c[0][2] + c[1][2]) / 3;
  m.c44 = (c[3][3] + c[4][4] + c[5][5]) / 3;
  m.bulk = (m.c11 + 2 * m.c12) / 3;
  m.shear_voigt = (m.c11 - m.c12 + 3 * m.c44) / 5;
  arma::mat s;
  const network::SingleThreadedBlas blas;
  if (!arma::inv(s, matrix_of(c))) fail("the stiffness matrix is singular, expected a stable crystal");
  const double s11 = s(0, 0) + s(1, 1) + s(2, 2), s12 = s(0, 1) + s(0, 2) + s(1, 2), s44 = s(3, 3) + s(4, 4) + s(5, 5);
  m.shear_reuss = 15 / (4 * s11 - 4 * s12 + 3 * s44);
  m.shear_hill = 0.5 * (m.shear_voigt + m.shear_reuss);
  m.young_hill = 9 * m.bulk * m.shear_hill / (3 * m.bulk + m.shear_hill);
  m.poisson_hill = (3 * m.bulk - 2 * m.shear_hill) / (2 * (3 * m.bulk + m.shear_hill));
  m.poisson_100 = m.c12 / (m.c11 + m.c12);
  m.zener = 2 * m.c44 / (m.c11 - m.c12);
  return m;
}

}  // namespace nnpipe::analysis
