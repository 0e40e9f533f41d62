#include "atoms/number_column.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace nnpipe {

void set_number_column(Frame& frame, const std::string& name, std::span<const double> values) {
  const auto found =
      std::ranges::find_if(frame.columns, [&](const ExtraColumn& column) { return column.name == name; });
  ExtraColumn& column = found != frame.columns.end() ? *found : frame.columns.emplace_back();
  column = {name, 'R', 1, {}};
  for (const double value : values) column.values.push_back(to_text(value));
}

}  // namespace nnpipe
