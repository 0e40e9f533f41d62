// Neighbour search by cell lists, O(N): periodic images become ghost atoms, so any cell and any cutoff is right.
#pragma once

#include <span>
#include <vector>

#include "atoms/cell.hpp"
#include "atoms/point_bins.hpp"
#include "atoms/vec3.hpp"

namespace nnpipe {

// Local atoms 0 … local − 1, then ghosts: what a potential sees.
struct AtomsView {
  std::span<const Vec3> x;       // Å
  std::span<const int> species;  // index into the potential's elements
  int local = 0;
};

// Full list in compressed rows over local atoms: the neighbours of i are index[first[i]] … index[first[i + 1] − 1],
// running over local atoms and ghosts. Lists hold pairs to cutoff + skin: a kernel must test the distance.
struct NeighboursView {
  std::span<const int> first;  // local + 1
  std::span<const int> index;
};

class NeighbourList {
 public:
  // cutoff and skin in Å; skin 0: the list is exact for one set of positions.
  NeighbourList(double cutoff, double skin) : x_cutoff{cutoff}, x_skin{skin} {}

  // Makes list and ghosts anew. Atoms may lie anywhere, outside the cell too. Throws Error for coincident atoms (names
  // the pair, counted from 1: "atoms 3 and 7"), positions that are not finite, a flat cell, or more images than memory
  // can hold.
  void build(const Cell& cell, std::span<const Vec3> positions);
  // Moves atoms and ghosts; makes the list anew if it could have missed a pair: an atom has moved more than half the
  // skin since the last build, on top of what the cell was strained by. Returns whether it did.
  bool update(const Cell& cell, std::span<const Vec3> positions);

  // Positions of local atoms, as they were given, and of ghosts; owner[i] is the local atom that i is an image of
  // (itself for local ones).
  std::span<const Vec3> positions() const { return x_positions; }
  std::span<const int> owner() const { return x_owner; }
  int local() const { return x_local; }
  NeighboursView view() const { return {x_first, x_index}; }
  double cutoff() const { return x_cutoff; }
  // What build() was given last.
  const Cell& built_cell() const { return x_built_cell; }
  std::span<const Vec3> built_positions() const { return x_built; }

  // Adds the force of each local atom and of its ghosts: `all` is sized as positions(), `local` as the atoms.
  void fold(std::span<const Vec3> all, std::span<Vec3> local) const;
  // The same for atoms first … last − 1, on this thread.
  void fold(std::span<const Vec3> all, std::span<Vec3> local, std::size_t first, std::size_t last) const;

 private:
  // An atom or one of its images during a build.
  struct Image {
    int atom;
    Vec3 fractional;  // of the image
    Vec3 shift;       // cell vectors, whole numbers, from the atom's home to the image
  };

  void find_homes(std::span<const Vec3> positions);
  void make_images();
  void make_list();
  void name_ghosts();
  void sort_ghosts();
  void place_ghosts();
  bool move_atoms(const Cell& cell, std::span<const Vec3> positions);

  double x_cutoff, x_skin;
  Cell x_cell;
  Cell x_built_cell;
  int x_local = 0;
  std::vector<Vec3> x_built;  // positions at the last build
  std::vector<Vec3> x_positions;
  std::vector<int> x_owner;
  std::vector<Vec3> x_shift;  // ghosts: cell vectors between owner and ghost, whole numbers
  std::vector<int> x_first, x_index;
  std::vector<int> x_first_ghost, x_ghosts;  // atom → its ghosts, as x_first and x_index

  // Kept from build to build to spare allocations.
  std::vector<Vec3> x_home;              // whole cell vectors between an atom's home, near the cell, and the atom
  bool x_away = false;                   // some atom is not at home
  std::vector<Image> x_images;           // the atoms' homes, then their images within reach
  std::vector<Vec3> x_points;            // where these are
  PointBins x_bins;                      // and sorted
  std::vector<std::size_t> x_at;         // image → its place there
  std::vector<std::vector<int>> x_rows;  // block of atoms → its part of the list
};

}  // namespace nnpipe
