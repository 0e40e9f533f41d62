#include "base/decimal.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nnpipe {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr bool little = std::endian::native == std::endian::little;
constexpr int fraction_bits = 52;

template <typename T>
T load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

constexpr auto powers_of_ten() {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
  return powers;
}

constexpr auto tens = powers_of_ten();

// 5^n, which a word holds up to n = 27 and two words up to n = 55; here with the highest bit set.
constexpr int most_fives = 27, most_wide_fives = 55;

constexpr auto powers_of_five() {
  std::array<Wide, most_wide_fives + 1> powers{};
  Wide power = 1;
  for (auto& shifted : powers) {
    shifted = power;
    while ((shifted >> 127U) == 0) shifted <<= 1U;
    power *= 5;
  }
  return powers;
}

constexpr auto fives = powers_of_five();

// 2^127 / 5^n in units in which 5^n has 64 bits as above, cut off: 2^63 to 2^64.
constexpr auto reciprocal_powers() {
  std::array<std::uint64_t, most_fives + 1> quotients{};
  for (std::size_t n = 0; n < quotients.size(); ++n) {
    const Wide quotient = (Wide{1} << 127U) / static_cast<std::uint64_t>(fives[n] >> 64U);
    quotients[n] = quotient >> 64U != 0 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(quotient);
  }
  return quotients;
}

constexpr auto reciprocals = reciprocal_powers();

// Floor of n log2(10), and of n log10(2), for the n of doubles.
constexpr int log2_of_ten(int n) { return n * 217706 >> 16; }
constexpr int log10_of_two(int n) { return n * 315653 >> 20; }

// Reading

// Digits in the first bytes of the word, up to eight.
int leading_digits(std::uint64_t word) {
  const std::uint64_t high = (word & 0xf0f0f0f0f0f0f0f0U) ^ 0x3030303030303030U;
  const std::uint64_t above_nine = ((word & 0x0f0f0f0f0f0f0f0fU) + 0x0606060606060606U) & 0xf0f0f0f0f0f0f0f0U;
  const std::uint64_t other = high | above_nine;
  return other == 0 ? 8 : std::countr_zero(other) >> 3;
}

// The number whose digits are the first `count` bytes, up to eight: neighbours are joined to pairs, fours and eight.
std::uint64_t value_of_digits(std::uint64_t word, int count) {
  word = (word & 0x0f0f0f0f0f0f0f0fU) << (56 - 8 * (count - (count >> 3))) << (8 * (1 - (count >> 3)));
  word = word * 10 + (word >> 8U);
  const std::uint64_t low = (word & 0x000000ff000000ffU) * 0x000f424000000064U;
  const std::uint64_t high = ((word >> 16U) & 0x000000ff000000ffU) * 0x0000271000000001U;
  return (low + high) >> 32U;
}

// Appends to the number the digits at `at`; false where a word does not hold it any more.
bool take_digits(const char*& at, const char* end, std::uint64_t& number) {
  while (end - at >= 8) {
    const auto word = load<std::uint64_t>(at);
    const int count = leading_digits(word);
    const auto n = static_cast<std::size_t>(count);
    if (number >= tens[19 - n]) return false;
    number = number * tens[n] + value_of_digits(word, count);
    at += count;
    if (count < 8) return true;
  }
  for (; at != end && *at >= '0' && *at <= '9'; ++at) {
    if (number >= tens[18]) return false;
    number = 10 * number + static_cast<std::uint64_t>(*at - '0');
  }
  return true;
}

// Sixteen ones, then zeros.
constexpr auto mask_of_bytes() {
  std::array<unsigned char, 32> mask{};
  for (std::size_t i = 0; i < 16; ++i) mask[i] = 0xff;
  return mask;
}

constexpr auto ones_then_zeros = mask_of_bytes();

