// What a fit remembers, as bytes: one description of it serves to save and to restore.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace nnpipe {

// Each function takes a member: when saving its value goes into the bytes, when restoring it comes from there. In the
// machine's own order of bytes.
class Archive {
 public:
  Archive() = default;  // saves
  // Restores. Throws Error when more is asked for than there is.
  explicit Archive(std::string bytes) : x_bytes{std::move(bytes)}, x_restoring{true} {}

  bool restoring() const { return x_restoring; }
  const std::string& bytes() const { return x_bytes; }

  void number(double& value) { raw(&value, sizeof value); }
  void count(std::size_t& value) { raw(&value, sizeof value); }
  void flag(bool& value);
  void values(std::vector<double>& values);
  void values(std::span<double> values) { raw(values.data(), values.size_bytes()); }  // as many as there are
  void indices(std::vector<std::size_t>& values);
  void random(Random& random);

 private:
  void raw(void* memory, std::size_t size);

  std::string x_bytes;
  std::size_t x_at = 0;
  bool x_restoring = false;
};

}  // namespace nnpipe
