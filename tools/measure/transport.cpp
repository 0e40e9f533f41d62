// measure msd, vacf: how the atoms of a trajectory move.
#include <cmath>
#include <optional>

#include "analysis/correlation.hpp"
#include "base/text.hpp"
#include "measure.hpp"
#include "trajectory.hpp"

namespace nnpipe::measure {

namespace {

// The time from one frame taken to the next: what the frames say, which must be the same all through, or what is given;
// where both are there they must agree.
class Times {
 public:
  // NaN: not given.
  explicit Times(double given) : x_interval{given}, x_given{!std::isnan(given)} {}

  void see(const Frame& frame) {
    const std::string* const text = frame.find_info("time");
    const auto time = text != nullptr ? parse_double(*text) : std::nullopt;
    if (x_begun && time.has_value() != x_last.has_value() && !x_given) {
      fail("the frame has {} key time, the one before has {}; give --interval", time ? "a" : "no",
           time ? "none" : "one");
    }
    x_begun = true;
    if (time && x_last) {
      const double between = *time - *x_last;
      if (!(between > 0)) fail("time {} does not come after {}", *time, *x_last);
      if (std::isnan(x_interval)) x_interval = between;
      // Times are written with all digits; others may have been rounded.
      if (!(std::abs(between - x_interval) <= 1e-3 * x_interval)) {
        fail("time {} is {:.6g} after the frame before, expected {:.6g}{}", *time, between, x_interval,
             x_given ? " as --interval says" : " as between the first two");
      }
    }
    x_last = time;
  }

  double interval() const {
    if (std::isnan(x_interval)) {
      if (x_last) fail("one frame, expected two or more");
      fail_usage("--interval is missing, and the frames have no key time");
    }
    return x_interval;
  }

