// Samplers against what they must sample.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/threads.hpp"
#include "largest.hpp"
#include "md/ensemble.hpp"
#include "md/run.hpp"
#include "md/thermo.hpp"
#include "potential/registry.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

// Atoms that do not see each other.
class Gas final : public potential::Potential {
 public:
  void compute(AtomsView, NeighboursView, potential::Want, potential::Result&) const override {}
  double cutoff() const override { return 0.1; }
  UnitStyle units() const override { return UnitStyle::lj; }
  std::span<const Element> elements() const override { return x_elements; }
  bool any_element() const override { return true; }

 private:
  std::array<Element, 1> x_elements{};
};

// n³ fcc cells of reduced units.
Frame argon(int n, double constant) {
  Frame frame;
  frame.units = UnitStyle::lj;
  frame.cell = Cell::orthogonal(n * constant, n * constant, n * constant);
  for (int k = 0; k < n * n * n; ++k) {
    const Vec3 corner{static_cast<double>(k % n), static_cast<double>(k / n % n), static_cast<double>(k / (n * n))};
    for (const Vec3 s : {Vec3{0, 0, 0}, Vec3{0, 0.5, 0.5}, Vec3{0.5, 0, 0.5}, Vec3{0.5, 0.5, 0}}) {
      frame.positions.push_back(constant * (corner + s));
      frame.elements.push_back(element_of("Ar"));
      frame.masses.push_back(1);
    }
  }
  return frame;
}

constexpr auto lennard_jones = "lj:epsilon=1,sigma=1,cutoff=2,shift,units=lj";

struct Series final : md::Observer {
  explicit Series(std::int64_t steps_between, std::int64_t steps_skipped = 0)
      : every{steps_between}, skip{steps_skipped} {}
  potential::Want want(std::int64_t step) const override { return {true, step % every == 0, false}; }
  bool see(const md::Moment& moment) override {
    if (moment.step % every != 0 || moment.step < skip) return true;
    const auto thermo = md::thermo_of(moment);
    kinetic.push_back(thermo.ke);
    potential.push_back(thermo.pe);
    volume.push_back(thermo.volume);
    press.push_back(thermo.press);
    stress.push_back(thermo.pressure);
    conserved.push_back(thermo.etotal + moment.integrator->reservoir());
    return true;
  }
  std::int64_t every, skip;
  std::vector<double> kinetic, potential, volume, press, conserved;
  std::vector<Tensor6> stress;
};

struct Mean {
  double value = 0, variance = 0, error = 0;
};

// The error of the mean from 20 blocks.
Mean mean_of(const std::vector<double>& values) {
  constexpr std::size_t count = 20;
  const std::size_t length = values.size() / count;
  Mean mean;
  std::array<double, count> blocks{};
  for (std::size_t k = 0; k < count * length; ++k) blocks[k / length] += values[k] / static_cast<double>(length);
  for (const double block : blocks) mean.value += block / count;
  for (const double value : values) mean.variance += (value - mean.value) * (value - mean.value);
  mean.variance /= static_cast<double>(values.size());
  for (const double block : blocks) mean.error += (block - mean.value) * (block - mean.value);
  mean.error = std::sqrt(mean.error / (count * (count - 1)));
  return mean;
}

struct Sample {
  md::State state;
  Series series;
};

Sample sample(const potential::Potential& potential, const Frame& start, const md::Ensemble& ensemble, double timestep,
              std::int64_t steps, std::int64_t every, std::int64_t skip = 0) {
  Sample result{md::state_of(start), Series{every, skip}};
  Random random{2};
  md::set_temperature(result.state, ensemble.temperature.from, random);
  potential::Evaluator evaluator{potential, 0.3};
  evaluator.set_atoms(start);
  const auto integrator = md::make_integrator(ensemble);
  md::check_ensemble(ensemble, result.state);
  const std::array<md::Observer*, 1> observers{&result.series};
  md::run(result.state, evaluator, *integrator, {timestep, steps}, observers);
  return result;
}

