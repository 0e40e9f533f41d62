// fit-mlp: what the command line says of any fit, before it is checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/program.hpp"
#include "train/tables/fit.hpp"

namespace nnpipe::fit_mlp {

// An option that is not given stays empty.
struct Words {
  std::vector<std::int64_t> hidden{10};
  std::string init, scaling = "range";
  std::vector<std::int64_t> epochs, batch, patience;
  std::vector<double> rate, last_rate, momentum, beta, rho, epsilon, damping, target, clip, decay, l2;
  std::vector<std::int64_t> degree;
};

// Puts what is meant into `fit`. Throws Error of usage.
void check(const Words& words, const cli::Parser& parser, train::FitOptions& fit);

// Whether the optimizer named takes the options given to it. Throws Error of usage.
void check_optimizer(const cli::Parser& parser, const train::FitOptions& fit, bool frames);

}  // namespace nnpipe::fit_mlp
