#include "io/codes/number_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::io::codes {

Rows::Rows(const std::string& file, bool binary, std::size_t width, Numbers numbers)
    : x_input{file}, x_binary{binary}, x_width{width} {
  if (binary) with_place([&] { return file; }, [&] { read_header(numbers); });
}

std::unique_ptr<Rows> Rows::open(const std::filesystem::path& path, std::size_t width, Numbers numbers) {
  for (const char* ending : {".npy", ".raw"}) {
    const std::string file = path.string() + ending;
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
      return std::make_unique<Rows>(file, ending == std::string_view{".npy"}, width, numbers);
    }
  }
  return nullptr;
}

bool Rows::next(std::vector<double>& row) {
  return with_place([&] { return x_binary ? fmt::format("{}: row {}", x_input.name(), x_row + 1) : x_input.place(); },
                    [&] {
                      row.clear();
                      const bool more = x_binary ? binary(row) : text(row);
                      if (more) ++x_row;
                      return more;
                    });
}

std::string Rows::read_header_text() {
  std::array<unsigned char, 8> magic{};
  x_input.read(magic.data(), magic.size(), "the header");
  if (std::memcmp(magic.data(), "\x93NUMPY", 6) != 0) fail("not a file of NumPy (.npy)");
  std::array<unsigned char, 4> length{};
  x_input.read(length.data(), magic[6] == 1 ? 2 : 4, "the header");
  std::size_t bytes = 0;
  for (std::size_t k = 4; k-- > 0;) bytes = bytes * 256 + length[k];
  if (bytes > 65536) fail("header of {} bytes", bytes);
  std::string header(bytes, ' ');
  x_input.read(header.data(), bytes, "the header");
  return header;
}

void Rows::read_header(Numbers numbers) {
  const auto header = read_header_text();
  constexpr std::array<std::pair<std::string_view, Type>, 4> types{
      {{"'<f4'", Type::float32}, {"'<f8'", Type::float64}, {"'<i4'", Type::int32}, {"'<i8'", Type::int64}}};
  const auto* type = std::find_if(types.begin(), types.end(),
                                  [&](const auto& entry) { return header.find(entry.first) != std::string::npos; });
  const auto known = numbers == Numbers::any ? types.end() : types.begin() + 2;
  if (type >= known) {
    fail("expected numbers <f4 or <f8{}, got {}", numbers == Numbers::any ? ", <i4 or <i8" : "",
         nnpipe::quoted(header));
  }
  x_type = type->second;
  if (header.find("'fortran_order': True") != std::string::npos) fail("columns stored first, expected rows (C order)");
  const auto open = header.find('('), close = header.find(')');
  if (open == std::string::npos || close == std::string::npos) fail("no shape in the header");
  // Widths are bounded: a header that promises more is none.
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::int64_t width = 1;
  std::size_t dimensions = 0;
  for (const auto word : split(std::string_view{header}.substr(open + 1, close - open - 1), ',')) {
    if (trim(word).empty()) continue;
    const auto length = to_int(trim(word), "shape");
    if (length < 0 || length > most) fail("shape: {} numbers, expected 0 or more", length);
    if (++dimensions == 1) {
      x_rows = static_cast<std::size_t>(length);
    } else if (width > most / std::max<std::int64_t>(1, length)) {
      fail("shape: too many numbers a row");
    } else {
      width *= length;
    }
  }
  if (x_width == any_width) x_width = static_cast<std::size_t>(width);
  if (dimensions == 0 || static_cast<std::size_t>(width) != x_width) {
    fail("{} numbers in {} rows, expected {} a row", static_cast<std::size_t>(width) * x_rows, x_rows, x_width);
  }
}

template <typename T>
double Rows::number() {
  T value = 0;
  x_input.read(&value, sizeof value, "a row");
  const auto number = static_cast<double>(value);
  if (!std::isfinite(number)) fail("value is {}, expected a finite number", std::isnan(number) ? "NaN" : "infinite");
  return number;
}

bool Rows::binary(std::vector<double>& row) {
  if (x_row == x_rows) {
    if (!x_input.at_end()) fail("more bytes than the {} rows of the header", x_rows);
    return false;
  }
  for (std::size_t k = 0; k < x_width; ++k) {
    switch (x_type) {
      case Type::float32: row.push_back(number<float>()); break;
      case Type::float64: row.push_back(number<double>()); break;
      case Type::int32: row.push_back(number<std::int32_t>()); break;
      case Type::int64: row.push_back(number<std::int64_t>()); break;
    }
  }
  return true;
}

bool Rows::text(std::vector<double>& row) {
  std::string_view line;
  if (!x_input.line(line)) return false;
  split(line, x_words);
  if (x_words.size() != x_width) fail("expected {} numbers, got {}", x_width, x_words.size());
  for (const auto word : x_words) row.push_back(to_finite(word, "value"));
  return true;
}

}  // namespace nnpipe::io::codes
