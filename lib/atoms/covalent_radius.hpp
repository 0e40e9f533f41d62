// Covalent radii of the elements: how long a bond is, roughly.
#pragma once

#include "atoms/element.hpp"

namespace nnpipe {

// Å, of Cordero et al., Dalton Trans. 2832 (2008), low spin; 0: noble gases, curium's successors and X, of which no
// bond length is known.
double covalent_radius(Element element);

}  // namespace nnpipe
