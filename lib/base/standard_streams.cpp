#include "base/standard_streams.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace nnpipe {

namespace {

// While one of these lives, a write to a closed pipe gives EPIPE and no signal: neither now nor afterwards.
class NoPipeSignal {
 public:
  NoPipeSignal() noexcept {
    ::sigemptyset(&x_pipe);
    ::sigaddset(&x_pipe, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    x_was_pending = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &x_pipe, &x_before);
  }
  ~NoPipeSignal() {
    constexpr timespec now{0, 0};
    if (x_broken && !x_was_pending) {
      while (::sigtimedwait(&x_pipe, nullptr, &now) < 0 && errno == EINTR) continue;
    }
    ::pthread_sigmask(SIG_SETMASK, &x_before, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

  void broken() noexcept { x_broken = true; }

 private:
  sigset_t x_pipe{}, x_before{};
  bool x_was_pending = false, x_broken = false;
};

}  // namespace

void open_closed_streams() noexcept {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) >= 0 || errno != EBADF) continue;
    // Standard input for writing and standard output for reading: whoever uses them is told that they are closed.
    // The lowest free number is the one wanted: those below are open by now.
    const int opened = ::open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
    if (opened >= 0 && opened != number) ::close(opened);
  }
}

void tell(std::string_view text) noexcept {
  NoPipeSignal guard;
  while (!text.empty()) {
    const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      if (written < 0 && errno == EPIPE) guard.broken();
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace nnpipe
