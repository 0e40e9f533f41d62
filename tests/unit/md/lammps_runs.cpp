// Runs from LAMMPS's data files, against its own dumps and logs of step 100.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "io/codes/lammps.hpp"
#include "largest.hpp"
#include "md/run.hpp"
#include "md/thermo.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const std::string folder = reference_folder() + "/lammps/";

struct Case {
  std::string name, data, potential;
  UnitStyle units;
  double timestep;
};

const std::vector<Case> cases{
    {"ar_fcc256_metal_shift", "ar_fcc256_metal.data", "lj:epsilon=0.010323,sigma=3.405,cutoff=8.5125,shift",
     UnitStyle::metal, 0.002},
    {"lj_fcc256_lj", "lj_fcc256_lj.data", "lj:epsilon=1,sigma=1,cutoff=2.5,units=lj", UnitStyle::lj, 0.005},
    {"lj_fcc256_lj_shift", "lj_fcc256_lj.data", "lj:epsilon=1,sigma=1,cutoff=2.5,shift,units=lj", UnitStyle::lj, 0.005},
    {"sw_si64", "si64.data", folder + "Si.sw", UnitStyle::metal, 0.001},
    {"vash_crist648", "crist648.data", folder + "SiO.1990.vashishta", UnitStyle::metal, 0.001},
    {"vash_quartz9", "quartz9_full.data", folder + "SiO.1990.vashishta", UnitStyle::metal, 0.001},
};

// Rounding alone lies between the two: 1e-13 Å is seen where the run is hottest.
constexpr double position_tolerance = 1e-11;  // Å
constexpr double velocity_tolerance = 1e-9;   // Å/ps
constexpr double energy_tolerance = 1e-11;    // relative
constexpr double pressure_tolerance = 1e-9;   // relative to the sum of its diagonal

// A row of the log: Step Temp PotEng KinEng TotEng Press Pxx Pyy Pzz Pxy Pxz Pyz …
std::vector<double> log_row(const std::string& name, const std::string& step) {
  io::Input input{folder + name + ".log"};
  std::string_view line;
  bool table = false;
  while (input.line(line)) {
    const auto words = split(line);
    if (words.size() > 2 && words[0] == "Step") table = true;
    if (!table || words.size() < 12 || words[0] != step) continue;
    std::vector<double> row;
    for (const auto word : words) row.push_back(to_double(word, "log"));
    return row;
  }
  return {};
}

class Keep final : public md::Observer {
 public:
  potential::Want want(std::int64_t step) const override { return {true, step % 100 == 0, false}; }
  bool see(const md::Moment& moment) override {
    if (moment.step % 100 == 0) x_thermo.push_back(md::thermo_of(moment));
    return true;
  }
  std::vector<md::Thermo> x_thermo;
};

double farthest(const Cell& cell, const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    Vec3 s = cell.fractional(a[i] - b[i]);
    for (int k = 0; k < 3; ++k) s[k] -= std::round(s[k]);
    largest = larger(largest, norm(cell.cartesian(s)));
  }
  return largest;
}

}  // namespace

TEST_CASE("100 steps from LAMMPS's velocities land where LAMMPS lands, with its energy, temperature and pressure") {
  for (const auto& reference : cases) {
    CAPTURE(reference.name);
    const Frame start = io::read_lammps_data(folder + reference.data, {reference.units, {}, ""});
    const auto potential = potential::load(reference.potential);
    md::State state = md::state_of(start);
    potential::Evaluator evaluator{*potential, md::default_skin(reference.units)};
    evaluator.set_atoms(start);
    md::VelocityVerlet verlet;
    Keep keep;
    const std::array<md::Observer*, 1> observers{&keep};
    md::run(state, evaluator, verlet, {reference.timestep, 100}, observers);

    io::LammpsOptions options{reference.units, elements_in(start), ""};
    if (options.elements.size() == 2) std::swap(options.elements[0], options.elements[1]);  // type 1 is Si
    io::LammpsDumpReader reader{folder + reference.name + ".step100.dump", options};
    Frame wanted;
    REQUIRE(reader.next(wanted));
    REQUIRE(wanted.elements == start.elements);
    CHECK(farthest(state.cell, state.positions, wanted.positions) < position_tolerance);
    double velocity = 0;
    for (std::size_t i = 0; i < start.size(); ++i) {
      velocity = larger(velocity, norm(state.velocities[i] - wanted.velocities[i]));
    }
    CHECK(velocity < velocity_tolerance);

    REQUIRE(keep.x_thermo.size() == 2);
    for (const auto& thermo : keep.x_thermo) {
      const auto row = log_row(reference.name, std::to_string(thermo.step));
      REQUIRE(row.size() >= 12);
      CHECK_THAT(thermo.temp, WithinRel(row[1], energy_tolerance));
      CHECK_THAT(thermo.pe, WithinRel(row[2], energy_tolerance));
      CHECK_THAT(thermo.ke, WithinRel(row[3], energy_tolerance));
      CHECK_THAT(thermo.etotal, WithinRel(row[4], energy_tolerance));
      const double scale = std::abs(row[6]) + std::abs(row[7]) + std::abs(row[8]);
      const double pressure = pressure_tolerance * scale;
      CHECK_THAT(thermo.press, WithinAbs(row[5], pressure));
      const Tensor6& p = thermo.pressure;
      const std::array<double, 6> ours{p.xx, p.yy, p.zz, p.xy, p.xz, p.yz};
      for (std::size_t k = 0; k < 6; ++k) CHECK_THAT(ours[k], WithinAbs(row[6 + k], pressure));
    }
  }
}
