#include "io/table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/provenance.hpp"

namespace nnpipe::io {

static_assert(std::endian::native == std::endian::little, "binary tables are little-endian");

namespace {

constexpr std::string_view mark = "#! ";
constexpr std::string_view magic = "#! nnpipe-table ";
constexpr std::size_t rows_per_block = 1024;

std::vector<std::string> to_strings(const std::vector<std::string_view>& words) { return {words.begin(), words.end()}; }

// A word of a text column: in quotes where it could be taken for several or for none.
void append_word(std::string& out, std::string_view word) {
  if (!word.empty() && word.find_first_of(" \t\r\n\"#") == std::string_view::npos) {
    out += word;
    return;
  }
  out += '"';
  for (const char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  out += '"';
}

void check_once(std::vector<std::string> fields) {
  std::sort(fields.begin(), fields.end());
  const auto twice = std::adjacent_find(fields.begin(), fields.end());
  if (twice != fields.end()) fail("column {} occurs twice", quoted(*twice));
}

// Splits a row whose words may be quoted.
std::vector<std::string> split_quoted(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < line.size()) {
    if (line[at] == ' ' || line[at] == '\t') {
      ++at;
      continue;
    }
    std::string word;
    if (line[at] == '"') {
      for (++at; at < line.size() && line[at] != '"'; ++at) {
        if (line[at] == '\\' && at + 1 < line.size()) ++at;
        word += line[at];
      }
      if (at == line.size()) fail("a quoted word has no end");
      ++at;
    } else {
      while (at < line.size() && line[at] != ' ' && line[at] != '\t') word += line[at++];
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::string names(const std::vector<std::string>& fields) {
  constexpr std::size_t most = 24;
  if (fields.size() <= most) return join(fields, " ");
  return join({fields.begin(), fields.begin() + most}, " ") + " …";
}

// Notes that say what the columns are: rows of tables that differ in one of them do not belong together.
constexpr std::array<std::string_view, 12> meanings{"element", "set",     "moments", "scaling", "inputs", "targets",
                                                    "kind",    "epsilon", "sigma",   "cutoff",  "shift",  "atoms"};

// Throws Error if the rows of the table joined behind mean something else.
void check_same_meaning(const TableHeader& first, const TableHeader& more) {
  for (const auto key : meanings) {
    const auto had = first.find(key), has = more.find(key);
    if (had == has) continue;
    const auto differ = std::mismatch(had.begin(), had.end(), has.begin(), has.end());
    const auto shown = [](const auto& at, const auto& end) { return at == end ? "none" : quoted(*at); };
    fail("a table of another {} is joined here, expected {}, got {}", key, shown(differ.first, had.end()),
         shown(differ.second, has.end()));
  }
}

}  // namespace

std::size_t TableHeader::column(std::string_view name) const {
  const auto found = std::find(fields.begin(), fields.end(), name);
  if (found == fields.end()) fail("no column {}, the table has {}", quoted(name), names(fields));
  return static_cast<std::size_t>(found - fields.begin());
}

bool TableHeader::has(std::string_view name) const {
  return std::find(fields.begin(), fields.end(), name) != fields.end();
}

bool TableHeader::is_text(std::size_t column) const {
  return std::find(text_fields.begin(), text_fields.end(), fields[column]) != text_fields.end();
}

std::vector<std::string> TableHeader::find(std::string_view key) const {
  std::vector<std::string> values;
  for (const auto& [note_key, value] : notes) {
    if (note_key == key) values.push_back(value);
  }
  return values;
}

void TableHeader::set(std::string_view key, std::vector<std::string> values) {
  std::erase_if(notes, [&](const auto& note) { return note.first == key; });
  for (auto& value : values) notes.emplace_back(std::string{key}, std::move(value));
}

TableReader::TableReader(const std::string& path, TableReadOptions options) : x_input{path}, x_options{options} {
  x_header = read_header();
  x_is_text.resize(x_header.fields.size());
  for (std::size_t c = 0; c < x_is_text.size(); ++c) x_is_text[c] = x_header.is_text(c);
}

// A first line that begins no table.
void TableReader::refuse(const std::string& line) {
  const auto other = x_input.line_number() == 1 ? what_it_is(line, x_input) : std::string_view{};
  if (other.empty()) fail("expected a table, which begins '#! nnpipe-table 1', got {}", quoted(line));
  const bool hint = other.ends_with("are frames") && !x_options.of_frames.empty();
  fail("{}, expected a table{}{}", other, hint ? ": " : "", hint ? x_options.of_frames : "");
}

TableHeader TableReader::read_header() {
  TableHeader header;
  std::string_view line;
  if (!x_input.line(line)) fail("{}: empty stream, expected a table", x_input.name());
  const auto place = [this] { return x_input.place(); };
  return with_place(place, [&] {
    if (!line.starts_with(magic)) refuse(std::string{line});
    const auto first = split(line.substr(magic.size()));
    const auto version = first.empty() ? std::nullopt : parse_int(first[0]);
    if (!version || *version < 1 || first.size() != 2)
      fail("expected '#! nnpipe-table 1 text' or 'f64le', got {}", quoted(line));
    if (*version > 1) fail("table format {} is newer than this program reads, which is 1: update nnpipe", *version);
    if (first[1] != "text" && first[1] != "f64le")
      fail("expected the encoding text or f64le, got {}", quoted(first[1]));
    x_encoding = first[1] == "text" ? Encoding::text : Encoding::binary;
    std::vector<std::string> met;
    for (;;) {
      if (!x_input.line(line)) fail("stream ends in the header, expected '#! data'");
      if (line == "#! data") break;
      if (!line.starts_with(mark)) {
        if (line.starts_with("#") || trim(line).empty()) continue;
        fail("expected a header line '#! …' or '#! data', got {}", quoted(line));
      }
      const auto rest = line.substr(mark.size());
      const auto blank = rest.find(' ');
      const auto key = rest.substr(0, blank);
      const auto value = blank == std::string_view::npos ? std::string_view{} : trim(rest.substr(blank + 1));
      const bool once = key == "units" || key == "fields" || key == "text";
      if (once && std::find(met.begin(), met.end(), key) != met.end()) fail("{} occurs twice", key);
      if (once) met.emplace_back(key);
      if (key == "units") {
        header.units = parse_unit_style(value);
      } else if (key == "made-by") {
        header.made_by.emplace_back(value);
      } else if (key == "fields") {
        header.fields = to_strings(split(value));
      } else if (key == "text") {
        header.text_fields = to_strings(split(value));
      } else if (!key.empty()) {
        header.notes.emplace_back(std::string{key}, std::string{value});
      }
    }
    if (header.fields.empty()) fail("the header names no columns, expected '#! fields …'");
    check_once(header.fields);
    for (const auto& field : header.text_fields) header.column(field);
    if (!header.text_fields.empty() && x_encoding == Encoding::binary) fail("a binary table cannot have text columns");
    return header;
  });
}

// An end line was met: checks the count, and goes on to a table joined behind, if there is one. False: no more rows.
bool TableReader::finish_part(std::string_view end_line) {
  constexpr std::string_view end_mark = "#! end rows=";
  with_place([this] { return x_input.place(); },
             [&] {
               const auto count = parse_int(trim(end_line.substr(std::min(end_line.size(), end_mark.size()))));
               if (!end_line.starts_with(end_mark) || !count)
                 fail("expected '#! end rows=N', got {}", quoted(end_line));
               if (*count != static_cast<std::int64_t>(x_part_rows)) {
                 fail("the table's end says {} rows, got {}", *count, x_part_rows);
               }
             });
  x_part_rows = 0;
  if (x_input.at_end()) {
    x_done = true;
    return false;
  }
  const TableHeader more = read_header();
  with_place([this] { return x_input.place(); },
             [&] {
               if (more.fields != x_header.fields) {
                 fail("a table of other columns is joined here, expected {}, got {}", names(x_header.fields),
                      names(more.fields));
               }
               if (more.text_fields != x_header.text_fields) {
                 fail("a table of other text columns is joined here, expected {}, got {}", names(x_header.text_fields),
                      names(more.text_fields));
               }
               check_same_units(x_header.units, "the first table", more.units, "the one joined here");
               check_same_meaning(x_header, more);
             });
  x_block_left = 0;
  return true;
}

bool TableReader::next_text(std::span<double> row, std::vector<std::string>* words) {
  std::string_view line;
  for (;;) {
    if (!x_input.line(line))
      fail("{}: stream ends after {} rows without '#! end': it is not whole", x_input.name(), x_rows);
    if (line.starts_with("#!")) {
      if (!finish_part(line)) return false;
      if (x_encoding == Encoding::binary) return next_binary(row);
      continue;
    }
    if (line.starts_with("#") || trim(line).empty()) continue;
    break;
  }
  with_place([this] { return x_input.place(); },
             [&] {
               const bool has_text = !x_header.text_fields.empty();
               std::vector<std::string> quoted_words;
               if (has_text) {
                 quoted_words = split_quoted(line);
                 x_words.assign(quoted_words.begin(), quoted_words.end());
               } else {
                 split(line, x_words);
               }
               if (x_words.size() != row.size()) fail("expected {} columns, got {}", row.size(), x_words.size());
               for (std::size_t c = 0; c < row.size(); ++c) {
                 if (x_is_text[c]) {
                   row[c] = std::numeric_limits<double>::quiet_NaN();
                   if (words != nullptr) (*words)[c] = x_words[c];
                   continue;
                 }
                 const auto value = parse_double(x_words[c]);
                 if (!value)
                   fail("row {}, column {}: expected a number, got {}", x_rows + 1, quoted(x_header.fields[c]),
                        quoted(x_words[c]));
                 row[c] = *value;
                 if (!x_options.allow_not_finite && !std::isfinite(*value)) {
                   fail("row {}, column {} is {}, expected a finite number", x_rows + 1, quoted(x_header.fields[c]),
                        std::isnan(*value) ? "NaN" : "infinite");
                 }
               }
             });
  return true;
}

bool TableReader::next_binary(std::span<double> row) {
  while (x_block_left == 0) {
    x_input.read(&x_block_left, sizeof x_block_left, fmt::format("a table, after {} rows: it is not whole", x_rows));
    if (x_block_left > 0) break;
    std::string_view line;
    if (!x_input.line(line))
      fail("{}: stream ends after {} rows without '#! end': it is not whole", x_input.name(), x_rows);
    if (!finish_part(line)) return false;
    if (x_encoding == Encoding::text) return next_text(row, nullptr);
  }
  x_input.read(row.data(), row.size_bytes(), fmt::format("a table, after {} rows: it is not whole", x_rows));
  --x_block_left;
  if (!x_options.allow_not_finite) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!std::isfinite(row[c])) {
        fail("{}: row {}, column {} is {}, expected a finite number", x_input.name(), x_rows + 1,
             quoted(x_header.fields[c]), std::isnan(row[c]) ? "NaN" : "infinite");
      }
    }
  }
  return true;
}

bool TableReader::next(std::span<double> row) {
  if (row.size() != x_header.fields.size())
    fail("{}: a row has {} columns, got room for {}", x_input.name(), x_header.fields.size(), row.size());
  if (x_done) return false;
  if (!(x_encoding == Encoding::text ? next_text(row, nullptr) : next_binary(row))) return false;
  ++x_rows;
  ++x_part_rows;
  return true;
}

bool TableReader::next(std::vector<double>& row, std::vector<std::string>& words) {
  row.resize(x_header.fields.size());
  words.assign(x_header.fields.size(), {});
  if (x_done) return false;
  if (!(x_encoding == Encoding::text ? next_text(row, &words) : next_binary(row))) return false;
  ++x_rows;
  ++x_part_rows;
  return true;
}

TableWriter::TableWriter(const std::string& path, TableHeader header, Encoding encoding)
    : TableWriter{Output{path}, std::move(header), encoding, 0} {}

TableWriter::TableWriter(const std::string& path, TableHeader header, Encoding encoding, const Standing& standing)
    : TableWriter{Output{path, standing.bytes}, std::move(header), encoding, standing.records} {}

namespace {

// What a reader refuses is not written.
void check_names(const TableHeader& header) {
  for (const auto& field : header.fields) {
    const bool plain = !field.empty() && std::all_of(field.begin(), field.end(), [](unsigned char c) {
      return c > ' ' && c != '#' && c != '"' && c != 127;
    });
    if (!plain) fail("the name {} of a column, expected one without blanks, quotes and #", quoted(field));
  }
  check_once(header.fields);
}

}  // namespace

TableWriter::TableWriter(Output output, TableHeader header, Encoding encoding, std::size_t rows)
    : x_output{std::move(output)},
      x_header{std::move(header)},
      x_encoding{encoding},
      x_rows{x_output.bytes() == 0 ? 0 : rows} {
  x_header.made_by = with_own_provenance(std::move(x_header.made_by));
  with_place([this] { return x_output.name(); }, [this] { check_names(x_header); });
  if (!x_header.text_fields.empty() && encoding == Encoding::binary) {
    fail_usage("a table with text columns cannot be binary");
  }
  const std::size_t columns = x_header.fields.size();
  x_is_text.resize(columns);
  for (std::size_t c = 0; c < columns; ++c) x_is_text[c] = x_header.is_text(c);
  std::string text = fmt::format("#! nnpipe-table 1 {}\n", encoding == Encoding::text ? "text" : "f64le");
  const auto line = [&text](std::string_view key, std::string value) {
    std::replace(value.begin(), value.end(), '\n', ' ');
    text += fmt::format("#! {} {}\n", key, value);
  };
  line("units", std::string{to_string(x_header.units)});
  for (const auto& by : x_header.made_by) line("made-by", by);
  for (const auto& [key, value] : x_header.notes) line(key, value);
  if (!x_header.text_fields.empty()) line("text", join(x_header.text_fields, " "));
  line("fields", join(x_header.fields, " "));
  text += "#! data\n";
  if (x_output.bytes() == 0) x_output.write(text);
}

void append_row(std::string& text, std::span<const double> row) {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) text += ' ';
    append(text, row[c]);
  }
  text += '\n';
}

