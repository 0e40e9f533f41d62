#include "potential/registry.hpp"

#include <limits>

#include "base/error.hpp"
#include "models.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/range_watch.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const std::string si = "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n";

// No potential that can be loaded has an energy that is not finite.
class Broken : public Potential {
 public:
  explicit Broken(double cutoff) : x_cutoff{cutoff} {}
  void compute(AtomsView, NeighboursView, Want, Result& result) const override {
    result.energy = std::numeric_limits<double>::infinity();
  }
  double cutoff() const override { return x_cutoff; }
  std::span<const Element> elements() const override { return {}; }
  bool any_element() const override { return true; }

 private:
  double x_cutoff;
};

std::string message_of(const std::string& spec, ExitStatus status) {
  try {
    load(spec);
  } catch (const Error& error) {
    CHECK(error.status() == status);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("inline potentials say which parameter is wrong, as a usage error") {
  const auto message = [](const std::string& spec) { return message_of(spec, ExitStatus::usage); };
  const std::string lj = "potential 'lj:epsilon=1,sigma=1,cutoff=2";
  CHECK(message("lj:epsilon=1,sigma=1") == "potential 'lj:epsilon=1,sigma=1': parameter 'cutoff' is missing");
  CHECK(message("lj:epsilon=1,sigma=1,cutoff=2,shit") ==
        lj + ",shit': unknown parameter 'shit', expected epsilon, sigma, cutoff, shift, units (did you mean shift?)");
  CHECK(message("lj:epsilon=1,sigma=1,cutoff=2,foo=1") ==
        lj + ",foo=1': unknown parameter 'foo', expected epsilon, sigma, cutoff, shift, units");
  CHECK(message("lj:epsilon=1,sigma=1,cutoff=2,cutoff=3") == lj + ",cutoff=3': 'cutoff' is given twice");
  CHECK(message("lj:epsilon=1,sigma=1,cutoff=2,shift=1") == lj + ",shift=1': 'shift' takes no value, got '1'");
  CHECK(message("lj:epsilon=1,sigma=1,cutoff=2,units=real") ==
        lj + ",units=real': unknown units 'real', expected metal or lj");
  CHECK_THAT(message("lj:epsilon=1,sigma=x,cutoff=2"), EndsWith("sigma: expected a finite number, got 'x'"));
  CHECK_THAT(message("lj:epsilon=nan,sigma=1,cutoff=2"), EndsWith("epsilon: expected a finite number, got 'nan'"));
  CHECK_THAT(message("lj:epsilon=1,sigma=1,cutoff=0"), EndsWith("cutoff: expected a positive number, got 0"));
  CHECK_THAT(message("lj:epsilon,sigma=1,cutoff=2"), EndsWith("'epsilon' has no value, expected epsilon=NUMBER"));
  CHECK(message("morse") == "potential 'morse': expected parameters, as in lj:epsilon=1,sigma=1,cutoff=2.5");
  CHECK_THAT(message("buckingham:"), EndsWith("parameter 'a' is missing"));
}

TEST_CASE("inline potentials act on every element, in the units they are given in") {
  CHECK(load("lj:epsilon=1,sigma=1,cutoff=2.5")->any_element());
  CHECK(load("lj:epsilon=1,sigma=1,cutoff=2.5")->units() == UnitStyle::metal);
  CHECK(load("lj: epsilon = 1, sigma = 1, cutoff = 2.5, units = lj")->units() == UnitStyle::lj);
  CHECK(load("morse:depth=1,width=1,distance=2,cutoff=5")->cutoff() == 5);
}

TEST_CASE("parameter files are told apart by what they hold") {
  const TemporaryFolder folder;
  const auto sw = load(folder.write("a", si));
  CHECK_THAT(sw->cutoff(), WithinRel(1.8 * 2.0951, 1e-14));
  CHECK(sw->elements().size() == 1);
  CHECK(sw->elements()[0] == element_of("Si"));
  // Windows line ends, comments, entries over many lines.
  const auto broken_up = load(folder.write(
      "b",
      "# UNITS: metal\r\n\r\nSi Si Si # centre\r\n2.1683 2.0951 1.80 21.0 1.20\r\n-0.333333333333 7.049556277 "
      "0.6022245584 4.0 0.0 0.0"));
  CHECK(broken_up->cutoff() == sw->cutoff());
  const auto vashishta = load(reference_folder() + "/lammps/SiO.1990.vashishta");
  CHECK(vashishta->cutoff() == 10);
  CHECK(vashishta->elements().size() == 2);
}

TEST_CASE("parameter files that make no sense are errors with file and line") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& text) {
    const std::string path = folder.write("p", text), got = message_of(path, ExitStatus::failure);
    return got.starts_with(path) ? got.substr(path.size()) : got;
  };
  CHECK(message("") == ": an empty file, expected a potential");
  CHECK(message("# nothing\n") == ": no parameters: neither a .nnp file nor a LAMMPS .sw or .vashishta file");
  CHECK(message("64\nLattice=\"1 0 0\"\n") ==
        ": these are frames, expected a potential: a .nnp file, or LAMMPS's .sw or .vashishta");
  CHECK(message("#! nnpipe-table 1 text\n") ==
        ": this is a table, expected a potential: a .nnp file, or LAMMPS's .sw or .vashishta");
  CHECK(message("nnpipe-sf 1\nunits metal\n") ==
        ": this is a set of symmetry functions, expected a potential: a .nnp file, or LAMMPS's .sw or .vashishta");
  CHECK(message("64 1\n") ==
        ":1: expected three elements, got '64': neither a .nnp file nor a LAMMPS .sw or .vashishta file");
  CHECK_THAT(message("\nSi Si Sx 1 2 3\n"), StartsWith(":2: unknown element 'Sx'"));
  CHECK_THAT(message("Si Si Si 1 2 nan\n"), StartsWith(":1: parameter is NaN"));
  CHECK_THAT(message("Si Si Si 1 2 x3\n"), StartsWith(":1: parameter: expected a number, got 'x3'"));
  CHECK(message("# x\nSi Si Si 1 2 3\n") ==
        ":2: 3 numbers in an entry, expected 11 (Stillinger-Weber) or 14 (Vashishta)");
  CHECK(message(si + "\n" + si.substr(0, si.size() - 5) + "\n") ==
        ":3: 10 parameters for Si Si Si, expected 11 as in the first entry");
  CHECK_THAT(message(si + si), StartsWith(":2: a second entry for Si Si Si, the first is at "));
  // LAMMPS's Tersoff of silicon (1988) and of carbon.
  for (const std::string tersoff : {"Si Si Si 3 1 1.7322 1.0039e5 16.218 -0.59826 0.78734 1.0999e-6 1.7322 471.18 2.85 "
                                    "0.15 2.4799 1830.8\n",
                                    "C C C 3 1 0 3.8049e4 4.3484 -0.57058 0.72751 1.5724e-7 2.2119 346.7 1.95 0.15 "
                                    "3.4879 1393.6\n"}) {
    CHECK(message(tersoff) == ":1: parameters of pair_style tersoff, expected Stillinger-Weber's or Vashishta's");
  }
  CHECK(message(si + "C C C 1 1 1 1 1 1 1 1 1 1 0\n") ==
        ": no entry for Si Si C, expected one for each triple of its elements");
  CHECK_THAT(message("# UNITS: real\n" + si), StartsWith(":1: parameters in units 'real', expected metal"));
  CHECK(message("Si Si Si 1 -2 1 1 1 1 1 1 1 1 0\n") == ":1: sigma is negative: -2");
  CHECK(message("Si Si Si 1 2 1 1 1 109.47 1 1 1 1 0\n") ==
        ":1: cos(theta0): expected a number from -1 to 1, got 109.47");
  CHECK(message("Si Si Si 1 0 1 1 1 1 1 1 1 1 0\n") == ": no entry has a range: sigma or a is 0 in all");
  const std::string rest =
      "Si Si C 1 1 1 1 1 1 1 1 1 1 0\nSi C Si 1 1 1 2 1 1 1 1 1 1 0\nC Si C 1 1 1 1 1 1 1 1 1 1 "
      "0\nC C Si 1 1 1 1 1 1 1 1 1 1 0\nC C C 1 1 1 1 1 1 1 1 1 1 0\n";
  CHECK_THAT(message(si + "Si C C 1 1 1 1 1 1 1 1 1 1 0\nC Si Si 1 1 2 1 1 1 1 1 1 1 0\n" + rest),
             ContainsSubstring("the pair Si C has other pair parameters than at"));
  CHECK_THAT(message(si + "Si C C 1 1 1 1 1 1 1 1 1 1 0\nC Si Si 1 1 1 1 1 1 1 1 1 1 0\n" + rest),
             ContainsSubstring("has other triplet parameters than at"));
  // Seven digits, as such parameters are published, are the same.
  const std::string rounded =
      "Si Si C 1 1 1 1 1 1 1 1 1 1 0\nSi C Si 1 1 1 1.000003 1 1 1 1 1 1 0\nC Si C 1 1 1 1 1 1 1 1 1 1 "
      "0\nC C Si 1 1 1 1 1 1 1 1 1 1 0\nC C C 1 1 1 1 1 1 1 1 1 1 0\n";
  CHECK_NOTHROW(
      load(folder.write("r.sw", si + "Si C C 1 1 1 1 1 1 1 1 1 1 0\nC Si Si 1 1 1 1 1 1 1 1 1 1 0\n" + rounded)));
  CHECK_THAT(message_of(folder.path("absent"), ExitStatus::failure), ContainsSubstring("cannot open"));
}

