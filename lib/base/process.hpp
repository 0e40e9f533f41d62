// Child processes from argument arrays, never through a shell; pipes between them; none outlives its parent.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nnpipe {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : x_number{number} {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : x_number{std::exchange(other.x_number, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return x_number; }
  explicit operator bool() const { return x_number >= 0; }
  void reset() noexcept;

 private:
  int x_number = -1;
};

// Both ends are closed in children unless handed to them.
struct Pipe {
  Descriptor read, write;
};
Pipe make_pipe();

// Throw Error with the system's reason.
Descriptor open_to_read(const std::string& path);
Descriptor open_to_write(const std::string& path);  // made or emptied

struct Command {
  std::string path;                                              // of the executable
  std::vector<std::string> words;                                // words[0]: the name it goes by
  std::vector<std::pair<std::string, std::string>> environment;  // set beside what is inherited
};

// What a child gets as its standard streams, and one descriptor more that it inherits; −1: /dev/null, or none.
struct ChildStreams {
  int input = -1, output = -1, errors = -1;
  int inherited = -1;
  bool own_group = false;  // leads a process group, so that a signal reaches what it starts in turn
};

// Starts a program. Signals have their default actions in it; when its parent dies, it is terminated.
// Throws Error "cannot run 'x': reason".
pid_t spawn(const Command& command, ChildStreams streams);

// A process that ends others when this one is killed in a way it cannot answer to (SIGKILL): what they started in turn
// is reached through their process groups. It ends by itself when this object or this process does.
class Guardian {
 public:
  Guardian();
  ~Guardian();
  Guardian(const Guardian&) = delete;
  Guardian& operator=(const Guardian&) = delete;

  void watch(pid_t group);
  void forget(pid_t group);

 private:
  void tell(pid_t message);

  Descriptor x_line;
  pid_t x_process;
};

// "exit status 1", "signal 9 (Killed)", of a status as waitpid gives it.
std::string describe_status(int status);

struct Finished {
  int status;  // as waitpid gives it
  std::string output, errors;
  bool ok() const;  // exit status 0
};

// Runs a program to its end, feeding it `input`, keeping what it prints.
Finished run_to_end(const Command& command, std::string_view input);

}  // namespace nnpipe
