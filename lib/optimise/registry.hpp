// Optimisers by name, with the defaults of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "optimise/objective.hpp"
#include "optimise/optimizer.hpp"

namespace nnpipe::optimise {

// What is not given is the method's own, see optimizers.cpp.
struct OptimizerOptions {
  std::string name = "auto";           // lm for networks of at most lm_parameters, else adam
  std::optional<std::size_t> batch;    // samples a step of a first-order method; 0: all
  std::optional<double> rate;          // learning rate
  std::string schedule;                // of the learning rate: schedule_names(); empty: as last_rate says
  std::optional<double> last_rate;     // reached at the last epoch, by default geometrically; none: constant
  std::optional<double> clip;          // longest gradient
  std::optional<double> decay;         // of adamw's weights
  std::optional<double> momentum;      // γ of momentum
  std::optional<double> beta1, beta2;  // of adam
  std::optional<double> rho;           // of adadelta
  std::optional<double> epsilon;       // of adagrad, adadelta, adam
  std::optional<double> damping;       // first λ of lm
  std::uint64_t seed = 1;
};

inline constexpr std::size_t lm_parameters = 1500;

// "auto" first.
std::vector<std::string> optimizer_names();
std::vector<std::string> schedule_names();
// All of them in one line: the same for the same choices.
std::string to_text(const OptimizerOptions& options);
// The name with "auto" decided.
std::string resolved_optimizer(const std::string& name, std::size_t parameters);
std::size_t default_epochs(const std::string& resolved);
std::size_t default_patience(const std::string& resolved);

// Throws Error of usage for options that the method named, which is not "auto", does not have.
void check_options(const OptimizerOptions& options);

// Throws Error for a name that is none, and for an option the method does not have. `epochs` is for last_rate.
std::unique_ptr<Optimizer> make_optimizer(const OptimizerOptions& options, SquaresObjective& objective,
                                          std::size_t epochs);

}  // namespace nnpipe::optimise