// Appends to the number the digits behind a point, up to 18 of them, as if there were at least 16; false where it
// cannot. Counts those appended. Without a branch on how many there are.
bool take_fraction([[maybe_unused]] const char*& at, [[maybe_unused]] const char* end,
                   [[maybe_unused]] std::uint64_t& number, [[maybe_unused]] int& count) {
#ifdef __SSE2__
  constexpr std::uint64_t most = 17;  // before the point: with 18 digits behind it a word is full
  if (end - at < 24 || number > most) return false;
  const auto load16 = [](const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); };
  const __m128i values = _mm_sub_epi8(load16(at), _mm_set1_epi8('0'));
  const __m128i are_digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
  const int digits = std::countr_one(static_cast<unsigned>(_mm_movemask_epi8(are_digits)));
  const __m128i kept = _mm_and_si128(values, load16(ones_then_zeros.data() + 16 - digits));
  // Neighbours are joined to pairs, fours and eights.
  const __m128i pairs = _mm_add_epi16(_mm_mullo_epi16(_mm_and_si128(kept, _mm_set1_epi16(0xff)), _mm_set1_epi16(10)),
                                      _mm_srli_epi16(kept, 8));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
  const __m128i packed = _mm_packs_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(1 << 16 | 10000));
  const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  number = number * tens[16] + (both & 0xffffffffU) * tens[8] + (both >> 32U);
  const auto digit = [](char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; };
  const auto last = digit(at[16]), after = digit(at[17]);
  const bool one = digits == 16 && last < 10, two = one && after < 10;
  number = one ? 10 * number + last : number;
  number = two ? 10 * number + after : number;
  count = 16 + (one ? 1 : 0) + (two ? 1 : 0);
  at += digits + (one ? 1 : 0) + (two ? 1 : 0);
  return !two || digit(*at) >= 10;
#else
  return false;
#endif
}

// number / 10^power, correctly rounded.
double divided(std::uint64_t number, int power) {
  const auto n = static_cast<std::size_t>(power);
  if (number == 0) return 0;
  const int zeros = std::countl_zero(number);
  const std::uint64_t shifted = number << zeros;
  // 63 or 64 bits of the quotient, too small by less than two; what a double has no room for is rounded when it is
  // converted. Only near half a bit of the result does the error matter.
  auto quotient = static_cast<std::uint64_t>(static_cast<Wide>(shifted) * reciprocals[n] >> 64U);
  const std::uint64_t half = quotient >> 63U != 0 ? 0x400 : 0x200;
  if ((quotient & (2 * half - 1)) - (half - 2) <= 2) {
    const Wide dividend = static_cast<Wide>(shifted) << 63U;
    const auto divisor = static_cast<std::uint64_t>(fives[n] >> 64U);
    quotient = static_cast<std::uint64_t>(dividend / divisor);
    // The lowest bit stands for all that is cut off.
    if (static_cast<Wide>(quotient) * divisor != dividend) quotient |= 1U;
  }
  const auto rounded = static_cast<double>(static_cast<std::int64_t>(quotient >> 1U | (quotient & 1U)));
  // 5^power is divisor × 2^(bits − 64).
  const int bits = log2_of_ten(power) - power + 1;
  const int exponent = 64 - bits - power - 62 - zeros;
  return rounded * std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << fraction_bits);
}

// The exponent behind an 'e'; false where there is none.
bool take_exponent(const char*& at, const char* end, int& exponent) {
  bool negative = false;
  if (at != end && (*at == '-' || *at == '+')) negative = *at++ == '-';
  int value = 0;
  const char* const begin = at;
  for (; at != end && *at >= '0' && *at <= '9' && at - begin < 4; ++at) value = 10 * value + (*at - '0');
  exponent = negative ? -value : value;
  return at != begin && at - begin < 4;
}

// Writing

// What is written of a finite double: `count` digits, as the first of the 17 of `padded`; the value is
// 0.digits × 10^point.
struct Decimal {
  std::uint64_t padded;
  int count, point;
};

// A product of 53 and 128 bits, as far as it is needed: the integer part, and 64 bits behind the point, cut off.
struct Fixed {
  std::uint64_t integer, fraction;
};

