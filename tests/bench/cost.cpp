// cost: runs a command and says what it took: "CPU-SECONDS WALL-SECONDS PEAK-MEGABYTES" on descriptor 3.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: cost COMMAND [ARGUMENT…] 3>FILE\n");
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(3);
    ::execvp(argv[1], argv + 1);
    std::fprintf(stderr, "cost: %s: %s\n", argv[1], std::strerror(errno));
    ::_exit(127);
  }
  int status = 0;
  struct rusage usage {};
  while (child > 0 && ::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  ::dprintf(3, "%.3f %.3f %.1f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), wall.count(),
            static_cast<double>(usage.ru_maxrss) / 1024);
  return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
