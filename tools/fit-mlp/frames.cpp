// fit-mlp on frames: frames into one potential, with what is said before and after.
#include "frames.hpp"

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "base/error.hpp"
#include "frame_test.hpp"
#include "io/output.hpp"
#include "potential/file.hpp"
#include "train/frames/fit.hpp"
#include "train/frames/force_objective.hpp"
#include "train/linear/linear_fit.hpp"
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
  if (labels.energies) add(Quantity::energy, train::frame_energy);
  if (errors.of[train::frame_force].rmse > 0) add(Quantity::force, train::frame_force);
  if (labels.stress) add(Quantity::stress, train::frame_stress);
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
  explicit ShowProgress(const train::FrameLabels& labels) : x_labels{labels} {}
  bool after(const train::EpochReport& report, std::span<const double>) override {
    if (!cli::Progress::wanted()) return false;
    const auto& errors = report.judged().of;
    std::string note;
    if (x_labels.energies) note += fmt::format("energy {:.3g} ", errors[train::frame_energy].rmse);
    if (errors[train::frame_force].rmse > 0) note += fmt::format("force {:.3g} ", errors[train::frame_force].rmse);
    if (x_labels.stress) note += fmt::format("stress {:.3g} ", errors[train::frame_stress].rmse);
    x_progress.update(x_epochs++, note);
    return false;
  }

 private:
  train::FrameLabels x_labels;
  std::size_t x_epochs = 0;
  cli::Progress x_progress{"fit-mlp", "epochs", 0};
};

}  // namespace

void fit_frames(const Options& options, const train::FitOptions& given) {
  std::optional<descriptor::SetFile> sets;
  if (options.set != "auto") {
    sets = descriptor::parse_set_file(set_text(options.set), options.set == "-" ? "stdin" : options.set);
  }
  auto settings = options.frames;
  settings.remembers = !options.test.empty();
  io::FrameReader frames{options.input, options.keys};
  std::optional<FrameTest> test;
  if (!options.test.empty()) test.emplace(options.test, options.errors, options.keys);
  io::Output output{options.output.path};
  if (cli::Progress::wanted()) {
    settings.say = [](const std::string& what) { fmt::print(stderr, "fit-mlp: {}\n", what); };
  }
  settings.warn = [](const std::string& what) { cli::warn(what); };
  std::optional<ShowProgress> progress{settings.labels};
  auto fit = given;
  fit.progress = &*progress;
  double price = 0;
  const auto result = [&] {
    if (!options.is_linear) return train::fit_frames(frames, sets, settings, fit);
    auto linear = train::fit_linear(frames, settings, fit, options.linear);
    price = linear.price;
    return std::move(linear.fit);
  }();
  progress.reset();
  if (!result.dropped.empty()) {
    cli::warn(fmt::format("{}: the same for every atom, dropped: {}", options.set, functions(result.dropped)));
  }
  const auto models = result.members.empty() ? std::vector{result.model} : result.members;
  for (const auto& model : models) potential::write_model(model, output);
  if (cli::Progress::wanted()) {
    const std::string errors = in_words(result.best, settings.labels, result.model.units);
    if (options.is_linear) {
      fmt::print(stderr, "fit-mlp: {}; {:.3g} us an atom and step of one core; RMSE: {}\n", result.optimizer, price,
                 errors);
    } else {
      fmt::print(stderr, "fit-mlp: RMSE after {} epochs: {}\n", result.epochs, errors);
    }
  }
  if (test) test->run(models, result.structures);
  output.close();
  train::remove_checkpoint(fit.checkpoint);
}

}  // namespace nnpipe::fit_mlp
