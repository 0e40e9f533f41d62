#include "io/table.hpp"
#include "base/error.hpp"

#include <cmath>

#include "base/random.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using io::Encoding;

namespace {

io::TableHeader some_header() {
  io::TableHeader header;
  header.units = UnitStyle::metal;
  header.fields = {"r", "energy", "G2_1"};
  header.notes = {{"set", "G2 Si Si eta=0.3"}, {"set", "G2 Si Si eta=0.1"}, {"targets", "energy"}};
  header.made_by = {"gen-lj 0.1.0: gen-lj --points 10"};
  return header;
}

std::string some_table(const TemporaryFolder& folder, Encoding encoding, std::size_t rows, const std::string& name) {
  Random random{rows};
  io::TableWriter writer{folder.path(name), some_header(), encoding};
  for (std::size_t i = 0; i < rows; ++i) {
    const double row[] = {random.normal(), random.normal() * 1e-200, static_cast<double>(i)};
    writer.write(row);
  }
  writer.close();
  return folder.path(name);
}

}  // namespace

TEST_CASE("a table reads back bit for bit from text and from binary") {
  const TemporaryFolder folder;
  for (const std::size_t rows : {0U, 1U, 1023U, 1024U, 5000U}) {
    const auto text = io::read_table(some_table(folder, Encoding::text, rows, "text"));
    const auto binary = io::read_table(some_table(folder, Encoding::binary, rows, "binary"));
    CHECK(text.rows() == rows);
    CHECK(text.values == binary.values);
    CHECK(text.header.fields == binary.header.fields);
    CHECK(text.header.notes == some_header().notes);
    CHECK(binary.header.made_by == some_header().made_by);
    CHECK(binary.header.units == UnitStyle::metal);
  }
}

TEST_CASE("a table cut anywhere is refused") {
  const TemporaryFolder folder;
  for (const auto encoding : {Encoding::text, Encoding::binary}) {
    some_table(folder, encoding, 3, "whole");
    const std::string whole = folder.read("whole");
    // The last line's end may be missing: its count is there.
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
      INFO(length);
      const auto path = folder.write("cut", whole.substr(0, length));
      CHECK_THROWS_AS(io::read_table(path), Error);
    }
  }
}

TEST_CASE("tables joined by cat are one table, in any mix of encodings") {
  const TemporaryFolder folder;
  some_table(folder, Encoding::text, 3, "a");
  some_table(folder, Encoding::binary, 4, "b");
  for (const auto& joined : {folder.read("a") + folder.read("b"), folder.read("b") + folder.read("a"),
                             folder.read("a") + folder.read("a")}) {
    const auto table = io::read_table(folder.write("joined", joined));
    CHECK(table.rows() >= 6);
  }
  io::TableHeader other = some_header();
  other.fields[1] = "force";
  io::TableWriter writer{folder.path("c"), other};
  writer.close();
  CHECK_THROWS_WITH(io::read_table(folder.write("joined", folder.read("a") + folder.read("c"))),
                    ContainsSubstring("a table of other columns is joined here"));
}

TEST_CASE("text columns keep their words, spaces and quotes included") {
  const TemporaryFolder folder;
  io::TableHeader header;
  header.fields = {"quantity", "thesis"};
  header.text_fields = {"quantity"};
  io::TableWriter writer{folder.path("t"), header};
  for (const std::string word : {"rmse", "energy RMSE", "say \"so\"", "", "#1", "two\nlines"}) {
    const double row[] = {NAN, 1.5};
    const std::string words[] = {word, ""};
    writer.write(row, words);
  }
  writer.close();
  const auto table = io::read_table(folder.path("t"));
  CHECK(table.words[0] == std::vector<std::string>{"rmse", "energy RMSE", "say \"so\"", "", "#1", "two lines"});
  CHECK(table.at(2, 1) == 1.5);
}

TEST_CASE("what is wrong in a table is said with its place") {
  const TemporaryFolder folder;
  const std::string head = "#! nnpipe-table 1 text\n#! fields a b\n#! data\n";
  const auto message = [&](const std::string& text) {
    try {
      io::read_table(folder.write("t", text));
    } catch (const Error& error) {
      return std::string{error.what()}.substr(folder.path("t").size());
    }
    return std::string{"nothing wrong"};
  };
  CHECK(message(head + "1 2\n#! end rows=1\n") == "nothing wrong");
  CHECK(message(head + "1 2\r\n# remark\r\n\r\n#! end rows=1\r\n") == "nothing wrong");
  CHECK(message(head + "1 2\n") == ": stream ends after 1 rows without '#! end': it is not whole");
  CHECK(message(head + "1 2 3\n#! end rows=1\n") == ":4: expected 2 columns, got 3");
  CHECK(message(head + "1 x\n#! end rows=1\n") == ":4: row 1, column 'b': expected a number, got 'x'");
  CHECK(message(head + "nan 1\n#! end rows=1\n") == ":4: row 1, column 'a' is NaN, expected a finite number");
  CHECK(message(head + "1 inf\n#! end rows=1\n") == ":4: row 1, column 'b' is infinite, expected a finite number");
  CHECK(message(head + "1 2\n#! end rows=2\n") == ":5: the table's end says 2 rows, got 1");
  CHECK(message("") == ": empty stream, expected a table");
  CHECK(message("#! nnpipe-table 2 text\n") ==
        ":1: table format 2 is newer than this program reads, which is 1: update nnpipe");
  CHECK(message("8\n") == ":1: expected a table, which begins '#! nnpipe-table 1', got '8'");
  CHECK(message("#! nnpipe-table 1 text\n#! fields a a\n#! data\n") == ":3: column 'a' occurs twice");
  CHECK(message("#! nnpipe-table 1 text\nr energy\n#! data\n") ==
        ":2: expected a header line '#! …' or '#! data', got 'r energy'");
}

