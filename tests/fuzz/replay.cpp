// Runs a fuzzer's target on each file of the folders named, without a fuzzer: corpus and findings stay tested.
#include <cstdio>
#include <filesystem>
#include <string>

#include "io/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
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
