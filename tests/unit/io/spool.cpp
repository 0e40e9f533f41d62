#include "io/spool.hpp"

#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "io/idx.hpp"
#include "small_files.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

std::vector<double> row_of(std::size_t i) { return {static_cast<double>(i), 0.1 * static_cast<double>(i), -1.0}; }

void fill(io::Spool& spool, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) spool.add(row_of(i));
}

void check_rows(io::Spool& spool, std::size_t rows) {
  spool.rewind();
  std::vector<double> row(3);
  for (std::size_t i = 0; i < rows; ++i) {
    REQUIRE(spool.next(row));
    REQUIRE(row == row_of(i));
  }
  CHECK_FALSE(spool.next(row));
}

}  // namespace

TEST_CASE("rows come back in order, twice, whether they fit into memory, just do not, or do not by far") {
  const std::size_t memory = 10 * 3 * sizeof(double);
  for (const std::size_t rows : {0, 1, 9, 10, 11, 19, 20, 21, 1000}) {
    io::Spool spool{3, memory};
    fill(spool, rows);
    CHECK(spool.rows() == rows);
    check_rows(spool, rows);
    check_rows(spool, rows);
  }
}

TEST_CASE("a spool can be read again before it was read to its end") {
  for (const std::size_t memory : {std::size_t{240}, std::size_t{1} << 20U}) {
    io::Spool spool{3, memory};
    fill(spool, 100);
    spool.rewind();
    std::vector<double> row(3);
    for (int i = 0; i < 37; ++i) REQUIRE(spool.next(row));
    check_rows(spool, 100);
  }
}

TEST_CASE("what does not fit into memory leaves no file to be seen") {
  const TemporaryFolder folder;
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TMPDIR", folder.path("").c_str(), 1);
  {
    io::Spool spool{3, 240};
    fill(spool, 1000);
    CHECK(folder.entries() == 0);
    check_rows(spool, 1000);
  }
  CHECK(folder.entries() == 0);
  ::setenv("TMPDIR", folder.path("absent").c_str(), 1);
  io::Spool spool{3, 240};
  CHECK_THROWS_WITH(fill(spool, 1000), StartsWith("cannot make a temporary file in "));
  before != nullptr ? ::setenv("TMPDIR", kept.c_str(), 1) : ::unsetenv("TMPDIR");
}

TEST_CASE("a spool that finds no room on disk says so") {
  io::Spool spool{3, 240};
  const SmallFiles small{1000};
  CHECK_THROWS_WITH(fill(spool, 1000), ContainsSubstring("cannot write the temporary file: File too large"));
}

TEST_CASE("labels of images are one byte each") {
  const TemporaryFolder folder;
  using namespace std::string_literals;
  const auto path = folder.write("images", "\0\0\x08\x02\0\0\0\x01\0\0\0\x02"s + "ab");
  io::IdxReader images{io::Input{path}}, labels{io::Input{path}};
  CHECK_THROWS_WITH(io::write_idx_table(images, &labels, folder.path("t")),
                    ContainsSubstring("images: expected one byte a label, got 2"));
}