void TableWriter::write(std::span<const double> row) { write(row, {}); }

void TableWriter::write_rows(std::span<const double> rows, std::string_view text) {
  const std::size_t columns = x_header.fields.size();
  const bool finite = std::all_of(rows.begin(), rows.end(), [](double value) { return std::isfinite(value); });
  if (x_encoding == Encoding::binary || text.empty() || !finite) {
    for (std::size_t at = 0; at < rows.size(); at += columns) write(rows.subspan(at, columns));
    return;
  }
  x_output.write(text);
  x_rows += rows.size() / columns;
}

void TableWriter::write(std::span<const double> row, std::span<const std::string> words) {
  if (row.size() != x_header.fields.size())
    fail("{}: a row of {} values for {} columns", x_output.name(), row.size(), x_header.fields.size());
  check_numbers(row);
  ++x_rows;
  if (x_encoding == Encoding::binary) {
    x_block.insert(x_block.end(), row.begin(), row.end());
    if (x_block.size() >= rows_per_block * row.size()) flush_block();
    return;
  }
  x_text.clear();
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (c > 0) x_text += ' ';
    if (x_is_text[c] && c < words.size()) {
      append_word(x_text, words[c]);
    } else {
      append(x_text, row[c]);
    }
  }
  x_text += '\n';
  x_output.write(x_text);
}

