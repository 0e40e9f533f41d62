// Per-atom columns of a frame that nnpipe carries through, and what some of them say: which atom is which, and how
// often it has crossed the cell.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe {

// None: the frame has no column of that name, and of so many values an atom.
const ExtraColumn* find_column(const Frame& frame, std::string_view name, int width = 1);

// Of column id:I:1, one an atom; empty without it. Throws Error for a word that is no integer.
std::vector<std::int64_t> atom_ids(const Frame& frame);

// Of column image:I:3, in cell vectors, one an atom; empty without it. Throws Error for a word that is no integer.
std::vector<std::array<std::int64_t, 3>> cell_crossings(const Frame& frame);

// Atom i becomes what atom order[i] was, with all that the frame has of an atom.
void permute(Frame& frame, std::span<const std::size_t> order);

// Programs write the atoms of a trajectory in any order, each with its id: this puts them in the order of the first
// frame.
class AtomOrder {
 public:
  // Frames without ids stay as they are. The result lives until the next call or the end of `frame`. Throws Error where
  // the ids are not those of the first frame, each once.
  const Frame& arranged(const Frame& frame);

 private:
  void remember(const std::vector<std::int64_t>& ids);

  bool x_begun = false;
  std::map<std::int64_t, std::size_t> x_places;  // of the first frame; empty: it has no ids
  std::vector<std::int64_t> x_ids;
  Frame x_arranged;
};

}  // namespace nnpipe
