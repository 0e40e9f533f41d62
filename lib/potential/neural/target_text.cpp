#include "potential/neural/target_text.hpp"

#include <span>

#include "base/error.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"

namespace nnpipe::potential {

std::string target_text(const TargetScaling& target) {
  return fmt::format("{} offset={} factor={}", target.name, to_text(target.offset), to_text(target.factor));
}

TargetScaling parse_target(std::string_view text) {
  const auto words = split(text);
  if (words.empty()) fail("target without a name");
  TargetScaling target;
  target.name = words[0];
  descriptor::KeyValues keys{std::span{words}.subspan(1)};
  target.offset = keys.need_number("offset");
  target.factor = keys.need_number("factor");
  keys.finish();
  return target;
}

}  // namespace nnpipe::potential
