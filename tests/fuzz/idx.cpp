// Images in IDX.
#include "io/idx.hpp"

#include <vector>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnpipe::fuzz::refused_or_read(data, size, [](const std::string& path) {
    nnpipe::io::IdxReader images{nnpipe::io::Input{path}};
    if (images.size() > 1U << 24U) return;  // an item that large is the caller's to refuse
    std::vector<std::uint8_t> item(images.size());
    while (images.next(item)) {
    }
  });
}
