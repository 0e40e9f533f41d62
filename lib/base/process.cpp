#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"

#ifdef __linux__
#include <sys/prctl.h>
#endif

extern char** environ;

namespace nnpipe {

namespace {

// A pipe this large lets a fast stage run ahead of a slow one; what the system refuses stays at its default.
constexpr int pipe_size = 1 << 20;
constexpr int most_descriptors = 256;

// The strings of argv or envp, and the array of pointers exec wants.
struct CStrings {
  std::vector<std::string> texts;
  std::vector<char*> pointers;

  void finish() {
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
  }
};

CStrings words_of(const Command& command) {
  CStrings words;
  for (const auto& word : command.words) {
    if (word.find('\0') != std::string::npos) fail("cannot run {}: a word holds a zero byte", quoted(command.path));
    words.texts.push_back(word);
  }
  words.finish();
  return words;
}

CStrings environment_of(const Command& command) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  for (const auto& [name, value] : command.environment) variables[name] = value;
  CStrings environment;
  for (const auto& [name, value] : variables) environment.texts.push_back(name + "=" + value);
  environment.finish();
  return environment;
}

// Between fork and exec: only async-signal-safe calls. Returns errno of what failed.
int become(const Command& command, const ChildStreams& streams, char* const* words, char* const* environment,
           [[maybe_unused]] pid_t parent) {
#ifdef __linux__
  if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) return errno;
  if (::getppid() != parent) ::_exit(1);  // it died before it could be watched
#endif
  if (streams.own_group) ::setpgid(0, 0);
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT, SIGXFSZ}) {
    ::sigaction(number, &standard, nullptr);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);

  const int null_device = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null_device < 0) return errno;
  // Copies above 2 first: what is to be standard output may be descriptor 0 now.
  std::array<int, 3> wanted = {streams.input, streams.output, streams.errors};
  for (int& descriptor : wanted) {
    descriptor = ::fcntl(descriptor < 0 ? null_device : descriptor, F_DUPFD_CLOEXEC, 3);
    if (descriptor < 0) return errno;
  }
  for (int target = 0; target < 3; ++target) {
    if (::dup2(wanted[static_cast<std::size_t>(target)], target) < 0) return errno;
  }
  if (streams.inherited >= 0) ::fcntl(streams.inherited, F_SETFD, 0);
  ::execve(command.path.c_str(), words, environment);
  return errno;
}

// Time between asking a left-over group to end and killing it.
constexpr unsigned seconds_of_grace = 2;

// All the guardian does: keeps the list of groups, and ends them when the line goes dead.
[[noreturn]] void guard(int line) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) std::signal(number, SIG_IGN);
  const int null_device = ::open("/dev/null", O_RDWR);
  for (int target = 0; target < 3; ++target) ::dup2(null_device, target);
  const int copy = ::dup2(line, 3);
  for (int other = 4; other < most_descriptors; ++other) ::close(other);
  std::vector<pid_t> groups;
  for (;;) {
    pid_t message = 0;
    const auto got = ::read(copy, &message, sizeof message);
    if (got < 0 && errno == EINTR) continue;
    if (got != static_cast<ssize_t>(sizeof message)) break;
    if (message > 0) {
      groups.push_back(message);
    } else {
      std::erase(groups, -message);
    }
  }
  for (const pid_t group : groups) ::kill(-group, SIGTERM);
  if (!groups.empty()) ::sleep(seconds_of_grace);
  for (const pid_t group : groups) ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

Guardian::Guardian() {
  Pipe line = make_pipe();
  x_process = ::fork();
  if (x_process < 0) fail("cannot start a process: {}", std::strerror(errno));
  if (x_process == 0) {
    line.write.reset();
    guard(line.read.get());
  }
  x_line = std::move(line.write);
}

Guardian::~Guardian() {
  x_line.reset();
  while (::waitpid(x_process, nullptr, 0) < 0 && errno == EINTR) continue;
}

void Guardian::tell(pid_t message) {
  // Less than PIPE_BUF: whole or not at all. Without its guardian a pipeline runs as well.
  [[maybe_unused]] const auto written = ::write(x_line.get(), &message, sizeof message);
}

void Guardian::watch(pid_t group) { tell(group); }

void Guardian::forget(pid_t group) { tell(-group); }

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    x_number = std::exchange(other.x_number, -1);
  }
  return *this;
}

void Descriptor::reset() noexcept {
  if (x_number >= 0) ::close(x_number);
  x_number = -1;
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot make a pipe: {}", std::strerror(errno));
  Pipe made{Descriptor{ends[0]}, Descriptor{ends[1]}};
#ifdef F_SETPIPE_SZ
  ::fcntl(ends[1], F_SETPIPE_SZ, pipe_size);
#endif
  return made;
}

Descriptor open_to_read(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) fail("{}: cannot open: {}", path, std::strerror(errno));
  return file;
}

Descriptor open_to_write(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
  if (!file) fail("{}: cannot create: {}", path, std::strerror(errno));
  return file;
}

pid_t spawn(const Command& command, ChildStreams streams) {
  const CStrings words = words_of(command);
  const CStrings environment = environment_of(command);
  Pipe report = make_pipe();  // carries errno if exec fails; closes when it succeeds
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) fail("cannot run {}: {}", quoted(command.path), std::strerror(errno));
  if (child == 0) {
    const int error = become(command, streams, words.pointers.data(), environment.pointers.data(), parent);
    [[maybe_unused]] const auto written = ::write(report.write.get(), &error, sizeof error);
    ::_exit(127);
  }
  report.write.reset();
  int error = 0;
  ssize_t got = 0;
  do {
    got = ::read(report.read.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  if (got == static_cast<ssize_t>(sizeof error)) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
    fail("cannot run {}: {}", quoted(command.path), std::strerror(error));
  }
  return child;
}

std::string describe_status(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  return fmt::format("exit status {}", WEXITSTATUS(status));
}

bool Finished::ok() const { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

Finished run_to_end(const Command& command, std::string_view input) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe errors = make_pipe();
  const pid_t child = spawn(command, {in.read.get(), out.write.get(), errors.write.get()});
  in.read.reset();
  out.write.reset();
  errors.write.reset();
  ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
  // The child may end without reading all of its input: that is for its status to say, not for a signal.
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  Finished finished{};
  std::array<char, 1 << 16> buffer{};
  const auto take = [&buffer](Descriptor& from, std::string& into) {
    const auto got = ::read(from.get(), buffer.data(), buffer.size());
    if (got > 0) into.append(buffer.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR)) from.reset();
  };
  while (out.read || errors.read || in.write) {
    if (in.write && input.empty()) in.write.reset();
    std::array<pollfd, 3> waiting = {
        {{in.write.get(), POLLOUT, 0}, {out.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) {
      const auto written = ::write(in.write.get(), input.data(), input.size());
      if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
      if (written < 0 && errno != EINTR && errno != EAGAIN) in.write.reset();
    }
    if (waiting[1].revents != 0) take(out.read, finished.output);
    if (waiting[2].revents != 0) take(errors.read, finished.errors);
  }
  while (::waitpid(child, &finished.status, 0) < 0 && errno == EINTR) continue;
  ::sigaction(SIGPIPE, &before, nullptr);
  return finished;
}

}  // namespace nnpipe
