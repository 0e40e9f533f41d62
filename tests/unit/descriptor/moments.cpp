// Moments of the neighbour density and functions of them: closed forms, derivatives, symmetries, text.
#include "descriptor/moments.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "descriptor/calculator.hpp"
#include "descriptor/jacobian.hpp"
#include "largest.hpp"
#include "moment_sets.hpp"
#include "refusal.hpp"
#include "test.hpp"
#include "values.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

Vec3 random_direction(Random& random) {
  for (;;) {
    const Vec3 r{random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)};
    if (norm(r) < 1 && norm(r) > 0.1) return r / norm(r);
  }
}

std::vector<Neighbour> random_neighbours(std::uint64_t seed, std::size_t count) {
  Random random{seed};
  std::vector<Neighbour> all;
  while (all.size() < count) {
    const Vec3 r = random.uniform(1.5, 5.5) * random_direction(random);
    bool good = true;
    for (const auto& other : all) good = good && norm(r - other.r) > 0.8;
    if (good) all.push_back({r, static_cast<int>(random.below(2))});
  }
  return all;
}

Set random_set(std::uint64_t seed, std::size_t functions, int degree = 4) {
  Random random{seed};
  Set set{Element{14}, {}};
  set.moments = moment_tests::random_basis(random, {species.begin(), species.end()}, 5, degree, 3, false);
  if (seed % 2 == 0) {
    set.moments->map = RadialMap::exponential;
    set.moments->steepness = 2.5;
    set.moments->power = 2;
    set.moments->reference = 2.2;
    set.moments->cutoff_function = {CutoffKind::poly2, 0.2};
  }
  moment_tests::add_random_functions(random, set, functions);
  return set;
}

// Of one function, of the moments of lines.
double value_of(const std::string& lines, const std::vector<Neighbour>& neighbours) {
  const auto file = parse_set_file("nnpipe-sf 1\nunits metal\n" + lines, "test");
  return values_of(file.sets.at(0), neighbours).at(0);
}

void check_equal(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  REQUIRE(a.size() == b.size());
  for (std::size_t s = 0; s < a.size(); ++s) {
    INFO("function " << s);
    CHECK(a[s] == Approx(b[s]).margin(tolerance).epsilon(tolerance));
  }
}

double cosine_cutoff(double r, double radius) {
  return r < radius ? 0.5 * (std::cos(std::numbers::pi * r / radius) + 1) : 0;
}

// φ_0 and φ_1 of cutoff 5.
double phi(int n, double r) {
  const double x = 2 * r / 5 - 1;
  return cosine_cutoff(r, 5) * (n == 0 ? 1 : n == 1 ? x : 2 * x * x - 1);
}

double legendre(int l, double x) {
  switch (l) {
    case 0: return 1;
    case 1: return x;
    case 2: return (3 * x * x - 1) / 2;
    case 3: return (5 * x * x - 3) * x / 2;
    default: return ((35 * x * x - 30) * x * x + 3) / 8;
  }
}

const std::string plain =
    "moments Si cutoff=5 degree=4 radial=3\nchannel Si 0 Si 1\nchannel Si 0 O 1\nchannel Si 1 Si 0 1\nchannel Si 1 O 0 "
    "1\npair-channel Si 0 Si 0 0 2\npair-channel Si 0 O 1\n";

std::string error_of(const std::string& lines) {
  return refusal_of([&] { parse_set_file("nnpipe-sf 1\nunits metal\n" + lines, "a.sf"); });
}

}  // namespace

TEST_CASE("spherical harmonics have their closed forms and obey the addition theorem") {
  Random random{3};
  std::vector<double> c(harmonics_up_to(8)), d(harmonics_up_to(8));
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Vec3 u = random_direction(random), v = random_direction(random);
    spherical_harmonics(8, u, c, {});
    spherical_harmonics(8, v, d, {});
    CHECK(c[harmonic(0, 0)] == 1);
    CHECK(c[harmonic(1, 1)] == Approx(u.x).margin(1e-14));
    CHECK(c[harmonic(1, -1)] == Approx(u.y).margin(1e-14));
    CHECK(c[harmonic(1, 0)] == Approx(u.z).margin(1e-14));
    CHECK(c[harmonic(2, 2)] == Approx(std::sqrt(3.0) / 2 * (u.x * u.x - u.y * u.y)).margin(1e-14));
    CHECK(c[harmonic(2, -1)] == Approx(std::sqrt(3.0) * u.y * u.z).margin(1e-14));
    for (int l = 0; l <= 8; ++l) {
      double sum = 0;
      for (int m = -l; m <= l; ++m) sum += c[harmonic(l, m)] * d[harmonic(l, m)];
      CHECK(sum == Approx(std::legendre(static_cast<unsigned>(l), dot(u, v))).margin(1e-13));
    }
  }
}

