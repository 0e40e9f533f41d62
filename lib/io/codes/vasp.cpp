#include "io/codes/vasp.hpp"

#include <algorithm>
#include <cmath>

namespace nnpipe::io::codes {

namespace {

constexpr std::int64_t most_atoms = 1000000000;

// Without what follows a ! or #.
std::vector<std::string_view> without_comment(std::string_view line) {
  return split(line.substr(0, line.find_first_of("!#")));
}

}  // namespace

bool all_numbers(const std::vector<std::string_view>& words, std::size_t count) {
  return words.size() >= count && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                                              [](std::string_view word) { return parse_double(word).has_value(); });
}

Blocks blocks_of(const std::vector<Element>& species, const std::vector<std::string_view>& counts) {
  if (counts.size() != species.size()) fail("{} elements, but {} numbers of atoms", species.size(), counts.size());
  Blocks blocks;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const auto count = to_int(counts[s], "number of atoms");
    if (count < 0 || count > most_atoms) fail("number of atoms {}, expected 0 or more", count);
    if (count > 0) blocks.emplace_back(species[s], count);
  }
  if (blocks.empty()) fail("no atoms, expected at least one");
  return blocks;
}

void VaspSource::read_head() {
  read_cell();
  read_species();
}

std::int64_t VaspSource::atoms() const {
  std::int64_t sum = 0;
  for (const auto& [element, count] : x_blocks) sum += count;
  return sum;
}

void VaspSource::read_cell() {
  const bool by_volume = read_factors();
  for (auto& vector : x_cell.vectors) vector = vector_at(need_words("the lattice", 3), 0, "lattice");
  x_cell.periodic = {true, true, true};
  if (by_volume) x_factors.fill(std::cbrt(-x_factors[0] / x_cell.volume()));
  for (auto& vector : x_cell.vectors) {
    for (int k = 0; k < 3; ++k) vector[k] *= x_factors[static_cast<std::size_t>(k)];
  }
}

// One number, or one for each Cartesian direction; what follows them is a comment. Whether the number is a volume.
bool VaspSource::read_factors() {
  const auto& words = need_words("the scaling factor", 1);
  std::size_t count = 1;
  while (count < words.size() && parse_double(words[count])) ++count;
  if (count != 1 && count != 3) fail("scaling factor: expected one number or three, got {}", quoted(x_line));
  for (std::size_t k = 0; k < 3; ++k) {
    x_factors[k] = to_finite(words[count == 3 ? k : 0], "scaling factor");
    if (x_factors[k] == 0 || (count == 3 && x_factors[k] < 0)) {
      fail("scaling factor: expected {}, got {}", count == 3 ? "three positive numbers" : "a number other than 0",
           x_factors[k]);
    }
  }
  return x_factors[0] < 0;
}

void VaspSource::read_species() {
  auto words = without_comment(need("the species"));
  if (words.empty()) fail("expected elements or numbers of atoms, got an empty line");
  std::vector<Element> species = x_elements;
  if (!parse_int(words[0])) {
    species.clear();
    for (const auto word : words) species.push_back(element_of_vasp(word));
    words = without_comment(need("the numbers of atoms"));
  } else if (species.empty()) {
    fail("no line of element symbols, expected --elements");
  }
  x_blocks = blocks_of(species, words);
}

}  // namespace nnpipe::io::codes