// The largest distance between the distribution of values and that of ½kT χ² with that many degrees of freedom, whose
// cube root is normal to 1e-3 (Wilson, Hilferty 1931).
double distance_to_canonical(std::vector<double> values, double freedom, double kt) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size()), width = std::sqrt(2 / (9 * freedom));
  double largest = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double z = (std::cbrt(2 * values[k] / (kt * freedom)) - (1 - width * width)) / width;
    const double expected = 0.5 * std::erfc(-z / std::sqrt(2.0));
    largest = larger(largest, std::abs(static_cast<double>(k) / n - expected));
    largest = larger(largest, std::abs(static_cast<double>(k + 1) / n - expected));
  }
  return largest;
}

}  // namespace

TEST_CASE("thermostats give the kinetic energy its canonical distribution, and agree on the potential energy") {
  const auto potential = potential::load(lennard_jones);
  const Frame start = argon(2, 1.7);
  constexpr double kt = 0.8, freedom = 3 * 32 - 3;
  std::vector<Mean> energies;
  for (const char* name : {"nvt", "langevin", "bussi"}) {
    CAPTURE(name);
    const md::Ensemble ensemble{.name = name, .temperature = {kt, kt}, .tau_t = 0.1};
    const auto run = sample(*potential, start, ensemble, 0.003, 24000, 20, 2000);
    const Mean kinetic = mean_of(run.series.kinetic);
    CHECK_THAT(kinetic.value, WithinAbs(0.5 * freedom * kt, 4 * kinetic.error));
    CHECK(kinetic.error < 0.01 * kinetic.value);
    // 1100 values, of which neighbours know little of each other: a standard error of 5 %.
    CHECK_THAT(kinetic.variance, WithinRel(0.5 * freedom * kt * kt, 0.2));
    CHECK(distance_to_canonical(run.series.kinetic, freedom, kt) < 0.06);
    CHECK(norm(md::momentum(run.state)) < 1e-9);
    energies.push_back(mean_of(run.series.potential));
  }
  for (const auto& energy : energies) {
    CHECK_THAT(energy.value, WithinAbs(energies[0].value, 4 * std::hypot(energy.error, energies[0].error)));
  }
}

TEST_CASE("thermostats bring a gas to their temperature as fast as their time constant says") {
  // One step of exp(−Δt/τ) of the kinetic energy (Bussi), of the velocities (Langevin), over 2000 draws of the noise: a
  // standard error of 0.4 %, so that 2 % are five of them; a rate 10 % off moves the mean by 3 %.
  const Gas gas;
  const Frame frame = argon(2, 2.7);
  constexpr double kt = 0.9, hot = 6 * kt, timestep = 0.02, tau = 0.05, freedom = 3 * 32 - 3;
  md::State start = md::state_of(frame);
  Random random{4};
  md::set_temperature(start, hot, random);
  CHECK_THAT(md::kinetic_energy(start), WithinRel(0.5 * freedom * hot, 1e-9));
  for (const auto& [name, rate] : {std::pair{"bussi", 1.0}, std::pair{"langevin", 2.0}}) {
    CAPTURE(name);
    const auto integrator = md::make_integrator({.name = name, .temperature = {kt, kt}, .tau_t = tau});
    potential::Evaluator evaluator{gas, 0.3};
    evaluator.set_atoms(frame);
    evaluator.compute(start.cell, start.positions, {});
    constexpr int draws = 2000;
    double mean = 0;
    for (int k = 1; k <= draws; ++k) {
      md::State state = start;
      integrator->step(state, evaluator, {.number = k, .timestep = timestep}, {});
      mean += md::kinetic_energy(state) / draws;
    }
    const double left = std::exp(-rate * timestep / tau);
    CHECK_THAT(mean, WithinRel(0.5 * freedom * (left * hot + (1 - left) * kt), 0.02));
  }
}

