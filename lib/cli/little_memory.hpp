// What a program does about its libraries where it may take little memory or few threads, before these are begun.
#pragma once

namespace nnpipe::cli {

// Of the process (from .preinit_array): OpenBLAS takes memory for each of its threads when it is loaded, and where a
// limit of addresses (ulimit -v) leaves none it tries for ever; where a limit of processes (ulimit -u) leaves no thread
// it interrupts the process. Under limits that are small the process is begun anew with OPENBLAS_NUM_THREADS=1. Calls
// nothing that needs libraries begun.
void spare_memory_of_blas(int, char** arguments, char** environment);

}  // namespace nnpipe::cli
