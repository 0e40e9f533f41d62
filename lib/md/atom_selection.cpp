#include "md/atom_selection.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::md {

namespace {

using Test = std::function<bool(const Frame&, std::size_t)>;

Test side_of_plane(std::string_view term) {
  const auto value = parse_double(term.substr(2));
  if (!value) fail("expected a number in {}", quoted(term));
  const int axis = term[0] - 'x';
  const bool below = term[1] == '<';
  return [=](const Frame& frame, std::size_t i) {
    const double r = frame.positions[i][axis];
    return below ? r < *value : r > *value;
  };
}

Test numbered(const Frame& frame, std::string_view term) {
  const auto dash = term.find('-');
  const auto first = parse_int(term.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_int(term.substr(dash + 1));
  if (!first || !last) fail("expected an element, a number, a range or a side as in z<5, got {}", quoted(term));
  const auto size = static_cast<std::int64_t>(frame.size());
  if (*first < 1 || *last < *first || *last > size) fail("expected atoms from 1 to {}, got {}", size, quoted(term));
  return [=](const Frame&, std::size_t i) {
    const auto number = static_cast<std::int64_t>(i) + 1;
    return *first <= number && number <= *last;
  };
}

Test test_of(const Frame& frame, std::string_view term) {
  if (term.size() > 2 && term[0] >= 'x' && term[0] <= 'z' && (term[1] == '<' || term[1] == '>')) {
    return side_of_plane(term);
  }
  if (!term.empty() && term[0] >= 'A' && term[0] <= 'Z') {
    const Element element = element_of(term);
    return [=](const Frame& of, std::size_t i) { return of.elements[i] == element; };
  }
  return numbered(frame, term);
}

}  // namespace

std::vector<char> select_atoms(const Frame& frame, std::string_view text) {
  std::vector<char> chosen(frame.size(), 0);
  for (const auto part : split(text, ',')) {
    std::vector<Test> tests;
    for (const auto term : split(part, '&')) tests.push_back(test_of(frame, trim(term)));
    for (std::size_t i = 0; i < frame.size(); ++i) {
      if (std::all_of(tests.begin(), tests.end(), [&](const Test& test) { return test(frame, i); })) chosen[i] = 1;
    }
  }
  if (std::find(chosen.begin(), chosen.end(), 1) == chosen.end()) fail("{} chooses no atom", quoted(text));
  return chosen;
}

std::string unheeded_mask(const Frame& frame) {
  for (const auto& column : frame.columns) {
    if (column.name != "move_mask" || column.type != 'L') continue;
    const auto held = std::count_if(column.values.begin(), column.values.end(), [](const std::string& value) {
      return value == "F" || value == "f" || value == "False" || value == "false" || value == "FALSE";
    });
    if (held > 0) return "column move_mask holds atoms, but is not heeded";
  }
  return {};
}

}  // namespace nnpipe::md
