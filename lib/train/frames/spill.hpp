// Memory that lies in a file: what has no place in the machine's goes to disk and comes back when it is touched.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

namespace nnpipe::train {

// A file without a name in $TMPDIR, else /tmp, mapped piece by piece; the system keeps of it in memory what has room
// there. The piece that is handed out last is still to come to the file: written at once it costs a fraction of what a
// page after the other would. What is given back is gone only with the object. Allocation throws Error when the disk is
// full; nobody may write to what was handed out meanwhile.
class Spill : public std::pmr::memory_resource {
 public:
  Spill() = default;
  ~Spill() override;
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  std::size_t bytes() const { return x_used; }  // handed out
  static std::size_t free_bytes();              // on disk now; 0 where that is not known

 private:
  struct Piece {
    void* memory;
    std::size_t size;
  };
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
  void open();
  void grow(std::size_t bytes);
  void write_last();

  int x_file = -1;
  std::size_t x_size = 0, x_used = 0;  // of the file; handed out
  std::vector<Piece> x_pieces;
  std::byte* x_next = nullptr;  // in the last piece
  std::byte* x_end = nullptr;
};

}  // namespace nnpipe::train
