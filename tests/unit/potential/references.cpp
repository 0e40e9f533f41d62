// Energies, forces and pressures against those LAMMPS computed (tests/reference/lammps/README.md).
#include <cmath>

#include "base/text.hpp"
#include "io/codes/lammps.hpp"
#include "largest.hpp"
#include "potential/registry.hpp"
#include "structures.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const std::string folder = reference_folder() + "/lammps/";

struct Case {
  std::string name, potential;
  UnitStyle units;
  std::vector<std::string> elements;  // of LAMMPS's types
};

const std::vector<Case> cases{
    {"ar_fcc256_metal_shift", "lj:epsilon=0.010323,sigma=3.405,cutoff=8.5125,shift", UnitStyle::metal, {"Ar"}},
    {"lj_fcc256_lj", "lj:epsilon=1,sigma=1,cutoff=2.5,units=lj", UnitStyle::lj, {"X"}},
    {"lj_fcc256_lj_shift", "lj:epsilon=1,sigma=1,cutoff=2.5,shift,units=lj", UnitStyle::lj, {"X"}},
    {"sw_si64", folder + "Si.sw", UnitStyle::metal, {"Si"}},
    {"vash_crist648", folder + "SiO.1990.vashishta", UnitStyle::metal, {"Si", "O"}},
    {"vash_quartz9", folder + "SiO.1990.vashishta", UnitStyle::metal, {"Si", "O"}},
    {"zbl_quartz9", "zbl:inner=1,outer=3.2", UnitStyle::metal, {"Si", "O"}},
    {"swzbl_si64", folder + "Si.sw+zbl:inner=0.8,outer=2.6", UnitStyle::metal, {"Si"}},
};

// Potential energy and c_pvir[1…6] of a step, from the log.
struct Thermo {
  double energy;
  std::vector<double> pressure;
};

Thermo thermo_of(const Case& c, const std::string& step) {
  io::Input input{folder + c.name + ".log"};
  std::string_view line;
  std::vector<std::string> names;
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  while (input.line(line)) {
    const auto words = split(line);
    if (words.size() > 2 && words[0] == "Step") names.assign(words.begin(), words.end());
    if (names.empty() || words.size() != names.size() || words[0] != step) continue;
    Thermo thermo{to_double(words[column("PotEng")], "energy"), {}};
    for (int k = 1; k <= 6; ++k) {
      thermo.pressure.push_back(to_double(words[column("c_pvir[" + std::to_string(k) + "]")], "pressure"));
    }
    return thermo;
  }
  FAIL("no step " << step << " in the log of " << c.name);
  return {};
}

}  // namespace

TEST_CASE("energies, forces and pressures are LAMMPS's, for cells shorter than the cutoff too") {
  for (const Case& c : cases) {
    const auto potential = load(c.potential);
    for (const std::string step : {"0", "100"}) {
      CAPTURE(c.name, step);
      std::vector<Element> elements;
      for (const auto& symbol : c.elements) elements.push_back(element_of(symbol));
      io::LammpsDumpReader reader{folder + c.name + ".step" + step + ".dump", {c.units, elements, ""}};
      Frame frame;
      REQUIRE(reader.next(frame));
      const Thermo want = thermo_of(c, step);

      Evaluator evaluator{*potential, step == "0" ? 0.0 : 1.0};
      evaluator.set_atoms(frame);
      evaluator.compute(frame.cell, frame.positions, everything);
      CHECK_THAT(evaluator.energy(), WithinRel(want.energy, 1e-10));

      const double scale = largest(frame.forces);
      double worst = 0;
      for (std::size_t i = 0; i < frame.size(); ++i) {
        worst = larger(worst, norm(evaluator.forces()[i] - frame.forces[i]) / scale);
      }
      CHECK(worst < 1e-10);

      double pressure_scale = 0;
      for (const double p : want.pressure) pressure_scale = larger(pressure_scale, std::abs(p));
      const auto virial = components(evaluator.virial());
      for (std::size_t k = 0; k < 6; ++k) {
        const double pressure = virial[k] / frame.cell.volume() * units_of(c.units).pressure;
        CHECK_THAT(pressure, WithinAbs(want.pressure[k], 1e-7 * pressure_scale));
      }
    }
  }
}
