// fit-kernel: fits a kernel method to the rows of a table: a Gaussian process, or margins between classes.
#include <fmt/format.h>

#include <optional>

#include "analysis/table_test.hpp"
#include "base/error.hpp"
#include "cli/program.hpp"
#include "io/output.hpp"
#include "io/table.hpp"
#include "potential/neural/kernel_model.hpp"
#include "train/kernels/fit.hpp"

using namespace nnpipe;

namespace {

struct Options {
  std::string table = "-";
  std::string kernel = "gaussian", criterion = "likelihood", scaling = "standardize";
  std::vector<std::int64_t> centres;
  std::int64_t degree = 3, search_rows = 1000;
  std::string test, errors;
  cli::OutputOption output;
  train::KernelFitOptions fit;
};

void check(Options& options, const cli::Parser& parser) {
  auto& fit = options.fit;
  fit.kernel = kernel_methods::parse_kernel_kind(options.kernel);
  fit.criterion =
      options.criterion == "likelihood" ? train::KernelCriterion::likelihood : train::KernelCriterion::held_out;
  fit.scaling = descriptor::parse_scaling_method(options.scaling);
  fit.degree = static_cast<std::size_t>(options.degree);
  fit.search_rows = static_cast<std::size_t>(options.search_rows);
  if (!options.centres.empty()) {
    if (options.centres[0] < 1) fail_usage("--centres: expected at least 1, got {}", options.centres[0]);
    fit.centres = static_cast<std::size_t>(options.centres[0]);
  }
  const auto refuse = [&](std::string_view option, std::string_view why) {
    if (parser.given(option)) fail_usage("--{} {}", option, why);
  };
  if (fit.classify) {
    for (const char* option : {"ridge", "choose-by", "centres"}) refuse(option, "is for values, not for --classify");
    if (!fit.targets.empty() && fit.targets.size() != 1) fail_usage("--classify takes one target");
  } else {
    for (const char* option : {"penalty", "support"}) refuse(option, "needs --classify");
    if (fit.criterion == train::KernelCriterion::likelihood) refuse("validation", "needs --choose-by held-out");
  }
  if (fit.kernel == kernel_methods::KernelKind::linear) refuse("length", "is not for --kernel linear, which has none");
  if (fit.kernel != kernel_methods::KernelKind::polynomial) refuse("degree", "needs --kernel polynomial");
  const bool length = fit.length || fit.kernel == kernel_methods::KernelKind::linear;
  if (length && (fit.classify ? fit.penalty : fit.ridge).has_value() && !fit.log.empty()) {
    fail_usage("--log lists trials of length and ridge, but both are given");
  }
  if (options.test.empty() && !options.errors.empty()) fail_usage("--errors needs --test");
  if (!options.test.empty() && options.errors.empty()) {
    if (options.output.path == "-") fail_usage("--test without --errors prints the errors, expected -o FILE");
    options.errors = "-";
  }
}

Options parse(cli::Arguments arguments) {
  Options options;
  auto& fit = options.fit;
  cli::Parser parser{"fit-kernel", "Fit a kernel method to a table."};
  parser
      .description(
          "Fits a Gaussian process, whose mean is kernel ridge regression, to the rows of a table and writes it as a "
          "model for validate. It predicts the targets and the standard deviation of each prediction. Unless given, "
          "length of the kernel and ridge maximise the marginal likelihood. Beyond 5000 rows the model keeps 1000 "
          "centres, so that memory is bounded. With --classify the target is a class, and the model is a support "
          "vector machine.")
      .positional(options.table, "FILE", "table to fit")
      .option("inputs", fit.inputs, "NAMES", "input columns; default: those in the table's header")
      .option("targets", fit.targets, "NAMES", "target columns; default: those in the table's header")
      .choice("kernel", options.kernel, {"linear", "polynomial", "gaussian"},
              "x·y, (1 + x·y/l²)^d, or exp(-|x - y|²/2l²) of scaled inputs")
      .option("degree", options.degree, "D", "of the polynomial kernel", {1, 100})
      .option("length", fit.length, "L", "length l of the kernel, in units of scaled inputs; default: chosen",
              cli::positive)
      .option("ridge", fit.ridge, "X",
              "variance of the noise over that of the signal, in units of the kernel's mean k(x, x); default: chosen",
              cli::positive)
      .choice("choose-by", options.criterion, {"likelihood", "held-out"},
              "criterion for length and ridge: marginal likelihood, or the error of held-out rows")
      .option("validation", fit.validation, "PART", "fraction of the rows held out for the choice", {0, 0.9})
      .option("search-rows", options.search_rows, "N", "largest number of rows for the choice", {10, 20000})
      .option("centres", options.centres, "N",
              "keep N rows as centres, farthest from each other; default: all rows up to 5000, else 1000", 1)
      .flag("classify", fit.classify, "the target is a class, an integer from 0: fit a support vector machine")
      .option("penalty", fit.penalty, "C",
              "for classes: weight of the hinge loss against the margin; default: chosen with held-out rows",
              cli::positive)
      .choice("scaling", options.scaling, {"none", "range", "center", "both", "standardize"},
              "scaling of inputs that are not scaled in the table")
      .output_file("log", fit.log, "table of the tried lengths and ridges")
      .output_file("support", fit.support, "for classes: table of all rows with their weights and margins")
      .option("test", options.test, "FILE", "rows for a test, not used in the fit")
      .output_file("errors", options.errors,
                   "table of the errors on --test, as validate writes it; default: standard output")
      .seed(fit.seed)
      .threads()
      .output(options.output)
      .example("symfunc --set si.sf samples.xyz | fit-kernel -o si.kernel")
      .example("gen-lj --points 300 --range 3.2,8.5125 | fit-kernel --choose-by held-out --log tried.tab -o lj.kernel")
      .essential({"inputs", "targets", "kernel", "length", "ridge", "centres", "classify", "penalty", "test"});
  parser.read(arguments);
  check(options, parser);
  return options;
}

void run(const Options& options) {
  io::TableReader table{options.table,
                        {.of_frames = "make a table of symmetry functions and site energies by sample-md and symfunc"}};
  std::optional<analysis::TableTest> test;
  if (!options.test.empty()) test.emplace(options.test, options.errors, options.fit.classify);
  io::Output output{options.output.path};
  const auto result = train::fit_kernel(table, options.fit);
  for (const auto& name : result.dropped)
    cli::warn(fmt::format("{}: input {} is the same in every row: dropped", table.name(), name));
  potential::write_kernel_model(result.model, output);
  if (test) test->run(result.model);
  output.close();
  if (!result.unsound.empty()) fail_criterion("{}: {}", table.name(), result.unsound);
}

}  // namespace

int main(int argc, char** argv) { return cli::program(argc, argv, parse, run); }
