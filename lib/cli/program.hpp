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

// While one lives, the first signal that would end the program is only noted: a long run then ends at its next step and
// closes what it has written. A second one ends the program at once.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // The signal that came, or 0.
  static int signal();
};

// "PROGRAM: interrupted …", silent with --quiet; then the program dies of the signal, so that its caller sees why.
[[noreturn]] void end_by_signal(int signal, const std::string& message);

// A message to standard error that is no failure: "PROGRAM: warning: …". Silent with --quiet.
void warn(const std::string& message);

}  // namespace nnpipe::cli
