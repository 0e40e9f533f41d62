#include "md/sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "io/codes/lammps.hpp"
#include "largest.hpp"
#include "md/run.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

const std::string folder = reference_folder() + "/lammps/";
const Element si = element_of("Si");
const Element o = element_of("O");

// Remembers the forces on all atoms at every step.
class Forces final : public md::Observer {
 public:
  bool see(const md::Moment& moment) override {
    all.emplace_back(moment.evaluator.forces().begin(), moment.evaluator.forces().end());
    return true;
  }
  std::vector<std::vector<Vec3>> all;
};

struct Sampled {
  std::vector<Frame> frames;
  std::vector<std::vector<Vec3>> forces;
  Frame start;
};

std::vector<std::size_t> all_atoms(const Frame& frame) {
  std::vector<std::size_t> atoms(frame.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) atoms[i] = i;
  return atoms;
}

Sampled run(const std::string& data, const std::string& potential_name, const md::Sampling& sampling,
            const std::vector<std::size_t>& atoms, std::int64_t steps, double reach, bool whole = false) {
  Sampled result;
  result.start = io::read_lammps_data(folder + data);
  const auto potential = potential::load(folder + potential_name);
  md::State state = md::state_of(result.start);
  potential::Evaluator evaluator{*potential, 1.0};
  evaluator.set_atoms(result.start);
  md::VelocityVerlet verlet;
  const md::Sink sink = [&](const Frame& frame) { result.frames.push_back(frame); };
  md::Schedule schedule{sampling, result.start, atoms};
  std::unique_ptr<md::Observer> sampler;
  if (whole) {
    sampler = std::make_unique<md::FrameSampler>(schedule, result.start, sink);
  } else {
    sampler = std::make_unique<md::SiteSampler>(schedule, result.start, reach, sink);
  }
  Forces forces;
  const std::array<md::Observer*, 2> observers{sampler.get(), &forces};
  md::run(state, evaluator, verlet, {0.001, steps}, observers);
  result.forces = forces.all;
  return result;
}

std::int64_t step_of(const Frame& frame) { return to_int(*frame.find_info("step"), "step"); }

}  // namespace

TEST_CASE("the interval is 1 above alpha, else alpha over force rounded down, at most tau-max") {
  CHECK(md::sampling_interval(1.01, 1.0, 10) == 1);
  CHECK(md::sampling_interval(1.0, 1.0, 10) == 1);
  CHECK(md::sampling_interval(0.51, 1.0, 10) == 1);
  CHECK(md::sampling_interval(0.5, 1.0, 10) == 2);
  CHECK(md::sampling_interval(0.3, 1.0, 10) == 3);
  CHECK(md::sampling_interval(0.105, 1.0, 10) == 9);
  CHECK(md::sampling_interval(0.01, 1.0, 10) == 10);
  CHECK(md::sampling_interval(0.0, 1.0, 10) == 10);
  CHECK(md::sampling_interval(2.9, 3.0, 1) == 1);
}

TEST_CASE("samples are taken exactly when (7.2) says, for every atom on its own") {
  md::Sampling sampling;
  sampling.alphas = md::parse_alphas("Si=6.0,O=4.0");
  sampling.tau_max = 7;
  const auto start = io::read_lammps_data(folder + "quartz9_full.data");
  const auto result = run("quartz9_full.data", "SiO.1990.vashishta", sampling, all_atoms(start), 100, 2.0);
  std::map<std::pair<std::size_t, std::int64_t>, int> taken;
  for (const auto& frame : result.frames) {
    ++taken[{static_cast<std::size_t>(to_int(*frame.find_info("atom"), "atom") - 1), step_of(frame)}];
  }
  std::size_t expected = 0;
  std::set<int> intervals;
  for (std::size_t atom = 0; atom < start.size(); ++atom) {
    int tau = 0;
    for (std::int64_t step = 0; step <= 100; ++step) {
      const double force = norm(result.forces[static_cast<std::size_t>(step)][atom]);
      const double alpha = start.elements[atom] == si ? 6.0 : 4.0;
      if (step % 7 == 0) tau = force > alpha ? 1 : static_cast<int>(std::min(std::floor(alpha / force), 7.0));
      intervals.insert(tau);
      const bool due = step % tau == 0;
      expected += due ? 1 : 0;
      REQUIRE(taken[{atom, step}] == (due ? 1 : 0));
    }
  }
  CHECK(result.frames.size() == expected);
  CHECK(intervals.size() >= 4);  // the test has seen more than the two ends of the formula
}

TEST_CASE("strong forces make up more of the samples than of the run") {
  md::Sampling sampling;
  sampling.alphas = md::parse_alphas("4.0");
  const std::vector<std::size_t> atoms{3, 17, 40};
  const auto result = run("si64.data", "Si.sw", sampling, atoms, 500, 3.0);
  double run_mean = 0;
  double count = 0;
  for (const auto& forces : result.forces) {
    for (const auto atom : atoms) {
      run_mean += norm(forces[atom]);
      count += 1;
    }
  }
  double sample_mean = 0;
  for (const auto& frame : result.frames) {
    const auto words = split(*frame.find_info("site_force"));
    sample_mean += norm(Vec3{to_double(words[0], "x"), to_double(words[1], "y"), to_double(words[2], "z")});
  }
  run_mean /= count;
  sample_mean /= static_cast<double>(result.frames.size());
  CHECK(result.frames.size() < 1503);
  CHECK(sample_mean > 1.05 * run_mean);
}

