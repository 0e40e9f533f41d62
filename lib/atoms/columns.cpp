#include "atoms/columns.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/permute.hpp"
#include "base/text.hpp"

namespace nnpipe {

namespace {

const ExtraColumn* integers(const Frame& frame, std::string_view name, int width) {
  const ExtraColumn* column = find_column(frame, name, width);
  return column != nullptr && column->type == 'I' ? column : nullptr;
}

}  // namespace

const ExtraColumn* find_column(const Frame& frame, std::string_view name, int width) {
  const auto at = std::find_if(frame.columns.begin(), frame.columns.end(),
                               [&](const auto& column) { return column.name == name && column.width == width; });
  return at == frame.columns.end() ? nullptr : &*at;
}

std::vector<std::int64_t> atom_ids(const Frame& frame) {
  std::vector<std::int64_t> ids;
  const ExtraColumn* column = integers(frame, "id", 1);
  if (column == nullptr) return ids;
  for (const auto& word : column->values) ids.push_back(to_int(word, "column id"));
  return ids;
}

std::vector<std::array<std::int64_t, 3>> cell_crossings(const Frame& frame) {
  std::vector<std::array<std::int64_t, 3>> crossings;
  const ExtraColumn* column = integers(frame, "image", 3);
  if (column == nullptr) return crossings;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    auto& of_atom = crossings.emplace_back();
    for (std::size_t k = 0; k < 3; ++k) of_atom[k] = to_int(column->values[3 * i + k], "column image");
  }
  return crossings;
}

void permute(Frame& frame, std::span<const std::size_t> order) {
  permute(frame.elements, order);
  permute(frame.positions, order);
  permute(frame.velocities, order);
  permute(frame.forces, order);
  permute(frame.masses, order);
  permute(frame.site_energies, order);
  for (auto& column : frame.columns) permute(column.values, order, static_cast<std::size_t>(column.width));
}

void AtomOrder::remember(const std::vector<std::int64_t>& ids) {
  x_begun = true;
  x_ids = ids;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!x_places.emplace(ids[i], i).second) fail("two atoms have id {}", ids[i]);
  }
}

const Frame& AtomOrder::arranged(const Frame& frame) {
  const auto ids = atom_ids(frame);
  if (!x_begun) remember(ids);
  if (ids == x_ids) return frame;
  if (ids.empty() || x_ids.empty()) {
    fail("the frame has {} column id, the first frame has {}", ids.empty() ? "no" : "a", ids.empty() ? "one" : "none");
  }
  if (ids.size() != x_ids.size()) fail("{} atoms, expected the {} of the first frame", ids.size(), x_ids.size());
  constexpr auto open = static_cast<std::size_t>(-1);
  std::vector<std::size_t> order(ids.size(), open);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto place = x_places.find(ids[i]);
    if (place == x_places.end()) fail("id {} is none of the first frame's", ids[i]);
    if (order[place->second] != open) fail("two atoms have id {}", ids[i]);
    order[place->second] = i;
  }
  x_arranged = frame;
  permute(x_arranged, order);
  return x_arranged;
}

}  // namespace nnpipe
