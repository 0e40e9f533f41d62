// What keeps atoms apart where there are no data: radii of the core repulsion, and a look for holes between it and the
// data.
#pragma once

#include <string>
#include <vector>

#include "potential/neural/model.hpp"
#include "train/frames/contacts.hpp"
#include "train/frames/frame_data.hpp"

namespace nnpipe::train {

// The shortest distance of each pair of elements that meet within the cutoff, over all frames.
std::vector<potential::PairDistance> shortest_distances(const FrameData& data);

// The fewest neighbours of an atom of each element within a distance, over all frames; of a site sample its centre's.
std::vector<potential::FewestNeighbours> fewest_neighbours(const FrameData& data, double within);
// The same within the range of the model, and where another fit has seen fewer, its number: that of a start of the same
// functions.
void note_fewest_neighbours(const FrameData& data, const potential::Model* start, potential::Model& model);

// Radii of each pair of elements: the repulsion ends 5 % below their shortest distance in the data, so that it leaves
// all labels as they are, and frames that come a little nearer; of pairs that never meet at three quarters of the sum
// of their covalent radii.
potential::Zbl wall_of(const std::vector<Element>& elements, const std::vector<potential::PairDistance>& shortest);

// Takes the repulsion off the labels of all frames. Throws Error for atoms nearer than it allows.
void take_off(const potential::Zbl& zbl, FrameData& data);

// Where the energy falls as two atoms come nearer than any pair of their elements in the data.
struct Hole {
  Element first, second;
  double from, to;    // Å: it falls from here to here
  double depth;       // eV
  std::string where;  // "alone", "in si.xyz: frame 17"
  bool ends = false;  // LostAtoms (potential/structure_limits.hpp) is violated there: programs end with status 3
};
// Of pairs alone and of pairs beside a third atom, from where the wall begins; and, with contacts, of the nearest pairs
// in some of the frames, from the shortest distance in the data. Several processes divide the work.
std::vector<Hole> holes(const potential::Model& model, const ContactSearch* contacts = nullptr);

// Makes the repulsion of pairs with a hole steeper, as far as its radii allow; what is left is returned. Members of a
// committee keep one repulsion: the steepest that any of them needs.
std::vector<Hole> mend(potential::Model& model, std::vector<potential::Model>& members,
                       const ContactSearch* contacts = nullptr);

double deepest(const std::vector<Hole>& holes);  // eV; 0 of none

// What a fit may lose of its held-out errors by guards, a part of them.
inline constexpr double most_loss_by_guards = 0.03;

// The deepest of each pair of elements, in frames of the data before others: "the energy of Si and Si alone falls
// by 3.2 eV as they come nearer, from 2.1 to 1.4 Å: …".
std::vector<std::string> in_words(const std::vector<Hole>& holes);

}  // namespace nnpipe::train