Fixed scaled(std::uint64_t factor, Wide power) {
  const Wide low = static_cast<Wide>(factor) * static_cast<std::uint64_t>(power);
  const Wide all = static_cast<Wide>(factor) * static_cast<std::uint64_t>(power >> 64U) + (low >> 64U);
  return {static_cast<std::uint64_t>(all >> 64U), static_cast<std::uint64_t>(all)};
}

bool near(std::uint64_t a, std::uint64_t b) { return a - b + 4 <= 8; }

// The shortest decimal between the midpoints to the neighbours, and of those the nearest, for fraction × 2^two with a
// fraction of 53 bits that is no power of two, −182 ≤ two ≤ 0. The number is scaled to units of which one to ten lie
// between neighbours: one of the multiples of ten around it is what is sought where just one of them lies between the
// midpoints, as in R. Giulietti's Schubfach; else it is the nearest integer. For these exponents the power of ten is an
// integer of two words. Returns false where the bits that were cut off would decide.
bool shortest(std::uint64_t fraction, int two, Decimal& out) {
  constexpr std::uint64_t one = std::uint64_t{1} << 60U;
  const int ten = log10_of_two(two);  // 2^two is 1 to 10 times 10^ten
  const Wide power = fives[static_cast<std::size_t>(-ten)];
  const int shift = two + log2_of_ten(-ten) + 1;
  const Fixed value = scaled(fraction << shift, power);
  const std::uint64_t half_gap = static_cast<std::uint64_t>(power >> 64U) >> (5 - shift);  // of neighbours, in 2^-60
  const std::uint64_t below = value.integer / 10;
  const std::uint64_t rest = value.fraction >> 4U;
  const std::uint64_t to_below = ((value.integer - 10 * below) << 60U) + rest, to_above = 10 * one - to_below;
  if (near(to_below, half_gap) || near(to_above, half_gap) || near(rest, one / 2)) return false;
  const bool below_fits = to_below < half_gap, above_fits = to_above < half_gap;
  const std::uint64_t tens_digits = below + (above_fits ? 1 : 0);
  // No branches on what is as good as random.
  const std::uint64_t shorter = below_fits != above_fits ? 1 : 0, mask = -shorter;
  const std::uint64_t digits = (10 * tens_digits & mask) | ((value.integer + (rest > one / 2 ? 1 : 0)) & ~mask);
  const std::uint64_t full = digits >= tens[16] ? 1 : 0;
  const int size = 16 + static_cast<int>(full);
  out = {digits * (10 - 9 * full), size - static_cast<int>(shorter), ten + size};
  for (std::uint64_t left = tens_digits; (shorter & (left % 10 == 0 ? 1U : 0U)) != 0; left /= 10) --out.count;
  return true;
}

// Two numbers below 10^8 as eight characters each, the first in the lowest byte: fours are parted into pairs, pairs
// into digits.
struct Digits {
  std::uint64_t high, low;
};

Digits digits_of(std::uint64_t high, std::uint64_t low) {
  high = (high / 10000) | (high % 10000) << 32U;
  low = (low / 10000) | (low % 10000) << 32U;
#ifdef __SSE2__
  const __m128i fours = _mm_set_epi64x(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
  const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
  const __m128i below = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100)));
  const __m128i pairs = _mm_or_si128(hundreds, _mm_slli_epi32(below, 16));
  const __m128i ten = _mm_mulhi_epu16(pairs, _mm_set1_epi16(6554));
  const __m128i one = _mm_sub_epi16(pairs, _mm_mullo_epi16(ten, _mm_set1_epi16(10)));
  const __m128i text = _mm_or_si128(_mm_or_si128(ten, _mm_slli_epi16(one, 8)), _mm_set1_epi8('0'));
  return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(text)),
          static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(text, text)))};
