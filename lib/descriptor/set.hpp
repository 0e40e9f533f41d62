// Sets of symmetry functions, one a centre element, and the set files (.sf) that hold them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "descriptor/symmetry_function.hpp"

namespace nnpipe::descriptor {

// All functions of one centre element, in the order in which they enter the network.
struct Set {
  Element centre;
  std::vector<SymmetryFunction> functions;

  double cutoff() const;  // the largest, Å
  // Column names of a descriptor table: type and count within the type, G2_1 G2_2 … G5_1 …
  std::vector<std::string> column_names() const;

  friend bool operator==(const Set&, const Set&) = default;
};

// A whole set file.
struct SetFile {
  std::string name;  // empty: none
  UnitStyle units = UnitStyle::metal;
  std::vector<Set> sets;  // in order of first appearance of the centre

  // Throws Error "the set has no functions centred on C, it has: Si O".
  const Set& of(Element centre) const;
  std::vector<Element> centres() const;

  friend bool operator==(const SetFile&, const SetFile&) = default;
};

// The text of a set file; `place` names it in errors: "si.sf:12: …". Throws Error for anything malformed, a function
// given twice, a newer version, a file without functions.
SetFile parse_set_file(std::string_view text, std::string_view place);
// Canonical text, which reads back equal. Comments of a file that was read are not kept.
std::string to_text(const SetFile& file);

}  // namespace nnpipe::descriptor
