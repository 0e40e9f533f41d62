// Formats of frames by name: one entry each says how its bytes begin, what reads it and what writes it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "atoms/frame.hpp"
#include "io/codes/lammps.hpp"
#include "io/codes/runner.hpp"
#include "io/extxyz.hpp"
#include "io/input.hpp"

namespace nnpipe::io {

// A stream of frames of whatever format.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual bool next(Frame& frame) = 0;  // false at the end
};

class FrameSink {
 public:
  virtual ~FrameSink() = default;
  virtual void write(const Frame& frame) = 0;
  virtual void close() = 0;  // must be called
};

// What the formats ask for; each takes what concerns it.
struct FormatOptions {
  FrameKeys keys;        // extended XYZ, reading
  LammpsOptions lammps;  // units of LAMMPS's files, elements of all formats that do not name them
  std::optional<RunnerUnits> runner;
  bool keep_unconverged = false;  // steps whose electrons did not converge become frames, with converged=F
  bool keep_complete = false;     // of a stream that is cut off the whole frames are read, with a notice
};

struct FrameFormat {
  std::string name;  // as --from and --to have it
  std::string summary;
  std::function<bool(std::string_view start)> matches;  // the first bytes, at most 64 KiB
  std::function<std::unique_ptr<FrameSource>(Input, const FormatOptions&)> open;
  std::function<std::unique_ptr<FrameSink>(const std::string& path, const FormatOptions&)> create;  // empty: read only
};

// All formats, in the order in which they are tried on unknown bytes.
const std::vector<FrameFormat>& frame_formats();
std::vector<std::string> frame_format_names();
std::vector<std::string> writable_format_names();
// Throws Error for a name that is none.
const FrameFormat& frame_format(std::string_view name);
// What the first bytes of a stream look like, which stay to be read; null: like none.
const FrameFormat* frame_format_of(Input& input);

// Opens a stream of the named format; "": what its bytes look like, or a folder. Throws Error if they look like nothing
// known.
std::unique_ptr<FrameSource> open_frames(const std::string& path, std::string_view format = {},
                                         const FormatOptions& options = {});
std::unique_ptr<FrameSource> open_frames(Input input, std::string_view format = {}, const FormatOptions& options = {});
std::unique_ptr<FrameSink> create_frames(const std::string& path, std::string_view format,
                                         const FormatOptions& options = {});

}  // namespace nnpipe::io