TEST_CASE("parameters of Vashishta's potential that mean nothing are refused with their line") {
  const TemporaryFolder folder;
  // H eta Zi Zj lambda1 D lambda4 W rc B gamma r0 C cos0
  const auto message = [&](const std::string& values) {
    const auto path = folder.write("x.vashishta", "Si Si Si " + values + "\n");
    try {
      load(path);
    } catch (const Error& error) {
      return std::string{error.what()}.substr(path.size());
    }
    return std::string{"no error"};
  };
  CHECK(message("1 7 1 1 4 2 3 4 5 1 1 3 2 0") == "no error");
  CHECK(message("1 7 1 1 0 2 3 4 5 1 1 3 2 0") == ":1: lambda1 is 0, expected a positive number");
  CHECK(message("1 7 1 1 4 2 -3 4 5 1 1 3 2 0") == ":1: lambda4 is -3, expected a positive number");
  CHECK(message("1 7 1 1 4 2 3 4 5 1 1 -3 2 0") == ":1: a cutoff is negative: -3");
  CHECK(message("1 7 1 1 4 2 3 4 5 1 1 3 2 109.47") == ":1: cos(theta0): expected a number from -1 to 1, got 109.47");
  CHECK(message("1 7 1 1 4 2 3 4 0 1 1 0 2 0") == ": no entry has a range: rc and r0 are 0 in all");
}

