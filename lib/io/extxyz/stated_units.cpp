#include "io/extxyz/stated_units.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/codes/physical_unit.hpp"

namespace nnpipe::io::extxyz {

namespace {

// "force" of "Force_units"; empty: the key is of no unit.
std::string quantity_of(std::string_view key) {
  std::string name = lower(key);
  std::replace(name.begin(), name.end(), '_', '-');
  for (const std::string_view end : {"-unit", "-units"}) {
    if (name.ends_with(end)) {
      name.resize(name.size() - end.size());
      return name;
    }
  }
  return {};
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the key is of a unit that is known here.
bool take_unit(StatedUnits& units, std::string_view quantity, const std::string& name) {
  if (is_one_of(quantity, {"length", "distance", "position", "positions", "pos", "cell", "lattice"})) {
    const double unit = codes::length_unit(name);
    if (units.length && *units.length != unit) fail("two units of length, expected one");
    units.length = unit;
  } else if (quantity == "energy") {
    units.energy = codes::energy_unit(name);
  } else if (is_one_of(quantity, {"force", "forces"})) {
    units.force = codes::force_unit(name);
  } else if (is_one_of(quantity, {"virial", "virials"})) {
    units.virial = codes::energy_unit(name);
  } else if (is_one_of(quantity, {"stress", "stresses", "pressure"})) {
    units.stress = codes::pressure_unit(name);
  } else {
    return false;
  }
  return true;
}

bool is_foreign(const std::optional<double>& unit) { return unit && *unit != 1; }

[[noreturn]] void fail_unstated(std::string_view quantity, std::string_view key) {
  fail("the frame states a unit of its own, but not that of {}, expected key {}", quantity, key);
}

}  // namespace

StatedUnits take_units(Pairs& info) {
  StatedUnits units;
  std::erase_if(info, [&](const auto& pair) {
    const auto quantity = quantity_of(pair.first);
    return !quantity.empty() &&
           with_place([&] { return "key " + pair.first; }, [&] { return take_unit(units, quantity, pair.second); });
  });
  if (!units.virial) units.virial = units.energy;
  return units;
}

double StatedUnits::of_stress() const {
  if (!stress && (is_foreign(energy) || is_foreign(length))) fail_unstated("the stress", "stress-unit");
  return stress.value_or(1);
}

void check_stated(const StatedUnits& units, const Frame& frame) {
  if (!is_physical(frame.units) && (units.length || units.energy || units.force || units.virial || units.stress)) {
    fail("the frame is in units {} and states a unit of its own, expected one of both", to_string(frame.units));
  }
  const bool has_forces = !frame.forces.empty();
  if (has_forces && !units.force && (is_foreign(units.energy) || is_foreign(units.length))) {
    fail_unstated("the forces", "force-unit");
  }
  if (frame.energy && !units.energy && is_foreign(units.force)) fail_unstated("the energy", "energy-unit");
  if (!frame.velocities.empty() && is_foreign(units.length)) {
    fail("the frame states its unit of length, but not that of the velocities");
  }
}

}  // namespace nnpipe::io::extxyz
