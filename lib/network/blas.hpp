// Armadillo as nnpipe uses it: silent, without threads of its own; and OpenBLAS held to one thread.
#pragma once

#ifndef ARMA_WARN_LEVEL
#define ARMA_WARN_LEVEL 0
#endif
#ifndef ARMA_DONT_USE_OPENMP
#define ARMA_DONT_USE_OPENMP
#endif
#include <armadillo>

namespace nnpipe::network {

// While one of these lives, the BLAS uses the calling thread alone: the threads are ours (parallel_for), and results
// are the same bits however many there are. Does nothing for a BLAS that is not OpenBLAS. Nests.
class SingleThreadedBlas {
 public:
  SingleThreadedBlas();
  ~SingleThreadedBlas();
  SingleThreadedBlas(const SingleThreadedBlas&) = delete;
  SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;

 private:
  int x_before;
};

}  // namespace nnpipe::network
