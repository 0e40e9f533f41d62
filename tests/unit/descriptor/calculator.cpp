#include "descriptor/calculator.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "base/random.hpp"
#include "test.hpp"
#include "values.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

Set set_of(const std::vector<std::string>& lines) {
  Set set{Element{14}, {}};
  for (const auto& line : lines) set.functions.push_back(parse_symmetry_function(line));
  return set;
}

double value_of(const std::string& line, const std::vector<Neighbour>& neighbours) {
  return values_of(set_of({line}), neighbours).at(0);
}

double cosine_cutoff(double r, double radius) {
  return r < radius ? 0.5 * (std::cos(std::numbers::pi * r / radius) + 1) : 0;
}

// One or more of every type, with cutoff functions, R_s, ζ and λ of all sorts, for both elements.
Set many_functions() {
  std::vector<std::string> lines;
  for (const std::string fc : {"cosine", "tanh3", "exp", "poly2 inner=0.3", "poly4", "envelope p=5"}) {
    for (const std::string element : {"Si", "O"}) {
      lines.push_back("G1 Si " + element + " cutoff=4.5 cutoff-function=" + fc);
      lines.push_back("G2 Si " + element + " eta=0.3 r_s=1.5 cutoff=5 cutoff-function=" + fc);
      lines.push_back("G3 Si " + element + " kappa=1.3 cutoff=4 cutoff-function=" + fc);
      lines.push_back("bessel Si " + element + " kappa=1.9 cutoff=5 cutoff-function=" + fc);
    }
    for (const std::string pair : {"Si Si", "Si O", "O O"}) {
      for (const std::string zeta :
           {"zeta=1 lambda=-1", "zeta=4 lambda=1", "zeta=16 lambda=-1", "zeta=2.5 lambda=0.7"}) {
        lines.push_back("G4 Si " + pair + " eta=0.03 " + zeta + " cutoff=5 cutoff-function=" + fc);
        lines.push_back("G5 Si " + pair + " eta=0.01 r_s=0.5 " + zeta + " cutoff=4.5 cutoff-function=" + fc);
      }
    }
  }
  for (const std::string shape : {"poly1", "poly2", "poly3-a", "poly4", "poly4-a", "exp", "exp-a"}) {
    lines.push_back("C2 Si O low=1.3 cutoff=5 shape=" + shape);
    lines.push_back("wC2 Si low=-5 cutoff=5 shape=" + shape);
    for (const std::string angles : {"from=30 to=150", "from=-120 to=120", "from=100 to=260"}) {
      const std::string rest = " low=1 cutoff=5.5 " + angles + " shape=" + shape;
      lines.push_back("C4 Si Si O" + rest);
      lines.push_back("C5 Si O O" + rest);
      lines.push_back("wC4 Si" + rest);
      lines.push_back("wC5 Si" + rest);
    }
  }
  lines.push_back("wG2 Si eta=0.3 r_s=1.5 cutoff=5 cutoff-function=poly2");
  lines.push_back("wG4 Si eta=0.03 r_s=0.5 zeta=4 lambda=-1 cutoff=5");
  lines.push_back("wG4 Si eta=0.03 zeta=2.5 lambda=1 cutoff=5 cutoff-function=poly3");
  return set_of(lines);
}

// Neighbours at 1.5 to 6 Å, none near another.
std::vector<Neighbour> random_neighbours(std::uint64_t seed, std::size_t count) {
  Random random{seed};
  std::vector<Neighbour> all;
  while (all.size() < count) {
    const Vec3 r{random.uniform(-6, 6), random.uniform(-6, 6), random.uniform(-6, 6)};
    bool good = norm(r) > 1.5 && norm(r) < 6;
    for (const auto& other : all) good = good && norm(r - other.r) > 0.5;
    if (good) all.push_back({r, static_cast<int>(random.below(2))});
  }
  return all;
}

Vec3 rotated(Vec3 r, Vec3 axis, double angle) {
  axis = axis / norm(axis);
  return std::cos(angle) * r + std::sin(angle) * cross(axis, r) + (1 - std::cos(angle)) * dot(axis, r) * axis;
}

