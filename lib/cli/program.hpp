// The frame of every program: one ladder turns whatever is thrown into one message and an exit status.
#pragma once

#include <functional>

#include "cli/parser.hpp"
#include "cli/progress.hpp"

namespace nnpipe::cli {

// Installs signal handlers, sets provenance; runs `body`; prints "PROGRAM: PLACE: what" to standard error on failure.
int guarded(int argc, char** argv, const std::function<void(const Arguments&)>& body);

template <typename Options>
int program(int argc, char** argv, Options (*parse)(Arguments), void (*run)(const Options&)) {
  return guarded(argc, argv, [&](const Arguments& arguments) { run(parse(arguments)); });
}

// A message to standard error that is no failure: "PROGRAM: warning: …". Silent with --quiet.
void warn(const std::string& message);

}  // namespace nnpipe::cli
