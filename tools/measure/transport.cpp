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
    if (std::isnan(x_interval)) fail_usage("--interval is missing, and the frames have no key time");
    return x_interval;
  }

 private:
  double x_interval;
  bool x_given;
  std::optional<double> x_last;
};

// msd and vacf: a correlation of frames at equal intervals.
void correlate(const cli::Arguments& arguments, analysis::Correlation::Quantity quantity) {
  const bool displacement = quantity == analysis::Correlation::Quantity::displacement;
  Trajectory trajectory;
  double interval = std::nan("");
  std::int64_t lags = displacement ? 500 : 1000, origins = 10, points = 500;
  bool spectrum = false;
  cli::Parser parser{displacement ? "measure msd" : "measure vacf",
                     displacement ? "Mean square displacement over time, and the diffusion coefficient."
                                  : "Velocity autocorrelation over time, or the vibrational density of states."};
  trajectory.declare(parser);
  parser.option("interval", interval, "PS", "time between the frames taken; by default from their key time", cli::time)
      .option("lags", lags, "N", "longest time, in frames; memory grows with it", {1, 1e7})
      .option("origins", origins, "N", "a new origin of time every N frames", {1, 1e9});
  if (displacement) {
    parser
        .description(
            "Columns: t in ps, and the displacement in Å², of all atoms and of each element. Atoms are followed "
            "through the faces of the cell; they may cross at most half of it between two frames. "
            "The drift of the whole is taken out. The header's note `diffusion` has the slope over six and its error.")
        .example("measure msd --interval 0.01 --lags 10 --origins 1 traj.xyz > msd.tab");
  } else {
    parser
        .description(
            "Columns: t in ps, and the mean of v(0)·v(t) over atoms and origins, in Å²/ps², of all atoms and of each "
            "element.")
        .flag("spectrum", spectrum, "write the density of states over frequency (THz) instead")
        .option("points", points, "N", "frequencies of the spectrum", {2, 1e6})
        .example("measure vacf --interval 0.01 --lags 10 --origins 1 traj.xyz > vacf.tab");
  }
  parser.read(arguments);
  analysis::Correlation correlation{quantity, static_cast<std::size_t>(lags), static_cast<std::size_t>(origins)};
  Times times{interval};
  const UnitStyle units = trajectory.read([&](const Frame& frame) {
    times.see(frame);
    correlation.add(frame);
  });
  interval = times.interval();
  const auto curves = correlation.curves();
  std::vector<std::string> fields{spectrum ? "frequency" : "t"};
  std::vector<std::vector<double>> columns(1);
  std::vector<std::pair<std::string, std::string>> notes;
  for (std::size_t k = 0; !spectrum && k < curves[0].value.size(); ++k)
    columns[0].push_back(static_cast<double>(k) * interval);
  for (const auto& curve : curves) {
    const std::string name = displacement ? "msd" : spectrum ? "density" : "vacf";
    fields.push_back(curve.name == "all" ? name : name + "_" + curve.name);
    columns.push_back(curve.value);
    if (spectrum) {
      columns[0].clear();
      columns.back().clear();
      for (const auto& [frequency, density] :
           analysis::density_of_states(curve.value, interval, static_cast<std::size_t>(points))) {
        columns[0].push_back(frequency);
        columns.back().push_back(density);
      }
    }
    if (displacement && curve.value.size() >= 20) {
      const auto d = analysis::diffusion_coefficient(curve.value, interval);
      notes.emplace_back("diffusion", fmt::format("{} {} +- {} Å²/ps", curve.name, d.coefficient, d.error));
    }
  }
  write_curves(trajectory.output, units, fields, columns, spectrum ? "THz" : "ps",
               displacement ? "Å²"
               : spectrum   ? "1/THz"
                            : "Å²/ps²",
               notes);
}

}  // namespace

void msd(const cli::Arguments& arguments) { correlate(arguments, analysis::Correlation::Quantity::displacement); }

void vacf(const cli::Arguments& arguments) { correlate(arguments, analysis::Correlation::Quantity::velocity); }

}  // namespace nnpipe::measure
