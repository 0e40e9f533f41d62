// IDX: the files of bytes that sets of labelled images come as (MNIST and its like); a table of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/input.hpp"
#include "io/table.hpp"

namespace nnpipe::io {

// Big-endian: two bytes 0, type 8 (unsigned bytes), number of dimensions, each as 32 bits, then the data.
class IdxReader {
 public:
  // Throws Error for bytes that are no IDX file of unsigned bytes, and for dimensions of which one is 0.
  explicit IdxReader(Input input);

  static bool matches(std::string_view start);
  std::size_t items() const { return x_items; }  // the first dimension
  std::size_t size() const { return x_size; }    // bytes an item
  // The next item; false after the last. Throws Error for a file that ends early or goes on after it.
  bool next(std::span<std::uint8_t> item);
  const std::string& name() const { return x_input.name(); }

 private:
  Input x_input;
  std::size_t x_items = 0, x_size = 1, x_taken = 0;
};

// Columns p1 … pN, 0 to 255, and `label` where there is a file of labels. Throws Error if the two do not belong
// together.
void write_idx_table(IdxReader& images, IdxReader* labels, const std::string& path);

}  // namespace nnpipe::io
