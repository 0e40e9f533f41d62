// Rows of the least-squares problem of a linear potential: candidates of a pool, and their part of forces and stress.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "atoms/element.hpp"
#include "train/frames/frame_block.hpp"
#include "train/linear/candidate_plan.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// Some atoms of a frame: rows are made for pieces, so that memory is bounded for frames of any size.
struct FramePiece {
  std::size_t first = 0, last = 0;  // atoms
};

// A piece's part of the rows of its frame. Columns are the candidates of the first element, of the second …, and after
// all of them one constant an element: 1 for each of its atoms.
struct PieceRows {
  std::size_t force_rows = 0, whole_rows = 0;
  std::vector<double> forces;  // force_rows × columns, column by column: on the atoms of the piece, x y z of each
  std::vector<double> whole;  // whole_rows × columns: Σ over the atoms of the piece, energy, then 6 components of the
                              // stress where the frame has one
};

// A neighbour of an atom, and the atom of the frame that it is, or is an image of.
struct OwnedNeighbour {
  Vec3 r;
  std::size_t owner;
};
// Of every atom whose energy counts.
using Neighbourhoods = std::vector<std::vector<OwnedNeighbour>>;
// Throws Error for coincident atoms.
Neighbourhoods neighbourhoods(const TrainingFrame& frame, double cutoff);

// Makes rows, on any thread.
class MomentRows {
 public:
  // One pool an element; elements are the species of the frames.
  explicit MomentRows(std::vector<MomentPool> pools);
  ~MomentRows();
  MomentRows(MomentRows&&) noexcept;

  const std::vector<MomentPool>& pools() const { return x_pools; }
  std::size_t columns() const { return x_first.back() + x_pools.size(); }  // candidates and constants
  std::size_t candidates() const { return x_first.back(); }
  std::size_t first(std::size_t element) const { return x_first[element]; }  // column of its first candidate
  double cutoff() const { return x_cutoff; }
  std::vector<double> ranks() const;  // of all columns, constants 0

  static std::vector<FramePiece> pieces(const TrainingFrame& frame);
  void make(const TrainingFrame& frame, const Neighbourhoods& near, FramePiece piece, PieceRows& rows) const;
  // Values of all candidates of one element: of each of its atoms whose energy counts, one atom after the other.
  std::vector<double> values(const TrainingFrame& frame, const Neighbourhoods& near, std::size_t element) const;

 private:
  class Work;
  class Workshop;

  std::vector<MomentPool> x_pools;
  std::vector<std::size_t> x_first;  // and where the last ends
  std::vector<CandidatePlan> x_plans;
  std::unique_ptr<Workshop> x_workshop;  // memory of calculations, kept for the next ones
  double x_cutoff = 0;
};

}  // namespace nnpipe::train
