#include "potential/table_scaling.hpp"

#include "base/error.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

io::TableHeader header() {
  io::TableHeader header;
  header.units = UnitStyle::metal;
  header.fields = {"frame", "G1_1", "energy", "G2_1"};
  header.set("element", {"Si"});
  header.set("set", {"G1 Si Si cutoff=6 cutoff-function=cosine", "G2 Si Si eta=1 r_s=0 cutoff=5"});
  header.set("inputs", {"G1_1 G2_1"});
  header.set("targets", {"energy"});
  return header;
}

std::string error_of(const io::TableHeader& header) {
  return refusal_of([&] { descriptor_header(header); });
}

}  // namespace

TEST_CASE("a table's header tells inputs, functions and scaling, and is told them") {
  const auto descriptor = descriptor_header(header());
  CHECK(descriptor.inputs == std::vector<std::string>{"G1_1", "G2_1"});
  REQUIRE(descriptor.set.has_value());
  CHECK(descriptor.set->functions.size() == 2);
  CHECK(descriptor.scaling.empty());
  auto scaled = descriptor;
  scaled.scaling = {{"G1_1", 1, 2, 0, 3}, {"G2_1", -1, 0.5, 1, 4}};
  auto written = header();
  put(scaled, written);
  const auto again = descriptor_header(written);
  CHECK(again.inputs == scaled.inputs);
  CHECK(again.set == scaled.set);
  CHECK(again.scaling == scaled.scaling);
  CHECK(written.find("targets") == std::vector<std::string>{"energy"});
}

TEST_CASE("a header whose parts contradict each other is refused") {
  const auto with = [](const std::string& key, const std::vector<std::string>& values) {
    auto changed = header();
    changed.set(key, values);
    return error_of(changed);
  };
  CHECK(with("targets", {}) == "no error");
  CHECK(with("inputs", {"G1_1"}) == "the table's header has 2 set functions for 1 inputs");
  CHECK_THAT(with("inputs", {"G1_1 G9_1"}), StartsWith("no column 'G9_1'"));
  CHECK(with("inputs", {"G1_1", "G2_1"}) == "the table's header has 2 lines 'inputs', expected one");
  CHECK(with("element", {}) == "the table's header has a set, but no element");
  CHECK_THAT(with("element", {"O"}), EndsWith("is not centred on O"));
  CHECK(with("scaling", {"G1_1 subtract=0 factor=1 low=0 high=1"}) == "the table's header has 1 scalings for 2 inputs");
  CHECK(with("scaling", {"G2_1 subtract=0 factor=1 low=0 high=1", "G1_1 subtract=0 factor=1 low=0 high=1"}) ==
        "scaling 1 of the table's header is of G2_1, but input 1 is G1_1");
}

TEST_CASE("scaling changes input columns, drops those without one, and leaves the others") {
  const auto inputs = descriptor_header(header());
  const ChosenScaling both{descriptor::ColumnScaling{"G1_1", 1, 2, 0, 3},
                           descriptor::ColumnScaling{"G2_1", 0, -1, 0, 1}};
  std::vector<double> out;
  const TableScaling scaling{header(), inputs, both};
  scaling.apply(std::vector<double>{7, 1.5, -4, 0.25}, out);
  CHECK(out == std::vector<double>{7, 1, -4, -0.25});
  CHECK(scaling.header().fields == header().fields);

  const TableScaling one{header(), inputs, {std::nullopt, both[1]}};
  one.apply(std::vector<double>{7, 1.5, -4, 0.25}, out);
  CHECK(out == std::vector<double>{7, -4, -0.25});
  CHECK(one.header().fields == std::vector<std::string>{"frame", "energy", "G2_1"});
  const auto after = descriptor_header(one.header());
  REQUIRE(after.set->functions.size() == 1);
  CHECK(after.set->functions[0] == inputs.set->functions[1]);
  // What was dropped there is dropped where that scaling is used again.
  const auto again = scaling_from(after, inputs);
  CHECK_FALSE(again[0].has_value());
  CHECK(again[1] == both[1]);
}

TEST_CASE("a scaling is not used for another function of the same name") {
  auto from = descriptor_header(header());
  from.scaling = {{"G1_1", 0, 1, 0, 1}, {"G2_1", 0, 1, 0, 1}};
  auto other = header();
  other.set("set", {"G1 Si Si cutoff=6", "G2 Si Si eta=2 r_s=0 cutoff=5"});
  CHECK_THROWS_WITH(scaling_from(from, descriptor_header(other)),
                    "input G2_1 is another symmetry function than the one the scaling was learned for");
  auto fewer = header();
  fewer.fields = {"frame", "G1_1", "energy"};
  fewer.set("inputs", {"G1_1"});
  fewer.set("set", {"G1 Si Si cutoff=6"});
  CHECK_THROWS_WITH(scaling_from(from, descriptor_header(fewer)), "no input G2_1, which the scaling is for");
  other.set("set", {});
  CHECK_THROWS(scaling_from(from, descriptor_header(other)));
}