TEST_CASE("tables that mean something else are not joined") {
  const TemporaryFolder folder;
  const std::string start = "#! nnpipe-table 1 text\n#! units metal\n",
                    end = "#! fields a b\n#! data\n1 2\n#! end rows=1\n";
  const auto joined = [&](const std::string& first, const std::string& second) {
    return io::read_table(folder.write("t", start + first + end + start + second + end)).rows();
  };
  CHECK(joined("#! other 1\n", "#! other 2\n") == 2);
  CHECK(joined("#! text a\n", "#! text a\n") == 2);
  CHECK_THROWS_WITH(joined("#! text a\n", ""), ContainsSubstring("a table of other text columns is joined here"));
  CHECK_THROWS_WITH(joined("", "#! text a\n"), ContainsSubstring("a table of other text columns is joined here"));
  for (const std::string key : {"element", "set", "moments", "scaling", "inputs", "targets", "kind", "epsilon", "sigma",
                                "cutoff", "shift", "atoms"}) {
    INFO(key);
    CHECK(joined("#! " + key + " 1\n", "#! " + key + " 1\n") == 2);
    CHECK_THROWS_WITH(joined("#! " + key + " 1\n", "#! " + key + " 2\n"),
                      ContainsSubstring("a table of another " + key + " is joined here, expected '1', got '2'"));
    CHECK_THROWS_WITH(joined("#! " + key + " 1\n", ""), ContainsSubstring("expected '1', got none"));
  }
}

TEST_CASE("no table is written that its readers refuse") {
  const TemporaryFolder folder;
  for (const auto encoding : {Encoding::text, Encoding::binary}) {
    io::TableWriter writer{folder.path("w"), some_header(), encoding};
    writer.write(std::vector<double>{1, 2, 3});
    CHECK_THROWS_WITH(writer.write(std::vector<double>{1, NAN, 3}),
                      ContainsSubstring("row 2, column 'energy' is NaN, expected a finite number"));
    CHECK_THROWS_WITH(writer.write(std::vector<double>{1, 2, -INFINITY}),
                      ContainsSubstring("column 'G2_1' is infinite, expected a finite number"));
  }
  io::TableHeader gaps = some_header();
  gaps.has_gaps = true;
  io::TableWriter writer{folder.path("g"), gaps};
  writer.write(std::vector<double>{1, NAN, 3});
  CHECK_THROWS_WITH(writer.write(std::vector<double>{1, INFINITY, 3}), ContainsSubstring("is infinite"));
  writer.close();
  CHECK(io::read_table(folder.path("g"), {.allow_not_finite = true}).rows() == 1);
  for (const std::string name : {"", "a b", "a\tb", "#a", "a\"b", "a\nb"}) {
    io::TableHeader named;
    named.fields = {"x", name};
    CHECK_THROWS_WITH((io::TableWriter{folder.path("n"), named}),
                      ContainsSubstring("of a column, expected one without blanks, quotes and #"));
  }
  io::TableHeader twice;
  twice.fields = {"x", "y", "x"};
  CHECK_THROWS_WITH((io::TableWriter{folder.path("n"), twice}), ContainsSubstring("column 'x' occurs twice"));
}

TEST_CASE("a column is asked for by name") {
  const auto header = some_header();
  CHECK(header.column("G2_1") == 2);
  CHECK_THROWS_WITH(header.column("G3"), "no column 'G3', the table has r energy G2_1");
}

TEST_CASE("rows have as many values as there are columns, and words go into text alone") {
  const TemporaryFolder folder;
  io::TableReader reader{some_table(folder, Encoding::text, 3, "t")};
  std::vector<double> row(2);
  CHECK_THROWS_WITH(reader.next(row), ContainsSubstring("a row has 3 columns, got room for 2"));
  io::TableWriter writer{folder.path("w"), some_header(), Encoding::text};
  CHECK_THROWS_WITH(writer.write(row), ContainsSubstring("a row of 2 values for 3 columns"));
  io::TableHeader words = some_header();
  words.text_fields = {"r"};
  CHECK_THROWS_WITH((io::TableWriter{folder.path("b"), words, Encoding::binary}),
                    ContainsSubstring("a table with text columns cannot be binary"));
}
