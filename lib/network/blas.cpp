#include "network/blas.hpp"

#include <dlfcn.h>

namespace nnpipe::network {

namespace {

// Looked up at run time: Debian lets the user choose among several libraries under one name.
template <typename Function>
Function* in_blas(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

SingleThreadedBlas::SingleThreadedBlas() : x_before{0} {
  static auto* const get = in_blas<int()>("openblas_get_num_threads");
  static auto* const set = in_blas<void(int)>("openblas_set_num_threads");
  if (get == nullptr || set == nullptr) return;
  x_before = get();
  if (x_before != 1) set(1);
}

SingleThreadedBlas::~SingleThreadedBlas() {
  static auto* const set = in_blas<void(int)>("openblas_set_num_threads");
  if (set != nullptr && x_before > 1) set(x_before);
}

}  // namespace nnpipe::network
