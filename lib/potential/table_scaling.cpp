#include "potential/table_scaling.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace nnpipe::potential {

TableScaling::TableScaling(const io::TableHeader& before, const DescriptorHeader& inputs, const ChosenScaling& chosen)
    : x_header{before} {
  DescriptorHeader after;
  if (inputs.set) after.set = descriptor::Set{inputs.set->centre, {}, inputs.set->moments};
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    after.inputs.push_back(inputs.inputs[i]);
    after.scaling.push_back(*chosen[i]);
    if (after.set) after.set->functions.push_back(inputs.set->functions[i]);
  }
  x_header.fields.clear();
  for (std::size_t c = 0; c < before.fields.size(); ++c) {
    const auto& name = before.fields[c];
    const auto at = std::find(inputs.inputs.begin(), inputs.inputs.end(), name);
    Column column{c, {}};
    if (at != inputs.inputs.end()) {
      const auto& scaling = chosen[static_cast<std::size_t>(at - inputs.inputs.begin())];
      if (!scaling) continue;
      column.scaling = *scaling;
    }
    x_columns.push_back(column);
    x_header.fields.push_back(name);
  }
  put(after, x_header);
}

void TableScaling::apply(std::span<const double> row, std::vector<double>& out) const {
  out.clear();
  for (const auto& column : x_columns) out.push_back(column.scaling.apply(row[column.from]));
}

ChosenScaling scaling_from(const DescriptorHeader& from, const DescriptorHeader& inputs) {
  ChosenScaling chosen(inputs.inputs.size());
  for (std::size_t f = 0; f < from.inputs.size(); ++f) {
    const auto& name = from.inputs[f];
    const auto at = std::find(inputs.inputs.begin(), inputs.inputs.end(), name);
    if (at == inputs.inputs.end()) fail("no input {}, which the scaling is for", name);
    const auto i = static_cast<std::size_t>(at - inputs.inputs.begin());
    const bool same =
        from.set.has_value() == inputs.set.has_value() &&
        (!from.set || (from.set->functions[f] == inputs.set->functions[i] &&
                       (!is_moment(from.set->functions[f].type) || from.set->moments == inputs.set->moments)));
    if (!same) fail("input {} is another symmetry function than the one the scaling was learned for", name);
    chosen[i] = from.scaling[f];
  }
  return chosen;
}

}  // namespace nnpipe::potential
