// What an attempt is refused with.
#pragma once

#include <string>

#include "base/error.hpp"

// The message of the Error that attempt() throws, "no error" if it throws none.
template <typename Attempt>
std::string refusal_of(Attempt&& attempt) {
  try {
    attempt();
  } catch (const nnpipe::Error& error) {
    return error.what();
  }
  return "no error";
}
