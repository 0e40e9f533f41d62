#include "base/archive.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"

namespace nnpipe {

void Archive::raw(void* memory, std::size_t size) {
  if (size == 0) return;
  if (!x_restoring) {
    x_bytes.append(static_cast<const char*>(memory), size);
    return;
  }
  if (x_bytes.size() - x_at < size) fail("the state of the fit is not complete");
  std::memcpy(memory, x_bytes.data() + x_at, size);
  x_at += size;
}

void Archive::flag(bool& value) {
  char byte = value ? 1 : 0;
  raw(&byte, 1);
  value = byte != 0;
}

void Archive::values(std::vector<double>& values) {
  std::size_t size = values.size();
  count(size);
  if (x_restoring && (x_bytes.size() - x_at) / sizeof(double) < size) fail("the state of the fit is not complete");
  values.resize(size);
  raw(values.data(), size * sizeof(double));
}

void Archive::indices(std::vector<std::size_t>& values) {
  std::size_t size = values.size();
  count(size);
  if (x_restoring && (x_bytes.size() - x_at) / sizeof(std::size_t) < size) {
    fail("the state of the fit is not complete");
  }
  values.resize(size);
  raw(values.data(), size * sizeof(std::size_t));
}

void Archive::random(Random& random) {
  Random::State state = random.state();
  for (auto& word : state.words) raw(&word, sizeof word);
  number(state.spare);
  flag(state.has_spare);
  random.restore(state);
}

}  // namespace nnpipe
