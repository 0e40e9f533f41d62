#include "descriptor/symmetry_function.hpp"

#include "base/error.hpp"
#include "refusal.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::descriptor;

namespace {

std::string error_of(const std::string& line) {
  return refusal_of([&] { parse_symmetry_function(line); });
}

}  // namespace

TEST_CASE("the line of a symmetry function reads back as the same function") {
  const std::string lines[] = {
      "G1 Si Si cutoff=6 cutoff-function=cosine",
      "G2 Si O eta=0.3 r_s=2.1 cutoff=6 cutoff-function=tanh3",
      "G3 O Si kappa=1.5 cutoff=11 cutoff-function=poly2 inner=0.25",
      "bessel Si O kappa=1.5 cutoff=6 cutoff-function=poly2",
      "G2 Si O eta=0.3 r_s=1 cutoff=6 cutoff-function=envelope p=5",
      "G2 Si O eta=0.3 r_s=2 cutoff=6 cutoff-function=envelope p=6 inner=0.25",
      "G4 Si O Si eta=0.01 zeta=16 lambda=-1 cutoff=3.77 cutoff-function=exp",
      "G5 Si O O eta=0.01 r_s=1 zeta=2.5 lambda=0.5 cutoff=0.1 cutoff-function=poly4",
  };
  for (const auto& line : lines) {
    const auto function = parse_symmetry_function(line);
    CHECK(parse_symmetry_function(to_text(function)) == function);
  }
  CHECK(to_text(parse_symmetry_function(lines[1])) == lines[1]);
  CHECK(to_text(parse_symmetry_function(lines[2])) == lines[2]);
}

TEST_CASE("the two neighbours of an angular function are unordered") {
  const auto a = parse_symmetry_function("G5 Si Si O eta=0.01 zeta=1 lambda=1 cutoff=6");
  const auto b = parse_symmetry_function("G5 Si O Si cutoff=6 lambda=1 zeta=1 eta=0.01");
  CHECK(a == b);
  CHECK(name_of(a) == "G5 Si O Si eta=0.01 zeta=1 lambda=1 cutoff=6");
}

TEST_CASE("a line without cutoff function takes the standard one, a line with it its own") {
  const CutoffFunction standard{CutoffKind::poly2, 0.5};
  CHECK(parse_symmetry_function("G1 Si Si cutoff=6", standard).cutoff_function == standard);
  CHECK(parse_symmetry_function("G1 Si Si cutoff=6 cutoff-function=cosine", standard).cutoff_function ==
        CutoffFunction{CutoffKind::cosine, 0});
}