void check_equal(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  REQUIRE(a.size() == b.size());
  for (std::size_t s = 0; s < a.size(); ++s) CHECK(a[s] == Approx(b[s]).margin(tolerance).epsilon(tolerance));
}

}  // namespace

TEST_CASE("symmetry functions of a dimer have their closed forms") {
  const double r = 2.35, fc = cosine_cutoff(r, 6);
  const std::vector<Neighbour> dimer{{{0, 0, r}, 0}};
  CHECK(value_of("G1 Si Si cutoff=6", dimer) == Approx(fc).epsilon(1e-14));
  CHECK(value_of("G2 Si Si eta=5 r_s=2 cutoff=6", dimer) == Approx(std::exp(-5 * 0.35 * 0.35) * fc).epsilon(1e-14));
  CHECK(value_of("G3 Si Si kappa=2 cutoff=6", dimer) == Approx(std::cos(2 * r) * fc).epsilon(1e-14));
  CHECK(value_of("bessel Si Si kappa=2 cutoff=6", dimer) == Approx(std::sin(2 * r) / (2 * r) * fc).epsilon(1e-14));
  CHECK(value_of("bessel Si Si kappa=0.001 cutoff=6", dimer) == Approx(fc).epsilon(1e-6));
  CHECK(value_of("G4 Si Si Si eta=0.01 zeta=1 lambda=1 cutoff=6", dimer) == 0);
  CHECK(value_of("G5 Si Si Si eta=0.01 zeta=1 lambda=1 cutoff=6", dimer) == 0);
}

TEST_CASE("symmetry functions of a right-angled trimer have their closed forms") {
  // Legs 2 and 2.5 Å at 90°: cos θ = 0, so the angular factor is 2^{1−ζ}.
  const std::vector<Neighbour> trimer{{{2, 0, 0}, 0}, {{0, 2.5, 0}, 0}};
  const double side = std::sqrt(4 + 6.25), f = cosine_cutoff(2, 6) * cosine_cutoff(2.5, 6);
  CHECK(value_of("G1 Si Si cutoff=6", trimer) == Approx(cosine_cutoff(2, 6) + cosine_cutoff(2.5, 6)).epsilon(1e-14));
  const double g5 = 0.125 * std::exp(-0.01 * (4 + 6.25)) * f;
  const double g4 = 0.125 * std::exp(-0.01 * (4 + 6.25 + side * side)) * f * cosine_cutoff(side, 6);
  for (const std::string lambda : {"1", "-1"}) {
    CHECK(value_of("G5 Si Si Si eta=0.01 zeta=4 lambda=" + lambda + " cutoff=6", trimer) == Approx(g5).epsilon(1e-14));
    CHECK(value_of("G4 Si Si Si eta=0.01 zeta=4 lambda=" + lambda + " cutoff=6", trimer) == Approx(g4).epsilon(1e-14));
  }
}

TEST_CASE("symmetry functions of a trimer at 60 degrees have their closed forms") {
  const std::vector<Neighbour> trimer{{{2, 0, 0}, 0}, {{1, std::sqrt(3.0), 0}, 0}};
  const double f = cosine_cutoff(2, 6);
  CHECK(value_of("G5 Si Si Si eta=0 zeta=16 lambda=1 cutoff=6", trimer) ==
        Approx(2 * std::pow(0.75, 16) * f * f).epsilon(1e-13));
  CHECK(value_of("G4 Si Si Si eta=0 zeta=2.5 lambda=-1 cutoff=6", trimer) ==
        Approx(2 * std::pow(0.25, 2.5) * f * f * f).epsilon(1e-13));
  // R_s in an angular function shifts every side.
  CHECK(value_of("G4 Si Si Si eta=0.4 r_s=1.5 zeta=1 lambda=1 cutoff=6", trimer) ==
        Approx(1.5 * std::exp(-0.4 * 3 * 0.25) * f * f * f).epsilon(1e-13));
}

// RuNNer's cutoff types 6 and 4.
double poly2(double y) { return ((15 - 6 * y) * y - 10) * y * y * y + 1; }
double exponential(double y) { return std::exp(1 - 1 / (1 - y * y)); }

