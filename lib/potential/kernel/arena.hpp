// Room for one thread's work in the kernel: aligned arrays carved from one piece, kept from call to call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

namespace nnpipe::potential::kernel {

// A growing piece of memory on cache-line boundaries; what it held is lost when it grows.
class Aligned {
 public:
  static constexpr std::size_t alignment = 64;

  template <typename T>
  T* reserve(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes > x_size) grow(bytes);
    return static_cast<T*>(static_cast<void*>(x_data.get()));
  }

 private:
  struct Release {
    void operator()(std::byte* data) const { ::operator delete (data, std::align_val_t{alignment}); }
  };
  void grow(std::size_t bytes) {
    x_size = bytes + bytes / 2;
    x_data.reset(static_cast<std::byte*>(::operator new (x_size, std::align_val_t{alignment})));
  }

  std::unique_ptr<std::byte, Release> x_data;
  std::size_t x_size = 0;
};

// Hands out arrays of lanes one after the other. An odd number of lanes each: arrays that stand a power of two apart
// would push each other out of the cache.
template <typename T, std::size_t width>
class Carver {
 public:
  explicit Carver(T* from) : x_next{from} {}
  static constexpr std::size_t room(std::size_t lanes) { return (lanes | 1) * width; }
  T* take(std::size_t lanes) {
    T* const taken = x_next;
    x_next += room(lanes);
    return taken;
  }

 private:
  T* x_next;
};

// Vectors whose data stand on cache-line boundaries.
template <typename T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <typename Other>
  AlignedAllocator(const AlignedAllocator<Other>&) {}
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{Aligned::alignment}));
  }
  void deallocate(T* data, std::size_t) { ::operator delete (data, std::align_val_t{Aligned::alignment}); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

// Forces of a block of atoms on themselves and their neighbours, side by side in memory.
struct Window {
  std::vector<int> atoms;  // the first `size` count, in order of first appearance
  std::size_t size = 0;
  std::vector<double, AlignedAllocator<double>> force;  // 4 an atom, the last unused; one network after the other; eV/Å
  std::uint64_t tiles = 0;                              // bit t: an atom of tile t of the force array is among them

  // An empty window with room for n atoms, and for one that is written and not counted.
  void reserve(std::size_t n) {
    size = 0;
    if (atoms.size() < n + 1) atoms.resize(n + 1);
  }
  void clear_forces(std::size_t answers) { force.assign(4 * size * answers, 0.0); }
};

}  // namespace nnpipe::potential::kernel