TEST_CASE("without sampling by force every step is taken, or every so many") {
  md::Sampling sampling;
  sampling.by_force = false;
  CHECK(run("si64.data", "Si.sw", sampling, {5}, 20, 3.0).frames.size() == 21);
  sampling.every = 6;
  const auto result = run("si64.data", "Si.sw", sampling, {5, 6}, 20, 3.0);
  REQUIRE(result.frames.size() == 8);
  CHECK(step_of(result.frames[0]) == 0);
  CHECK(step_of(result.frames[7]) == 18);
}

TEST_CASE("a site sample is the centre's neighbourhood: its energy and force follow from it alone") {
  md::Sampling sampling;
  sampling.by_force = false;
  sampling.every = 25;
  for (const auto& [data, name, reach] :
       {std::tuple{"si64.data", "Si.sw", 6.0}, std::tuple{"quartz9_full.data", "SiO.1990.vashishta", 12.0}}) {
    CAPTURE(data);
    const auto result = run(data, name, sampling, {1, 5, 8}, 100, reach);
    REQUIRE(result.frames.size() == 15);
    const auto potential = potential::load(folder + name);
    for (const auto& frame : result.frames) {
      REQUIRE(frame.site_energy.has_value());
      CHECK_FALSE(frame.energy.has_value());
      CHECK_FALSE(frame.cell.any_periodic());
      CHECK(frame.positions.front() == Vec3{});
      CHECK(*frame.find_info("reach") == to_text(reach));
      for (std::size_t i = 2; i < frame.size(); ++i) CHECK(norm(frame.positions[i]) >= norm(frame.positions[i - 1]));
      CHECK(norm(frame.positions.back()) <= reach);
      potential::Evaluator evaluator{*potential};
      evaluator.set_atoms(frame);
      evaluator.compute(frame.cell, frame.positions, {true, false, true});
      CHECK_THAT(evaluator.site_energies()[0], WithinRel(*frame.site_energy, 1e-12));
    }
  }
}

TEST_CASE("the force on a centre is that on its atom in the run") {
  md::Sampling sampling;
  sampling.by_force = false;
  const auto result = run("si64.data", "Si.sw", sampling, {7}, 3, 6.0);
  for (const auto& frame : result.frames) {
    const Vec3 f = result.forces[static_cast<std::size_t>(step_of(frame))][7];
    CHECK(*frame.find_info("site_force") == to_text(f.x) + " " + to_text(f.y) + " " + to_text(f.z));
  }
}

TEST_CASE("whole frames carry energy, forces, virial and site energies that agree with each other") {
  md::Sampling sampling;
  sampling.alphas = md::parse_alphas("20");
  const auto start = io::read_lammps_data(folder + "si64.data");
  const auto result = run("si64.data", "Si.sw", sampling, all_atoms(start), 60, 0, true);
  REQUIRE(result.frames.size() >= 7);
  const auto potential = potential::load(folder + "Si.sw");
  for (const auto& frame : result.frames) {
    Frame again = frame;
    potential::Evaluator evaluator{*potential};
    potential::label(again, evaluator);
    CHECK_THAT(*frame.energy, WithinRel(*again.energy, 1e-12));
    CHECK_THAT(frame.virial->xy, WithinAbs(again.virial->xy, 1e-9));
    CHECK(frame.forces == result.forces[static_cast<std::size_t>(step_of(frame))]);
    double sum = 0;
    for (const double e : frame.site_energies) sum += e;
    CHECK_THAT(sum, WithinRel(*frame.energy, 1e-12));
    CHECK(frame.velocities.size() == 64);
    // The atom under the largest force decides, as of the last renewal.
    double largest = 0;
    for (const Vec3 f : result.forces[static_cast<std::size_t>(step_of(frame) / 10 * 10)])
      largest = larger(largest, norm(f));
    CHECK(step_of(frame) % md::sampling_interval(largest, 20, 10) == 0);
  }
}

TEST_CASE("atoms are chosen without repetition, by the seed, of the element asked for") {
  const auto frame = io::read_lammps_data(folder + "quartz9_full.data");
  Random one{1}, same{1}, two{2};
  const auto chosen = md::choose_atoms(frame, 4, &o, one);
  CHECK(chosen == md::choose_atoms(frame, 4, &o, same));
  CHECK(std::is_sorted(chosen.begin(), chosen.end()));
  CHECK(std::set<std::size_t>(chosen.begin(), chosen.end()).size() == 4);
  for (const auto atom : chosen) CHECK(frame.elements[atom] == o);
  std::set<std::vector<std::size_t>> seen;
  for (int k = 0; k < 20; ++k) seen.insert(md::choose_atoms(frame, 4, nullptr, two));
  CHECK(seen.size() > 10);
  CHECK_THROWS_WITH(md::choose_atoms(frame, 4, &si, one), ContainsSubstring("3 atoms to choose from of element Si"));
}

TEST_CASE("alpha is one number or one for each element") {
  CHECK(md::parse_alphas("2.5").of(si) == 2.5);
  const auto alphas = md::parse_alphas("Si=1.5, O=2");
  CHECK(alphas.of(si) == 1.5);
  CHECK(alphas.of(o) == 2.0);
  CHECK_THROWS_WITH(alphas.of(element_of("C")), ContainsSubstring("no alpha for element C, expected C=NUMBER"));
  for (const auto* wrong : {"", "x", "0", "-1", "nan", "Si=1,Si=2", "Sx=1", "Si=", "Si=1=2", "Si=1,2"}) {
    CHECK_THROWS(md::parse_alphas(wrong));
  }
}
