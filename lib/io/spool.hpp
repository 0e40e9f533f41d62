// Rows of numbers set aside for a second pass: in memory while they are few, then in a file without a name.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nnpipe::io {

class Spool {
 public:
  // `columns` numbers a row. Beyond `memory` bytes rows go to a file in $TMPDIR (else /tmp) that no one else sees and
  // that is gone when the program ends, however it ends.
  explicit Spool(std::size_t columns, std::size_t memory = std::size_t{32} << 20U);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Throws Error for a full disk.
  void add(std::span<const double> row);
  std::size_t rows() const { return x_rows; }

  // Reads from the first row on; nothing can be added afterwards.
  void rewind();
  // The next row; false after the last.
  bool next(std::span<double> row);

 private:
  void spill();
  void refill();

  std::size_t x_columns, x_capacity, x_rows = 0, x_taken = 0;
  int x_descriptor = -1;
  bool x_reading = false;  // x_buffer holds what was read back from the file
  std::vector<double> x_buffer;
  std::size_t x_at = 0;  // next value in x_buffer, when reading
};

}  // namespace nnpipe::io
