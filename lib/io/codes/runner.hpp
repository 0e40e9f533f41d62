// Frames as RuNNer and n2p2 keep them (input.data), read and written, and the units such files leave unsaid.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "io/input.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

// Units of a file in nnpipe's own.
struct RunnerUnits {
  std::string_view name;
  double length;  // Å
  double energy;  // eV

  double force() const { return energy / length; }  // eV/Å
};

// angstrom-ev; bohr-hartree (CODATA 2018); bohr-hartree-2006 (CODATA 2006, as CP2K has it).
const std::vector<RunnerUnits>& runner_units();
std::vector<std::string> runner_unit_names();
// Nothing for a name that is none.
std::optional<RunnerUnits> find_runner_units(std::string_view name);

// Reads structure by structure: memory holds one. `set=` and `comment` become info, a total charge that is not 0 too;
// atomic charges that are not all 0 become column `charge`, the unused eighth word column `n`. A structure without line
// `energy` whose forces are all 0 has neither: the format has no other way to say so.
class RunnerReader {
 public:
  // Throws Error without units: nothing in the file tells them. keep_complete: of a stream that is cut off the whole
  // structures are read, with a notice.
  RunnerReader(Input input, std::optional<RunnerUnits> units, bool keep_complete = false);

  // False at the end. Throws Error "FILE:LINE: frame F: …", and for an empty stream at the first call.
  bool next(Frame& frame);

 private:
  struct Parts;
  bool read_next(Frame& frame);
  bool begin(Frame& frame);
  void take(const std::vector<std::string_view>& words, Frame& frame, Parts& parts) const;
  void take_atom(const std::vector<std::string_view>& words, Frame& frame, Parts& parts) const;
  void finish(Frame& frame, Parts& parts) const;

  Input x_input;
  RunnerUnits x_units;
  bool x_keep_complete;
  std::size_t x_frames = 0;
  std::string_view x_line;
};

// Writes structure by structure. Absent forces are written as 0, an absent energy is left out.
class RunnerWriter {
 public:
  // Without units: angstrom-ev.
  RunnerWriter(const std::string& path, std::optional<RunnerUnits> units);

  // Throws Error for a frame in reduced units or periodic in some directions only.
  void write(const Frame& frame);
  // Must be called; throws Error if no frame was written.
  void close();

 private:
  Output x_output;
  RunnerUnits x_units;
  std::string x_text;
  std::size_t x_frames = 0;
};

// Whether bytes begin like input.data: a line "begin", blank lines before it.
bool looks_like_runner(std::string_view start);

}  // namespace nnpipe::io
