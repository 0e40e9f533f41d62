// fit-mlp as several processes: who reads, who writes.
#include "several.hpp"

#include "base/error.hpp"
#include "cli/progress.hpp"
#include "train/processes.hpp"

namespace nnpipe::fit_mlp {

void take_part(const std::string& input, std::initializer_list<std::string*> outputs) {
  train::join_processes();
  if (train::process_count() > 1 && input == "-") {
    fail_usage("several processes cannot share standard input: name a file");
  }
  if (train::process_rank() == 0) return;
  cli::set_progress(false, true);
  for (std::string* path : outputs) {
    if (!path->empty()) *path = "/dev/null";
  }
}

}  // namespace nnpipe::fit_mlp
