// fit-mlp on frames: frames into one potential, with what is said before and after.
#include "frames.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <utility>

#include "analysis/errors.hpp"
#include "base/error.hpp"
#include "base/standard_streams.hpp"
#include "frame_test.hpp"
#include "io/output.hpp"
#include "potential/neural/file.hpp"
#include "train/frames/fit.hpp"
#include "train/frames/force_objective.hpp"
#include "train/linear/automatic_fit.hpp"
#include "train/linear/chosen_set.hpp"
#include "values.hpp"

namespace nnpipe::fit_mlp {

namespace {

// "energy 3.1 meV/atom, force 89 meV/Å"; nothing of what was not fitted.
std::string in_words(const train::Errors& errors, const train::FrameLabels& labels, UnitStyle units) {
  using analysis::Quantity;
  std::string words;
  const auto add = [&](Quantity quantity, train::FrameQuantity at) {
    words += fmt::format("{}{} {:.4g} {}", words.empty() ? "" : ", ", to_string(quantity), errors.of[at].rmse,
                         analysis::unit_of(quantity, units));
  };
  if (labels.energies && errors.of[train::frame_energy].rmse > 0) add(Quantity::energy, train::frame_energy);
  if (errors.of[train::frame_force].rmse > 0) add(Quantity::force, train::frame_force);
  if (labels.stress && errors.of[train::frame_stress].rmse > 0) add(Quantity::stress, train::frame_stress);
  return words;
}

std::string in_words(const train::EpochReport& epoch, const train::FrameLabels& labels, UnitStyle units) {
  const std::string training = "training " + in_words(epoch.training, labels, units);
  return epoch.has_validation ? training + "; held out " + in_words(epoch.validation, labels, units) : training;
}

// One function, or the first of several.
std::string functions(const std::vector<std::string>& names) {
  const auto& first = names.front();
  if (names.size() == 1) return fmt::format("function '{}'", first);
  return fmt::format("{} functions, '{}' and others", names.size(), first);
}

class ShowProgress : public train::Callback {
 public:
  ShowProgress(std::size_t starts, const train::TimeLimit& limit) : x_starts{starts}, x_limit{limit} {}
  bool after(const train::EpochReport& report, std::span<const double>) override {
    if (!cli::Progress::wanted()) return false;
    if (!x_progress) x_progress.emplace("fit-mlp", "epochs", x_limit.is_set() ? 0 : x_starts * report.most_epochs);
    const std::size_t starts = std::max(x_starts, report.start);
    std::string note = time_in_words(x_limit);
    if (starts > 1) note += fmt::format("start {} of {}, ", report.start, starts);
    note += fmt::format("epoch {} of {}, {}", report.epoch, report.most_epochs,
                        report.has_validation ? "held-out" : "training");
    const auto& errors = report.judged().of;
    constexpr std::array<std::pair<const char*, const char*>, 3> words{
        {{"energy", "meV/atom"}, {"force", "meV/Å"}, {"stress", "GPa"}}};
    for (std::size_t part = 0; part < errors.size(); ++part) {
      if (errors[part].rmse > 0)
        note += fmt::format(" {} {:.3g} {}", words[part].first, errors[part].rmse, words[part].second);
    }
    x_progress->update((report.start - 1) * report.most_epochs + report.epoch, note);
    return false;
  }

 private:
  std::size_t x_starts;
  const train::TimeLimit& x_limit;
  std::optional<cli::Progress> x_progress;
};

// Which epoch was kept, and why.
std::string kept_in_words(const train::FitResult& result, const Options& options) {
  const auto& best = result.best;
  const auto epoch =
      fmt::format("epoch {}{} of {}", best.epoch,
                  options.frames.starts > 1 ? fmt::format(" of start {}", best.start) : std::string{}, result.epochs);
  if (best.cautious) return fmt::format("kept {}, where the larger of training and held-out loss is lowest", epoch);
  return fmt::format("kept {}, the one with the lowest loss on the {} frames", epoch,
                     best.has_validation ? "held-out" : "training");
}

void warn_of_start(const train::FitResult& result, const Options& options) {
  if (options.start.empty() || result.best.epoch > 0) return;
  cli::warn(
      fmt::format("{}: the start was not improved: no epoch of {} has a lower loss on the {} frames, the networks are "
                  "those of the start",
                  options.start, result.epochs, result.best.has_validation ? "held-out" : "training"));
}

// What one trial gives back serves the next: memory asked for anew, the system clears page by page, which took 8 % of
// an automatic fit. Not under a limit, where what is kept would count, too.
void keep_what_is_freed([[maybe_unused]] const train::FrameOptions& frames) {
#ifdef __GLIBC__
  if (frames.memory != 0) return;
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
  mallopt(M_TRIM_THRESHOLD, 1 << 28);
#endif
}

}  // namespace

void fit_frames(const Options& options, const train::FitOptions& given) {
  std::optional<descriptor::SetFile> sets;
  if (options.set != "auto") sets = sets_of(options.set);
  auto settings = options.frames;
  keep_what_is_freed(settings);
  settings.remembers = !options.test.empty();
  io::FrameReader frames{options.input, options.keys};
  std::optional<io::FrameReader> replay;
  if (!options.replay.empty()) settings.replay = &replay.emplace(options.replay, options.keys);
  std::optional<FrameTest> test;
  if (!options.test.empty()) test.emplace(options.test, options.errors, options.keys);
  io::Output output{options.output.path};
  if (cli::Progress::wanted()) {
    settings.say = [](const std::string& what) { tell(fmt::format("fit-mlp: {}\n", what)); };
  }
  settings.warn = [](const std::string& what) { cli::warn(what); };
  std::optional<ShowProgress> progress{std::in_place, settings.starts, given.limit};
  auto fit = given;
  fit.progress = &*progress;
  auto automatic = options.automatic;
  if (options.is_linear && train::is_of_moments(*sets)) automatic.linear.set = sets;
  const bool has_epochs = !options.is_automatic && !automatic.linear.set;
  double price = 0;
  const auto result = [&] {
    if (has_epochs) return train::fit_frames(frames, sets, settings, fit);
    auto chosen = train::fit_automatic(frames, settings, fit, automatic);
    price = chosen.price;
    return std::move(chosen.fit);
  }();
  progress.reset();
  if (!result.dropped.empty()) {
    cli::warn(fmt::format("{}: the same for every atom, dropped: {}", options.set, functions(result.dropped)));
  }
  const auto models = result.members.empty() ? std::vector{result.model} : result.members;
  for (const auto& model : models) potential::write_model(model, output);
  if (cli::Progress::wanted()) {
    const std::string errors = in_words(result.best, settings.labels, result.model.units);
    if (!has_epochs) {
      const auto costs =
          price > 0 ? fmt::format("{:.3g} µs of one core per atom and step", price) : std::string{"price not measured"};
      tell(fmt::format("fit-mlp: {}; {}; RMSE: {}\n", result.optimizer, costs, errors));
    } else {
      tell(fmt::format("fit-mlp: RMSE after {} epochs: {}; {}\n", result.epochs, errors,
                       kept_in_words(result, options)));
    }
  }
  warn_of_start(result, options);
  if (test) test->run(models, result.structures);
  output.close();
  train::remove_checkpoint(fit.checkpoint);
  if (!result.unsound.empty()) fail_criterion("{}", result.unsound);
}

}  // namespace nnpipe::fit_mlp
