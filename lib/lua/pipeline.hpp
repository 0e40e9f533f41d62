// Pipelines of programs joined by real pipes, several side by side: started, watched, blamed, and never left behind.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/process.hpp"

namespace nnpipe::lua {

struct PipelineSpec {
  std::string label;  // stands before the lines its stages print
  std::vector<Command> stages;
  std::string input;   // file the first stage reads; empty: nothing to read
  std::string output;  // file the last stage writes; empty: what it prints is passed on like its messages
  double timeout = 0;  // seconds after which it is stopped, which is a failure; 0: never
};

// How a pipeline ended. A stage that failed is named with its own message: "fit-mlp: stdin: stream ends after 3 rows".
struct Outcome {
  int id = 0;
  bool ok = true;
  std::string message;
  int status = 0;  // exit status of the blamed stage; 128 + number for a signal
  double seconds = 0;
  double cpu_seconds = 0;  // of all stages and what they waited for, all threads
};

// Thrown out of waiting when a signal asks this program to end; children have been told by then.
struct Interrupted {
  int signal;
};

// Runs pipelines. While it lives it watches SIGINT, SIGTERM, SIGHUP and SIGCHLD: one Engine at a time, from one thread.
//
// What a stage prints to standard error is passed on line by line as it comes. The first stage that fails stops its
// pipeline. Blamed is the most upstream stage that failed by itself: one that a reader's end took down (SIGPIPE,
// "broken pipe"), or that was stopped because of the failure, is not. A reader that ends early without failing is no
// failure.
class Engine {
 public:
  using Say = std::function<void(std::string_view label, std::string_view line)>;
  // `show` gets what a stage draws over again in one line, its progress; empty text: it has wiped it. None: that is
  // dropped.
  explicit Engine(Say say, Say show = {});
  ~Engine();  // terminates and awaits what still runs
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // A descriptor all programs started from now on inherit (the lock that says somebody is at work); −1: none.
  void lend(int descriptor);

  // Starts all stages; the identity is what wait() tells. Throws Error if a program cannot be run.
  int start(PipelineSpec spec);
  std::size_t running() const;
  // The next pipeline that ended. None runs, or, unless `block`, none has ended yet: nothing. Throws Interrupted.
  std::optional<Outcome> wait(bool block);
  // Asks all programs to end (SIGTERM, after five seconds SIGKILL) and awaits them.
  void terminate();

  // The signal that asked this program to end, 0 if none has.
  static int interrupted();

 private:
  struct Impl;
  std::unique_ptr<Impl> x_impl;
};

}  // namespace nnpipe::lua
