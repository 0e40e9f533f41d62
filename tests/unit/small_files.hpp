// Files that cannot grow, as on a disk that is full: for the time of a test.
#pragma once

#include <sys/resource.h>

#include <csignal>

class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : x_handler{std::signal(SIGXFSZ, SIG_IGN)} {
    ::getrlimit(RLIMIT_FSIZE, &x_before);
    const rlimit small{bytes, x_before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &x_before);
    std::signal(SIGXFSZ, x_handler);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit x_before{};
  void (*x_handler)(int);
};
