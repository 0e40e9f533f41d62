// Files of one frame: what all of their writers check.
#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"
#include "io/formats.hpp"
#include "io/output.hpp"

namespace nnpipe::io {

// Refuses a second frame, and to end without one. `what` names the format: "a POSCAR file".
class OneFrameSink : public FrameSink {
 public:
  OneFrameSink(const std::string& path, std::string what) : x_output{path}, x_what{std::move(what)} {}

  void write(const Frame& frame) final {
    if (x_done) fail("{}: a second frame, expected one: {} holds no more", x_output.name(), x_what);
    put(frame, x_output);
    x_done = true;
  }

  void close() final {
    if (!x_done) fail("{}: no frames to write, expected one", x_output.name());
    x_output.close();
  }

 private:
  virtual void put(const Frame& frame, Output& output) = 0;

  Output x_output;
  std::string x_what;
  bool x_done = false;
};

}  // namespace nnpipe::io
