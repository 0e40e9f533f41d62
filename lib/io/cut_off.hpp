// Streams that end before they are whole, as runs do that are ended by the wall time: whole frames can be kept.
#pragma once

#include <cstddef>
#include <utility>

#include "base/error.hpp"
#include "io/input.hpp"

namespace nnpipe::io {

// The stream ends where more was expected.
class CutOff : public Error {
 public:
  using Error::Error;
};

template <typename... Args>
[[noreturn]] void fail_cut_off(fmt::format_string<Args...> message, Args&&... args) {
  throw CutOff{fmt::format(message, std::forward<Args>(args)...)};
}

// What is to be done about an error that left the reading of frame `frames` + 1. Returns where the stream is cut off,
// some frames are whole and `keep` asks for these: they have then been counted in a notice, and the frame is no more.
// Otherwise throws the error anew, with the number of whole frames if the stream is cut off.
void keep_whole(const Error& error, Input& input, std::size_t frames, bool keep);

// Reads a frame by `read`, which says whether there was one.
template <typename Read>
bool read_whole(Input& input, const std::size_t& frames, bool keep, Read&& read) {
  try {
    return read();
  } catch (const Error& error) {
    keep_whole(error, input, frames, keep);
    return false;
  }
}

}  // namespace nnpipe::io
