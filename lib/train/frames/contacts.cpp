#include "train/frames/contacts.hpp"

#include <algorithm>

#include "train/frames/frame_neighbours.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

// What other processes are told of a contact.
constexpr std::size_t numbers_of_contact = 6;

double* put(const Contact& contact, double* to) {
  *to++ = static_cast<double>(contact.a);
  *to++ = static_cast<double>(contact.b);
  for (int c = 0; c < 3; ++c) *to++ = contact.d[c];
  *to++ = contact.distance;
  return to;
}

const double* take(const double* from, std::size_t frame, Contact& contact) {
  contact = {frame,
             static_cast<std::size_t>(from[0]),
             static_cast<std::size_t>(from[1]),
             {from[2], from[3], from[4]},
             from[5]};
  return from + numbers_of_contact;
}

}  // namespace

ContactSearch::ContactSearch(const FrameData& data) : x_data{data}, x_species{data.elements().size()} {
  x_of_pair.resize(x_species * x_species);
  const std::size_t pairs = x_species * x_species;
  std::vector<Contact> nearest(data.size() * pairs);
  const auto of_frame = [&](std::size_t f) { return std::span{nearest}.subspan(f * pairs, pairs); };
  shared_for({data.size(), 1}, [&](std::size_t f, std::size_t, std::size_t) {
    if (!data.frame(f).site && data.frame(f).has_energy) look(f, of_frame(f));
  });
  exchange(
      data.size(), numbers_of_contact * pairs,
      [&](std::size_t f, double* to) {
        for (const auto& contact : of_frame(f)) to = put(contact, to);
      },
      [&](std::size_t f, const double* from) {
        for (auto& contact : of_frame(f)) from = take(from, f, contact);
      });
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    if (nearest[i].distance > 0) x_of_pair[i % pairs].push_back(nearest[i]);
  }
  for (auto& contacts : x_of_pair) {
    std::stable_sort(contacts.begin(), contacts.end(),
                     [](const Contact& a, const Contact& b) { return a.distance < b.distance; });
  }
}

void ContactSearch::look(std::size_t f, std::span<Contact> nearest) const {
  const auto& frame = x_data.frame(f);
  for_neighbours(frame, frame.positions.size(), x_data.maker().cutoff(), [&](std::size_t i, Vec3 d, std::size_t j) {
    if (i == j || frame.species[i] > frame.species[j]) return;
    auto& best =
        nearest[static_cast<std::size_t>(frame.species[i]) * x_species + static_cast<std::size_t>(frame.species[j])];
    if (best.distance == 0 || norm(d) < best.distance) best = {f, i, j, d, norm(d)};
  });
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
