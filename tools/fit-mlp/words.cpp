// fit-mlp: checks what the command line says of any fit.
#include "words.hpp"

#include <optional>

#include "base/error.hpp"

namespace nnpipe::fit_mlp {

namespace {

// The one number of an option that may be missing.
template <typename To, typename From>
std::optional<To> number(std::string_view option, const std::vector<From>& values, From low) {
  if (values.empty()) return std::nullopt;
  if (!(values[0] >= low)) fail_usage("--{}: expected at least {}, got {}", option, low, values[0]);
  return static_cast<To>(values[0]);
}

}  // namespace

void check(const Words& words, const cli::Parser& parser, train::FitOptions& fit) {
  auto& method = fit.optimizer;
  constexpr double tiny = 1e-300;
  fit.hidden.clear();
  for (const auto nodes : words.hidden) {
    if (nodes < 0 || nodes > 100000) fail_usage("--hidden: expected numbers of nodes, got {}", nodes);
    if (nodes > 0) fit.hidden.push_back(static_cast<std::size_t>(nodes));
  }
  if (fit.hidden.size() != words.hidden.size() && words.hidden.size() != 1)
    fail_usage("--hidden: a layer has no nodes");
  double weights = 0;
  for (std::size_t l = 1; l < fit.hidden.size(); ++l)
    weights += static_cast<double>(fit.hidden[l - 1]) * static_cast<double>(fit.hidden[l]);
  if (weights > 1e8) fail_usage("--hidden: a network of {:.3g} weights, expected at most 1e8", weights);
  cli::meaning_of("activation", [&] { train::make_network(fit, 1, 1); });
  if (!words.init.empty()) fit.init = cli::meaning_of("init", [&] { return network::parse_init(words.init); });
  fit.scaling = descriptor::parse_scaling_method(words.scaling);
  fit.epochs = number<std::size_t>("epochs", words.epochs, std::int64_t{1});
  fit.patience = number<std::size_t>("patience", words.patience, std::int64_t{0});
  fit.target_rmse = number<double>("target-rmse", words.target, 0.0);
  method.batch = number<std::size_t>("batch", words.batch, std::int64_t{0});
  method.rate = number<double>("learning-rate", words.rate, tiny);
  method.last_rate = number<double>("last-learning-rate", words.last_rate, tiny);
  method.clip = number<double>("clip", words.clip, tiny);
  method.decay = number<double>("weight-decay", words.decay, 0.0);
  method.momentum = number<double>("momentum", words.momentum, 0.0);
  method.rho = number<double>("rho", words.rho, 0.0);
  method.epsilon = number<double>("epsilon", words.epsilon, tiny);
  method.damping = number<double>("damping", words.damping, tiny);
  if (!words.beta.empty()) {
    method.beta1 = words.beta[0];
    method.beta2 = words.beta[1];
  }
  for (const auto& decay : {method.momentum, method.rho, method.beta1, method.beta2}) {
    if (decay && !(*decay >= 0 && *decay < 1)) fail_usage("--momentum, --rho and --beta are in [0, 1), got {}", *decay);
  }
  if (fit.validation >= 1) fail_usage("--validation: expected a part below 1, got {}", fit.validation);
  fit.degree = number<std::size_t>("polynomial", words.degree, std::int64_t{1}).value_or(1);
  fit.l2 = number<double>("l2", words.l2, 0.0).value_or(0);
  if (fit.classify && !fit.targets.empty() && fit.targets.size() != 1) fail_usage("--classify takes one target");
  if (fit.classify && parser.given("output-activation")) fail_usage("--classify has an output activation of its own");
  if (parser.given("activation") && fit.hidden.empty()) fail_usage("--activation is of hidden layers, got none");
  if (parser.given("checkpoint-interval") && !parser.given("checkpoint")) {
    fail_usage("--checkpoint-interval needs --checkpoint");
  }
  if (!parser.given("start")) return;
  for (const char* option : {"hidden", "activation", "output-activation", "init", "scaling", "polynomial"}) {
    if (parser.given(option)) fail_usage("--{} is what --start brings", option);
  }
}

void check_optimizer(const cli::Parser& parser, const train::FitOptions& fit, bool frames) {
  const std::string& name = fit.optimizer.name;
  if (name == "kalman" && !frames) fail_usage("--optimizer kalman is for frames: it needs --set");
  if (fit.classify && name == "lm") fail_usage("--optimizer lm is for sums of squares, not for --classify");
  if (name != "auto") cli::meaning_of("optimizer", [&] { optimise::check_options(fit.optimizer); });
  if (name == "kalman" && fit.l2 > 0) {
    fail_usage("--l2 is not for --optimizer kalman: its first covariance holds the parameters");
  }
  if (parser.given("force-share") && name != "auto" && name != "kalman" && name != "lm") {
    fail_usage("--force-share is for --optimizer kalman and lm, got {}", name);
  }
}

}  // namespace nnpipe::fit_mlp
