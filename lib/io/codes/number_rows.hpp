// Rows of numbers in a file: NumPy's .npy, or text (.raw).
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/input.hpp"

namespace nnpipe::io::codes {

// .npy of versions 1 to 3, little-endian, of float32, float64, int32 or int64, in C order; whatever the number of its
// dimensions, the first counts rows.
class Rows {
 public:
  static constexpr std::size_t any_width = 0;  // what the file says, .npy alone

  enum class Numbers { reals, any };  // of .npy: any takes integers, too

  Rows(const std::string& file, bool binary, std::size_t width, Numbers numbers);

  // nullptr where there is no such file. `path` without ending; width: numbers a row.
  static std::unique_ptr<Rows> open(const std::filesystem::path& path, std::size_t width,
                                    Numbers numbers = Numbers::reals);

  // False at the end. Throws Error with file and row or line.
  bool next(std::vector<double>& row);
  const std::string& name() const { return x_input.name(); }

 private:
  enum class Type { float32, float64, int32, int64 };

  void read_header(Numbers numbers);
  std::string read_header_text();
  bool binary(std::vector<double>& row);
  bool text(std::vector<double>& row);
  template <typename T>
  double number();

  Input x_input;
  bool x_binary;
  Type x_type = Type::float64;
  std::size_t x_width, x_rows = 0, x_row = 0;
  std::vector<std::string_view> x_words;
};

}  // namespace nnpipe::io::codes
