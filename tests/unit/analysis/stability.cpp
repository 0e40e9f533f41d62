#include "analysis/stability.hpp"

#include <cmath>

#include "base/random.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::analysis;

namespace {

constexpr double stiffness = 3;  // eV/Å²

// Atoms on springs about the points (0, 0, 10 i).
class Springs final : public potential::Potential {
 public:
  void compute(AtomsView atoms, NeighboursView, potential::Want, potential::Result& result) const override {
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.local); ++i) {
      const Vec3 d = atoms.x[i] - Vec3{0, 0, 10 * static_cast<double>(i)};
      result.energy += 0.5 * stiffness * norm2(d);
      if (!result.force.empty()) result.force[i] += -stiffness * d;
    }
  }
  double cutoff() const override { return 3; }
  std::span<const Element> elements() const override { return x_elements; }

 private:
  std::vector<Element> x_elements{element_of("Si")};
};

Frame crystal(double constant) {
  Frame frame;
  constexpr int cells = 3;
  frame.cell = Cell::orthogonal(cells * constant, cells * constant, cells * constant);
  for (int a = 0; a < cells; ++a) {
    for (int b = 0; b < cells; ++b) {
      for (int c = 0; c < cells; ++c) {
        for (const Vec3 at : {Vec3{0, 0, 0}, Vec3{0.5, 0.5, 0}, Vec3{0.5, 0, 0.5}, Vec3{0, 0.5, 0.5}}) {
          frame.positions.push_back(constant * (at + Vec3{double(a), double(b), double(c)}));
          frame.elements.push_back(element_of("Ar"));
        }
      }
    }
  }
  return frame;
}

}  // namespace

TEST_CASE("atoms spread about springs by Boltzmann's law have its temperature, by forces and curvature") {
  const Springs springs;
  Random random{4};
  const double kelvin = 700, deviation = std::sqrt(units_of(UnitStyle::metal).boltzmann * kelvin / stiffness);
  Frame frame;
  constexpr int atoms = 3000;
  for (int i = 0; i < atoms; ++i) {
    frame.elements.push_back(element_of("Si"));
    frame.positions.push_back(deviation * Vec3{random.normal(), random.normal(), random.normal()} +
                              Vec3{0, 0, 10.0 * i});
  }
  // Of 9000 squares the mean is off by a root of 2 over 9000.
  CHECK(configurational_temperature(frame, springs, 1) == Approx(kelvin).epsilon(4 * std::sqrt(2.0 / (3 * atoms))));
}

TEST_CASE("a crystal of argon holds where it is cold, and a potential that pulls without end does not") {
  const auto lj = potential::load("lj:epsilon=0.0103,sigma=3.405,cutoff=8.5,shift");
  const auto held = run_stability(crystal(5.3), *lj, {.temperature = 40, .steps = 200});
  CHECK(held.held);
  CHECK(held.time == Approx(0.2));
  CHECK(held.reason.empty());
  // Buckingham's form falls to minus infinity inside: squeezed atoms fuse.
  const auto falls = potential::load("buckingham:a=1000,rho=0.3,c=900,cutoff=8.5");
  const auto fused = run_stability(crystal(5.3), *falls, {.temperature = 40, .stretch = 0.6, .steps = 2000});
  CHECK_FALSE(fused.held);
  CHECK(fused.time < 2);
  CHECK_FALSE(fused.reason.empty());
}

TEST_CASE("frames with hydrogen are moved by half a femtosecond") {
  Frame frame = crystal(5.3);
  CHECK(safe_timestep(frame) == 0.001);
  frame.elements[5] = element_of("H");
  CHECK(safe_timestep(frame) == 0.0005);
}
