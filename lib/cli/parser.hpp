// Command lines: options fill a plain struct; help and man page come from the same declarations.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "io/extxyz.hpp"
#include "io/table.hpp"

namespace nnpipe::cli {

struct Arguments {
  std::string program;
  std::vector<std::string> words;  // without the program's name
};

// Values of options every program that has them shares.
struct OutputOption {
  std::string path = "-";
  bool binary = false;
  io::Encoding encoding() const { return binary ? io::Encoding::binary : io::Encoding::text; }
};

// Bounds of a number; a value outside is a usage error that names them.
struct Bounds {
  double low = -1e100, high = 1e100;
  bool open_low = false, open_high = false;  // low or high itself is not allowed
  double least = 0;                          // no value but 0 may be smaller in size than this
};
inline constexpr Bounds any_value{};
// What is multiplied and divided with: products of several stay far from the ends of a double.
inline constexpr Bounds positive{0, 1e15, true, false, 1e-15};
inline constexpr Bounds not_negative{0, 1e15, false, false, 1e-15};
inline constexpr Bounds below_one{0, 1, false, true};
// Å, or reduced: cutoffs, lattice constants, distances.
inline constexpr Bounds length{0, largest_cutoff, true, false, smallest_length};
inline constexpr Bounds length_or_zero{0, largest_cutoff, false, false, smallest_length};
// Of a set that is made: beyond, each atom has thousands of neighbours and millions of angles.
inline constexpr Bounds designed_cutoff{0, 15, false, false, smallest_length};
// ps, or reduced: from less than any vibration to longer than any run.
inline constexpr Bounds time{0, 1e6, true, false, 1e-9};
inline constexpr double largest_temperature = 1e9;  // K, or reduced
inline constexpr double largest_pressure = 1e12;    // bar, or reduced
inline constexpr Bounds temperature_or_zero{0, largest_temperature, false, false, 1e-15};

// Nothing is opened here. Option values are read strictly: the whole word, in range, else exit status 2.
class Parser {
 public:
  Parser(std::string name, std::string summary);
  ~Parser();

  // The one optional input: default "-", standard input.
  Parser& positional(std::string& path, std::string metavar, std::string help);
  // Any number of inputs; none: "-".
  Parser& positionals(std::vector<std::string>& paths, std::string metavar, std::string help);
  // A word that must be given, before any other positional (make-cell LATTICE).
  Parser& word(std::string& value, std::string metavar, std::vector<std::string> choices, std::string help);

  // The value the variable has now is the default and is shown in the help; an empty text shows none.
  Parser& option(std::string name, std::string& value, std::string metavar, std::string help);
  Parser& option(std::string name, double& value, std::string metavar, std::string help, Bounds bounds = any_value);
  Parser& option(std::string name, std::int64_t& value, std::string metavar, std::string help,
                 Bounds bounds = any_value);
  Parser& option(std::string name, int& value, std::string metavar, std::string help, Bounds bounds = any_value);
  // Comma-separated numbers; `count` ≠ 0: exactly so many.
  Parser& option(std::string name, std::vector<double>& values, std::string metavar, std::string help,
                 std::size_t count = 0, Bounds bounds = any_value);
  Parser& option(std::string name, std::vector<std::int64_t>& values, std::string metavar, std::string help,
                 std::size_t count = 0);
  // Comma-separated words.
  Parser& option(std::string name, std::vector<std::string>& values, std::string metavar, std::string help);
  // The same without a default: what is not given stays empty.
  Parser& option(std::string name, std::optional<double>& value, std::string metavar, std::string help,
                 Bounds bounds = any_value);
  Parser& option(std::string name, std::optional<std::size_t>& value, std::string metavar, std::string help,
                 Bounds bounds = not_negative);
  Parser& option(std::string name, std::optional<std::vector<double>>& values, std::string metavar, std::string help,
                 std::size_t count, Bounds bounds = any_value);
  Parser& option(std::string name, std::optional<std::vector<std::string>>& values, std::string metavar,
                 std::string help);
  // A text that `read` takes, by throwing Error of usage or setting what it means.
  Parser& option(std::string name, std::function<void(const std::string&)> read, std::string metavar, std::string help);
  // One of a few words.
  Parser& choice(std::string name, std::string& value, std::vector<std::string> choices, std::string help);
  Parser& choice(std::string name, std::function<void(const std::string&)> read, std::vector<std::string> choices,
                 std::string help);
  Parser& flag(std::string name, bool& value, std::string help);
  // What the options declared from here on are for, until the next call; empty: for everything. Help puts them under
  // `heading`.
  Parser& scope(std::string name, std::string heading = {});
  // The name of the option of this scope that was given first; empty: none was. To be asked after read().
  std::string given_of(std::string_view scope) const;
  // Must be given.
  Parser& required(std::string name, std::string& value, std::string metavar, std::string help);

  // A file that is written beside --output: no input and no other output, see cli/files.hpp. Any other option of a text
  // called FILE or TABLE names a file that is read.
  Parser& output_file(std::string name, std::string& path, std::string help);

  // Shared options, the same in every program. --quiet --progress --no-provenance --help --help-all --version are
  // always there.
  Parser& output(OutputOption& output);        // -o --output
  Parser& table_output(OutputOption& output);  // -o --output, --binary
  // What --output writes is of the input's kind, and may take its place; of any other program it may not.
  Parser& rewrites();
  // With this option the positional input is left alone.
  Parser& without_input(std::string option);
  Parser& seed(std::uint64_t& seed);        // --seed, 0 … 2⁶⁴ − 1
  Parser& threads();                        // --threads
  Parser& simd();                           // --simd
  Parser& frame_keys(io::FrameKeys& keys);  // --energy-key --forces-key --virial-key --stress-key

  // --potential, which must be given unless there are other ways, --precision and --simd.
  Parser& potential(std::string& spec, bool must_be = true);
  // --on-extrapolation warn (the default), stop or ignore.
  Parser& on_extrapolation(std::string& value);
  // An option whose text goes to `set` as soon as it is read.
  Parser& setting(std::string name, std::string metavar, std::string help, std::string default_text,
                  std::function<void(const std::string&)> set);

  // Paragraphs between summary and options; lines of EXAMPLES. Every example runs in the tests.
  Parser& description(std::string text);  // lines that begin with two blanks stay as they are
  Parser& example(std::string line);
  // A list of the page in Markdown, which fill.sh puts behind its mark NAME: terms and what they mean.
  Parser& page_list(std::string name, std::vector<std::pair<std::string, std::string>> entries);
  // Options that --help explains even if all together do not fit a screen; the others it names, --help-all explains.
  Parser& essential(std::vector<std::string> names);

  // Throws Error with status usage. --help, --help-all, --version and --help-markdown print and leave by throwing
  // HelpPrinted.
  void read(const Arguments& arguments);
  // Whether the option stood on the command line.
  bool given(std::string_view name) const;
  // Every option that has a part in what is computed, with its value now as text, in the order of declaration: equal
  // for command lines that mean the same. Numbers that are not given are empty.
  std::vector<std::pair<std::string, std::string>> canonical() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> x_impl;
};

struct HelpPrinted {};

// What an option's text means, by a function of the library: its Error becomes one of usage, "--elements: unknown …".
template <typename Meaning>
auto meaning_of(std::string_view option, Meaning&& meaning) {
  try {
    return meaning();
  } catch (const Error& error) {
    fail_usage("--{}: {}", option, error.what());
  }
}

}  // namespace nnpipe::cli
