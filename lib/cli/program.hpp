// The frame of every program: one ladder turns whatever is thrown into one message and an exit status.
#pragma once

#include <functional>
#include <string>

#include "cli/parser.hpp"
#include "cli/progress.hpp"

namespace nnpipe::cli {

// Installs signal handlers, sets provenance; runs `body`; prints "PROGRAM: PLACE: what" to standard error on failure.
int guarded(int argc, char** argv, const std::function<void(const Arguments&)>& body);

template <typename Options>
int program(int argc, char** argv, Options (*parse)(Arguments), void (*run)(const Options&)) {
  return guarded(argc, argv, [&](const Arguments& arguments) { run(parse(arguments)); });
}

// "symfunc 0.1.0: symfunc --set si.sf". Options that change how a program runs, not what it computes, stay out: equal
// inputs give equal bytes.
std::string provenance_line(const Arguments& arguments);

// What a usage error says to try: "NAME --help"; else the program itself.
void set_help_name(const std::string& name);

// What a program says when a signal of its user ends it, "PROGRAM: interrupted: …": what is kept to go on from. Empty:
// nothing, as before. Silent with --quiet.
void set_last_words(const std::string& words);

// A message to standard error that is no failure: "PROGRAM: warning: …". Silent with --quiet.
void warn(const std::string& message);

}  // namespace nnpipe::cli