TEST_CASE("an evaluator says what of a frame does not fit its potential") {
  const auto potential = load(share_folder() + "/potentials/Si.sw");
  Evaluator evaluator{*potential};
  Frame frame;
  frame.elements = {element_of("Si"), element_of("C")};
  frame.positions = {{0, 0, 0}, {2, 0, 0}};
  CHECK_THROWS_WITH(evaluator.set_atoms(frame), "atom 2: element 'C' is not in the potential, which has Si");
  frame.elements[1] = element_of("Si");
  frame.units = UnitStyle::lj;
  CHECK_THROWS_WITH(evaluator.set_atoms(frame), "units differ: the frame has lj, the potential has metal");
  frame.units = UnitStyle::metal;
  evaluator.set_atoms(frame);
  frame.positions[1] = {0, 0, 0};
  CHECK_THROWS_WITH(evaluator.compute(frame.cell, frame.positions, everything), "atoms 1 and 2 coincide");
  const Broken steep{3}, deep{0.1};
  Evaluator near{steep};
  frame.positions[1] = {1e-2, 0, 0};
  near.set_atoms(frame);
  CHECK_THROWS_WITH(near.compute(frame.cell, frame.positions, everything),
                    "the energy is not finite; the nearest atoms, 1 and 2, are 0.01 apart");
  // Lone atoms have energies, too.
  Evaluator far{deep};
  frame.positions[1] = {100, 0, 0};
  far.set_atoms(frame);
  CHECK_THROWS_WITH(far.compute(frame.cell, frame.positions, everything), "the energy is not finite");
}

TEST_CASE("a watch recalls what a watch remembered, and nothing else") {
  const auto potential = load("lj:epsilon=1,sigma=1,cutoff=3");
  RangeWatch watch{*potential, {}, {}};
  watch.recall(watch.memory());
  CHECK_THROWS_WITH(watch.recall({{1, 2}, ""}), "2 numbers of a watch, expected 5");
}

TEST_CASE("labelling writes all a frame can hold, and of a site sample its site energy alone") {
  const auto potential = load(share_folder() + "/potentials/Si.sw");
  Evaluator evaluator{*potential};
  Random random{5};
  Frame frame = random_frame(random, skewed_cell(7, {true, true, true}), 12, 2, {{14}});
  label(frame, evaluator);
  CHECK(frame.energy == evaluator.energy());
  CHECK(frame.forces.size() == 12);
  CHECK(frame.site_energies.size() == 12);
  CHECK(frame.virial == evaluator.virial());
  Frame cluster;
  cluster.elements = frame.elements;
  cluster.positions = frame.positions;
  label(cluster, evaluator);
  CHECK(cluster.energy.has_value());
  CHECK_FALSE(cluster.virial.has_value());
  Frame sample;
  sample.elements = frame.elements;
  sample.positions = frame.positions;
  sample.site_energy = 0;
  label(sample, evaluator);
  CHECK(sample.site_energy == cluster.site_energies[0]);
  CHECK_FALSE(sample.energy.has_value());
  CHECK(sample.forces.empty());
}

TEST_CASE("labelling leaves nothing of the labels before, and takes no sample that ends within the cutoff") {
  const auto potential = load(share_folder() + "/potentials/Si.sw");
  Evaluator evaluator{*potential};
  Frame sample;
  sample.elements = {element_of("Si"), element_of("Si")};
  sample.positions = {{0, 0, 0}, {2.3, 0, 0}};
  sample.set_info("free_energy", "-7");
  sample.set_info("config_type", "dimer");
  label(sample, evaluator);
  CHECK(sample.find_info("free_energy") == nullptr);
  CHECK(sample.find_info("config_type") != nullptr);
  sample.site_energy = 0;
  sample.set_info("site_force", "1 2 3");
  sample.set_info("reach", "4");
  label(sample, evaluator);
  CHECK(sample.find_info("site_force") == nullptr);
  sample.set_info("reach", "3");
  CHECK_THROWS_WITH(label(sample, evaluator), StartsWith("the site sample reaches 3 Å, but the potential sees 3.77"));
}
