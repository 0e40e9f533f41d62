#include "base/decimal.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

std::string standard_text(double value) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string written(double value) {
  char text[decimal_room];
  return {text, write_decimal(text, value)};
}

// What it reads is what the standard library reads, whether or not other characters follow; true if it read anything.
bool agrees(const std::string& text) {
  double expected = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), expected);
  bool read = false;
  for (const std::string behind : {"", "\n 123456789012345678901234567890", " 9.5 77777777777777777777777777777"}) {
    const std::string all = text + behind;
    double value = 0;
    const char* const stop = read_decimal(all.data(), all.data() + all.size(), value);
    if (stop == nullptr) continue;
    read = true;
    INFO(text << " before '" << behind << "'");
    REQUIRE(error == std::errc{});
    REQUIRE(stop - all.data() == end - text.data());
    REQUIRE(std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(expected));
  }
  return read;
}

// Doubles of every kind that streams hold, and such as lie at the edges of the fast ways.
double any_double(Random& random, int kind) {
  const std::uint64_t bits = random.bits();
  const auto power = static_cast<int>(random.bits() % 30);
  switch (kind % 5) {
    case 0: return std::bit_cast<double>(bits);
    case 1: return std::bit_cast<double>((bits & 0x800fffffffffffffU) | (883 + random.bits() % 200) << 52U);
    case 2: return static_cast<double>(static_cast<std::int64_t>(bits) >> (power * 2)) / std::pow(10.0, power % 20);
    case 3: return static_cast<double>(bits % 100000) * std::pow(10.0, power - 15);
    default: return std::bit_cast<double>(((883 + bits % 200) << 52U) + random.bits() % 5 - 2);  // near powers of two
  }
}

}  // namespace

TEST_CASE("a double is written as the standard library writes it, byte for byte") {
  Random random{11};
  for (int i = 0; i < 200000; ++i) {
    const double value = any_double(random, i);
    if (!std::isfinite(value)) continue;
    REQUIRE(written(value) == standard_text(value));
  }
  for (const double value :
       {0.0, -0.0, 1.0, -1.0, 0.1, 1e5, 123456.0, 1e22, 5e-324, 1e-5, 0.0001, 9007199254740993.0}) {
    CHECK(written(value) == standard_text(value));
  }
}

TEST_CASE("every number of digits, and every place of the point, is written as the standard library writes it") {
  for (int digits = 1; digits <= 17; ++digits) {
    for (int exponent = -35; exponent <= 20; ++exponent) {
      const std::string text = std::string{"12345678912345678"}.substr(0, digits) + "e" + std::to_string(exponent);
      double value = 0;
      std::from_chars(text.data(), text.data() + text.size(), value);
      CHECK(written(value) == standard_text(value));
      CHECK(written(-value) == standard_text(-value));
    }
  }
}

TEST_CASE("shortest texts are read as the standard library reads them, most of them at all") {
  Random random{12};
  int read = 0, usual = 0;
  for (int i = 0; i < 100000; ++i) {
    const double value = any_double(random, i);
    if (std::isfinite(value)) agrees(standard_text(value));
    const double coordinate = 100 * (random.uniform() - 0.5);
    ++usual;
    read += agrees(standard_text(coordinate)) ? 1 : 0;
  }
  CHECK(read > 0.99 * usual);
}

TEST_CASE("numbers at and near the midpoint of two doubles are rounded as the standard library does") {
  Random random{13};
  for (int i = 0; i < 50000; ++i) {
    // An odd number of 54 bits, halved some times: a tie between two doubles.
    std::uint64_t digits = (std::uint64_t{1} << 53U) | (random.bits() >> 11U) | 1U;
    int power = 0;
    for (const int halvings = i % 5; power < halvings && digits < 1800000000000000000U; ++power) digits *= 5;
    for (const std::uint64_t off : {digits - 1, digits, digits + 1}) {
      CHECK(agrees(std::to_string(off) + "e-" + std::to_string(power)));
      std::string text = std::to_string(off);
      if (power > 0) text.insert(text.size() - static_cast<std::size_t>(power), ".");
      agrees(text);
    }
  }
}

TEST_CASE("texts of any characters are read as the standard library reads them, or not at all") {
  Random random{14};
  int read = 0;
  const std::string characters = "0123456789.eE+-0 ";
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::uint64_t n = 1 + random.bits() % 24; n > 0; --n) {
      text += random.bits() % 100 < 85 ? static_cast<char>('0' + random.bits() % 10)
                                       : characters[random.bits() % characters.size()];
    }
    if (random.bits() % 2 == 0) text[random.bits() % text.size()] = '.';
    read += agrees(text) ? 1 : 0;
  }
  for (const auto* text : {"", ".", "-", "-.", "1.", ".5", "1e", "1e+", "1.5e3", "17.999999999999999999",
                           "18.999999999999999999", "0.0000000000000000000000000001", "184467440737095516159"}) {
    agrees(text);
  }
  CHECK(read > 100000);
}
