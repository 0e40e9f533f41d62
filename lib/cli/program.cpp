#include "cli/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/standard_streams.hpp"
#include "base/version.hpp"
#include "cli/little_memory.hpp"
#include "io/output.hpp"
#include "io/provenance.hpp"

namespace nnpipe::cli {

namespace {

std::string program_name, help_name;

std::atomic<bool> signals_wait{false};
std::atomic<int> signal_noted{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

// Its functions run before those of libraries; before those of a sanitizer, too, without which its code cannot run.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)(int, char**,
                                                                             char**) = spare_memory_of_blas;
#endif

// Removes what is unfinished, then dies of the signal so that the caller sees how it ended.
extern "C" void on_signal(int number) {
  if (number != SIGPIPE && signals_wait && signal_noted == 0) {
    signal_noted = number;
    return;
  }
  io::unlink_temporaries();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void install_handlers() {
  // A file larger than the limit is then an error of writing, as a full disk is, and is told of.
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXCPU}) {
    struct sigaction current {};
    ::sigaction(number, nullptr, &current);
    // What the caller ignores (nohup) stays ignored; a closed pipe must kill, whatever was inherited.
    if (current.sa_handler == SIG_IGN && number != SIGPIPE) continue;
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigaction(number, &action, nullptr);
  }
}

// One word as a shell would need it; provenance can be pasted and run.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c == '\n' ? ' ' : c;
    }
  }
  return out + "'";
}

// A message is one line, whatever a file it speaks of is called: what would break the line, or speak to the terminal,
// shows as '?', as it does where text is quoted.
std::string one_line(std::string message) {
  for (char& c : message) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) c = '?';
  }
  return message;
}

void complain(const std::string& message) { tell(fmt::format("{}: {}\n", program_name, one_line(message))); }

}  // namespace

std::string provenance_line(const Arguments& arguments) {
  std::string line = fmt::format("{} {}: {}", arguments.program, version(), arguments.program);
  for (std::size_t i = 0; i < arguments.words.size(); ++i) {
    const auto& word = arguments.words[i];
    if (word == "--progress" || word == "--quiet") continue;
    if (word.starts_with("--threads=") || word.starts_with("--simd=") || word.starts_with("--output=")) continue;
    if (word == "--threads" || word == "--simd" || word == "-o" || word == "--output") {
      ++i;
      continue;
    }
    line += ' ';
    line += shell_word(word);
  }
  return line;
}

int guarded(int argc, char** argv, const std::function<void(const Arguments&)>& body) {
  open_closed_streams();
  Arguments arguments;
  arguments.program = argc > 0 ? std::filesystem::path{argv[0]}.filename().string() : "nnpipe";
  if (argc > 1) arguments.words.assign(argv + 1, argv + argc);
  program_name = help_name = arguments.program;
  install_handlers();
  set_notice_handler(warn);
  const auto& words = arguments.words;
  if (std::find(words.begin(), words.end(), "--no-provenance") == words.end()) {
    io::set_own_provenance(provenance_line(arguments));
  }
  try {
    body(arguments);
    return static_cast<int>(ExitStatus::done);
  } catch (const HelpPrinted&) {
    return static_cast<int>(ExitStatus::done);
  } catch (const Error& error) {
    complain(error.what());
    if (error.status() == ExitStatus::usage) tell(fmt::format("try '{} --help'\n", help_name));
    return static_cast<int>(error.status());
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return static_cast<int>(ExitStatus::failure);
}

void set_help_name(const std::string& name) { help_name = name; }

Interruption::Interruption() {
  signal_noted = 0;
  signals_wait = true;
}

Interruption::~Interruption() { signals_wait = false; }

int Interruption::signal() { return signal_noted; }

void end_by_signal(int signal, const std::string& message) {
  if (!is_quiet()) complain(message);
  io::unlink_temporaries();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::_Exit(static_cast<int>(ExitStatus::failure));
}

void warn(const std::string& message) {
  if (is_quiet()) return;
  tell(fmt::format("{}: warning: {}\n", program_name, one_line(message)));
}

}  // namespace nnpipe::cli
