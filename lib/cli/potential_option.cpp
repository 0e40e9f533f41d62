#include "cli/parser.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::cli {

// A file of its own: programs without a potential are linked without the force kernel.
Parser& Parser::potential(std::string& spec, bool must_be) {
  const char* const help = "potential file or inline form, see nnpipe-potential(5)";
  must_be ? required("potential", spec, "SPEC", help) : option("potential", spec, "SPEC", help);
  setting("precision", "KIND",
          "of fitted potentials: double; single (computes in float, sums in double); mixed (single if the forces stay "
          "accurate, else double)",
          "double", [](const std::string& text) {
            meaning_of("precision", [&] { potential::set_default_precision(potential::parse_precision(text)); });
          });
  return simd();
}

Parser& Parser::on_extrapolation(std::string& value) {
  value = "warn";
  return choice("on-extrapolation", value, {"warn", "stop", "ignore"},
                "outside the training range: warn, and end with status 3 if unphysical; stop; ignore");
}

}  // namespace nnpipe::cli
