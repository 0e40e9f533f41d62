#include "io/codes/common.hpp"

namespace nnpipe::io::codes {

Element element_of_label(std::string_view label) {
  std::size_t letters = 0;
  while (letters < label.size() && letters < 2 &&
         ((label[letters] >= 'a' && label[letters] <= 'z') || (label[letters] >= 'A' && label[letters] <= 'Z'))) {
    ++letters;
  }
  std::string symbol{label.substr(0, letters)};
  if (letters == 2 && symbol[1] >= 'A' && symbol[1] <= 'Z') symbol[1] = static_cast<char>(symbol[1] - 'A' + 'a');
  if (symbol.empty()) fail("unknown element {}", quoted(label));
  return element_of(symbol);
}

Virial virial_of(const std::array<Vec3, 3>& rows, double factor) {
  return factor * Virial{rows[0].x,
                         rows[1].y,
                         rows[2].z,
                         0.5 * (rows[0].y + rows[1].x),
                         0.5 * (rows[0].z + rows[2].x),
                         0.5 * (rows[1].z + rows[2].y)};
}

void append_vector(std::string& out, Vec3 v) {
  for (int k = 0; k < 3; ++k) {
    out += ' ';
    append(out, v[k]);
  }
}

}  // namespace nnpipe::io::codes
