#include "cli/parser.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::cli {

// A file of its own: programs without a potential are linked without the force kernel.
Parser& Parser::potential(std::string& spec, bool must_be) {
  const char* const help = "potential file or inline form, see nnpipe-potential(5)";
  must_be ? required("potential", spec, "SPEC", help) : option("potential", spec, "SPEC", help);
  setting("precision", "KIND",
          "of network potentials: double; single, which computes in float and sums in double; or mixed, which does so "
          "where the network bears it and is double where not",
          "double", [](const std::string& text) {
            meaning_of("precision", [&] { potential::set_default_precision(potential::parse_precision(text)); });
          });
  return simd();
}

Parser& Parser::on_extrapolation(std::string& value) {
  value = "warn";
  return choice("on-extrapolation", value, {"warn", "stop", "ignore"},
                "outside the training range: warn, and end with status 3 where unphysical; end; ignore");
}

}  // namespace nnpipe::cli
