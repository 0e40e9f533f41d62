// What a program does about its libraries where it may take little memory, before these are begun.
#pragma once

namespace nnpipe::cli {

// Of the process (from .preinit_array): OpenBLAS takes memory for each of its threads when it is loaded, and where a
// limit of addresses (ulimit -v) leaves none it tries for ever. Under a limit that is small for the number of
// processors the process is begun anew with OPENBLAS_NUM_THREADS=1. Calls nothing that needs libraries begun.
void spare_memory_of_blas(int, char** arguments, char** environment);

}  // namespace nnpipe::cli
