#include "descriptor/set.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

const std::string good = R"(nnpipe-sf 1
# a comment
name my set
units metal
cutoff-function poly2 inner=0.5

G2 Si Si eta=0.3 r_s=0 cutoff=6   # another
G5 Si Si O eta=0.01 zeta=4 lambda=1 cutoff=6
G2 O Si eta=0.3 r_s=0 cutoff=5
cutoff-function cosine
G2 Si O eta=0.3 r_s=0 cutoff=4
)";

std::string error_of(const std::string& text) {
  return refusal_of([&] { parse_set_file(text, "si.sf"); });
}

const std::string head = "nnpipe-sf 1\nunits metal\n";

}  // namespace

TEST_CASE("a set file gives each centre its functions in order") {
  const auto file = parse_set_file(good, "si.sf");
  CHECK(file.name == "my set");
  CHECK(file.units == UnitStyle::metal);
  REQUIRE(file.sets.size() == 2);
  const auto& si = file.of(element_of("Si"));
  REQUIRE(si.functions.size() == 3);
  CHECK(to_text(si.functions[0]) == "G2 Si Si eta=0.3 r_s=0 cutoff=6 cutoff-function=poly2 inner=0.5");
  CHECK(to_text(si.functions[2]) == "G2 Si O eta=0.3 r_s=0 cutoff=4 cutoff-function=cosine");
  CHECK(si.cutoff() == 6);
  CHECK(file.of(element_of("O")).cutoff() == 5);
  CHECK(si.column_names() == std::vector<std::string>{"G2_1", "G5_1", "G2_2"});
  CHECK_THROWS_WITH(file.of(element_of("C")), "the set has no functions centred on C, it has: Si O");
}

TEST_CASE("the canonical text of a set file reads back equal and is its own canonical text") {
  const auto file = parse_set_file(good, "si.sf");
  const auto text = to_text(file);
  CHECK(parse_set_file(text, "again") == file);
  CHECK(to_text(parse_set_file(text, "again")) == text);
  const auto shared = parse_set_file(head + "cutoff-function exp\nG1 Si Si cutoff=6\nG1 Si Si cutoff=5\n", "s");
  CHECK(to_text(shared) == head + "cutoff-function exp\n\nG1 Si Si cutoff=6\nG1 Si Si cutoff=5\n");
}

TEST_CASE("a set file with CRLF line ends is read") {
  std::string text;
  for (const char c : good) text += c == '\n' ? std::string{"\r\n"} : std::string{c};
  CHECK(parse_set_file(text, "si.sf") == parse_set_file(good, "si.sf"));
}

TEST_CASE("a malformed set file is an error with its line") {
  CHECK(error_of("") == "si.sf: empty file, expected the first line 'nnpipe-sf 1'");
  CHECK(error_of("G1 Si Si cutoff=6\n") ==
        "si.sf:1: not a set of symmetry functions, expected the first line 'nnpipe-sf 1'");
  CHECK(error_of("nnpipe-sf 2\n") == "si.sf:1: set file of version 2, this program knows up to 1: use a newer nnpipe");
  CHECK(error_of("nnpipe-sf 1\nG1 Si Si cutoff=6\n") == "si.sf: no line 'units metal' or 'units lj'");
  CHECK(error_of(head) == "si.sf: no symmetry function in the file");
  CHECK(error_of(head + "units metal\n") == "si.sf:3: units is given twice");
  CHECK_THAT(error_of("nnpipe-sf 1\nunits real\n"), StartsWith("si.sf:2: "));
  CHECK(error_of(head + "G1 Si Si cutoff=6\n\nG1 Si Si cutoff=6\n") == "si.sf:5: the same function is given twice");
  CHECK(error_of(head + "G2 Si Si eta=x cutoff=6\n") == "si.sf:3: eta: expected a number, got 'x'");
  CHECK_THAT(error_of(head + "cutoff-function cos\n"), StartsWith("si.sf:3: unknown cutoff function 'cos'"));
  CHECK(error_of("nnpipe-sf 0\n") == "si.sf:1: no such version, expected 1, got 0");
  CHECK(error_of("nnpipe-sf 1\nunits\n") == "si.sf:2: expected 'units metal' or 'units lj'");
  CHECK(error_of("nnpipe-sf 1\nunits none\n") == "si.sf:2: expected 'units metal' or 'units lj', got none");
  CHECK(error_of(head + "cutoff-function\n") == "si.sf:3: expected cutoff-function NAME [KEY=VALUE]");
  CHECK(error_of(head + "name\n") == "si.sf:3: name without a word, expected name WORDS");
}

TEST_CASE("the sets that are shipped are read, with 24 functions of silicon each, 27 of silicon and oxygen") {
  struct Shipped {
    std::string name;
    std::vector<std::string> centres;
    std::size_t functions;
  };
  for (const auto& [name, centres, functions] :
       std::vector<Shipped>{{"si-thesis", {"Si"}, 24}, {"si-short", {"Si"}, 24}, {"silica", {"O", "Si"}, 27}}) {
    std::ifstream file{share_folder() + "/symfunc/" + name + ".sf"};
    std::ostringstream text;
    text << file.rdbuf();
    const auto sets = parse_set_file(text.str(), name);
    CHECK(sets.name == name);
    REQUIRE(sets.sets.size() == centres.size());
    for (std::size_t s = 0; s < centres.size(); ++s) {
      CHECK(sets.sets[s].centre == element_of(centres[s]));
      CHECK(sets.sets[s].functions.size() == functions);
    }
  }
}
