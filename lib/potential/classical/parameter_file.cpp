#include "potential/classical/parameter_file.hpp"

#include <algorithm>
#include <string_view>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::potential {

namespace {

// "# DATE: … UNITS: metal CONTRIBUTOR: …": LAMMPS's own convention for the first line.
void check_units(std::string_view first_line) {
  const auto words = split(first_line);
  const auto tag = std::find(words.begin(), words.end(), "UNITS:");
  if (tag == words.end() || tag + 1 == words.end()) return;
  if (*(tag + 1) != "metal") fail("parameters in units {}, expected metal", quoted(*(tag + 1)));
}

// Adds the words of one line to the entries: three words that are no numbers begin a new one.
void take(const std::vector<std::string_view>& words, const io::Input& input, std::vector<ParameterEntry>& entries) {
  std::size_t at = 0;
  if (!parse_double(words[0])) {
    if (words.size() < 3 || parse_double(words[1]) || parse_double(words[2])) {
      fail("expected three elements or numbers, got {}: neither a .nnp file nor a LAMMPS .sw or .vashishta file",
           quoted(words[0]));
    }
    entries.push_back({{element_of(words[0]), element_of(words[1]), element_of(words[2])}, {}, input.place()});
    at = 3;
  } else if (entries.empty()) {
    fail("expected three elements, got {}: neither a .nnp file nor a LAMMPS .sw or .vashishta file", quoted(words[0]));
  }
  for (; at < words.size(); ++at) {
    entries.back().values.push_back(to_finite(words[at], "parameter"));
    check_strength("parameter", entries.back().values.back());
  }
}

std::string name_of(const std::array<Element, 3>& elements) {
  return fmt::format("{} {} {}", elements[0].symbol(), elements[1].symbol(), elements[2].symbol());
}

}  // namespace

ParameterFile read_parameter_file(io::Input& input) {
  ParameterFile file{input.name(), {}};
  std::string_view line;
  std::vector<std::string_view> words;
  while (input.line(line)) {
    with_place([&] { return input.place(); },
               [&] {
                 if (input.line_number() == 1 && line.starts_with('#')) check_units(line);
                 split(line.substr(0, line.find('#')), words);
                 if (!words.empty()) take(words, input, file.entries);
               });
  }
  if (file.entries.empty())
    fail("{}: no parameters: neither a .nnp file nor a LAMMPS .sw or .vashishta file", file.name);
  const std::size_t count = file.entries[0].values.size();
  for (const auto& entry : file.entries) {
    if (entry.values.size() != count) {
      fail("{}: {} parameters for {}, expected {} as in the first entry", entry.place, entry.values.size(),
           name_of(entry.elements), count);
    }
  }
  return file;
}

std::vector<Element> ParameterFile::elements() const {
  std::vector<Element> found;
  for (const auto& entry : entries) {
    for (const Element element : entry.elements) {
      if (std::find(found.begin(), found.end(), element) == found.end()) found.push_back(element);
    }
  }
  return found;
}

std::vector<const ParameterEntry*> ParameterFile::by_triplet(const std::vector<Element>& wanted) const {
  const std::size_t n = wanted.size();
  std::vector<const ParameterEntry*> table(n * n * n, nullptr);
  const auto position = [&](Element element) {
    return static_cast<std::size_t>(std::find(wanted.begin(), wanted.end(), element) - wanted.begin());
  };
  for (const auto& entry : entries) {
    const std::size_t i = position(entry.elements[0]), j = position(entry.elements[1]), k = position(entry.elements[2]);
    const ParameterEntry*& slot = table[(i * n + j) * n + k];
    if (slot) fail("{}: a second entry for {}, the first is at {}", entry.place, name_of(entry.elements), slot->place);
    slot = &entry;
  }
  for (std::size_t t = 0; t < table.size(); ++t) {
    if (table[t]) continue;
    fail("{}: no entry for {}, expected one for each triple of its elements", name,
         name_of({wanted[t / (n * n)], wanted[t / n % n], wanted[t % n]}));
  }
  return table;
}

}  // namespace nnpipe::potential
