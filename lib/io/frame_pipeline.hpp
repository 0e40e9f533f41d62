// Frames of a stream worked on by all threads, and taken in their order.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "atoms/frame.hpp"
#include "base/pipeline.hpp"
#include "io/extxyz.hpp"

namespace nnpipe::io {

// A frame that waits for its work, or to be taken with what came of it.
template <typename Result>
struct Piece {
  Frame frame;
  std::string place;       // "FILE: frame 17"
  std::size_t number = 0;  // from 1
  Result result;
};

// Frames that are worked on at once: enough for all threads, few enough for little memory.
class BatchSize {
 public:
  bool full() const;
  void add(std::size_t atoms);

 private:
  std::size_t x_frames = 0, x_atoms = 0, x_largest = 0;
};

// Frames as a Pipeline reads them: ahead only as far as the stream has something, so that who writes a frame and waits
// for what becomes of it is answered.
class FramePieces {
 public:
  explicit FramePieces(FrameReader& reader) : x_reader{reader} {}

  void begin() { x_size = {}; }
  bool more() const { return !x_size.full() && x_reader.ready(); }

  template <typename Result>
  bool next(Piece<Result>& piece) {
    if (!x_reader.next(piece.frame)) return false;
    piece.place = x_reader.place();
    piece.number = x_reader.frames();
    x_size.add(piece.frame.size());
    return true;
  }

 private:
  FrameReader& x_reader;
  BatchSize x_size;
};

}  // namespace nnpipe::io
