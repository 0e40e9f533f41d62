#include "base/hash.hpp"

// xxHash's header is the whole of it: nothing is left to link.
#define XXH_INLINE_ALL
#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.hpp"

namespace nnpipe {

struct Hash::State {
  XXH3_state_t xxh;
};

Hash::Hash() : x_state{std::make_unique<State>()} { XXH3_128bits_reset(&x_state->xxh); }
Hash::~Hash() = default;

void Hash::add(std::string_view bytes) { XXH3_128bits_update(&x_state->xxh, bytes.data(), bytes.size()); }

std::string Hash::hex() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(&x_state->xxh);
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

std::string hash_of(std::string_view bytes) {
  Hash hash;
  hash.add(bytes);
  return hash.hex();
}

std::string hash_of_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("{}: cannot open: {}", path, std::strerror(errno));
  Hash hash;
  std::vector<char> buffer(1U << 18U);
  for (;;) {
    const auto got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      ::close(descriptor);
      fail("{}: cannot read: {}", path, std::strerror(error));
    }
    if (got == 0) break;
    hash.add({buffer.data(), static_cast<std::size_t>(got)});
  }
  ::close(descriptor);
  return hash.hex();
}

}  // namespace nnpipe
