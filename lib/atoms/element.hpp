// Chemical elements: symbols, atomic numbers, standard masses.
#pragma once

#include <compare>
#include <string_view>

namespace nnpipe {

// An element by its atomic number; number 0, symbol X, is the nameless particle of reduced units (mass 1).
struct Element {
  int number = 0;

  std::string_view symbol() const;
  double mass() const;  // g/mol, IUPAC 2021 conventional values
  friend auto operator<=>(const Element&, const Element&) = default;
};

// Throws Error "unknown element 'Sx'".
Element element_of(std::string_view symbol);
Element element_of_number(int number);

}  // namespace nnpipe