 private:
  double x_interval;
  bool x_given, x_begun = false;
  std::optional<double> x_last;
};

using Quantity = analysis::Correlation::Quantity;

struct Options {
  Trajectory trajectory;
  double interval = std::nan("");
  std::int64_t lags, origins = 10, points = 500;
  bool spectrum = false;
};

Options parse(const cli::Arguments& arguments, bool displacement) {
  Options options;
  options.lags = displacement ? 500 : 1000;
  cli::Parser parser{displacement ? "measure msd" : "measure vacf",
                     displacement ? "Mean square displacement over time, and the diffusion coefficient."
                                  : "Velocity autocorrelation over time, or the vibrational density of states."};
  options.trajectory.declare(parser);
  parser.option("interval", options.interval, "PS", "time between the frames; default: from their key time", cli::time)
      .option("lags", options.lags, "N", "longest time, in frames; memory grows with it", {1, 1e7})
      .option("origins", options.origins, "N", "start a new time origin every N frames", {1, 1e9});
  if (displacement) {
    parser
        .description(
            "Columns: t in ps, and the displacement in Å², of all atoms and of each element. Atoms are followed across "
            "periodic faces; without a column image they may move at most half the cell between two frames. The drift "
            "of the centre of mass is removed. The header's note `diffusion` has a sixth of the slope and its "
            "error, of curves of 20 times or more.")
        .example("measure msd --interval 0.01 --lags 10 --origins 1 traj.xyz > msd.tab");
  } else {
    parser
        .description(
            "Columns: t in ps, and the mean of v(0)·v(t) over atoms and origins, in Å²/ps², of all atoms and of each "
            "element.")
        .flag("spectrum", options.spectrum, "write the vibrational density of states (THz) instead")
        .option("points", options.points, "N", "number of frequencies of the spectrum", {2, 1e6})
        .example("measure vacf --interval 0.01 --lags 10 --origins 1 traj.xyz > vacf.tab");
  }
  parser.read(arguments);
  return options;
}

// A table's columns, the first of times or frequencies.
struct Columns {
  std::vector<std::string> fields;
  std::vector<std::vector<double>> values;
};

std::string name_of(const analysis::Correlation::Curve& curve, const std::string& quantity) {
  return curve.name == "all" ? quantity : quantity + "_" + curve.name;
}

Columns over_time(const std::vector<analysis::Correlation::Curve>& curves, double interval,
                  const std::string& quantity) {
  Columns columns{{"t"}, {{}}};
  for (std::size_t k = 0; k < curves[0].value.size(); ++k) {
    columns.values[0].push_back(static_cast<double>(k) * interval);
  }
  for (const auto& curve : curves) {
    columns.fields.push_back(name_of(curve, quantity));
    columns.values.push_back(curve.value);
  }
  return columns;
}

Columns over_frequency(const std::vector<analysis::Correlation::Curve>& curves, double interval, std::size_t points) {
  Columns columns{{"frequency"}, {{}}};
  for (const auto& curve : curves) {
    columns.fields.push_back(name_of(curve, "density"));
    auto& density = columns.values.emplace_back();
    columns.values[0].clear();
    for (const auto& [frequency, value] : analysis::density_of_states(curve.value, interval, points)) {
      columns.values[0].push_back(frequency);
      density.push_back(value);
    }
  }
  return columns;
}

// The diffusion coefficients of curves that are long enough for one.
std::vector<std::pair<std::string, std::string>> diffusion_notes(
    const std::vector<analysis::Correlation::Curve>& curves, double interval) {
  constexpr std::size_t fewest = 20;
  std::vector<std::pair<std::string, std::string>> notes;
  for (const auto& curve : curves) {
    if (curve.value.size() < fewest) {
      notes.emplace_back("no-diffusion", fmt::format("{} times, expected at least {}", curve.value.size(), fewest));
      break;
    }
    const auto d = analysis::diffusion_coefficient(curve.value, interval);
    notes.emplace_back("diffusion", fmt::format("{} {} +- {} Å²/ps", curve.name, d.coefficient, d.error));
  }
  return notes;
}

// Says where atoms may have gone the other way round the cell.
void check_steps(double largest) {
  constexpr double most = 0.4;
  if (!(largest > most)) return;
  cli::warn(fmt::format(
      "an atom moves by {:.2f} of the cell between two frames: beyond half the cell its way is unknown, and "
      "displacements are too small. Write frames closer in time, or with the column image",
      largest));
}

// msd and vacf: a correlation of frames at equal intervals.
void correlate(const cli::Arguments& arguments, Quantity quantity) {
  const bool displacement = quantity == Quantity::displacement;
  Options options = parse(arguments, displacement);
  analysis::Correlation correlation{quantity, static_cast<std::size_t>(options.lags),
                                    static_cast<std::size_t>(options.origins)};
  Times times{options.interval};
  std::size_t atoms = 0;
  const UnitStyle units = options.trajectory.read([&](const Frame& frame) {
    times.see(frame);
    atoms = frame.size();
    correlation.add(frame);
  });
  const double interval = times.interval();
  const auto curves = correlation.curves();
  const auto write = [&](const Columns& columns, const char* x_unit, const char* y_unit, const auto& notes) {
    write_curves(options.trajectory.output, units, columns.fields, columns.values, x_unit, y_unit, notes);
  };
  const std::vector<std::pair<std::string, std::string>> none;
  if (displacement) {
    check_steps(correlation.largest_step());
    if (atoms == 1) cli::warn("one atom: all its motion is the drift of the whole, which is taken out");
    write(over_time(curves, interval, "msd"), "ps", "Å²", diffusion_notes(curves, interval));
  } else if (options.spectrum) {
    write(over_frequency(curves, interval, static_cast<std::size_t>(options.points)), "THz", "1/THz", none);
  } else {
    write(over_time(curves, interval, "vacf"), "ps", "Å²/ps²", none);
  }
}

}  // namespace

void msd(const cli::Arguments& arguments) { correlate(arguments, Quantity::displacement); }

void vacf(const cli::Arguments& arguments) { correlate(arguments, Quantity::velocity); }

}  // namespace nnpipe::measure