TEST_CASE("compact functions have their closed forms") {
  // Legs of 2 and 2.5 Å, 60° between them: the third side is √5.25 Å.
  const double half = std::sqrt(3.0) / 2, side = std::sqrt(5.25);
  const std::vector<Neighbour> trimer{{{2, 0, 0}, 0}, {{1.25, 2.5 * half, 0}, 1}};
  const auto c = [](double r) { return poly2(std::abs(r - 2.5) / 1.5); };  // between 1 and 4 Å
  const std::string ends = " low=1 cutoff=4";
  CHECK(value_of("C2 Si Si low=1 cutoff=4 shape=poly2", trimer) == Approx(c(2)).epsilon(1e-14));
  CHECK(value_of("C2 Si O low=1 cutoff=4 shape=poly2", trimer) == Approx(1).epsilon(1e-14));
  const double y = 0.5 / 1.5;
  CHECK(value_of("C2 Si Si low=1 cutoff=4 shape=poly2-a", trimer) == Approx(poly2((2 - y) * y)).epsilon(1e-14));
  CHECK(value_of("C2 Si Si low=1 cutoff=4 shape=exp", trimer) == Approx(exponential(y)).epsilon(1e-14));
  // From −4 to 4 Å: the middle is the centre.
  CHECK(value_of("C2 Si Si low=-4 cutoff=4 shape=poly2", trimer) == Approx(poly2(0.5)).epsilon(1e-14));
  CHECK(value_of("C2 Si Si low=2 cutoff=4 shape=poly2", trimer) == 0);
  // 60° is a third of the way from the middle of [0, 180] to its end, and half of that of [−120, 120].
  const double wide = c(2) * c(2.5);
  CHECK(value_of("C5 Si Si O from=0 to=180 shape=poly2" + ends, trimer) ==
        Approx(wide * poly2(1.0 / 3)).epsilon(1e-13));
  CHECK(value_of("C5 Si O Si from=-120 to=120 shape=poly2" + ends, trimer) == Approx(wide * poly2(0.5)).epsilon(1e-13));
  CHECK(value_of("C5 Si Si O from=60 to=180 shape=poly2" + ends, trimer) == Approx(0).margin(1e-30));
  CHECK(value_of("C4 Si Si O from=0 to=180 shape=poly2" + ends, trimer) ==
        Approx(wide * c(side) * poly2(1.0 / 3)).epsilon(1e-13));
  CHECK(value_of("C5 Si Si Si from=0 to=180 shape=poly2" + ends, trimer) == 0);
}

TEST_CASE("weighted functions count every neighbour by its atomic number") {
  const std::vector<Neighbour> trimer{{{2, 0, 0}, 0}, {{0, 2.5, 0}, 1}};
  const double first = cosine_cutoff(2, 6) * std::exp(-0.1 * 4), second = cosine_cutoff(2.5, 6) * std::exp(-0.1 * 6.25);
  const double side = std::sqrt(4 + 6.25), third = cosine_cutoff(side, 6) * std::exp(-0.1 * side * side);
  CHECK(value_of("wG2 Si eta=0.1 r_s=0 cutoff=6", trimer) == Approx(14 * first + 8 * second).epsilon(1e-14));
  CHECK(value_of("wG4 Si eta=0.1 zeta=1 lambda=1 cutoff=6", trimer) ==
        Approx(14 * 8 * first * second * third).epsilon(1e-14));
  const auto c = [](double r) { return poly2(std::abs(r - 2.5) / 1.5); };
  CHECK(value_of("wC2 Si low=1 cutoff=4 shape=poly2", trimer) == Approx(14 * c(2) + 8).epsilon(1e-14));
  CHECK(value_of("wC5 Si low=1 cutoff=4 from=0 to=180 shape=poly2", trimer) == Approx(14 * 8 * c(2)).epsilon(1e-14));
  CHECK(value_of("wC4 Si low=1 cutoff=4 from=0 to=180 shape=poly2", trimer) ==
        Approx(14 * 8 * c(2) * c(side)).epsilon(1e-14));
}

