// All optimisation methods: found by name, chosen by the size of a problem, told of in help and manual.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optimise/method.hpp"

namespace nnpipe::optimise {

// In the order in which help names them.
std::span<const Method* const> methods();
// Throws Error for a name that is none.
const Method& method_of(std::string_view name);
// Names of those that work on such samples, "auto" first.
std::vector<std::string> method_names(Samples samples);
std::vector<std::string> method_names();
// Whether objectives of such samples offer what the method needs.
bool works_on(const Method& method, Samples samples);

// All of the options in one line: the same for the same choices.
std::string to_text(const OptimizerOptions& options);
// Throws Error of usage for options that the method named, which is not "auto", does not have, and for values out of
// range.
void check_options(const OptimizerOptions& options);

// What is known of a problem before its optimiser is chosen.
struct Problem {
  std::size_t parameters = 0;
  Samples samples = Samples::few;
  bool squares = true;  // the loss is a sum of squares
  bool l2 = false;      // ½ λ |w|² is added to it
};

// A method, asked for or chosen, with the options that go with it.
struct Choice {
  const Method* method;
  OptimizerOptions options;  // the name decided
  std::size_t epochs, patience;
  std::string words;  // its name, and why where it was chosen: "lm, for networks of up to 1500 parameters"
};

// Throws Error of usage for an unknown name, for options that the method does not have, and for a method that the
// problem does not suit.
Choice choose(const OptimizerOptions& options, const Problem& problem);

// Throws Error for an objective without rows where the method needs them.
std::unique_ptr<Optimizer> make_optimizer(const Choice& choice, const Task& task);

// For help and manual.
// "lm (Levenberg-Marquardt) for up to 1500 parameters, else adam (Adam)": what choose() does.
std::string automatic_choice(Samples samples);
enum class Default { epochs, patience, rate };
// "500 with lm, 3000 with lbfgs, else 2000": of the methods that work on such samples; rates of first-order methods
// alone.
std::string default_text(Default what);
// Defaults of parameters by method: "1e-8, adadelta 1e-6"; of rates that differ for samples of many residuals.
std::string default_text(std::string_view parameter);
std::string rates_of_many();
// Each parameter of a single method once.
std::vector<Parameter> parameters();

}  // namespace nnpipe::optimise
