// Decimal text to double and back, exactly rounded: the fast ways of base/text, for the numbers that streams hold.
#pragma once

namespace nnpipe {

// Reads the decimal number that begins at `at` and ends before `end` or earlier: digits with one point, an exponent.
// Returns where it ends. Returns nullptr, and leaves `value` alone, for what is no such number and for those that need
// more than 64 bits: std::from_chars knows about them. No '+' in front, no "nan", no "inf".
const char* read_decimal(const char* at, const char* end, double& value);

// Characters that write_decimal() may touch behind `to`.
inline constexpr int decimal_room = 64;

// Writes the shortest text that reads back as the same double, as std::to_chars does, byte for byte. Returns its end.
char* write_decimal(char* to, double value);

}  // namespace nnpipe
