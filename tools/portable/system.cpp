// What glibc has since 2.32 and gcc's static libraries ask for, told in terms of older ones: a library with these
// inside loads where glibc is older than the one it was built with.
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

extern "C" {

// True would let shared pointers count without care for threads. Here there may always be some.
char __libc_single_threaded = 0;  // NOLINT(bugprone-reserved-identifier)

// Not declared by <sys/stat.h>, which has them inline where glibc is old. `about`: a struct stat, on x86-64 the
// kernel's.
int stat(const char* path, void* about) { return static_cast<int>(syscall(SYS_stat, path, about)); }
int lstat(const char* path, void* about) { return static_cast<int>(syscall(SYS_lstat, path, about)); }
int fstat(int file, void* about) { return static_cast<int>(syscall(SYS_fstat, file, about)); }
int fstatat(int folder, const char* path, void* about, int flags) {
  return static_cast<int>(syscall(SYS_newfstatat, folder, path, about, flags));
}
int stat64(const char* path, void* about) { return stat(path, about); }
int lstat64(const char* path, void* about) { return lstat(path, about); }
int fstat64(int file, void* about) { return fstat(file, about); }
int fstatat64(int folder, const char* path, void* about, int flags) { return fstatat(folder, path, about, flags); }

// Of std::random_device, which nothing of ours uses.
std::uint32_t arc4random() {
  std::uint32_t number = 0;
  while (syscall(SYS_getrandom, &number, sizeof number, 0) != static_cast<long>(sizeof number)) {
  }
  return number;
}

}  // extern "C"
