// Classical potentials on vector lanes against their plain forms, on every instruction set this machine has.
#include "potential/classical/lanes.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/simd.hpp"
#include "made_up_vashishta.hpp"
#include "potential/classical/lennard_jones.hpp"
#include "potential/classical/stillinger_weber.hpp"
#include "potential/classical/vashishta.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const Element silicon = element_of("Si"), oxygen = element_of("O");

struct EveryTarget {
  std::vector<std::string> names = simd_targets();
  ~EveryTarget() { set_simd_target("auto"); }
};

// Everything both give, with and without the virial.
void check_same(const Potential& fast, const Potential& plain, const Frame& frame) {
  Evaluator a{fast, 0.7}, b{plain, 0.7};
  a.set_atoms(frame);
  b.set_atoms(frame);
  b.compute(frame.cell, frame.positions, {true, true, true});
  for (const bool virial : {true, false}) {
    a.compute(frame.cell, frame.positions, {true, virial, true});
    CHECK_THAT(a.energy(), WithinAbs(b.energy(), 1e-11 * (1 + std::abs(b.energy()))));
    const double scale = 1 + largest(b.forces());
    for (std::size_t i = 0; i < frame.size(); ++i) {
      CHECK(norm(a.forces()[i] - b.forces()[i]) < 1e-11 * scale);
      CHECK_THAT(a.site_energies()[i], WithinAbs(b.site_energies()[i], 1e-11 * (1 + std::abs(b.site_energies()[i]))));
    }
    if (!virial) continue;
    const auto got = components(a.virial()), wanted = components(b.virial());
    double size = 1;
    for (const double w : wanted) size += std::abs(w);
    for (std::size_t k = 0; k < 6; ++k) CHECK_THAT(got[k], WithinAbs(wanted[k], 1e-11 * size));
  }
}

}  // namespace

TEST_CASE("Lennard-Jones on lanes is the plain one, in cells of any shape and for any number of neighbours") {
  EveryTarget targets;
  Random random{11};
  for (const auto& target : targets.names) {
    CAPTURE(target);
    set_simd_target(target);
    for (const bool shift : {false, true}) {
      for (const std::size_t count : {1U, 2U, 3U, 9U, 40U}) {
        const LennardJones form{0.0103, 2.2, 5.0, shift};
        const Frame frame = random_frame(random, skewed_cell(9, {true, true, count % 2 == 1}), count, 1.8, {silicon});
        check_same(*make_lennard_jones(form), PairPotential<LennardJones>{form}, frame);
      }
    }
  }
}

TEST_CASE("Vashishta on lanes is the plain one, with exponents that are whole and that are not") {
  EveryTarget targets;
  Random random{12};
  const TemporaryFolder folder;
  io::Input input{folder.write("silica", two_element_vashishta)};
  const ParameterFile file = read_parameter_file(input);
  for (const auto& target : targets.names) {
    CAPTURE(target);
    set_simd_target(target);
    for (const std::size_t count : {1U, 5U, 60U}) {
      const Frame frame =
          random_frame(random, skewed_cell(10, {true, true, true}), count, 1.4, {silicon, oxygen, oxygen});
      check_same(*make_vashishta(file), *make_vashishta(file, true), frame);
    }
  }
}

TEST_CASE("Stillinger-Weber on lanes is the plain one, with exponents that are whole and that are not") {
  EveryTarget targets;
  Random random{13};
  const TemporaryFolder folder;
  // epsilon sigma a lambda gamma cos0 A B p q tol; in the second element's pairs p and q are no whole numbers, those of
  // both elements end at other distances.
  const std::string text =
      "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n"
      "O O O 1.5 1.7 1.90 10.0 1.10 -0.4 6.0 0.7 4.5 0.5 0.0\n"
      "Si O O 1.8 1.9 1.70 15.0 1.15 -0.2 6.5 0.65 5.0 1.0 0.0\n"
      "O Si Si 1.8 1.9 1.70 12.0 1.15 -0.3 6.5 0.65 5.0 1.0 0.0\n"
      "Si Si O 0 0 0 5.0 0 -0.3 0 0 0 0 0\nSi O Si 0 0 0 5.0 0 -0.3 0 0 0 0 0\n"
      "O O Si 0 0 0 4.0 0 -0.3 0 0 0 0 0\nO Si O 0 0 0 4.0 0 -0.3 0 0 0 0 0\n";
  io::Input input{folder.write("made-up", text)}, first{folder.write("first", text.substr(0, text.find('\n') + 1))};
  const ParameterFile file = read_parameter_file(input), one_element = read_parameter_file(first);
  for (const auto& target : targets.names) {
    CAPTURE(target);
    set_simd_target(target);
    for (const std::size_t count : {1U, 2U, 5U, 60U}) {
      const Frame frame =
          random_frame(random, skewed_cell(10, {true, true, true}), count, 1.4, {silicon, oxygen, oxygen});
      check_same(*make_stillinger_weber(file), *make_stillinger_weber(file, true), frame);
      const Frame pure = random_frame(random, skewed_cell(10, {true, true, true}), count, 1.4, {silicon});
      check_same(*make_stillinger_weber(one_element), *make_stillinger_weber(one_element, true), pure);
    }
  }
}