TEST_CASE("a chain of thermostats moves as its own equations of motion say") {
  // Of free atoms K′ = −2 v₁ K, and the chain's equations are closed: masses N_f kT τ², kT τ², kT τ².
  const Gas gas;
  const Frame frame = argon(2, 2.7);
  constexpr double kt = 0.9, timestep = 0.001, tau = 0.1, freedom = 3 * 32 - 3;
  const std::array<double, 3> mass{freedom * kt * tau * tau, kt * tau * tau, kt * tau * tau};
  using Chain = std::array<double, 4>;  // K, v₁, v₂, v₃
  const auto slope = [&](const Chain& y) {
    return Chain{-2 * y[1] * y[0], (2 * y[0] - freedom * kt) / mass[0] - y[1] * y[2],
                 (mass[0] * y[1] * y[1] - kt) / mass[1] - y[2] * y[3], (mass[1] * y[2] * y[2] - kt) / mass[2]};
  };
  const auto moved = [](Chain y, double by, const Chain& along) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += by * along[i];
    return y;
  };
  md::State state = md::state_of(frame);
  Random random{4};
  md::set_temperature(state, 1.2 * kt, random);
  const auto integrator = md::make_integrator({.name = "nvt", .temperature = {kt, kt}, .tau_t = tau});
  potential::Evaluator evaluator{gas, 0.3};
  evaluator.set_atoms(frame);
  evaluator.compute(state.cell, state.positions, {});
  Chain chain{md::kinetic_energy(state), 0, 0, 0};
  double lowest = chain[0];
  for (int k = 1; k <= 400; ++k) {
    integrator->step(state, evaluator, {.number = k, .timestep = timestep}, {});
    const Chain a = slope(chain), b = slope(moved(chain, 0.5 * timestep, a)),
                c = slope(moved(chain, 0.5 * timestep, b)), d = slope(moved(chain, timestep, c));
    for (std::size_t i = 0; i < 4; ++i) chain[i] += timestep / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
    lowest = std::min(lowest, chain[0]);
    REQUIRE_THAT(md::kinetic_energy(state), WithinRel(chain[0], 1e-3));
  }
  CHECK(lowest < 0.9 * 0.5 * freedom * kt);  // it has swung to the other side
}

TEST_CASE("thermostats count degrees of freedom right where there are few") {
  // Three atoms that see nothing of each other have 6: one more or less is 17 % of their energy. 8000 values, of which
  // neighbours know little of each other: a standard error of 0.8 %, so that 4 % are five of them.
  const Gas gas;
  Frame start = argon(2, 2.7);
  start.elements.resize(3);
  start.positions.resize(3);
  if (!start.masses.empty()) start.masses.resize(3);
  constexpr double kt = 0.9, freedom = 6;
  for (const char* name : {"langevin", "bussi"}) {
    CAPTURE(name);
    const md::Ensemble ensemble{.name = name, .temperature = {kt, kt}, .tau_t = 0.05};
    const auto run = sample(gas, start, ensemble, 0.01, 160000, 20, 1000);
    const Mean kinetic = mean_of(run.series.kinetic);
    CHECK_THAT(kinetic.value, WithinRel(0.5 * freedom * kt, 0.04));
    CHECK_THAT(kinetic.variance, WithinRel(0.5 * freedom * kt * kt, 0.1));
  }
}

TEST_CASE("a cell that is strained takes positions along and velocities the other way") {
  // F v is then what it was, but for the thermostat's one factor on all velocities.
  const Gas gas;
  const Frame start = argon(2, 2.7);
  md::State state = md::state_of(start);
  Random random{2};
  md::set_temperature(state, 1.5, random);
  const md::State before = state;
  potential::Evaluator evaluator{gas, 0.3};
  evaluator.set_atoms(start);
  const md::Ensemble ensemble{
      .name = "npt-full", .temperature = {1.5, 1.5}, .pressure = {0.3, 0.3}, .tau_t = 0.1, .tau_p = 1};
  const auto integrator = md::make_integrator(ensemble);
  md::run(state, evaluator, *integrator, {0.02, 1}, {});
  const auto strained = [&](Vec3 v) {
    const auto& to = state.cell.vectors;
    return 1 / before.cell.vectors[0].x * (v.x * to[0] + v.y * to[1] + v.z * to[2]);
  };
  REQUIRE(std::abs(strained({1, 0, 0}).x - strained({0, 1, 0}).y) > 0.001);
  const double factor = dot(strained(state.velocities[0]), before.velocities[0]) / norm2(before.velocities[0]);
  for (std::size_t i = 0; i < state.size(); ++i) {
    CHECK(norm(strained(state.velocities[i]) - factor * before.velocities[i]) < 1e-12);
    // Half a step of drift before the strain, half a step after it by the velocity before the thermostat.
    const Vec3 half = 0.01 * before.velocities[i];
    const Vec3 after = 0.01 / factor * state.velocities[i];
    CHECK(norm(state.positions[i] - strained(before.positions[i] + half) - after) < 1e-12);
  }
}

