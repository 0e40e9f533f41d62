// Frames as extended XYZ, as ASE and OVITO read and write it.
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "io/extxyz/stated_units.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

// Names under which to look for quantities; empty: the usual names (energy, free_energy, REF_energy; forces, force,
// REF_forces; virial, virials, REF_virial, REF_virials; stress, stresses, REF_stress, REF_stresses), in any letters
// where none is spelt so. A name that is given and missing is an error.
struct FrameKeys {
  std::string energy, forces, virial, stress;
  bool ask = false;  // the program takes labels: such as contradict each other are an error unless a name is given
  bool keep_complete = false;  // of a stream that is cut off the whole frames are read, with a notice
};

// Reads frame by frame: memory holds one. Errors say "FILE:LINE: frame F, atom A: …", frames and atoms counted from 1.
class FrameReader {
 public:
  explicit FrameReader(const std::string& path, FrameKeys keys = {});
  explicit FrameReader(Input input, FrameKeys keys = {});

  // False at the end of the stream. Throws Error for anything malformed, and for an empty stream at the first call.
  bool next(Frame& frame);
  // Whether next() finds the beginning of a frame, or the end, without waiting for the stream.
  bool ready() const { return x_input.ready(); }
  std::size_t frames() const { return x_frames; }  // taken so far
  std::string place() const;                       // "FILE: frame 17", of the frame last read

  class Iterator;
  Iterator begin();
  std::default_sentinel_t end() const { return {}; }

 private:
  bool read_next(Frame& frame);
  [[noreturn]] void fail_at_count(const std::string& got);
  void read_comment(std::string_view line, Frame& frame);
  void read_cell(Frame& frame) const;
  void read_columns(std::string_view properties, Frame& frame);
  void read_atoms(std::size_t atoms, Frame& frame);
  void read_atom(std::string_view line, Frame& frame);
  bool scan(std::string_view line);
  void finish_columns(Frame& frame);
  void notice_once(const std::string& words);

  enum class Role {
    species,
    number,
    second_number,
    position,
    velocity,
    gpumd_velocity,
    momentum,
    force,
    mass,
    site_energy,
    extra
  };
  struct Column {
    Role role;
    int width;
    std::size_t extra;  // index into Frame::columns
    bool numbers() const;
  };
  Input x_input;
  FrameKeys x_keys;
  std::size_t x_frames = 0;
  std::vector<Column> x_columns;
  std::size_t x_words_per_atom = 0;
  bool x_says_units = false;  // the frame, as all do that nnpipe writes
  extxyz::StatedUnits x_units;
  std::vector<std::string> x_told;
  std::vector<std::string_view> x_words;
  std::vector<double> x_numbers;  // of the line's words, where they are such
  Frame x_current;
};

class FrameReader::Iterator {
 public:
  using value_type = Frame;
  using difference_type = std::ptrdiff_t;
  explicit Iterator(FrameReader& reader) : x_reader{&reader} { ++*this; }
  Frame& operator*() const { return x_reader->x_current; }
  Iterator& operator++() {
    x_more = x_reader->next(x_reader->x_current);
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& a, std::default_sentinel_t) { return !a.x_more; }

 private:
  FrameReader* x_reader;
  bool x_more = false;
};

inline FrameReader::Iterator FrameReader::begin() { return Iterator{*this}; }

// Writes shortest round-trip doubles, sorted columns, pbc, Lattice, energy, forces, stress (eV/Å³, tension positive).
class FrameWriter {
 public:
  explicit FrameWriter(const std::string& path);
  // Goes on with what an earlier program wrote, as Output does.
  FrameWriter(const std::string& path, const Standing& standing);

  // Throws Error for what no reader takes: positions beyond any structure, numbers that are not finite.
  void write(const Frame& frame);
  // The two steps of write(): the first, on any thread, makes the text of a frame that `before` others precede.
  void text_of(const Frame& frame, std::size_t before, std::string& text) const;
  void write_text(std::string_view frame);
  // Must be called; throws Error if no frame was written (a stream without frames is nobody's wish).
  void close();
  void flush() { x_output.flush(); }
  // Everything is on the disk when this returns.
  Standing sync() { return {x_output.sync(), x_frames}; }

 private:
  Output x_output;
  std::string x_text;
  std::size_t x_frames = 0;
};

}  // namespace nnpipe::io
