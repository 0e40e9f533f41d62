#include "descriptor/scaling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"
#include "descriptor/scaling_limits.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::array<std::string_view, 5> method_names{"none", "range", "center", "both", "standardize"};

}  // namespace

std::string_view to_string(ScalingMethod method) { return method_names[static_cast<std::size_t>(method)]; }

ScalingMethod parse_scaling_method(std::string_view name) {
  if (name == "centre") name = "center";
  if (name == "standardise") name = "standardize";
  for (std::size_t i = 0; i < method_names.size(); ++i) {
    if (method_names[i] == name) return static_cast<ScalingMethod>(i);
  }
  fail("unknown scaling method {}, expected none, range, center, both or standardize", quoted(name));
}

void check(const ColumnScaling& scaling) {
  constexpr double least = 1e-100, most = 1e100;
  for (const auto& [what, value] :
       {std::pair{"subtract", scaling.subtract}, {"low", scaling.low}, {"high", scaling.high}}) {
    if (!(std::abs(value) <= most)) fail("{}: expected a number from {} to {}, got {}", what, -most, most, value);
  }
  if (scaling.factor == 0) fail("factor is 0, which loses the column");
  if (!(std::abs(scaling.factor) >= least && std::abs(scaling.factor) <= most)) {
    fail("factor: expected a size from {} to {}, got {}", least, most, scaling.factor);
  }
  if (scaling.low > scaling.high) fail("low {} is above high {}", scaling.low, scaling.high);
}

std::string to_text(const ColumnScaling& scaling) {
  std::string out = scaling.name;
  const auto add = [&](std::string_view key, double value) {
    out.append(" ").append(key).append("=");
    append(out, value);
  };
  add("subtract", scaling.subtract);
  add("factor", scaling.factor);
  add("low", scaling.low);
  add("high", scaling.high);
  return out;
}

ColumnScaling parse_column_scaling(std::string_view line) {
  const auto words = split(line);
  if (words.empty()) fail("empty scaling, expected NAME subtract=… factor=… low=… high=…");
  ColumnScaling scaling;
  scaling.name = words[0];
  return with_place([&] { return "scaling of " + scaling.name; },
                    [&] {
                      KeyValues keys{std::span{words}.subspan(1)};
                      scaling.subtract = keys.need_number("subtract");
                      scaling.factor = keys.need_number("factor");
                      scaling.low = keys.need_number("low");
                      scaling.high = keys.need_number("high");
                      keys.finish();
                      check(scaling);
                      return scaling;
                    });
}

ScalingLearner::ScalingLearner(std::vector<std::string> names) : x_names{std::move(names)} {
  x_moments.resize(x_names.size());
}

void ScalingLearner::add(std::span<const double> row) {
  ++x_rows;
  const auto n = static_cast<double>(x_rows);
  for (std::size_t c = 0; c < x_moments.size(); ++c) {
    Moments& m = x_moments[c];
    const double x = row[c];
    if (x_rows == 1) m = {x, x, 0, 0};
    m.low = std::min(m.low, x);
    m.high = std::max(m.high, x);
    const double before = x - m.mean;
    m.mean += before / n;
    m.squares += before * (x - m.mean);
  }
}

std::vector<std::optional<ColumnScaling>> ScalingLearner::finish(ScalingMethod method, double low, double high) const {
  if (x_rows == 0) fail("no rows to learn a scaling from");
  std::vector<std::optional<ColumnScaling>> columns;
  for (std::size_t c = 0; c < x_moments.size(); ++c) {
    const Moments& m = x_moments[c];
    const double width = m.high - m.low;
    ColumnScaling scaling{x_names[c], 0, 1, m.low, m.high};
    const double sigma = std::sqrt(m.squares / static_cast<double>(x_rows));
    switch (method) {
      case ScalingMethod::none: break;
      case ScalingMethod::range:
        scaling.factor = (high - low) / width;
        scaling.subtract = m.low - low / scaling.factor;
        break;
      case ScalingMethod::center: scaling.subtract = m.mean; break;
      case ScalingMethod::both:
        scaling.factor = (high - low) / width;
        scaling.subtract = m.mean;
        break;
      case ScalingMethod::standardize:
        scaling.factor = 1 / sigma;
        scaling.subtract = m.mean;
        break;
    }
    // A width at rounding level is that of a constant: dividing by it would make noise into input.
    const bool constant = !(width > 1e-13 * std::max(std::abs(m.low), std::abs(m.high)));
    if (constant && method != ScalingMethod::none) {
      columns.emplace_back(std::nullopt);
    } else {
      if (method != ScalingMethod::none) {
        with_place([&] { return "column " + quoted(scaling.name); }, [&] { check(scaling); });
      }
      columns.emplace_back(scaling);
    }
  }
  return columns;
}

}  // namespace nnpipe::descriptor