TEST_CASE("compact functions of the angle are smooth where three atoms stand in line") {
  const std::vector<std::string> lines{"C5 Si Si Si low=0 cutoff=4 from=120 to=240 shape=poly2",
                                       "C5 Si Si Si low=0 cutoff=4 from=0 to=180 shape=poly1"};
  const Calculator calculator{set_of(lines), species};
  Calculator::Workspace workspace;
  std::vector<double> values(2);
  std::vector<Vec3> derivatives(4);
  calculator.values(std::vector<Neighbour>{{{2, 0, 0}, 0}, {{-2.1, 0, 0}, 0}}, workspace, values);
  calculator.derivatives(workspace, derivatives);
  CHECK(values[0] == Approx(poly2(0) * poly2(0) * poly2(0.1 / 2.0)).epsilon(1e-13));
  CHECK(values[1] == Approx(0).margin(1e-12));
  for (const Vec3 d : derivatives) {
    CHECK(std::isfinite(d.x));
    CHECK(std::abs(d.y) + std::abs(d.z) < 1e-7);
  }
}

TEST_CASE("of an angular function of three sides a pair counts only if its own side is within the cutoff") {
  const std::vector<Neighbour> opposite{{{2, 0, 0}, 0}, {{-2, 0, 0}, 0}};
  CHECK(value_of("G4 Si Si Si eta=0.01 zeta=1 lambda=-1 cutoff=3.9", opposite) == 0);
  CHECK(value_of("G5 Si Si Si eta=0.01 zeta=1 lambda=-1 cutoff=3.9", opposite) > 0);
}

TEST_CASE("functions see the elements they name and no others") {
  const std::vector<Neighbour> mixed{{{2, 0, 0}, 0}, {{0, 2.2, 0}, 1}, {{0, 0, 2.4}, 1}};
  CHECK(value_of("G1 Si Si cutoff=6", mixed) == Approx(cosine_cutoff(2, 6)));
  CHECK(value_of("G1 Si O cutoff=6", mixed) == Approx(cosine_cutoff(2.2, 6) + cosine_cutoff(2.4, 6)));
  const std::string end = " eta=0 zeta=1 lambda=1 cutoff=6";
  CHECK(value_of("G5 Si Si Si" + end, mixed) == 0);
  CHECK(value_of("G5 Si Si O" + end, mixed) ==
        Approx(cosine_cutoff(2, 6) * (cosine_cutoff(2.2, 6) + cosine_cutoff(2.4, 6))));
  CHECK(value_of("G5 Si O O" + end, mixed) == Approx(cosine_cutoff(2.2, 6) * cosine_cutoff(2.4, 6)));
  CHECK(value_of("G1 Si C cutoff=6", mixed) == 0);
}

TEST_CASE("grouped functions have the values of each function alone") {
  const auto set = many_functions();
  const auto neighbours = random_neighbours(3, 12);
  const auto together = values_of(set, neighbours);
  for (std::size_t s = 0; s < set.functions.size(); ++s) {
    CHECK(together[s] == Approx(value_of(to_text(set.functions[s]), neighbours)).epsilon(1e-14).margin(1e-300));
  }
}

TEST_CASE("derivatives of symmetry functions are those of central differences") {
  const auto set = many_functions();
  const Calculator calculator{set, species};
  Calculator::Workspace workspace;
  for (const std::uint64_t seed : {1, 2, 3}) {
    auto neighbours = random_neighbours(seed, 8);
    std::vector<double> values(set.functions.size());
    calculator.values(neighbours, workspace, values);
    std::vector<Vec3> derivatives(values.size() * neighbours.size());
    calculator.derivatives(workspace, derivatives);
    // Fourth order, so that truncation and rounding are both below what is asked for.
    const double h = 1e-4;
    for (std::size_t j = 0; j < neighbours.size(); ++j) {
      for (int axis = 0; axis < 3; ++axis) {
        const double x = neighbours[j].r[axis];
        const auto at = [&](double shift) {
          neighbours[j].r[axis] = x + shift;
          auto result = values_of(set, neighbours);
          neighbours[j].r[axis] = x;
          return result;
        };
        const auto p1 = at(h), m1 = at(-h), p2 = at(2 * h), m2 = at(-2 * h);
        for (std::size_t s = 0; s < values.size(); ++s) {
          const double difference = (8 * (p1[s] - m1[s]) - (p2[s] - m2[s])) / (12 * h);
          INFO(to_text(set.functions[s]) << " neighbour " << j << " axis " << axis);
          CHECK(derivatives[s * neighbours.size() + j][axis] == Approx(difference).margin(1e-8));
        }
      }
    }
  }
}