#else
  const auto text = [](std::uint64_t fours) {
    const std::uint64_t hundreds = ((fours * 10486) >> 20U) & 0x0000007f0000007fU;
    const std::uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16U;
    const std::uint64_t ten = ((pairs * 103) >> 10U) & 0x000f000f000f000fU;
    return (ten | (pairs - 10 * ten) << 8U) | 0x3030303030303030U;
  };
  return {text(high), text(low)};
#endif
}

// A point or an exponent, whichever is shorter: fixed where both are equal. The 17 digits are written as one and twice
// eight, from registers alone: to read back what was just stored in parts is slow.
char* write_digits(char* to, Decimal decimal) {
  const auto [all, count, point] = decimal;
  const std::uint64_t upper = all / 100000000;
  const auto first = static_cast<char>('0' + upper / 100000000);
  const auto [second, third] = digits_of(upper % 100000000, all % 100000000);
  const int fixed = point <= 0 ? 2 - point + count : point < count ? count + 1 : point;
  const int scientific = (count == 1 ? 1 : count + 1) + 4;
  const auto store = [](char* at, std::uint64_t word) { std::memcpy(at, &word, sizeof word); };
  if (fixed > scientific) {
    to[0] = first;
    to[1] = '.';
    store(to + 2, second);
    store(to + 10, third);
    to += scientific - 4;
    const int exponent = point - 1, size = exponent < 0 ? -exponent : exponent;
    to[0] = 'e';
    to[1] = exponent < 0 ? '-' : '+';
    to[2] = static_cast<char>('0' + size / 10);
    to[3] = static_cast<char>('0' + size % 10);
    return to + 4;
  }
  if (point <= 0) {
    std::memcpy(to, "0.000000", 8);
    char* const digits = to + 2 - point;
    digits[0] = first;
    store(digits + 1, second);
    store(digits + 9, third);
  } else {
    to[0] = first;
    store(to + 1, second);
    store(to + 9, third);
    if (point <= 8) {
      to[point] = '.';
      store(to + point + 1, second >> (8 * (point - 1)));
      store(to + 10, third);
    } else if (point < count) {
      std::memmove(to + point + 1, to + point, static_cast<std::size_t>(count - point));
      to[point] = '.';
    }
  }
  return to + fixed;
}

}  // namespace

const char* read_decimal(const char* at, const char* end, double& value) {
  if (!little) return nullptr;
  const std::uint64_t negative = at != end && *at == '-' ? 1 : 0;
  at += negative;
  std::uint64_t number = 0;
  const char* const begin = at;
  for (; at != end && *at >= '0' && *at <= '9'; ++at) {
    if (number >= tens[18]) return nullptr;
    number = 10 * number + static_cast<std::uint64_t>(*at - '0');
  }
  auto digits = at - begin;
  int power = 0;
  if (at != end && *at == '.') {
    const char* const point = ++at;
    const std::uint64_t whole = number;
    if (!take_fraction(at, end, number, power)) {
      at = point;
      number = whole;
      if (!take_digits(at, end, number)) return nullptr;
      power = static_cast<int>(at - point);
    }
    digits += at - point;
  }
  if (digits == 0 || digits > 100) return nullptr;
  if (at != end && (*at == 'e' || *at == 'E')) {
    int exponent = 0;
    if (!take_exponent(++at, end, exponent)) return nullptr;
    power -= exponent;
  }
  if (power < 0 || power > most_fives) return nullptr;
  value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(divided(number, power)) | negative << 63U);
  return at;
}

char* write_decimal(char* to, double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << fraction_bits) - 1);
  const int exponent = static_cast<int>(bits >> fraction_bits & 0x7ffU);
  const int two = exponent - 1075;
  const bool in_range = little && fraction != 0 && two <= 0 && two >= -182;
  Decimal decimal;
  if (in_range && shortest(fraction | std::uint64_t{1} << fraction_bits, two, decimal)) {
    *to = '-';
    return write_digits(to + (bits >> 63U), decimal);
  }
  return std::to_chars(to, to + decimal_room, value).ptr;
}

}  // namespace nnpipe
