#include "atoms/label_names.hpp"

namespace nnpipe {

void drop_other_labels(Frame& frame) {
  std::erase_if(frame.info, [&](const auto& pair) {
    return is_one_of(pair.first, energy_names) || is_one_of(pair.first, virial_names) ||
           is_one_of(pair.first, stress_names) || pair.first == "site_force";
  });
  std::erase_if(frame.columns, [&](const auto& column) {
    return is_one_of(column.name, force_names) || is_one_of(column.name, site_energy_names);
  });
}

}  // namespace nnpipe