TEST_CASE("the gradient of a weighted sum is the weighted sum of the derivatives") {
  const auto set = many_functions();
  const Calculator calculator{set, species};
  Calculator::Workspace workspace;
  const auto neighbours = random_neighbours(5, 10);
  std::vector<double> values(set.functions.size()), q(values.size());
  Random random{9};
  for (auto& each : q) each = random.uniform(-1, 1);
  calculator.values(neighbours, workspace, values);
  std::vector<Vec3> gradient(neighbours.size()), derivatives(values.size() * neighbours.size());
  calculator.gradient(q, workspace, gradient);
  calculator.derivatives(workspace, derivatives);
  for (std::size_t j = 0; j < neighbours.size(); ++j) {
    Vec3 sum;
    for (std::size_t s = 0; s < q.size(); ++s) sum += q[s] * derivatives[s * neighbours.size() + j];
    CHECK(norm(sum - gradient[j]) < 1e-12);
  }
}

TEST_CASE("symmetry functions do not change under rotation, reflection and the order of like neighbours") {
  const auto set = many_functions();
  auto neighbours = random_neighbours(11, 15);
  const auto before = values_of(set, neighbours);
  auto turned = neighbours;
  for (auto& each : turned) each.r = rotated(each.r, {1, 2, -0.5}, 1.234);
  check_equal(values_of(set, turned), before, 1e-12);
  auto reflected = neighbours;
  for (auto& each : reflected) each.r.x = -each.r.x;
  check_equal(values_of(set, reflected), before, 1e-12);
  Random random{4};
  random.shuffle(neighbours);
  check_equal(values_of(set, neighbours), before, 1e-12);
}

TEST_CASE("a neighbour that leaves through the cutoff changes no function and no derivative abruptly") {
  const auto set = many_functions();
  const Calculator calculator{set, species};
  Calculator::Workspace workspace;
  auto neighbours = random_neighbours(21, 8);
  for (const double cutoff : {4.0, 4.5, 5.0}) {
    const auto at = [&](double distance, std::vector<Vec3>& derivatives) {
      neighbours[0].r = distance / norm(neighbours[0].r) * neighbours[0].r;
      std::vector<double> values(set.functions.size());
      calculator.values(neighbours, workspace, values);
      derivatives.resize(values.size() * neighbours.size());
      calculator.derivatives(workspace, derivatives);
      return values;
    };
    std::vector<Vec3> inside_derivatives, outside_derivatives;
    const auto inside = at(cutoff - 1e-6, inside_derivatives);
    const auto outside = at(cutoff + 1e-6, outside_derivatives);
    for (std::size_t s = 0; s < inside.size(); ++s) {
      INFO(to_text(set.functions[s]));
      CHECK(inside[s] == Approx(outside[s]).margin(1e-4));
    }
    for (std::size_t s = 0; s < inside.size(); ++s) {
      if (set.functions[s].cutoff != cutoff) continue;
      CHECK(inside[s] == Approx(outside[s]).margin(1e-9));
      const std::size_t at_first = s * neighbours.size();
      CHECK(norm(inside_derivatives[at_first]) < 1e-4);
      CHECK(norm(outside_derivatives[at_first]) == 0);
    }
  }
}

TEST_CASE("collinear neighbours give finite derivatives") {
  const std::vector<Neighbour> line{{{2, 0, 0}, 0}, {{-2, 0, 0}, 0}, {{4, 0, 0}, 0}};
  const auto set =
      set_of({"G5 Si Si Si eta=0.01 zeta=1 lambda=1 cutoff=6", "G5 Si Si Si eta=0.01 zeta=1.5 lambda=-1 cutoff=6",
              "G4 Si Si Si eta=0.01 zeta=1 lambda=-1 cutoff=6"});
  const Calculator calculator{set, species};
  Calculator::Workspace workspace;
  std::vector<double> values(3);
  std::vector<Vec3> derivatives(9);
  calculator.values(line, workspace, values);
  calculator.derivatives(workspace, derivatives);
  for (const auto& d : derivatives) CHECK(std::isfinite(norm(d)));
}
