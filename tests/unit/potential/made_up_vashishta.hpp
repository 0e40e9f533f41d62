// Parameters for tests of Vashishta's potential of two elements.
#pragma once

#include <string>

namespace nnpipe::potential {

// Made up; exponents are whole for some pairs and not for others.
inline const std::string two_element_vashishta = R"(
Si Si Si 23.6 7.5 1.2 1.2 5.0 2.4 3.1 4.0 5.5 0.7 1.1 2.9 2.0 -0.3
O  O  O  447.1 7 -1.1 -1.1 4.5 3.4 2.9 26.7 5.0 0.4 0.9 2.7 1.0 -0.1
Si O  O  78.3 9 1.2 -1.1 4.8 6.0 3.0 0 5.2 4.9 1.0 2.8 0.5 -0.333
O  Si Si 78.3 9 -1.1 1.2 4.8 6.0 3.0 0 5.2 19.9 0.8 2.6 0.3 -0.777
Si Si O  0 0 0 0 0 0 0 0 0 3.0 0 0 1.5 -0.4
Si O  Si 0 0 0 0 0 0 0 0 0 3.0 0 0 1.5 -0.4
O  Si O  0 0 0 0 0 0 0 0 0 2.0 0 0 0.7 -0.2
O  O  Si 0 0 0 0 0 0 0 0 0 2.0 0 0 0.7 -0.2
)";

}  // namespace nnpipe::potential
