// Sets of symmetry functions, one a centre element, and the set files (.sf) that hold them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "descriptor/moment_basis.hpp"
#include "descriptor/symmetry_function.hpp"

namespace nnpipe::descriptor {

// All functions of one centre element, in the order in which they enter the network.
struct Set {
  Element centre;
  std::vector<SymmetryFunction> functions;
  std::optional<MomentBasis> moments{};  // of functions of moments

  double cutoff() const;  // the largest, Å
  // Elements that functions or moments name as neighbours, by atomic number.
  std::vector<Element> neighbours() const;
  // Column names of a descriptor table: type and count within the type, G2_1 G2_2 … G5_1 …
  std::vector<std::string> column_names() const;

  friend bool operator==(const Set&, const Set&) = default;
};

// Throws Error if a function is of moments that the basis does not have, or of moments without a basis.
void check_moments(const SymmetryFunction& function, const std::optional<MomentBasis>& moments);
// Throws Error for moments that do not pass check(), or that functions need and are not there.
void check_moments(const Set& set);

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
