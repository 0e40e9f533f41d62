#include "descriptor/spherical_harmonics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace nnpipe::descriptor {

namespace {

// √(2 (l − m)!/(l + m)!), 1 for m = 0.
double norm_of(int l, int m) {
  if (m == 0) return 1;
  double square = 2;
  for (int i = l - m + 1; i <= l + m; ++i) square /= i;
  return std::sqrt(square);
}

// Roots and weights of Gauss-Legendre quadrature with n points on [−1, 1], by Newton's method.
struct Node {
  double z, weight;
};
std::vector<Node> gauss_legendre(int n) {
  std::vector<Node> nodes;
  for (int i = 0; i < n; ++i) {
    double z = std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5)), slope = 1;
    for (int step = 0; step < 100; ++step) {
      double p = 1, before = 0;
      for (int l = 1; l <= n; ++l) {
        const double next = ((2 * l - 1) * z * p - (l - 1) * before) / l;
        before = p;
        p = next;
      }
      slope = n * (z * p - before) / (z * z - 1);
      const double change = p / slope;
      z -= change;
      if (std::abs(change) < 1e-16) break;
    }
    nodes.push_back({z, 2 / ((1 - z * z) * slope * slope)});
  }
  return nodes;
}

}  // namespace

// C_lm = norm · Q_lm(z) · Re or Im (x + iy)^m, Q_lm = d^m P_l/dz^m, so that dQ_lm/dz = Q_l,m+1.
void spherical_harmonics(int degree, Vec3 u, std::span<double> value, std::span<Vec3> gradient) {
  // Q of the order at hand and of the one above it, by degree.
  std::vector<double> q(static_cast<std::size_t>(degree) + 2), above(q.size());
  const auto fill = [&](int m, std::vector<double>& to) {
    std::fill(to.begin(), to.end(), 0.0);
    if (m > degree) return;
    double diagonal = 1;
    for (int i = 1; i <= m; ++i) diagonal *= 2 * i - 1;
    to[static_cast<std::size_t>(m)] = diagonal;
    for (int l = m + 1; l <= degree; ++l) {
      const auto at = static_cast<std::size_t>(l);
      const double second = l >= m + 2 ? to[at - 2] : 0;
      to[at] = ((2 * l - 1) * u.z * to[at - 1] - (l + m - 1) * second) / (l - m);
    }
  };
  double cosine = 1, sine = 0, cosine_below = 0, sine_below = 0;  // of (x + iy)^m and ^(m − 1)
  fill(0, q);
  for (int m = 0; m <= degree; ++m) {
    fill(m + 1, above);
    for (int l = m; l <= degree; ++l) {
      const auto at = static_cast<std::size_t>(l);
      const double norm = norm_of(l, m);
      const auto put = [&](int order, double wave, double by_x, double by_y) {
        value[harmonic(l, order)] = norm * q[at] * wave;
        if (gradient.empty()) return;
        const Vec3 g = norm * Vec3{q[at] * by_x, q[at] * by_y, above[at] * wave};
        gradient[harmonic(l, order)] = g - dot(u, g) * u;
      };
      put(m, cosine, m * cosine_below, -m * sine_below);
      if (m > 0) put(-m, sine, m * sine_below, m * cosine_below);
    }
    cosine_below = cosine;
    sine_below = sine;
    cosine = u.x * cosine_below - u.y * sine_below;
    sine = u.x * sine_below + u.y * cosine_below;
    q.swap(above);
  }
}

// By quadrature that is exact for the degree of the product.
std::vector<CouplingTerm> gaunt_terms(int la, int lb, int lc) {
  if ((la + lb + lc) % 2 != 0 || lc > la + lb || lc < std::abs(la - lb)) return {};
  const int most = std::max({la, lb, lc}), sum = la + lb + lc, turns = sum + 1;
  const auto size = [](int l) { return static_cast<std::size_t>(2 * l + 1); };
  std::vector<double> integral(size(la) * size(lb) * size(lc)), c(harmonics_up_to(most));
  for (const Node& node : gauss_legendre(sum / 2 + 1)) {
    const double radius = std::sqrt(1 - node.z * node.z);
    for (int turn = 0; turn < turns; ++turn) {
      const double phi = 2 * std::numbers::pi * turn / turns;
      spherical_harmonics(most, {radius * std::cos(phi), radius * std::sin(phi), node.z}, c, {});
      const double weight = 0.5 * node.weight / turns;
      std::size_t at = 0;
      for (int a = -la; a <= la; ++a) {
        for (int b = -lb; b <= lb; ++b) {
          for (int m = -lc; m <= lc; ++m) {
            integral[at++] += weight * c[harmonic(la, a)] * c[harmonic(lb, b)] * c[harmonic(lc, m)];
          }
        }
      }
    }
  }
  constexpr double rounding = 1e-13;
  std::vector<CouplingTerm> terms;
  std::size_t at = 0;
  for (int a = 0; a < 2 * la + 1; ++a) {
    for (int b = 0; b < 2 * lb + 1; ++b) {
      for (int m = 0; m < 2 * lc + 1; ++m, ++at) {
        if (std::abs(integral[at]) > rounding) terms.push_back({a, b, m, integral[at]});
      }
    }
  }
  return terms;
}

}  // namespace nnpipe::descriptor