TEST_CASE("gradients of spherical harmonics lie on the sphere and are those of finite differences") {
  Random random{4};
  std::vector<double> c(harmonics_up_to(6)), low(c.size()), high(c.size());
  std::vector<Vec3> gradient(c.size());
  for (int repeat = 0; repeat < 10; ++repeat) {
    const Vec3 u = random_direction(random);
    spherical_harmonics(6, u, c, gradient);
    constexpr double h = 1e-5;
    for (int axis = 0; axis < 3; ++axis) {
      Vec3 up = u, down = u;
      up[axis] += h;
      down[axis] -= h;
      spherical_harmonics(6, up / norm(up), high, {});
      spherical_harmonics(6, down / norm(down), low, {});
      for (std::size_t i = 0; i < c.size(); ++i) {
        CHECK((high[i] - low[i]) / (2 * h) == Approx(gradient[i][axis]).margin(1e-8));
      }
    }
    for (const Vec3& g : gradient) CHECK(std::abs(dot(g, u)) < 1e-12);
  }
}

TEST_CASE("coupling coefficients have their closed forms and vanish without a triangle") {
  CHECK(gaunt_terms(1, 1, 1).empty());
  CHECK(gaunt_terms(1, 1, 4).empty());
  const auto lowest = gaunt_terms(0, 0, 0);
  REQUIRE(lowest.size() == 1);
  CHECK(lowest[0].coefficient == Approx(1).epsilon(1e-14));
  for (const auto& term : gaunt_terms(2, 2, 0)) {
    CHECK(term.a == term.b);
    CHECK(term.coefficient == Approx(0.2).epsilon(1e-13));
  }
  CHECK(gaunt_terms(2, 2, 0).size() == 5);
}

TEST_CASE("functions of moments of a trimer have their closed forms") {
  const double r = 2, s = 2.5, angle = 1.1;
  const std::vector<Neighbour> trimer{{{r, 0, 0}, 0}, {{s * std::cos(angle), s * std::sin(angle), 0}, 0}};
  CHECK(value_of(plain + "pair Si k=0\n", trimer) == Approx(2 * (phi(2, r) + phi(2, s))).epsilon(1e-13));
  for (int l = 0; l <= 4; ++l) {
    // Σ_jj' R_0(r_j) R_1(r_j') P_l(cos θ).
    const double expected = phi(0, r) * phi(1, r) + phi(0, s) * phi(1, s) +
                            (phi(0, r) * phi(1, s) + phi(1, r) * phi(0, s)) * legendre(l, std::cos(angle));
    CHECK(value_of(plain + "power Si k=0,1 l=" + std::to_string(l) + "\n", trimer) == Approx(expected).epsilon(1e-12));
  }
  const double first = value_of(plain + "power Si k=0,0 l=2\n", trimer);
  const double second = value_of(plain + "bispectrum Si k=0,0,1 l=1,1,2\n", trimer);
  CHECK(value_of(plain + "product Si power k=0,0 l=2 bispectrum k=0,0,1 l=1,1,2\n", trimer) ==
        Approx(first * second).epsilon(1e-13));
  CHECK(value_of(plain + "product Si power k=0,0 l=2 power k=0,0 l=2 pair k=0\n", trimer) ==
        Approx(first * first * 2 * (phi(2, r) + phi(2, s))).epsilon(1e-13));
}

