#include "atoms/label_names.hpp"

#include <string>

#include "base/text.hpp"

namespace nnpipe {

void drop_other_labels(Frame& frame) {
  std::erase_if(frame.info, [&](const auto& pair) {
    return is_one_of(pair.first, energy_names) || is_one_of(pair.first, virial_names) ||
           is_one_of(pair.first, stress_names) || is_one_of(pair.first, doubt_keys) || pair.first == "site_force";
  });
  std::erase_if(frame.columns, [&](const auto& column) {
    return is_one_of(column.name, force_names) || is_one_of(column.name, site_energy_names) ||
           is_one_of(column.name, doubt_names);
  });
}

namespace {

bool tells_of_labels(std::string_view name) {
  constexpr std::array<std::string_view, 9> words{"energy",   "energies", "force",   "forces", "stress",
                                                  "stresses", "virial",   "virials", "spread"};
  const std::string lowered = lower(name);
  const std::string_view text = lowered;
  return is_one_of(text.substr(0, text.find('_')), words) || is_one_of(text.substr(text.rfind('_') + 1), words);
}

}  // namespace

void drop_labels(Frame& frame) {
  frame.energy.reset();
  frame.site_energy.reset();
  frame.virial.reset();
  frame.forces.clear();
  frame.site_energies.clear();
  drop_other_labels(frame);
  std::erase_if(frame.info, [](const auto& pair) { return pair.first == "picked_for" || tells_of_labels(pair.first); });
  std::erase_if(frame.columns,
                [](const auto& column) { return column.name == "novelty" || tells_of_labels(column.name); });
}

}  // namespace nnpipe
