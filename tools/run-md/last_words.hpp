// What a run with a restart file says when it is interrupted.
#pragma once

#include <string>

#include <fmt/format.h>

#include "cli/program.hpp"
#include "options.hpp"

namespace nnpipe::run_md {

class LastWords {
 public:
  // `first`: the step the run goes on from, 0 without a restart file.
  LastWords(const Options& options, std::int64_t first) : x_options{options} {
    if (first > 0) {
      tell(first);
    } else {
      cli::set_last_words(fmt::format("the first restart file comes at step {}: the same command line begins anew",
                                      options.restart_every));
    }
  }
  ~LastWords() { cli::set_last_words(""); }
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  // The restart file of this step is there.
  void tell(std::int64_t step) {
    std::string files = x_options.restart;
    for (const auto& path : {x_options.output.path, x_options.thermo_output.path}) {
      if (!path.empty() && path != "-") files += ", " + path + ".part";
    }
    cli::set_last_words(fmt::format("the same command line goes on from step {}; kept: {}", step, files));
  }

 private:
  const Options& x_options;
};

}  // namespace nnpipe::run_md