// Σ over three neighbours of R R R times the mean over the sphere of P_l(n·u) P_l'(n·v) P_l''(n·w), for (1, 1, 2)
// (u·w)(v·w)/5 − u·v/15.
TEST_CASE("a bispectrum is its sum over three neighbours") {
  const auto neighbours = random_neighbours(5, 7);
  double expected = 0;
  for (const auto& i : neighbours) {
    for (const auto& j : neighbours) {
      for (const auto& k : neighbours) {
        const double ri = norm(i.r), rj = norm(j.r), rk = norm(k.r);
        const Vec3 u = i.r / ri, v = j.r / rj, w = k.r / rk;
        expected += phi(0, ri) * phi(1, rj) * phi(1, rk) * (dot(u, w) * dot(v, w) / 5 - dot(u, v) / 15);
      }
    }
  }
  CHECK(value_of(plain + "bispectrum Si k=0,1,1 l=1,1,2\n", neighbours) == Approx(expected).epsilon(1e-11));
  CHECK(value_of(plain + "bispectrum Si k=1,1,0 l=2,1,1\n", neighbours) == Approx(expected).epsilon(1e-11));
}

TEST_CASE("bispectra that share couplings are those computed alone") {
  const Set set = random_set(7, 80);
  const auto neighbours = random_neighbours(8, 12);
  const auto together = values_of(set, neighbours);
  for (std::size_t f = 0; f < set.functions.size(); ++f) {
    Set alone{set.centre, {set.functions[f]}, set.moments};
    check_equal({together[f]}, values_of(alone, neighbours), 1e-12);
  }
}

TEST_CASE("derivatives of functions of moments are those of finite differences to 1e-8") {
  for (const std::uint64_t seed : {11U, 12U}) {
    const Set set = random_set(seed, 60);
    const Calculator calculator{set, species};
    Calculator::Workspace workspace;
    auto neighbours = random_neighbours(seed, 9);
    const std::size_t size = set.functions.size(), n = neighbours.size();
    std::vector<double> values(size), low(size), high(size), lower(size), higher(size);
    std::vector<Vec3> derivatives(size * n);
    calculator.values(neighbours, workspace, values);
    calculator.derivatives(workspace, derivatives);
    constexpr double h = 1e-3;
    for (std::size_t j = 0; j < n; ++j) {
      for (int axis = 0; axis < 3; ++axis) {
        const double at = neighbours[j].r[axis];
        const auto values_at = [&](double step, std::vector<double>& out) {
          neighbours[j].r[axis] = at + step;
          calculator.values(neighbours, workspace, out);
          neighbours[j].r[axis] = at;
        };
        values_at(-h, low);
        values_at(h, high);
        values_at(-2 * h, lower);
        values_at(2 * h, higher);
        for (std::size_t s = 0; s < size; ++s) {
          const double numerical = (8 * (high[s] - low[s]) - (higher[s] - lower[s])) / (12 * h);
          const double scale = 1 + std::abs(values[s]) + std::abs(numerical);
          CHECK(std::abs(numerical - derivatives[s * n + j][axis]) < 1e-8 * scale);
        }
      }
    }
  }
}

TEST_CASE("functions of moments do not change under rotation, reflection and permutation") {
  const Set set = random_set(21, 80);
  const auto neighbours = random_neighbours(22, 14);
  const auto values = values_of(set, neighbours);
  const Vec3 axis = Vec3{1, -2, 0.5} / norm(Vec3{1, -2, 0.5});
  auto turned = neighbours, mirrored = neighbours;
  for (auto& each : turned) {
    const Vec3 r = each.r;
    each.r = std::cos(0.7) * r + std::sin(0.7) * cross(axis, r) + (1 - std::cos(0.7)) * dot(axis, r) * axis;
  }
  for (auto& each : mirrored) each.r = each.r - 2 * dot(each.r, axis) * axis;
  check_equal(values_of(set, turned), values, 1e-11);
  check_equal(values_of(set, mirrored), values, 1e-11);
  check_equal(values_of(set, {neighbours.rbegin(), neighbours.rend()}), values, 1e-11);
}

