#include "train/frames/contacts.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace nnpipe::train {

ContactSearch::ContactSearch(const FrameData& data) : x_species{data.elements().size()} {
  x_of_pair.resize(x_species * x_species);
  NeighbourList list{data.maker().cutoff(), 0.0};
  for (std::size_t f = 0; f < data.size(); ++f) {
    if (!data.frame(f).site && data.frame(f).has_energy) look(data, f, list);
  }
  for (auto& contacts : x_of_pair) {
    std::stable_sort(contacts.begin(), contacts.end(),
                     [](const Contact& a, const Contact& b) { return a.distance < b.distance; });
  }
}

void ContactSearch::look(const FrameData& data, std::size_t f, NeighbourList& list) {
  const auto& frame = data.frame(f);
  std::vector<Contact> nearest(x_species * x_species);
  with_place([&] { return frame.place; }, [&] { list.build(frame.cell, frame.positions); });
  const auto view = list.view();
  const auto x = list.positions();
  for (std::size_t i = 0; i < frame.positions.size(); ++i) {
    for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
      const auto image = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      const auto j = static_cast<std::size_t>(list.owner()[image]);
      if (i == j || frame.species[i] > frame.species[j]) continue;
      const Vec3 d = x[image] - x[i];
      auto& best =
          nearest[static_cast<std::size_t>(frame.species[i]) * x_species + static_cast<std::size_t>(frame.species[j])];
      if (best.distance == 0 || norm(d) < best.distance) best = {f, i, j, d, norm(d)};
    }
  }
  for (std::size_t pair = 0; pair < nearest.size(); ++pair) {
    if (nearest[pair].distance > 0) x_of_pair[pair].push_back(nearest[pair]);
  }
}

std::vector<Contact> ContactSearch::chosen(std::size_t first, std::size_t second, std::size_t count) const {
  const auto& all = x_of_pair[first * x_species + second];
  if (all.size() <= count) return all;
  const std::size_t near = (count + 1) / 2, rest = count - near;
  std::vector<Contact> some{all.begin(), all.begin() + static_cast<std::ptrdiff_t>(near)};
  for (std::size_t k = 1; k <= rest; ++k) some.push_back(all[near + k * (all.size() - 1 - near) / rest]);
  return some;
}

void bring_together(const Contact& contact, double distance, std::span<Vec3> positions) {
  const Vec3 way = 0.5 * (contact.distance - distance) / contact.distance * contact.d;
  positions[contact.a] += way;
  positions[contact.b] -= way;
}

}  // namespace nnpipe::train
