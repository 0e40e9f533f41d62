// An optimisation method as the registry lists it: name, options, defaults, what it needs, and how one is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optimise/objective.hpp"
#include "optimise/optimizer.hpp"
#include "optimise/team.hpp"

namespace nnpipe::optimise {

// What is asked of any method; what is not given is the method's own.
struct OptimizerOptions {
  std::string name = "auto";         // chosen from the size of the problem, see choose()
  std::optional<std::size_t> batch;  // samples a step of a first-order method; 0: all
  std::optional<double> rate;        // learning rate
  std::string schedule;              // of the learning rate: schedule_names(); empty: as last_rate says
  std::optional<double> last_rate;   // reached at the last epoch, by default geometrically; none: constant
  std::optional<double> clip;        // longest gradient
  std::map<std::string, std::optional<std::vector<double>>, std::less<>> parameters;  // of single methods, by name
  std::uint64_t seed = 1;
};

// What a method asks of the objective.
enum class Needs {
  batches,  // gradients of some samples at a time: a first-order method
  all,      // gradients of all samples
  squares,  // normal equations of a sum of squares
  rows,     // residuals of some samples, and their derivatives
};

// How many residuals a sample has: a row of a table a few, a frame all its forces. Steps and epochs that are right for
// one kind are wrong for the other.
enum class Samples { few, many };

struct Defaults {
  std::size_t epochs, patience;
  double rate = 0;  // learning rate of a first-order method
  double clip = 0;  // longest gradient; 0: any
};

// Numbers that a method has beside those of OptimizerOptions.
struct Parameter {
  std::string_view name, metavar;
  std::string_view help;       // without the default
  std::vector<double> values;  // the default
  double low = 0, high = 1;    // of each: low ≤ value < high
};

// The problem that an optimiser is made for.
struct Task {
  SquaresObjective& objective;
  RowObjective* rows = nullptr;  // the same objective where it has rows
  Samples samples = Samples::few;
  std::size_t epochs = 1;                 // of the fit, for schedules
  std::vector<std::size_t> boundaries{};  // parameters before which a layer begins
  const Team* team = nullptr;             // of processes that divide the work; none: this one alone
  std::function<bool()> interrupted{};    // asked between batches: true ends the epoch early; empty: never
};

struct Method {
  std::string_view name;
  std::string_view words;  // "Levenberg-Marquardt"
  std::string_view help;   // a sentence or two for a manual
  Needs needs;
  std::vector<Parameter> parameters;
  Defaults few, many;  // by the kind of sample
  std::unique_ptr<Optimizer> (*make)(const Method&, const OptimizerOptions&, const Task&);

  const Defaults& defaults(Samples samples) const { return samples == Samples::few ? few : many; }
};

// The values of a parameter: given, or the method's own.
std::vector<double> parameter(const Method& method, const OptimizerOptions& options, std::string_view name);

}  // namespace nnpipe::optimise
