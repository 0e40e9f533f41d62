#include "base/text.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;

TEST_CASE("every double reads back bit for bit from its shortest text") {
  Random random{7};
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random.bits();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const auto back = parse_double(to_text(value));
    REQUIRE(back);
    CHECK(std::memcmp(&*back, &value, sizeof value) == 0);
  }
}

TEST_CASE("a number is the whole word or none") {
  CHECK(parse_double("1.5") == 1.5);
  CHECK(parse_double("+1.5") == 1.5);
  CHECK(parse_double("-2e3") == -2000.0);
  CHECK(parse_double("1e-400") == 0.0);
  for (const auto* text : {"", "1,5", "1.5x", " 1", "1 ", "0x10", "--1", "+-1", "1e", "1e400", "."}) {
    INFO(text);
    CHECK_FALSE(parse_double(text));
  }
  CHECK(parse_int("-42") == -42);
  for (const auto* text : {"", "1.0", "9223372036854775808", "1e3", "four"}) {
    INFO(text);
    CHECK_FALSE(parse_int(text));
  }
}

TEST_CASE("NaN and infinity are told apart in messages") {
  CHECK(std::isnan(to_double("nan", "x")));
  CHECK_THROWS_WITH(to_finite("nan", "position x"), "position x is NaN, expected a finite number");
  CHECK_THROWS_WITH(to_finite("-inf", "position x"), "position x is infinite, expected a finite number");
  CHECK_THROWS_WITH(to_finite("1,5", "position x"), "position x: expected a number, got '1,5'");
}

TEST_CASE("words are split at any white space, parts at each separator") {
  CHECK(split("  a\tbb  c\r").size() == 3);
  CHECK(split("").empty());
  const auto parts = split(std::string_view{"a,,b,"}, ',');
  REQUIRE(parts.size() == 4);
  CHECK(parts[1].empty());
  CHECK(parts[2] == "b");
  CHECK(trim(" \t x y \r\n") == "x y");
}

TEST_CASE("quoted text is short and free of control characters") {
  CHECK(quoted("a\nb") == "'a?b'");
  CHECK(quoted(std::string(1000, 'x')).size() < 80);
}

TEST_CASE("the nearest word is offered only if it is near") {
  CHECK(nearest("--thraeds", {"--threads", "--seed"}) == "--threads");
  CHECK(nearest("--hlep", {"--clip", "--help"}) == "--help");
  CHECK(nearest("stpe", {"plot", "step"}) == "step");
  CHECK(nearest("--zzz", {"--threads", "--seed"}).empty());
}

TEST_CASE("an error shows its places from the outside in") {
  try {
    with_place([] { return "frames.xyz:12"; },
               [] { with_place([] { return "frame 3"; }, [] { fail("unknown element {}", quoted("Sx")); }); });
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} == "frames.xyz:12: frame 3: unknown element 'Sx'");
    CHECK(error.status() == ExitStatus::failure);
  }
}