TEST_CASE("functions of moments end smoothly at the cutoff") {
  const Set set = random_set(31, 60);
  auto neighbours = random_neighbours(32, 10);
  const auto without = values_of(set, neighbours);
  const Vec3 direction = Vec3{1, 2, 3} / norm(Vec3{1, 2, 3});
  neighbours.push_back({5 * direction, 0});
  check_equal(values_of(set, neighbours), without, 0);
  neighbours.back().r = (5 - 1e-5) * direction;
  check_equal(values_of(set, neighbours), without, 1e-8);
  const Calculator calculator{set, species};
  Calculator::Workspace workspace;
  std::vector<double> values(set.functions.size());
  std::vector<Vec3> derivatives(set.functions.size() * neighbours.size());
  calculator.values(neighbours, workspace, values);
  calculator.derivatives(workspace, derivatives);
  for (std::size_t s = 0; s < values.size(); ++s) {
    CHECK(norm(derivatives[(s + 1) * neighbours.size() - 1]) < 1e-3 * (1 + std::abs(values[s])));
  }
}

TEST_CASE("neighbours of elements that the moments do not see count nothing") {
  const std::vector<Neighbour> both{{{2, 0, 0}, 0}, {{0, 2.5, 0}, 1}}, one{{{2, 0, 0}, 0}};
  const std::string lines = "moments Si cutoff=5 degree=1 radial=1\nchannel Si 0 Si 1\npower Si k=0,0 l=1\n";
  CHECK(value_of(lines, both) == value_of(lines, one));
}

TEST_CASE("the Jacobian of functions of moments is that of the plain path, beside other functions too") {
  for (const std::uint64_t seed : {41U, 42U}) {
    Set set = random_set(seed, 70);
    set.functions.insert(set.functions.begin() + 5, parse_symmetry_function("G2 Si O eta=0.3 r_s=1.5 cutoff=5.2"));
    set.functions.push_back(parse_symmetry_function("G5 Si Si O eta=0.01 zeta=4 lambda=1 cutoff=4.5"));
    const Calculator plain_path{set, species};
    const JacobianCalculator fast{set, species};
    Calculator::Workspace plain_work;
    JacobianCalculator::Workspace fast_work;
    for (const std::size_t n : {0U, 1U, 2U, 5U, 17U, 30U}) {
      const auto neighbours = random_neighbours(seed + n, n);
      const std::size_t size = set.functions.size();
      std::vector<double> values(size), fast_values(size, 99.0), jacobian(3 * n * size, 99.0);
      std::vector<Vec3> derivatives(size * n);
      plain_path.values(neighbours, plain_work, values);
      plain_path.derivatives(plain_work, derivatives);
      fast.compute(neighbours, fast_work, fast_values, jacobian);
      double worst = 0;
      for (std::size_t s = 0; s < size; ++s) {
        CHECK(fast_values[s] == Approx(values[s]).epsilon(1e-12).margin(1e-13));
        for (std::size_t j = 0; j < n; ++j) {
          for (int c = 0; c < 3; ++c) {
            const double expected = derivatives[s * n + j][c];
            const double got = jacobian[(3 * j + static_cast<std::size_t>(c)) * size + s];
            worst = larger(worst, std::abs(expected - got) / (1 + std::abs(expected) + std::abs(values[s])));
          }
        }
      }
      CHECK(worst < 1e-12);
      fast.compute(neighbours, fast_work, fast_values, {});
      check_equal(fast_values, values, 1e-12);
    }
  }
}

TEST_CASE("the text of a set with moments reads back equal and is its own canonical text") {
  for (const std::uint64_t seed : {51U, 52U}) {
    SetFile file;
    file.sets.push_back(random_set(seed, 50));
    file.sets[0].functions.push_back(parse_symmetry_function("G2 Si O eta=0.3 r_s=1.5 cutoff=5.2"));
    const auto text = to_text(file);
    CHECK(parse_set_file(text, "again") == file);
    CHECK(to_text(parse_set_file(text, "again")) == text);
  }
  const auto file = parse_set_file(
      "nnpipe-sf 1\nunits metal\n" + plain + "product Si power k=1,0 l=2 bispectrum k=1,0,0 l=2,1,1\npair Si k=0\n",
      "test");
  const auto& set = file.sets.at(0);
  CHECK(to_text(set.functions[0]) == "product Si power k=0,1 l=2 bispectrum k=0,0,1 l=1,1,2");
  CHECK(set.column_names() == std::vector<std::string>{"product_1", "pair_1"});
  CHECK(set.cutoff() == 5);
  CHECK(set.neighbours() == std::vector<Element>{element_of("O"), element_of("Si")});
}

