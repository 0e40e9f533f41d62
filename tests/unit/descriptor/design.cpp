#include "descriptor/design.hpp"

#include "base/error.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

Frame molecule(std::vector<std::pair<std::string, Vec3>> atoms) {
  Frame frame;
  for (const auto& [symbol, position] : atoms) {
    frame.elements.push_back(element_of(symbol));
    frame.positions.push_back(position);
  }
  return frame;
}

const Frame water = molecule({{"O", {0, 0, 0}}, {"H", {0.96, 0, 0}}, {"H", {-0.24, 0.93, 0}}});

}  // namespace

TEST_CASE("a survey knows the elements by number, their least distances and the nearest neighbours") {
  descriptor::Survey survey;
  survey.add(water);
  REQUIRE(survey.elements() == std::vector{element_of("H"), element_of("O")});
  const double second = std::sqrt(0.24 * 0.24 + 0.93 * 0.93), apart = std::sqrt(1.2 * 1.2 + 0.93 * 0.93);
  CHECK(survey.closest(element_of("H"), element_of("O")) == Approx(std::min(0.96, second)).epsilon(1e-14));
  CHECK(survey.closest(element_of("H"), element_of("H")) == Approx(apart).epsilon(1e-14));
  CHECK(survey.closest(element_of("O"), element_of("O")) == 0);
  CHECK(survey.nearest() == Approx((0.96 + second + std::min(0.96, second)) / 3).epsilon(1e-14));
}

TEST_CASE("periodic images are neighbours in a survey") {
  Frame frame = molecule({{"Ar", {0, 0, 0}}});
  frame.cell = Cell{{Vec3{3.7, 0, 0}, Vec3{0, 4, 0}, Vec3{0, 0, 4}}, {true, true, true}};
  descriptor::Survey survey;
  survey.add(frame);
  CHECK(survey.closest(element_of("Ar"), element_of("Ar")) == Approx(3.7).epsilon(1e-14));
}

TEST_CASE("a designed set has functions of the pairs there are, and reads back equal") {
  descriptor::Survey survey;
  survey.add(water);
  const auto file = descriptor::design(survey, {});
  REQUIRE(file.sets.size() == 2);
  // H sees H and O, O sees H alone: it met no other O.
  CHECK(file.sets[0].functions.size() == 2 * 7 + 3 * 2 * 4);
  CHECK(file.sets[1].functions.size() == 1 * 7 + 1 * 2 * 4);
  for (const auto& set : file.sets) CHECK(set.cutoff() == 5);
  CHECK(descriptor::parse_set_file(to_text(file), "set") == file);
}

TEST_CASE("the cutoff of a designed set is the one asked for") {
  descriptor::Survey survey;
  survey.add(water);
  descriptor::DesignOptions options;
  options.cutoff = 3.25;
  options.radial_shells = 4;
  options.angular_shells = 1;
  const auto file = descriptor::design(survey, options);
  CHECK(file.sets[1].functions.size() == 4 + 4);
  for (const auto& set : file.sets) {
    for (const auto& function : set.functions) {
      CHECK(function.cutoff == 3.25);
      CHECK(function.r_s < 3.25);
    }
  }
}

TEST_CASE("lone atoms design no set") {
  descriptor::Survey survey;
  survey.add(molecule({{"Ar", {0, 0, 0}}, {"Ar", {40, 0, 0}}}));
  CHECK_THROWS_AS(descriptor::design(survey, {}), Error);
}
