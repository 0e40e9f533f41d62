#include "atoms/element.hpp"

#include "base/error.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("every symbol is found again by its number and its name") {
  for (int number = 0; number <= 118; ++number) {
    const Element element = element_of_number(number);
    CHECK(element.number == number);
    CHECK(element_of(element.symbol()) == element);
    CHECK(element.mass() >= 1.0);
  }
}

TEST_CASE("elements have the standard's masses") {
  CHECK(element_of("Si").mass() == 28.085);
  CHECK(element_of("O").mass() == 15.999);
  CHECK(element_of("Ar").mass() == 39.95);
  CHECK(element_of("H").mass() == 1.008);
  CHECK(element_of("X").mass() == 1.0);
  CHECK(element_of("U").number == 92);
  CHECK(element_of("Og").number == 118);
}

TEST_CASE("unknown elements are named in the message") {
  CHECK_THROWS_WITH(element_of("Sx"), "unknown element 'Sx'");
  CHECK_THROWS_WITH(element_of("si"), "unknown element 'si' (did you mean Si?)");
  CHECK_THROWS_WITH(element_of(""), "unknown element ''");
  CHECK_THROWS_WITH(element_of_number(119), "unknown atomic number 119, expected 0 to 118");
  CHECK_THROWS_AS(element_of_number(-1), Error);
}
