#include "cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/standard_streams.hpp"

namespace nnpipe::cli {

namespace {

constexpr const char* to_programs = "NNPIPE_PROGRESS";

bool forced = false;
bool quiet = false;

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::min(seconds, 3.6e6));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

void set_progress(bool is_forced, bool is_quiet) {
  forced = is_forced;
  quiet = is_quiet;
}

bool is_quiet() { return quiet; }

bool Progress::wanted() {
  return !quiet && (forced || ::isatty(STDERR_FILENO) != 0 || std::getenv(to_programs) != nullptr);
}

StepProgress::StepProgress() {
  if (Progress::wanted()) ::setenv(to_programs, "1", 1);
}

StepProgress::~StepProgress() { show(""); }

void StepProgress::say(std::string_view line) {
  show("");
  tell(fmt::format("{}\n", line));
}

void StepProgress::show(std::string_view line) {
  if (!x_drawn && line.empty()) return;
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  // Whole letters: what follows the first byte of one belongs to it.
  std::size_t end = 0, letters = 0;
  while (end < line.size() && letters < (known ? size.ws_col - 1U : 100U)) {
    do ++end;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80);
    ++letters;
  }
  tell(fmt::format("\r\033[K{}", line.substr(0, end)));
  x_drawn = !line.empty();
}

Progress::Progress(std::string name, std::string unit, std::size_t total)
    : x_name{std::move(name)},
      x_unit{std::move(unit)},
      x_total{total},
      x_start{std::chrono::steady_clock::now()},
      x_shown{x_start},
      x_active{wanted()} {}

Progress::~Progress() {
  if (x_drawn) tell("\r\033[K");
}

bool Progress::due() {
  if (!x_active) return false;
  const auto now = std::chrono::steady_clock::now();
  if (now - x_shown < std::chrono::milliseconds{100}) return false;
  x_shown = now;
  return true;
}

void Progress::update(std::size_t done, std::string_view note) {
  update(done, [&](double) { return std::string{note}; });
}

void Progress::update(std::size_t done, const std::function<std::string(double)>& note_of) {
  if (!due()) return;
  const double seconds = std::chrono::duration<double>(x_shown - x_start).count();
  const double rate = static_cast<double>(done) / seconds;
  std::string line = x_name;
  if (x_total > 0) {
    line += fmt::format("  {:3.0f} %", 100.0 * static_cast<double>(done) / static_cast<double>(x_total));
  } else {
    line += fmt::format("  {} {}", done, x_unit);
  }
  line += fmt::format("  {:.3g} {}/s", rate, x_unit);
  if (x_total > done && rate > 0) line += "  ETA " + clock_text(static_cast<double>(x_total - done) / rate);
  const std::string note = note_of(rate);
  if (!note.empty()) line += fmt::format("  {}", note);
  tell("\r\033[K" + line);
  x_drawn = true;
}

}  // namespace nnpipe::cli
