#include "base/sniff.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace nnpipe {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> beginnings{{
    {"#! nnpipe-table", "this is a table"},
    {"nnp-potential", "this is a network potential"},
    {"nnpipe-kernel", "this is a kernel model"},
    {"nnpipe-sf", "this is a set of symmetry functions"},
    {"ITEM:", "this is a LAMMPS dump, which reformat makes frames of"},
    {"LAMMPS", "this is a LAMMPS data file, which reformat makes frames of"},
    {"begin\n", "this is a file of RuNNer, which reformat makes frames of"},
    {"- of Ulm", "this is a trajectory of ASE (.traj): 'ase convert FILE frames.xyz' makes extended XYZ of it"},
    {"\x89HDF", "this is HDF5: of VASP read vasprun.xml or OUTCAR in place of vaspout.h5, which stand beside it"},
    {"\x1f\x8b", "this is compressed, which gunzip -c undoes"},
    {"BZh", "this is compressed, which bunzip2 -c undoes"},
    {"\xfd"
     "7zXZ",
     "this is compressed, which unxz -c undoes"},
    {"\x28\xb5\x2f\xfd", "this is compressed, which unzstd -c undoes"},
}};

// A count, a comment, which in extended XYZ has keys, and atoms: a symbol and a position.
bool looks_like_frames(const std::vector<std::string_view>& lines) {
  return lines.size() > 2 && parse_int(trim(lines[0])) &&
         (lines[1].find('=') != std::string_view::npos || split(trim(lines[2])).size() >= 4);
}

bool is_symbol(std::string_view word) {
  return word.size() <= 2 && word[0] >= 'A' && word[0] <= 'Z' &&
         (word.size() < 2 || (word[1] >= 'a' && word[1] <= 'z'));
}

// Behind comments, an entry: three elements and numbers.
bool looks_like_parameters(const std::vector<std::string_view>& lines) {
  const auto entry = std::find_if(lines.begin(), lines.end(), [](std::string_view line) {
    line = trim(line);
    return !line.empty() && !line.starts_with('#');
  });
  if (entry == lines.end()) return false;
  const auto words = split(trim(*entry));
  return words.size() > 3 && std::all_of(words.begin(), words.begin() + 3, is_symbol) && parse_double(words[3]);
}

bool are_numbers(std::string_view line, std::size_t count) {
  const auto words = split(trim(line));
  return words.size() >= count && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                                              [](auto w) { return parse_double(w); });
}

// A comment, a factor, three cell vectors, elements or how many there are.
bool looks_like_poscar(std::string_view start) {
  const auto lines = split(start, '\n');
  return lines.size() > 6 && are_numbers(lines[1], 1) && are_numbers(lines[2], 3) && are_numbers(lines[3], 3) &&
         are_numbers(lines[4], 3);
}

}  // namespace

std::string_view what_it_is(std::string_view start) {
  for (const auto& [beginning, words] : beginnings) {
    if (start.starts_with(beginning)) return words;
  }
  if (looks_like_poscar(start)) return "this is a POSCAR, which reformat makes frames of";
  if (start.find("Program PWSCF") != std::string_view::npos)
    return "this is output of pw.x, which reformat makes frames of";
  const auto blanks = start.find_first_not_of("\r\n\t ");
  start.remove_prefix(blanks == std::string_view::npos ? start.size() : blanks);
  if (start.starts_with("vasp.")) return "this is an OUTCAR, which reformat makes frames of";
  if (start.starts_with("DBCSR|")) return "this is output of CP2K, which reformat makes frames of";
  if (start.starts_with("<?xml")) return "this is XML, which reformat makes frames of if it is a vasprun.xml";
  const auto lines = split(start, '\n');
  if (looks_like_frames(lines)) return "these are frames";
  if (looks_like_parameters(lines)) return "these are parameters of a classical potential";
  return {};
}

}  // namespace nnpipe
