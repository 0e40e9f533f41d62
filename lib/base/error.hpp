// Errors as the user meets them: a place, what is wrong, what was expected, and an exit status.
#pragma once

#include <fmt/core.h>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace nnpipe {

// The exit status of a program, the same for every tool.
enum class ExitStatus : int {
  done = 0,
  failure = 1,    // data, system or numerical failure
  usage = 2,      // the command line is wrong
  criterion = 3,  // ran to the end, but the criterion asked for was not met
};

// Messages are lower case without a full stop: "what is wrong, expected X, got Y".
// what() is "PLACE: MESSAGE", or MESSAGE alone as long as no place is known.
class Error : public std::exception {
 public:
  explicit Error(std::string message, ExitStatus status = ExitStatus::failure)
      : x_text{std::move(message)}, x_status{status} {}

  const char* what() const noexcept override { return x_text.c_str(); }
  ExitStatus status() const noexcept { return x_status; }

  // Puts an outer place in front: "frames.xyz:1042" before "frame 17, atom 3: …". Not if the place is known whole.
  Error& at(std::string_view place);

  // The text names the place whole: an output that cannot be written has nothing to do with the frame read last.
  Error& whole();

 private:
  std::string x_text;
  ExitStatus x_status;
  bool x_whole = false;
};

template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> message, Args&&... args) {
  throw Error{fmt::format(message, std::forward<Args>(args)...)};
}

template <typename... Args>
[[noreturn]] void fail_usage(fmt::format_string<Args...> message, Args&&... args) {
  throw Error{fmt::format(message, std::forward<Args>(args)...), ExitStatus::usage};
}

template <typename... Args>
[[noreturn]] void fail_criterion(fmt::format_string<Args...> message, Args&&... args) {
  throw Error{fmt::format(message, std::forward<Args>(args)...), ExitStatus::criterion};
}

// Runs `action`; an Error that leaves it gets `place()` put in front. `place` is called only on failure.
template <typename Place, typename Action>
decltype(auto) with_place(Place&& place, Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (Error& error) {
    error.at(std::forward<Place>(place)());
    throw;
  }
}

}  // namespace nnpipe