// What a reader refuses is not written.
void TableWriter::check_numbers(std::span<const double> row) const {
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (std::isfinite(row[c]) || x_is_text[c] || (x_header.has_gaps && std::isnan(row[c]))) continue;
    fail("{}: row {}, column {} is {}, expected a finite number", x_output.name(), x_rows + 1,
         quoted(x_header.fields[c]), std::isnan(row[c]) ? "NaN" : "infinite");
  }
}

void TableWriter::flush_block() {
  if (x_block.empty()) return;
  const std::uint64_t rows = x_block.size() / x_header.fields.size();
  std::string bytes(sizeof rows + x_block.size() * sizeof(double), '\0');
  std::memcpy(bytes.data(), &rows, sizeof rows);
  std::memcpy(bytes.data() + sizeof rows, x_block.data(), x_block.size() * sizeof(double));
  x_output.write(bytes);
  x_block.clear();
}

void TableWriter::flush() {
  flush_block();
  x_output.flush();
}

Standing TableWriter::sync() {
  flush_block();
  return {x_output.sync(), x_rows};
}

void TableWriter::close() {
  if (x_encoding == Encoding::binary) {
    flush_block();
    x_output.write(std::string_view{"\0\0\0\0\0\0\0\0", 8});
  }
  x_output.write(fmt::format("#! end rows={}\n", x_rows));
  x_output.close();
}

Table read_table(const std::string& path, TableReadOptions options) {
  TableReader reader{path, options};
  Table table;
  table.header = reader.header();
  const std::size_t columns = table.header.fields.size();
  table.words.resize(columns);
  std::vector<double> row(columns);
  std::vector<std::string> words;
  const bool has_text = !table.header.text_fields.empty();
  while (has_text ? reader.next(row, words) : reader.next(std::span<double>{row})) {
    table.values.insert(table.values.end(), row.begin(), row.end());
    for (std::size_t c = 0; has_text && c < columns; ++c) {
      if (table.header.is_text(c)) table.words[c].push_back(words[c]);
    }
  }
  return table;
}

}  // namespace nnpipe::io