TEST_CASE("the volume of an ideal gas at constant pressure has its known distribution") {
  const Gas gas;
  const Frame start = argon(2, 2.7);
  constexpr double kt = 1.5, pressure = 0.3, n = 32;
  const md::Ensemble ensemble{
      .name = "npt", .temperature = {kt, kt}, .pressure = {pressure, pressure}, .tau_t = 0.1, .tau_p = 1};
  const auto run = sample(gas, start, ensemble, 0.01, 160000, 40, 1000);
  const Mean volume = mean_of(run.series.volume);
  // The density of V is V^(N−1) exp(−PV/kT).
  CHECK_THAT(volume.value, WithinAbs(n * kt / pressure, 4 * volume.error));
  CHECK(volume.error < 0.01 * volume.value);
  CHECK_THAT(volume.variance, WithinRel(n * kt * kt / (pressure * pressure), 0.15));
  const Mean press = mean_of(run.series.press);
  CHECK_THAT(press.value, WithinAbs(pressure, 4 * press.error));
}

TEST_CASE("at constant pressure the pressure is what was asked for, and the volume fluctuates by the compressibility") {
  const auto potential = potential::load(lennard_jones);
  const Frame start = argon(2, 1.62);
  const auto at = [&](const char* name, double pressure) {
    const md::Ensemble ensemble{
        .name = name, .temperature = {0.4, 0.4}, .pressure = {pressure, pressure}, .tau_t = 0.1, .tau_p = 0.3};
    return sample(*potential, start, ensemble, 0.004, 24000, 10, 2000).series;
  };
  const auto low = at("npt", 1.0), high = at("npt", 2.0), middle = at("npt", 1.5), full = at("npt-full", 1.5);
  const Mean volume = mean_of(middle.volume);
  const double slope = (mean_of(high.volume).value - mean_of(low.volume).value) / 1.0;
  CHECK_THAT(volume.variance / 0.4, WithinRel(-slope, 0.25));
  const Mean press = mean_of(middle.press);
  CHECK_THAT(press.value, WithinAbs(1.5, 4 * press.error));
  CHECK(press.error < 0.1);
  const Mean full_volume = mean_of(full.volume);
  CHECK_THAT(full_volume.value, WithinAbs(volume.value, 4 * std::hypot(volume.error, full_volume.error)));
  CHECK_THAT(full_volume.variance, WithinRel(volume.variance, 0.25));
  const std::array<double Tensor6::*, 6> parts{&Tensor6::xx, &Tensor6::yy, &Tensor6::zz,
                                               &Tensor6::xy, &Tensor6::xz, &Tensor6::yz};
  for (std::size_t k = 0; k < 6; ++k) {
    std::vector<double> values;
    for (const Tensor6& stress : full.stress) values.push_back(stress.*parts[k]);
    const Mean mean = mean_of(values);
    CHECK_THAT(mean.value, WithinAbs(k < 3 ? 1.5 : 0.0, 4 * mean.error));
    CHECK(mean.error < 0.15);
  }
}

TEST_CASE("what thermostats and barostats take up makes the energy a constant, better with a shorter step") {
  // No cut is felt: the crystal is cold, and the cutoff lies between shells.
  const auto potential = potential::load("lj:epsilon=1,sigma=1,cutoff=2.08,shift,units=lj");
  const Frame start = argon(3, 1.55);
  for (const auto& name : md::ensemble_names()) {
    CAPTURE(name);
    std::vector<double> drifts;
    for (const double timestep : {0.004, 0.001}) {
      const md::Ensemble ensemble{
          .name = name, .temperature = {0.1, 0.15}, .pressure = {1, 3}, .tau_t = 0.2, .tau_p = 1.0};
      const auto run = sample(*potential, start, ensemble, timestep, std::llround(4 / timestep), 1);
      const auto& values = run.series.conserved;
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      drifts.push_back(*high - *low);
    }
    // 108 atoms, thermal energy 16 and more.
    CHECK(drifts[0] < 0.05);
    CHECK(drifts[1] < 0.5 * drifts[0]);
  }
}

