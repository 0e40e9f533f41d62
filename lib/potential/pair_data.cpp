#include "potential/pair_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::potential {

PairData::PairData(PairDataOptions options)
    : x_options{std::move(options)},
      x_shift{x_options.form.shift ? x_options.form(x_options.form.cutoff * x_options.form.cutoff).energy : 0.0},
      x_random{x_options.seed} {
  if (!(x_options.low > 0)) fail("the range starts at {}, expected a distance above 0", to_text(x_options.low));
  if (!(x_options.low < x_options.high)) {
    fail("the range {},{} is empty, expected its lower end first", to_text(x_options.low), to_text(x_options.high));
  }
  if (x_options.slope && !is_pair()) fail("the slope is that of one pair alone");
}

io::TableHeader PairData::header() const {
  io::TableHeader header;
  header.units = x_options.form.units;
  std::vector<std::string> inputs, targets;
  if (x_options.vectors) {
    for (std::size_t j = 1; j <= x_options.neighbours; ++j) {
      for (const char* name : {"x", "y", "z", "r"}) inputs.push_back(fmt::format("{}{}", name, j));
    }
    targets = {"fx", "fy", "fz"};
  } else if (is_pair()) {
    inputs = {"r"};
  } else {
    for (std::size_t j = 1; j <= x_options.neighbours; ++j) inputs.push_back(fmt::format("r{}", j));
  }
  targets.emplace_back("energy");
  header.fields = inputs;
  header.fields.insert(header.fields.end(), targets.begin(), targets.end());
  header.set("inputs", {join(inputs, " ")});
  header.set("targets", {join(targets, " ")});
  if (x_options.slope) header.fields.emplace_back("slope");
  if (is_pair()) header.set("kind", {"pair"});
  header.set("element", {x_options.element});
  header.set("epsilon", {to_text(x_options.form.epsilon)});
  header.set("sigma", {to_text(x_options.form.sigma)});
  header.set("cutoff", {to_text(x_options.form.cutoff)});
  header.set("shift", {x_options.form.shift ? "yes" : "no"});
  return header;
}

double PairData::distance() {
  const double u = x_random.uniform();
  const double low = x_options.low, high = x_options.high;
  if (x_options.density == Density::uniform) return low + (high - low) * u;
  const double near = std::pow(low, -6.0), far = std::pow(high, -6.0);
  return std::clamp(std::pow(near + (far - near) * u, -1.0 / 6.0), low, high);
}

void PairData::next(std::span<double> row) {
  double energy = 0, slope = 0, fx = 0, fy = 0, fz = 0;
  std::size_t c = 0;
  for (std::size_t j = 0; j < x_options.neighbours; ++j) {
    const double r = distance();
    auto v = x_options.form(r * r);
    v.energy -= x_shift;
    if (r > x_options.form.cutoff) v = {0, 0};
    energy += v.energy;
    slope += v.slope_over_r * r;
    if (x_options.vectors) {
      const double cosine = x_random.uniform(-1, 1);
      const double azimuth = x_random.uniform(0, 2 * std::numbers::pi);
      const double across = r * std::sqrt(1 - cosine * cosine);
      const double x = across * std::cos(azimuth), y = across * std::sin(azimuth), z = r * cosine;
      fx += v.slope_over_r * x;
      fy += v.slope_over_r * y;
      fz += v.slope_over_r * z;
      for (const double value : {x, y, z}) row[c++] = value;
    }
    row[c++] = r;
  }
  if (x_options.vectors) {
    for (const double value : {fx, fy, fz}) row[c++] = value;
  }
  if (!std::isfinite(energy + slope + fx + fy + fz)) {
    fail("the energy is {} at a distance in the range {},{}, expected a finite number", to_text(energy),
         to_text(x_options.low), to_text(x_options.high));
  }
  row[c++] = energy;
  if (x_options.slope) row[c] = slope;
}

}  // namespace nnpipe::potential
