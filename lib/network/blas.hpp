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
// are the same bits however many there are. Guards nest, within a thread and across threads: the first one sets the
// number, the last one restores it. The number is one for the whole process, so the first guard must stand around a
// parallel loop: inside one the constructor throws std::logic_error, whatever the number of threads. Does nothing for
// a BLAS that is not OpenBLAS. Throws std::bad_alloc where OpenBLAS could not have its buffers: it would wait forever.
class SingleThreadedBlas {
 public:
  SingleThreadedBlas();
  ~SingleThreadedBlas();
  SingleThreadedBlas(const SingleThreadedBlas&) = delete;
  SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;
};

// Throws std::logic_error where no guard lives: such a product may differ in its last bits from machine to machine.
void require_single_threaded_blas();

// The functions that read and set the BLAS's number of threads: a test records what is asked of them. Returns those
// in use before.
struct BlasThreads {
  int (*get)();
  void (*set)(int);
};
BlasThreads replace_blas_threads(BlasThreads functions);

}  // namespace nnpipe::network
