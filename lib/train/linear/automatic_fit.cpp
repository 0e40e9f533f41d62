#include "train/linear/automatic_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "train/frames/fit.hpp"
#include "train/frames/set_design.hpp"
#include "train/frames/verdict.hpp"
#include "train/linear/frame_errors.hpp"
#include "train/linear/moment_networks.hpp"
#include "train/linear/price_estimate.hpp"
#include "train/linear/sample_checks.hpp"

namespace nnpipe::train {

namespace {

// Functions of each element that networks take.
constexpr std::size_t most_inputs = 100;

// How much smaller the error of networks has to be: they have chosen their epoch by the same held-out frames.
constexpr double least_lead = 0.05;

// Of the time there is, the linear fit before networks.
constexpr double part_for_linear = 0.35;

double error_of(const EpochReport& report) {
  const auto& of = report.judged().of;
  return judged(of[frame_energy].rmse, of[frame_force].rmse);
}

std::string in_words(const EpochReport& report, double price) {
  const auto& of = report.judged().of;
  return fmt::format("held-out energy {:.4g}, force {:.4g} at {:.3g} µs", of[frame_energy].rmse, of[frame_force].rmse,
                     price);
}

// Ends the fit of networks that are behind what they would have to beat: far at first, or still after a while.
class StopBehind : public Callback {
 public:
  explicit StopBehind(double wanted) : x_wanted{wanted} {}
  bool after(const EpochReport& report, std::span<const double>) override {
    const double error = error_of(report);
    if (report.epoch <= 1 || error < x_least) x_least = error;
    const auto behind = [&](std::size_t epochs, double factor) {
      return report.epoch >= epochs && x_least > factor * x_wanted;
    };
    return behind(6, 2) || behind(15, 1.4) || behind(30, 1.2) || behind(60, 1.1);
  }

 private:
  double x_wanted, x_least = 0;
};

class AutomaticFit {
 public:
  AutomaticFit(FrameProblem& problem, const FrameOptions& options, const FitOptions& fit,
               const AutomaticOptions& automatic)
      : x_problem{problem}, x_options{options}, x_fit{fit}, x_automatic{automatic} {}

  AutomaticResult run() {
    const bool networks = with_networks();
    auto options = x_options;
    auto linear_options = x_automatic.linear;
    if (networks) {
      options.committee = false;
      linear_options.most = most_inputs;
    }
    FitOptions fit = x_fit;
    if (networks) fit.limit = x_fit.limit.part(part_for_linear);
    const auto linear = fit_linear(x_problem, options, fit, linear_options);
    x_result.fit = linear.fit;
    x_result.tried = linear.tried;
    x_result.price = price(x_result.fit.model);
    note(fmt::format("moments, {}: {}, estimated {:.3g} µs", x_result.fit.optimizer,
                     in_words(x_result.fit.best, x_result.price), linear.estimate));
    if (networks) {
      add_networks(linear);
    } else if (x_automatic.readout == Readout::automatic && x_result.fit.best.has_validation) {
      try_networks(linear);
    }
    if (x_result.is_linear) {
      judge_linear_gap(x_problem, x_options, x_result.fit);
      judge_learning(x_problem, x_options, true, x_result.fit);
    }
    if (x_options.remembers) x_result.fit.structures = structures_of(data());
    write_log(linear.rows);
    return std::move(x_result);
  }

 private:
  const FrameData& data() const { return x_problem.data; }
  UnitStyle units() const { return x_problem.sets.units; }
  double price(const potential::Model& model) const { return measured_price_of(model, data()); }
  void note(const std::string& words) {
    if (x_options.say) x_options.say(words);
    x_result.tried.push_back(words);
  }

  bool with_networks() const {
    return x_automatic.readout == Readout::network || x_automatic.readout == Readout::linear_and_network;
  }

  // Networks of the functions that the linear fit chose.
  void add_networks(const LinearFitResult& linear) {
    const bool beside = x_automatic.readout == Readout::linear_and_network;
    FitOptions fit = x_fit;
    fit.log.clear();
    const auto fit_them = beside ? fit_networks_beside : fit_networks_of;
    auto networks = fit_them(linear, x_problem, x_options, fit);
    const double measured = price(networks.model);
    networks.optimizer = fmt::format("moments, {}network, {}", beside ? "linear and " : "", networks.optimizer);
    note(networks.optimizer + ": " + in_words(networks.best, measured));
    if (beside && error_of(networks.best) >= error_of(linear.fit.best)) return;
    x_result.fit = std::move(networks);
    x_result.price = measured;
    x_result.is_linear = false;
  }

  descriptor::SetFile symmetry_functions() const {
    constexpr std::size_t most_frames = 256;
    const std::size_t stride = std::max<std::size_t>(1, data().size() / most_frames);
    descriptor::Survey survey;
    std::vector<Frame> some;
    for (std::size_t f = 0; f < data().size(); ++f) {
      Frame frame = plain_frame(data(), f, units());
      if (data().frame(f).site) frame.site_energy = data().frame(f).energy;
      survey.add(frame);
      if (f % stride == 0) some.push_back(std::move(frame));
    }
    SetDesignOptions designing;
    designing.design = x_options.design;
    return design_sets(survey, some, designing).file;
  }

