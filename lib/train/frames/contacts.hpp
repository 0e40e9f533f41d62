// The nearest pairs of atoms in the frames of a fit.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "atoms/vec3.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// The nearest pair of two elements in one frame.
struct Contact {
  std::size_t frame = 0, a = 0, b = 0;  // atoms
  Vec3 d;                               // from a to b, or to that image of b
  double distance = 0;                  // Å
};

class ContactSearch {
 public:
  // Of all frames with an energy; no site samples. Pairs within the cutoff of the data, to which it keeps a reference.
  // Several processes divide the frames.
  explicit ContactSearch(const FrameData& data);
  const FrameData& data() const { return x_data; }

  // Contacts of two species, first <= second, one a frame, at most `count`: half of them the nearest, the others evenly
  // of the rest.
  std::vector<Contact> chosen(std::size_t first, std::size_t second, std::size_t count) const;

 private:
  void look(std::size_t f, std::span<Contact> nearest) const;

  const FrameData& x_data;
  std::size_t x_species;
  std::vector<std::vector<Contact>> x_of_pair;  // species × species
};

// The atoms of a frame with a contact moved together, each half the way, to a distance.
void bring_together(const Contact& contact, double distance, std::span<Vec3> positions);

}  // namespace nnpipe::train
