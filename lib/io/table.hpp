// Tables: rows of named columns, one schema in text and in binary, with header, provenance and an end mark.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

enum class Encoding { text, binary };

struct TableHeader {
  UnitStyle units = UnitStyle::none;
  std::vector<std::string> made_by;      // provenance, oldest first
  std::vector<std::string> fields;       // column names, no white space
  std::vector<std::string> text_fields;  // those of them that hold words (text encoding only)
  bool has_gaps = false;  // when written: NaN may stand where there is no number; who reads it must ask for that
  // Other `#! key value` lines, in order; a key may repeat (set, scaling, inputs, targets …).
  std::vector<std::pair<std::string, std::string>> notes;

  // Position of a column; throws Error "no column 'x', the table has: …".
  std::size_t column(std::string_view name) const;
  bool has(std::string_view name) const;
  bool is_text(std::size_t column) const;
  std::vector<std::string> find(std::string_view key) const;        // values of all notes of that key
  void set(std::string_view key, std::vector<std::string> values);  // replaces them; none removes
};

struct TableReadOptions {
  bool allow_not_finite = false;  // else NaN and infinity are errors that name row and column
  std::string_view of_frames =
      {};  // how one comes from frames to what is wanted: stands in the message to who gave them
};

// Reads row by row. Streams joined by `cat` are one table if their fields and units agree, and the notes that say what
// the columns are: set, scaling, element …
class TableReader {
 public:
  explicit TableReader(const std::string& path, TableReadOptions options = {});

  const TableHeader& header() const { return x_header; }
  // False after the last row. Throws Error: a stream without its end, a row of another length, a word that is no
  // number.
  bool next(std::span<double> row);                                      // text columns read as NaN
  bool next(std::vector<double>& row, std::vector<std::string>& words);  // words empty in numeric columns
  std::size_t rows() const { return x_rows; }                            // taken so far
  const std::string& name() const { return x_input.name(); }
  std::string place() const { return x_input.place(); }

 private:
  TableHeader read_header();
  [[noreturn]] void refuse(const std::string& line);
  bool next_text(std::span<double> row, std::vector<std::string>* words);
  bool next_binary(std::span<double> row);
  bool finish_part(std::string_view end_line);

  Input x_input;
  TableReadOptions x_options;
  TableHeader x_header;
  Encoding x_encoding = Encoding::text;
  std::size_t x_rows = 0, x_part_rows = 0;
  std::uint64_t x_block_left = 0;
  bool x_done = false;
  std::vector<bool> x_is_text;
  std::vector<std::string_view> x_words;
};

// A row of numbers as it stands in a table of text, with its line end.
void append_row(std::string& text, std::span<const double> row);

// Writes the header at once, rows as they come; close() writes the end mark: without it a reader refuses the stream.
class TableWriter {
 public:
  // Appends the own provenance line to header.made_by.
  TableWriter(const std::string& path, TableHeader header, Encoding encoding = Encoding::text);
  // Goes on with what an earlier program wrote, as Output does; the header must be the same.
  TableWriter(const std::string& path, TableHeader header, Encoding encoding, const Standing& standing);

  // Throws Error naming row and column for a number that no reader takes: infinite, or NaN in a table without gaps.
  void write(std::span<const double> row);
  // Rows one after the other, none of them with text columns, and as append_row() has them, for what has time on other
  // threads; without the text it is made here.
  void write_rows(std::span<const double> rows, std::string_view text);
  // For tables with text columns: words[c] stands where column c is text.
  void write(std::span<const double> row, std::span<const std::string> words);
  void flush();
  // Everything is on the disk when this returns.
  Standing sync();
  void close();
  const TableHeader& header() const { return x_header; }

 private:
  TableWriter(Output output, TableHeader header, Encoding encoding, std::size_t rows);
  void check_numbers(std::span<const double> row) const;
  void flush_block();

  Output x_output;
  TableHeader x_header;
  Encoding x_encoding;
  std::vector<bool> x_is_text;
  std::size_t x_rows = 0;
  std::vector<double> x_block;
  std::string x_text;
};

// A whole table in memory, for the few that need it.
struct Table {
  TableHeader header;
  std::vector<double> values;                   // rows × columns, row by row
  std::vector<std::vector<std::string>> words;  // per text column position, else empty

  std::size_t columns() const { return header.fields.size(); }
  std::size_t rows() const { return columns() == 0 ? 0 : values.size() / columns(); }
  double at(std::size_t row, std::size_t column) const { return values[row * columns() + column]; }
};

Table read_table(const std::string& path, TableReadOptions options = {});

}  // namespace nnpipe::io
