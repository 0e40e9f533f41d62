// Runs a fuzzer's target on each file of the folders named, without a fuzzer: corpus and findings stay tested.
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "io/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // A header that promises much must not be given it.
  const rlimit bound{std::size_t{1500} << 20U, std::size_t{1500} << 20U};
  ::setrlimit(RLIMIT_AS, &bound);
#endif
  std::size_t files = 0;
  for (int k = 1; k < argc; ++k) {
    for (const auto& entry : std::filesystem::directory_iterator{argv[k]}) {
      std::string bytes(entry.file_size(), '\0');
      nnpipe::io::Input{entry.path().string()}.read(bytes.data(), bytes.size(), "a case");
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;
}