  // What networks of these functions cost, roughly, before they are fitted: counted, so that the choice is the same on
  // any machine. Mean over the elements.
  double price_of_networks(const descriptor::SetFile& sets, const FitOptions& fit) const {
    constexpr double radial = 25, angular = 60, weight = 3;  // multiply-adds: two of a neighbour, one of a weight
    constexpr double microseconds_a_multiply_add = 1.2e-4, microseconds_an_atom = 0.2;
    double price = 0;
    for (std::size_t e = 0; e < sets.sets.size(); ++e) {
      const auto& set = sets.sets[e];
      const double neighbours = mean_neighbours(data(), set.cutoff())[e];
      const auto network = make_network(fit, set.functions.size(), 1);
      double sum = weight * static_cast<double>(network.parameters().size());
      for (const auto& function : set.functions) sum += neighbours * (is_angular(function.type) ? angular : radial);
      price += (microseconds_an_atom + microseconds_a_multiply_add * sum) / static_cast<double>(sets.sets.size());
    }
    return price;
  }

  // Networks of symmetry functions take the place of what there is where held-out frames prefer them.
  void try_networks(const LinearFitResult& linear) {
    FitOptions fit = with_defaults(x_fit, frame_defaults);
    fit.log.clear();
    const std::string kind = "symmetry functions, network";
    const auto sets = symmetry_functions();
    const double costs = price_of_networks(sets, fit);
    if (x_fit.limit.over()) {
      note(kind + ": not fitted, the time is over");
      return;
    }
    if (costs > linear.price) {
      note(fmt::format("{}: not fitted, at about {:.3g} µs", kind, costs));
      return;
    }
    StopBehind behind{error_of(x_result.fit.best)};
    fit.progress = &behind;
    FrameOptions one = x_options;
    one.starts = 1;
    one.committee = false;
    one.say = one.warn = {};
    auto networks = fitted(sets, one, fit);
    const double measured = price(networks.model);
    note(kind + ": " + in_words(networks.best, measured));
    const auto& held = x_problem.split.validation;
    if (typical_error(networks.model, data(), held) > (1 - least_lead) * typical_error(linear.held, data(), held)) {
      return;
    }
    if (x_options.committee) {
      fit.progress = x_fit.progress;
      networks = fitted(sets, x_options, fit);
    }
    x_result.fit = std::move(networks);
    x_result.price = measured;
    x_result.is_linear = false;
  }

  FitResult fitted(const descriptor::SetFile& sets, const FrameOptions& options, const FitOptions& fit) {
    x_problem.sets = sets;
    x_problem.data.replace_sets(sets);
    auto result = fit_problem(x_problem, options, fit);
    result.dropped.clear();
    return result;
  }

  void write_log(std::vector<LinearRow> rows) const {
    if (x_fit.log.empty()) return;
    if (!x_result.is_linear) {
      for (auto& row : rows) row.chosen = false;
    }
    io::TableHeader header;
    header.units = units();
    header.set("readout", {x_result.is_linear                                   ? "linear"
                           : x_automatic.readout == Readout::linear_and_network ? "linear+network"
                                                                                : "network"});
    header.set("elements", {std::to_string(data().elements().size())});
    header.set("frames", {std::to_string(data().size())});
    header.set("validation-frames", {std::to_string(x_problem.split.validation.size())});
    header.set("scales", {fmt::format("energy {} force {} stress {}", x_options.energy_scale, x_options.force_scale,
                                      x_options.stress_scale)});
    header.set("seed", {std::to_string(x_fit.seed)});
    if (x_result.price > 0) header.set("price", {fmt::format("{:.3g} µs/atom", x_result.price)});
    header.set("tried", x_result.tried);
    write_linear_log(x_fit.log, std::move(header), rows);
  }

  FrameProblem& x_problem;
  const FrameOptions& x_options;
  const FitOptions& x_fit;
  const AutomaticOptions& x_automatic;
  AutomaticResult x_result;
};

}  // namespace

PriceRange price_of(std::string_view text) {
  if (text == "fast") return {1.5, 1.5};
  if (text == "balanced") return {2.8, 10};
  if (text == "accurate") return {10, 10};
  if (text == "best") return {40, 40};
  const auto value = parse_double(text);
  if (!value || !(*value > 0) || !std::isfinite(*value)) {
    fail("expected fast, balanced, accurate, best or microseconds an atom, got {}", quoted(text));
  }
  return {*value, *value};
}

AutomaticResult fit_automatic(io::FrameReader& frames, const FrameOptions& asked, const FitOptions& fit,
                              const AutomaticOptions& automatic) {
  FrameOptions options = asked;
  options.own_functions = true;
  FrameProblem problem = read_frames(frames, automatic.linear.set, options, fit);
  if (options.warn) {
    for (const auto& line : sample_doubts(problem)) options.warn(line);
  }
  return AutomaticFit{problem, options, fit, automatic}.run();
}

}  // namespace nnpipe::train