TEST_CASE("a symmetry function that is malformed says what is wrong") {
  CHECK(error_of("G9 Si Si cutoff=6") ==
        "unknown symmetry function 'G9', expected one of G1 G2 G3 G4 G5 wG2 wG4 C2 C4 C5 wC2 wC4 wC5 bessel pair "
        "power bispectrum product");
  CHECK(error_of("") == "empty line, expected a symmetry function");
  CHECK(error_of("G1 Si cutoff=6") == "G1 has 1 elements, expected centre and one neighbour");
  CHECK(error_of("G5 Si Si eta=1 zeta=1 lambda=1 cutoff=6") == "G5 has 2 elements, expected centre and two neighbours");
  CHECK(error_of("G1 Si Sx cutoff=6") == "unknown element 'Sx'");
  CHECK(error_of("G2 Si Si r_s=0 cutoff=6") == "missing eta=…");
  CHECK(error_of("G2 Si Si eta=1 r_s=0") == "missing cutoff=…");
  CHECK(error_of("G2 Si Si eta=1 zeta=1 cutoff=6") == "unknown key 'zeta'");
  CHECK(error_of("G2 Si Si eta=1 eta=2 cutoff=6") == "'eta' is given twice");
  CHECK(error_of("G2 Si Si eta=one cutoff=6") == "eta: expected a number, got 'one'");
  CHECK(error_of("G2 Si Si eta=nan cutoff=6") == "eta is NaN, expected a finite number");
  CHECK(error_of("G2 Si Si eta=-1 cutoff=6") == "eta is negative, expected 0 or more, got -1");
  CHECK(error_of("bessel Si Si cutoff=6") == "missing kappa=…");
  CHECK(error_of("bessel Si Si kappa=0 cutoff=6") == "kappa: expected a number from 0.001 to 100, got 0");
  CHECK(error_of("bessel Si Si kappa=101 cutoff=6") == "kappa: expected a number from 0.001 to 100, got 101");
  CHECK(error_of("G2 Si Si eta=1 cutoff=0") == "cutoff is not positive, got 0");
  CHECK(error_of("G2 Si Si eta=1 cutoff=6 6") == "expected key=value, got '6'");
  CHECK(error_of("G2 Si Si eta= cutoff=6") == "expected key=value, got 'eta='");
  CHECK(error_of("G5 Si Si Si eta=1 zeta=0.5 lambda=1 cutoff=6") ==
        "zeta is below 1, where the derivative has poles, got 0.5");
  CHECK(error_of("G5 Si Si Si eta=1 zeta=1001 lambda=1 cutoff=6") == "zeta is above 1000, got 1001");
  CHECK(error_of("G5 Si Si Si eta=1 zeta=1 lambda=2 cutoff=6") == "lambda is out of range, expected -1 to 1, got 2");
  CHECK_THAT(error_of("G1 Si Si cutoff=6 cutoff-function=cos"),
             ContainsSubstring("unknown cutoff function 'cos', expected one of"));
  CHECK(error_of("G1 Si Si cutoff=6 inner=0.5") == "inner=… without cutoff-function=…");
  CHECK_THAT(error_of("G1 Si Si cutoff=6 cutoff-function=cosine inner=1"), ContainsSubstring("inner is out of range"));
  for (const std::string p : {"1", "65", "2.5"}) {
    CHECK(error_of("G1 Si Si cutoff=6 cutoff-function=envelope p=" + p) ==
          "p is out of range, expected a whole number from 2 to 64, got " + p);
  }
  CHECK(error_of("G1 Si Si cutoff=6 cutoff-function=cosine p=6") == "unknown key 'p'");
  CHECK(error_of("G1 Si Si cutoff=6 cutoff-function=tanh3 inner=0.5") == "cutoff function tanh3 has no inner radius");
}

TEST_CASE("compact and weighted functions read back as they were written") {
  for (const std::string line :
       {"C2 Si O low=-1 cutoff=4 shape=poly2-a", "C4 Si O Si low=0 cutoff=4 from=-30 to=30 shape=exp",
        "C5 O Si Si low=0.5 cutoff=4 from=20 to=160 shape=poly4", "wC2 Si low=0 cutoff=4 shape=poly1",
        "wC4 Si low=0 cutoff=4 from=90 to=270 shape=poly3-a", "wC5 Si low=0 cutoff=4 from=0 to=180 shape=exp-a",
        "wG2 Si eta=0.5 r_s=1 cutoff=4 cutoff-function=poly2 inner=0.5",
        "wG4 Si eta=0.5 zeta=3 lambda=-1 cutoff=4 cutoff-function=cosine"}) {
    const auto function = parse_symmetry_function(line);
    CHECK(to_text(function) == line);
    CHECK(parse_symmetry_function(to_text(function)) == function);
  }
}

TEST_CASE("a compact or weighted function that is malformed says what is wrong") {
  CHECK(error_of("wG2 Si Si eta=1 r_s=0 cutoff=6") == "expected key=value, got 'Si'");
  CHECK(error_of("wC2 Si low=0 cutoff=0 shape=poly2") == "cutoff is not positive, got 0");
  CHECK(error_of("wC5 low=0 cutoff=6") == "wC5 has 0 elements, expected centre");
  CHECK(error_of("C2 Si Si low=6 cutoff=6 shape=poly2") == "low is not below cutoff, got 6 and 6");
  CHECK(error_of("C2 Si Si low=0 cutoff=6") == "missing shape=…");
  CHECK(error_of("C2 Si Si low=0 cutoff=6 shape=poly5") ==
        "unknown shape 'poly5', expected exp, poly1, poly2, poly3, poly4, or one of them with -a");
  CHECK(error_of("C2 Si Si low=0 cutoff=6 shape=poly2 cutoff-function=cosine") == "unknown key 'cutoff-function'");
  const std::string c5 = "C5 Si Si Si low=0 cutoff=6 shape=poly2 ";
  CHECK(error_of(c5 + "from=0") == "missing to=…");
  CHECK(error_of(c5 + "from=90 to=90") == "from is not below to, got 90 and 90");
  CHECK(error_of(c5 + "from=-10 to=30") ==
        "angles are out of range, expected 0 to 180 or a range around 0 or 180, got -10 to 30");
}
