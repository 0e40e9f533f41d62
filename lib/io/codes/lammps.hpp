// LAMMPS data files and dump files (custom, text), read and written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

// What LAMMPS files leave unsaid.
//
// Frames come out ordered by atom id. What has no place of its own in a frame travels in extra columns: `id` (unless
// the ids are 1 … N), `type` (unless types count the elements by atomic number), `image` (box crossings, unless all are
// 0), `charge`, `mol`, and in dumps every column of another name; `c_st[1] … c_st[6]` is one column `c_st` of width 6.
// The lower corner of the box is info `Origin`, the time step info `step`. Masses are kept where they differ from the
// elements' own. Writing puts all of them back.
struct LammpsOptions {
  std::optional<UnitStyle> units;  // absent: what the file says, else metal
  std::vector<Element> elements;   // of types 1, 2, …; empty: by type labels, element column or masses
  std::string atom_style;          // of data files; empty: the word behind "Atoms #", else atomic
  bool keep_complete = false;      // of a dump that is cut off the whole frames are read, with a notice
};

// What LAMMPS knows of atoms beyond a frame's own fields, in file order; empty: not given.
struct LammpsAtoms {
  std::vector<std::int64_t> id, type, molecule;
  std::vector<std::int64_t> image;  // atoms × 3
  std::vector<std::string> charge;  // as read
};

// A whole data file. Throws Error "FILE:LINE: …".
Frame read_lammps_data(Input& input, const LammpsOptions& options = {});
Frame read_lammps_data(const std::string& path, const LammpsOptions& options = {});

// Writes one frame; cells are rotated to LAMMPS's form (a along x, b in the xy plane) where they have another.
void write_lammps_data(const Frame& frame, Output& output, const LammpsOptions& options = {});

// Reads a dump frame by frame: memory holds one. Positions may be x, xs, xu or xsu; boxes orthogonal or triclinic.
class LammpsDumpReader {
 public:
  explicit LammpsDumpReader(Input input, LammpsOptions options = {});
  explicit LammpsDumpReader(const std::string& path, LammpsOptions options = {});

  // False at the end. Throws Error "FILE:LINE: frame F: …", and for an empty stream at the first call.
  bool next(Frame& frame);
  std::size_t frames() const { return x_frames; }  // taken so far
  std::string place() const;                       // "FILE: frame 17", of the frame last read

 private:
  // Where the values of a column go.
  enum class Role { id, type, element, mass, position, velocity, force, image, charge, molecule, site_energy, extra };
  struct Column {
    Role role;
    int component;      // of a vector; for an extra column: within its width
    std::size_t extra;  // position in Frame::columns
  };

  bool read_next(Frame& frame);
  bool read_head(Frame& frame);
  void read_box(std::string_view header, Frame& frame);
  void read_columns(std::string_view header, Frame& frame);
  void read_atoms(Frame& frame);
  void take(const Column& column, std::string_view word, std::size_t atom, Frame& frame);
  void finish(Frame& frame);
  std::string_view line(std::string_view what);

  Input x_input;
  LammpsOptions x_options;
  UnitStyle x_units;
  std::size_t x_frames = 0, x_count = 0;
  Vec3 x_origin;
  char x_form = 0;  // of positions: x s u S (scaled, unwrapped), 0: none yet
  std::vector<Column> x_columns;
  std::string x_header;               // the "ITEM: ATOMS" line x_columns stands for
  std::vector<ExtraColumn> x_extras;  // names and widths of that line
  LammpsAtoms x_atoms;
  bool x_has_element = false;
  bool x_told_of_elements = false;
  std::vector<std::string_view> x_words;
};

// Writes frames one after the other: id type element x y z, then what else the frame knows.
class LammpsDumpWriter {
 public:
  explicit LammpsDumpWriter(const std::string& path, LammpsOptions options = {});
  // Goes on with what an earlier program wrote, as Output does.
  LammpsDumpWriter(const std::string& path, const Standing& standing, LammpsOptions options = {});

  void write(const Frame& frame);
  // Everything is on the disk when this returns.
  Standing sync() { return {x_output.sync(), x_frames}; }
  // Must be called; throws Error if no frame was written.
  void close();

 private:
  Output x_output;
  LammpsOptions x_options;
  std::string x_text;
  std::size_t x_frames = 0;
  UnitStyle x_units = UnitStyle::metal;
};

// Whether bytes begin like a data file (a header line "N atoms") or a dump ("ITEM:").
bool looks_like_lammps_data(std::string_view start);
bool looks_like_lammps_dump(std::string_view start);

}  // namespace nnpipe::io