TEST_CASE("a ramp ends at its end") {
  const auto potential = potential::load(lennard_jones);
  const Frame start = argon(3, 1.6);
  for (const char* name : {"nvt", "langevin", "bussi"}) {
    CAPTURE(name);
    const md::Ensemble ensemble{.name = name, .temperature = {1.0, 0.1}, .tau_t = 0.05};
    const auto run = sample(*potential, start, ensemble, 0.004, 4000, 1, 3800);
    CHECK_THAT(2 * mean_of(run.series.kinetic).value / (3 * 108 - 3), WithinAbs(0.12, 0.02));
  }
}

TEST_CASE("noise is the same for any number of threads, and another for another seed") {
  const auto potential = potential::load(lennard_jones);
  const Frame start = argon(9, 1.6);
  const int had = thread_count();
  for (const auto& name : md::ensemble_names()) {
    CAPTURE(name);
    std::vector<std::vector<Vec3>> ends;
    for (const int threads : {1, 3}) {
      set_thread_count(threads);
      const md::Ensemble ensemble{.name = name, .temperature = {1, 1}, .seed = 7};
      ends.push_back(sample(*potential, start, ensemble, 0.004, 5, 1).state.positions);
    }
    CHECK(ends[0] == ends[1]);
    const md::Ensemble other{.name = name, .temperature = {1, 1}, .seed = 8};
    const bool noisy = name != "nve" && name != "nvt";
    CHECK((sample(*potential, start, other, 0.004, 5, 1).state.positions != ends[0]) == noisy);
  }
  set_thread_count(had);
}

TEST_CASE("held atoms go on with their velocity, and the others alone have a temperature") {
  const auto potential = potential::load(lennard_jones);
  const Frame start = argon(3, 1.6);
  for (const char* name : {"nve", "nvt", "langevin", "bussi"}) {
    CAPTURE(name);
    md::State state = md::state_of(start);
    state.held.assign(state.size(), 0);
    state.held[3] = state.held[50] = 1;
    state.velocities[50] = {0.1, 0, -0.2};
    CHECK(md::degrees_of_freedom(state) == 3 * 106);
    Random random{2};
    md::set_temperature(state, 0.5, random);
    CHECK_THAT(md::temperature(state), WithinRel(0.5, 1e-12));
    potential::Evaluator evaluator{*potential, 0.3};
    evaluator.set_atoms(start);
    const auto integrator = md::make_integrator({.name = name, .temperature = {0.5, 0.5}});
    md::run(state, evaluator, *integrator, {0.004, 100}, {});
    CHECK(state.positions[3] == start.positions[3]);
    CHECK(norm(state.positions[50] - start.positions[50] - 0.4 * Vec3{0.1, 0, -0.2}) < 1e-12);
    CHECK(norm(state.positions[4] - start.positions[4]) > 1e-3);
  }
}

TEST_CASE("an ensemble that a state cannot be in is refused") {
  md::State state = md::state_of(argon(2, 1.6));
  const md::Ensemble npt{.name = "npt", .temperature = {1, 1}};
  md::check_ensemble(npt, state);
  state.held.assign(state.size(), 0);
  state.held[0] = 1;
  CHECK_THROWS_WITH(md::check_ensemble(npt, state), ContainsSubstring("atoms are held, expected none"));
  state.held.assign(state.size(), 1);
  CHECK_THROWS_WITH(md::check_ensemble(npt, state), ContainsSubstring("0 free atoms have no temperature"));
  state.held.clear();
  for (const auto& name : md::ensemble_names()) {
    CAPTURE(name);
    const auto integrator = md::make_integrator({.name = name, .temperature = {1, 1}});
    CHECK_THROWS_WITH(integrator->recall(std::vector<double>(77)),
                      ContainsSubstring("77 numbers of an integrator, expected"));
  }
  state.cell.periodic[1] = false;
  CHECK_THROWS_WITH(md::check_ensemble(npt, state), ContainsSubstring("not periodic in all directions"));
}
