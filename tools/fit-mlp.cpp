// fit-mlp: fits a neural network to the rows of a table, or to frames, and writes it as a potential file.
#include <fmt/format.h>

#include <optional>

#include "analysis/table_test.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/program.hpp"
#include "fit-mlp/frames.hpp"
#include "fit-mlp/options.hpp"
#include "fit-mlp/several.hpp"
#include "fit-mlp/values.hpp"
#include "io/output.hpp"
#include "io/table.hpp"
#include "potential/neural/file.hpp"
#include "train/processes.hpp"
#include "train/tables/fit.hpp"
#include "train/tables/table_model.hpp"

using namespace nnpipe;

namespace {

using fit_mlp::time_in_words;

class ShowProgress : public train::Callback {
 public:
  explicit ShowProgress(const train::TimeLimit& limit) : x_limit{limit} {}
  bool after(const train::EpochReport& report, std::span<const double>) override {
    if (!cli::Progress::wanted()) return false;
    if (!x_progress) x_progress.emplace("fit-mlp", "epochs", x_limit.is_set() ? 0 : report.most_epochs);
    x_progress->update(report.epoch, time_in_words(x_limit) +
                                         fmt::format("epoch {} of {}, {} rmse {:.3g}", report.epoch, report.most_epochs,
                                                     report.has_validation ? "held-out" : "training", report.score()));
    return false;
  }

 private:
  const train::TimeLimit& x_limit;
  std::optional<cli::Progress> x_progress;
};

void check_pair_end(const fit_mlp::Options& options, const io::TableReader& table) {
  if (options.pair_end.empty()) return;
  const auto plan =
      with_place([&] { return table.name(); },
                 [&] { return train::table_model(table.header(), options.table.inputs, options.table.targets); });
  if (plan.model.kind != potential::InputKind::distance) {
    fail_usage("--pair-end is for tables of pairs, as gen-lj makes them, which {} is not", table.name());
  }
}

void set_pair_end(const std::string& name, potential::Model& model) {
  if (name.empty()) return;
  model.pair_end = name == "truncated" ? potential::PairEnd::truncated
                   : name == "shifted" ? potential::PairEnd::shifted
                                       : potential::PairEnd::force_shifted;
}

constexpr std::string_view of_frames = "give a set of symmetry functions by --set, or make a table by symfunc";

void fit_table(const fit_mlp::Options& options, train::FitOptions fit) {
  io::TableReader table{options.input, {.of_frames = of_frames}};
  check_pair_end(options, table);
  std::optional<analysis::TableTest> test;
  if (!options.test.empty()) test.emplace(options.test, options.errors, options.table.classify);
  io::Output output{options.output.path};
  ShowProgress progress{fit.limit};
  fit.progress = &progress;
  auto settings = options.table;
  settings.warn = [&](const std::string& line) { cli::warn(fmt::format("{}: {}", table.name(), line)); };
  auto result = train::fit_table(table, settings, fit);
  for (const auto& name : result.dropped)
    cli::warn(fmt::format("{}: input {} is the same in every row: dropped", table.name(), name));
  set_pair_end(options.pair_end, result.model);
  potential::write_model(result.model, output);
  if (test) test->run(result.model);
  output.close();
  train::remove_checkpoint(fit.checkpoint);
  const auto& target = options.table.target_rmse;
  if (target && result.best.score() > *target) {
    fail_criterion("rmse {:.4g} after {} epochs, wanted {:.4g}", result.best.score(), result.epochs, *target);
  }
}

void run(const fit_mlp::Options& given) {
  auto options = given;
  fit_mlp::take_part(options.input, {&options.output.path, &options.errors, &options.fit.log});
  std::optional<potential::Model> start;
  if (!options.start.empty()) {
    io::Input input{options.start};
    start = potential::read_model(input);
    options.fit.start = &*start;
    fit_mlp::settle(options, &*start);
  }
  if (options.of_frames()) {
    fit_mlp::fit_frames(options, options.fit);
  } else {
    fit_table(options, options.fit);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int status = cli::program(argc, argv, fit_mlp::parse, run);
  train::leave_processes(status);
  return status;
}
