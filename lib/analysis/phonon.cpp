#include "analysis/phonon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "analysis/needs.hpp"
#include "base/error.hpp"
#include "network/blas.hpp"
#include "potential/evaluator.hpp"

namespace nnpipe::analysis {

namespace {

Vec3 whole(const Cell& cell, Vec3 s) { return s.x * cell.vectors[0] + s.y * cell.vectors[1] + s.z * cell.vectors[2]; }

Frame replicated(const Frame& frame, const std::array<int, 3>& times) {
  Frame big;
  big.units = frame.units;
  big.cell = frame.cell;
  for (std::size_t d = 0; d < 3; ++d) big.cell.vectors[d] *= times[d];
  for (int x = 0; x < times[0]; ++x) {
    for (int y = 0; y < times[1]; ++y) {
      for (int z = 0; z < times[2]; ++z) {
        const Vec3 shift = whole(frame.cell, {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        for (std::size_t i = 0; i < frame.size(); ++i) {
          big.elements.push_back(frame.elements[i]);
          big.positions.push_back(frame.positions[i] + shift);
        }
      }
    }
  }
  return big;
}

}  // namespace

Phonons::Phonons(const Frame& frame, const potential::Potential& potential, const PhononOptions& options,
                 const Observe& observe)
    : x_frame{frame} {
  need_crystal(frame, "phonons need");
  for (int d = 0; d < 3; ++d) {
    const auto axis = static_cast<std::size_t>(d);
    const int needed = static_cast<int>(std::ceil(4 * potential.cutoff() / frame.cell.height(d)));
    x_supercell[axis] = options.supercell[axis] > 0 ? options.supercell[axis] : std::max(1, needed);
  }
  Frame big = replicated(frame, x_supercell);
  const std::size_t n = frame.size(), total = big.size();
  potential::Evaluator evaluator{potential, 0.1};
  evaluator.set_atoms(big);
  x_constants.resize(3 * n * total * 3);
  for (std::size_t i = 0; i < n; ++i) {
    for (int a = 0; a < 3; ++a) {
      double* const row = &x_constants[(3 * i + static_cast<std::size_t>(a)) * total * 3];
      for (const double sign : {1.0, -1.0}) {
        const Vec3 kept = big.positions[i];
        big.positions[i][a] += sign * options.displacement;
        evaluator.compute(big.cell, big.positions, {true, false, false});
        if (observe)
          observe(fmt::format("atom {} displaced along {}{}", i + 1, sign > 0 ? '+' : '-', "xyz"[a]), evaluator);
        big.positions[i] = kept;
        for (std::size_t j = 0; j < total; ++j) {
          for (int b = 0; b < 3; ++b) {
            row[3 * j + static_cast<std::size_t>(b)] -= sign * evaluator.forces()[j][b] / (2 * options.displacement);
          }
        }
      }
    }
  }
  std::size_t j = 0;
  for (int x = 0; x < x_supercell[0]; ++x) {
    for (int y = 0; y < x_supercell[1]; ++y) {
      for (int z = 0; z < x_supercell[2]; ++z) {
        const Vec3 offset{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
        for (std::size_t i = 0; i < n; ++i, ++j) x_sites.push_back({i, offset});
      }
    }
  }
}

std::vector<double> Phonons::frequencies(Vec3 q) const {
  const std::size_t n = x_frame.size(), total = x_sites.size();
  const auto dual = dual_vectors(x_frame.cell);
  arma::cx_mat d(3 * n, 3 * n, arma::fill::zeros);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < total; ++j) {
      // The image of j nearest to i carries the phase; those equally near share it.
      std::complex<double> phase = 0;
      double nearest = 1e300;
      int count = 0;
      const auto& [atom, offset] = x_sites[j];
      for (int x = -1; x <= 1; ++x) {
        for (int y = -1; y <= 1; ++y) {
          for (int z = -1; z <= 1; ++z) {
            const Vec3 cells =
                offset + Vec3{static_cast<double>(x * x_supercell[0]), static_cast<double>(y * x_supercell[1]),
                              static_cast<double>(z * x_supercell[2])};
            const Vec3 r = x_frame.positions[atom] - x_frame.positions[i] + whole(x_frame.cell, cells);
            const double distance = norm(r);
            if (distance > nearest + 1e-6) continue;
            if (distance < nearest - 1e-6) {
              nearest = distance;
              phase = 0;
              count = 0;
            }
            // exp(2πi q·s) with the difference of positions inside: D is then smooth in q.
            const Vec3 s{dot(dual[0], r), dot(dual[1], r), dot(dual[2], r)};
            phase += std::polar(1.0, 2 * std::numbers::pi * dot(q, s));
            ++count;
          }
        }
      }
      phase /= count * std::sqrt(x_frame.mass(i) * x_frame.mass(atom));
      for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) {
          d(3 * i + a, 3 * atom + b) += phase * x_constants[((3 * i + a) * total + j) * 3 + b];
        }
      }
    }
  }
  // Hermitian but for the error of the differences.
  const arma::cx_mat hermitian = 0.5 * (d + d.t());
  arma::vec squares;
  const network::SingleThreadedBlas blas;
  if (!arma::eig_sym(squares, hermitian)) fail("the dynamical matrix cannot be diagonalised");
  const double unit = units_of(x_frame.units).force_to_acceleration();
  std::vector<double> frequencies;
  for (const double square : squares) {
    frequencies.push_back(std::copysign(std::sqrt(std::abs(square) * unit), square) / (2 * std::numbers::pi));
  }
  std::sort(frequencies.begin(), frequencies.end());
  return frequencies;
}

std::vector<Vec3> wave_vector_path(const std::vector<Vec3>& corners, int steps) {
  if (corners.empty() || steps < 1) fail("a path needs a wave vector and at least one step");
  std::vector<Vec3> path{corners.front()};
  for (std::size_t k = 1; k < corners.size(); ++k) {
    for (int s = 1; s <= steps; ++s) {
      path.push_back(corners[k - 1] + (corners[k] - corners[k - 1]) * (static_cast<double>(s) / steps));
    }
  }
  return path;
}

}  // namespace nnpipe::analysis
