#include "cli/parser.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::cli {

// A file of its own: programs without a potential are linked without the force kernel.
Parser& Parser::potential(std::string& spec) {
  required("potential", spec, "SPEC", "potential file or inline form, see nnpipe-potential(5)");
  setting("precision", "KIND",
          "of network potentials: double, or mixed, which computes in float, sums in double, and is faster", "double",
          [](const std::string& text) {
            meaning_of("precision", [&] { potential::set_default_precision(potential::parse_precision(text)); });
          });
  return simd();
}

}  // namespace nnpipe::cli
