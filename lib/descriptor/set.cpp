#include "descriptor/set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/sniff.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::string_view magic = "nnpipe-sf";
constexpr int version = 1;

// The state of reading one file, line by line.
class SetParser {
 public:
  void line(std::string_view text) {
    text = trim(text.substr(0, text.find('#')));
    if (text.empty()) return;
    const auto words = split(text);
    if (!x_started) {
      first(words);
    } else if (words[0] == "name") {
      once(x_has_name, words[0]);
      x_file.name = trim(text.substr(words[0].size()));
      if (x_file.name.empty()) fail("name without a word, expected name WORDS");
    } else if (words[0] == "units") {
      units(words);
    } else if (words[0] == "cutoff-function") {
      cutoff_function(words);
    } else if (is_basis_line(text)) {
      read_basis_line(text, set_of(centre_of_basis_line(text)).moments);
    } else {
      add(parse_symmetry_function(text, x_cutoff_function));
    }
  }

  SetFile finish() {
    if (!x_started) fail("empty file, expected the first line '{} {}'", magic, version);
    if (!x_has_units) fail("no line 'units metal' or 'units lj'");
    if (x_file.sets.empty()) fail("no symmetry function in the file");
    for (const auto& set : x_file.sets) {
      check_moments(set);
      if (set.functions.empty()) fail("moments of {}, but no function of them", set.centre.symbol());
    }
    return std::move(x_file);
  }

 private:
  static void once(bool& seen, std::string_view what) {
    if (seen) fail("{} is given twice", what);
    seen = true;
  }

  void first(const std::vector<std::string_view>& words) {
    if (words[0] != magic || words.size() != 2) {
      fail("not a set of symmetry functions, expected the first line '{} {}'", magic, version);
    }
    const auto number = to_int(words[1], "version");
    if (number > version) {
      fail("set file of version {}, this program knows up to {}: use a newer nnpipe", number, version);
    }
    if (number < 1) fail("no such version, expected {}, got {}", version, number);
    x_started = true;
  }

  void units(const std::vector<std::string_view>& words) {
    once(x_has_units, words[0]);
    if (words.size() != 2) fail("expected 'units metal' or 'units lj'");
    x_file.units = parse_unit_style(words[1]);
    if (!has_units(x_file.units)) fail("expected 'units metal' or 'units lj', got none");
  }

  void cutoff_function(const std::vector<std::string_view>& words) {
    if (words.size() < 2) fail("expected cutoff-function NAME [KEY=VALUE]");
    KeyValues keys{std::span{words}.subspan(2)};
    x_cutoff_function = parse_cutoff_function(words[1], keys);
    keys.finish();
  }

  Set& set_of(Element centre) {
    auto set =
        std::find_if(x_file.sets.begin(), x_file.sets.end(), [&](const Set& each) { return each.centre == centre; });
    if (set == x_file.sets.end()) set = x_file.sets.insert(set, Set{centre, {}});
    return *set;
  }

  void add(const SymmetryFunction& function) {
    Set& set = set_of(function.centre);
    if (is_moment(function.type)) check_moments(function, set.moments);
    // Sets of moments have thousands of functions.
    if (!x_known.insert(function).second) fail("the same function is given twice");
    set.functions.push_back(function);
  }

  SetFile x_file;
  std::set<SymmetryFunction> x_known;
  CutoffFunction x_cutoff_function;
  bool x_started = false, x_has_units = false, x_has_name = false;
};

}  // namespace

double Set::cutoff() const {
  double largest = 0;
  for (const auto& function : functions) largest = std::max(largest, function.cutoff);
  if (moments) largest = std::max(largest, moments->cutoff);
  return largest;
}

std::vector<Element> Set::neighbours() const {
  std::set<Element> named;
  for (const auto& function : functions) {
    for (const Element element : neighbours_of(function)) named.insert(element);
  }
  if (moments) named.insert(moments->neighbours.begin(), moments->neighbours.end());
  return {named.begin(), named.end()};
}

void check_moments(const SymmetryFunction& function, const std::optional<MomentBasis>& moments) {
  if (!is_moment(function.type)) return;
  if (!moments) {
    fail("{} is a function of moments, but there is no line 'moments {} …' before it", to_string(function.type),
         function.centre.symbol());
  }
  for (const auto& factor : function.factors) {
    const bool pair = factor.type == FunctionType::pair;
    const std::size_t channels = (pair ? moments->pair_channels : moments->channels).size();
    for (const auto& moment : std::span{factor.moments}.first(factor.size())) {
      if (static_cast<std::size_t>(moment.k) >= channels) {
        fail("there is no {} {}, the moments of {} have {}", pair ? "pair-channel" : "channel", moment.k,
             function.centre.symbol(), channels);
      }
      if (moment.l > moments->degree) {
        fail("there is no degree {}, the moments of {} go to {}", moment.l, function.centre.symbol(), moments->degree);
      }
    }
  }
}

void check_moments(const Set& set) {
  if (set.moments) {
    with_place([&] { return fmt::format("moments of {}", set.centre.symbol()); }, [&] { set.moments->check(); });
  }
  for (const auto& function : set.functions) check_moments(function, set.moments);
}

std::vector<std::string> Set::column_names() const {
  std::array<int, function_types> count{};
  std::vector<std::string> names;
  for (const auto& function : functions) {
    const int number = ++count[static_cast<std::size_t>(function.type)];
    names.push_back(fmt::format("{}_{}", to_string(function.type), number));
  }
  return names;
}

const Set& SetFile::of(Element centre) const {
  for (const auto& set : sets) {
    if (set.centre == centre) return set;
  }
  std::string has;
  for (const auto& set : sets) has.append(" ").append(set.centre.symbol());
  fail("the set has no functions centred on {}, it has:{}", centre.symbol(), has);
}

std::vector<Element> SetFile::centres() const {
  std::vector<Element> all;
  for (const auto& set : sets) all.push_back(set.centre);
  return all;
}

SetFile parse_set_file(std::string_view text, std::string_view place) {
  const auto other = what_it_is(text.substr(0, sniffed_bytes));
  if (!other.empty() && !other.ends_with("functions")) {
    fail("{}: {}, expected a set of symmetry functions, which begins '{} {}'", place, other, magic, version);
  }
  SetParser parser;
  std::size_t number = 0;
  const auto lines = split(text, '\n');
  for (const auto line : lines) {
    ++number;
    with_place([&] { return fmt::format("{}:{}", place, number); }, [&] { parser.line(line); });
  }
  return with_place([&] { return std::string{place}; }, [&] { return parser.finish(); });
}

std::string to_text(const SetFile& file) {
  std::string out = fmt::format("{} {}\n", magic, version);
  if (!file.name.empty()) out += fmt::format("name {}\n", file.name);
  out += fmt::format("units {}\n", to_string(file.units));
  // A cutoff function that all share is said once.
  std::optional<CutoffFunction> shared;
  bool all_share = true;
  for (const auto& set : file.sets) {
    for (const auto& function : set.functions) {
      if (!has_cutoff_function(function.type)) continue;
      if (!shared) shared = function.cutoff_function;
      all_share = all_share && function.cutoff_function == *shared;
    }
  }
  if (shared && all_share) out += fmt::format("cutoff-function {}\n", to_text(*shared));
  for (const auto& set : file.sets) {
    out += '\n';
    if (set.moments) {
      for (const auto& line : to_lines(*set.moments, set.centre)) out += line + '\n';
    }
    for (const auto& function : set.functions) {
      out += all_share ? name_of(function) : to_text(function);
      out += '\n';
    }
  }
  return out;
}

}  // namespace nnpipe::descriptor
