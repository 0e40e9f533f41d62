// A progress line on standard error, only where that is a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace nnpipe::cli {

// Shows "NAME  42 % 1.3e5 UNIT/s ETA 0:12 NOTE" at most ten times a second; wipes itself at the end.
class Progress {
 public:
  // total 0: unknown; then count and rate alone are shown.
  Progress(std::string name, std::string unit, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::size_t done, std::string_view note = {});
  // A note that is made only where it is shown, from the rate in units a second.
  void update(std::size_t done, const std::function<std::string(double)>& note);
  static bool wanted();  // terminal, or --progress; never with --quiet

 private:
  std::string x_name, x_unit;
  std::size_t x_total;
  bool due();

  std::chrono::steady_clock::time_point x_start, x_shown;
  bool x_active, x_drawn = false;
};

// Set by the shared options.
void set_progress(bool forced, bool quiet);
bool is_quiet();

// The progress of programs that this one has started: they draw it, told to by the environment, into a pipe that this
// one reads.
class StepProgress {
 public:
  // Lets the programs draw where this one's progress is wanted.
  StepProgress();
  ~StepProgress();
  StepProgress(const StepProgress&) = delete;
  StepProgress& operator=(const StepProgress&) = delete;

  // A line to standard error that stays.
  void say(std::string_view line);
  // The one that is drawn over again, as wide as the terminal at most; empty: wipes it.
  void show(std::string_view line);

 private:
  bool x_drawn = false;
};

}  // namespace nnpipe::cli
