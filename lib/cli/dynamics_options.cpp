#include "cli/dynamics_options.hpp"

#include "base/text.hpp"

namespace nnpipe::cli {

void DynamicsOptions::declare(Parser& parser) {
  parser
      .choice("ensemble", ensemble, md::ensemble_names(),
              "nve; constant temperature: nvt (Nosé-Hoover chains), langevin, bussi (stochastic velocity rescaling); "
              "constant temperature and pressure: npt (volume), npt-full (volume and shape)")
      .option("temperature", temperature, "K[,K]",
              "nve: draw velocities of this temperature (a perfect crystal settles at half of it), else keep the "
              "frame's; other ensembles: temperature, or a ramp over the run",
              0, temperature_or_zero)
      .option("pressure", pressure, "P[,P]", "pressure, bar, or a ramp over the run; default: 0", 0,
              {-largest_pressure, largest_pressure})
      .option("velocities", velocities, "K", "draw initial velocities of this temperature, in any ensemble",
              temperature_or_zero)
      .option("timestep", timestep, "PS", "time step", time)
      .option("tau-t", tau_t, "PS", "relaxation time of the thermostat; default: 100 steps", time)
      .option("tau-p", tau_p, "PS", "relaxation time of the barostat; default: 1000 steps", time)
      .seed(seed);
}

void DynamicsOptions::complete(const Parser& parser) {
  const auto at_most_two = [](const char* name, const std::vector<double>& values) {
    if (values.size() > 2) fail_usage("--{}: expected one number or two, got {}", name, values.size());
  };
  at_most_two("temperature", temperature);
  at_most_two("pressure", pressure);
  if (!md::has_thermostat(ensemble)) {
    if (temperature.size() > 1) fail_usage("a ramp of --temperature needs a thermostat, got --ensemble {}", ensemble);
    if (parser.given("tau-t")) fail_usage("--tau-t needs a thermostat, got --ensemble {}", ensemble);
    if (!temperature.empty() && !std::isnan(velocities)) {
      fail_usage("--temperature and --velocities exclude each other with --ensemble nve");
    }
  } else {
    if (temperature.empty()) fail_usage("--ensemble {} needs --temperature", ensemble);
    for (const double kelvin : temperature) {
      if (kelvin == 0) fail_usage("--temperature: expected a positive number with --ensemble {}, got 0", ensemble);
    }
  }
  for (const auto* name : {"pressure", "tau-p"}) {
    if (parser.given(name) && !md::has_barostat(ensemble)) {
      fail_usage("--{} needs --ensemble npt or npt-full, got {}", name, ensemble);
    }
  }
  if (std::isnan(tau_t)) tau_t = 100 * timestep;
  if (std::isnan(tau_p)) tau_p = 1000 * timestep;
  if (md::has_barostat(ensemble) && pressure.empty()) pressure = {0};
  for (auto* ramp : {&temperature, &pressure}) {
    if (ramp->size() == 2 && ramp->front() == ramp->back()) ramp->pop_back();
  }
}

md::Ensemble DynamicsOptions::meaning(std::uint64_t stream) const {
  const auto ramp = [](const std::vector<double>& values) {
    return values.empty() ? md::Ramp{} : md::Ramp{values.front(), values.back()};
  };
  return {ensemble, ramp(temperature), ramp(pressure), tau_t, tau_p, seed + (stream << 32U)};
}

void DynamicsOptions::set_velocities(md::State& state, const Frame& start, Random& random) const {
  double kelvin = velocities;
  if (std::isnan(kelvin) && !temperature.empty() && (!md::has_thermostat(ensemble) || start.velocities.empty())) {
    kelvin = temperature.front();
  }
  if (!std::isnan(kelvin)) {
    md::set_temperature(state, kelvin, random);
  } else if (start.velocities.empty()) {
    fail("the frame has no velocities, expected them or --temperature");
  }
}

}  // namespace nnpipe::cli