TEST_CASE("what is wrong with moments is said with its place") {
  CHECK_THAT(error_of("power Si k=0,0 l=0\n"),
             StartsWith("a.sf:3: power is a function of moments, but there is no line "
                        "'moments Si …' before it"));
  CHECK_THAT(error_of("channel Si 0 Si 1\n"), StartsWith("a.sf:3: channel without a line 'moments Si …' before it"));
  CHECK_THAT(error_of(plain + "power Si k=0,2 l=0\n"),
             StartsWith("a.sf:10: there is no channel 2, the moments of Si have 2"));
  CHECK_THAT(error_of(plain + "pair Si k=1\n"),
             StartsWith("a.sf:10: there is no pair-channel 1, the moments of Si have 1"));
  CHECK_THAT(error_of(plain + "power Si k=0,0 l=5\n"),
             StartsWith("a.sf:10: there is no degree 5, the moments of Si go to 4"));
  CHECK_THAT(error_of(plain + "bispectrum Si k=0,0,0 l=1,1,1\n"),
             StartsWith("a.sf:10: a bispectrum of degrees 1, 1, 1 is always 0"));
  CHECK_THAT(error_of(plain + "bispectrum Si k=0,0,0 l=0,1,3\n"), ContainsSubstring("is always 0"));
  CHECK_THAT(error_of(plain + "power Si k=0,1 l=2\npower Si k=1,0 l=2\n"),
             StartsWith("a.sf:11: the same function is given twice"));
  CHECK_THAT(error_of(plain + "product Si power k=0,0 l=0\n"),
             ContainsSubstring("a product has 2 to 4 factors, got 1"));
  CHECK_THAT(error_of(plain + "product Si k=0,0 l=0\n"), ContainsSubstring("unknown symmetry function 'k=0,0'"));
  CHECK_THAT(error_of(plain + "power Si k=0 l=0\n"), ContainsSubstring("k has 1 numbers, expected 2"));
  CHECK_THAT(error_of(plain + "power Si k=0,0 l=0 cutoff=5\n"), ContainsSubstring("unknown key 'cutoff'"));
  CHECK_THAT(error_of(plain + plain), StartsWith("a.sf:10: moments of Si are given twice"));
  CHECK_THAT(error_of(plain + "channel Si 1 O 1\n"), StartsWith("a.sf:10: channel 1 of O is given twice"));
  CHECK_THAT(error_of(plain + "channel Si 3 O 1\n"), ContainsSubstring("channels are numbered from 0 in their order"));
  CHECK_THAT(error_of(plain + "channel Si 2 O 0\n"), ContainsSubstring("all coefficients are 0"));
  CHECK_THAT(error_of(plain + "channel Si 2 O 1 2 3 4\n"), ContainsSubstring("expected at most 3 coefficients, got 4"));
  CHECK_THAT(error_of(plain), ContainsSubstring("moments of Si, but no function of them"));
  CHECK_THAT(error_of("moments Si cutoff=5 degree=9 radial=3\n"),
             ContainsSubstring("degree is out of range, expected 0 to 8, got 9"));
  CHECK_THAT(error_of("moments Si cutoff=5 degree=2 radial=3 map=cubic\n"),
             ContainsSubstring("unknown map 'cubic', expected linear or exponential"));
  CHECK_THAT(error_of("moments Si cutoff=5 degree=2 radial=3 map=exponential\n"),
             ContainsSubstring("missing steepness=…"));
  CHECK_THAT(error_of("moments Si cutoff=5 degree=2 radial=3 map=exponential steepness=1e-4\n"),
             ContainsSubstring("steepness is out of range, expected 0.001 to 50, got 0.0001"));
  CHECK_THAT(error_of("moments Si degree=2 radial=3\n"), ContainsSubstring("missing cutoff=…"));
  CHECK_THAT(error_of("moments Si cutoff=5 degree=2 radial=3 power=2\n"), ContainsSubstring("missing r_0=…"));
}
