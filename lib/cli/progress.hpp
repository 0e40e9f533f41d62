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

}  // namespace nnpipe::cli
