// Content hashes (xxHash's XXH3, 128 bits) for checksums and for knowing whether an input changed.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace nnpipe {

// Takes any number of pieces; the result is that of their concatenation.
class Hash {
 public:
  Hash();
  ~Hash();
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;

  void add(std::string_view bytes);
  std::string hex() const;  // 32 digits

 private:
  struct State;
  std::unique_ptr<State> x_state;
};

std::string hash_of(std::string_view bytes);
// Throws Error if the file cannot be read.
std::string hash_of_file(const std::string& path);

}  // namespace nnpipe
