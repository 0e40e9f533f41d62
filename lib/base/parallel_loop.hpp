// Whether a parallel loop of base/threads is running here: what is global may not be changed inside one.
#pragma once

namespace nnpipe {

// True inside a block of a parallel loop, on any number of threads.
bool inside_parallel_loop();

}  // namespace nnpipe
