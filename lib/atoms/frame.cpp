#include "atoms/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "atoms/bounds.hpp"
#include "base/error.hpp"

namespace nnpipe {

namespace {

constexpr double least_mass = 1e-6, most_mass = 1e9;  // g/mol, or reduced

void check_count(std::size_t have, std::size_t want, std::string_view what) {
  if (have != want) fail("{} {}, expected {}: one an atom", have, what, want);
}

void check_finite(const std::vector<Vec3>& values, std::string_view what) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Vec3 v = values[i];
    if (!std::isfinite(v.x) || !std::isfinite(v.y) || !std::isfinite(v.z)) {
      fail("atom {}: {} is not finite: {} {} {}", i + 1, what, v.x, v.y, v.z);
    }
  }
}

void check_near(const std::vector<Vec3>& positions) {
  for (std::size_t i = 0; i < positions.size(); ++i) {
    with_place([&] { return fmt::format("atom {}", i + 1); }, [&] { check_position(positions[i]); });
  }
}

void check_finite(const std::vector<double>& values, std::string_view what) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) fail("atom {}: {} is not finite: {}", i + 1, what, values[i]);
  }
}

void check_finite(const std::optional<double>& value, std::string_view what) {
  if (value && !std::isfinite(*value)) fail("{} is not finite: {}", what, *value);
}

}  // namespace

const std::string* Frame::find_info(std::string_view key) const {
  for (const auto& [name, value] : info) {
    if (name == key) return &value;
  }
  return nullptr;
}

void Frame::set_info(std::string_view key, std::string value) {
  for (auto& [name, old] : info) {
    if (name == key) {
      old = std::move(value);
      return;
    }
  }
  info.emplace_back(key, std::move(value));
}

void Frame::drop_info(std::string_view key) {
  std::erase_if(info, [&](const auto& pair) { return pair.first == key; });
}

void Frame::clear() {
  Frame empty;
  const auto keep = [](auto& from, auto& to) {
    from.clear();
    to = std::move(from);
  };
  keep(elements, empty.elements);
  keep(positions, empty.positions);
  keep(velocities, empty.velocities);
  keep(forces, empty.forces);
  keep(masses, empty.masses);
  keep(site_energies, empty.site_energies);
  *this = std::move(empty);
}

void Frame::check() const {
  const std::size_t n = size();
  check_count(elements.size(), n, "elements");
  if (!velocities.empty()) check_count(velocities.size(), n, "velocities");
  if (!forces.empty()) check_count(forces.size(), n, "forces");
  if (!masses.empty()) check_count(masses.size(), n, "masses");
  if (!site_energies.empty()) check_count(site_energies.size(), n, "site energies");
  for (const auto& column : columns) {
    check_count(column.values.size(), n * static_cast<std::size_t>(column.width), "values of column " + column.name);
  }
  cell.check();
  check_density(units, size(), cell);
  check_finite(positions, "position");
  check_near(positions);
  check_finite(velocities, "velocity");
  check_finite(forces, "force");
  check_finite(masses, "mass");
  for (std::size_t i = 0; i < masses.size(); ++i) {
    if (!(masses[i] > 0)) fail("atom {}: mass {} is not positive", i + 1, masses[i]);
    if (!(masses[i] >= least_mass && masses[i] <= most_mass)) {
      fail("atom {}: mass {}, expected {} to {}", i + 1, masses[i], least_mass, most_mass);
    }
  }
  check_finite(site_energies, "site energy");
  check_finite(energy, "energy");
  check_finite(site_energy, "site energy");
  if (virial) {
    for (const double component : {virial->xx, virial->yy, virial->zz, virial->xy, virial->xz, virial->yz}) {
      if (!std::isfinite(component)) fail("virial is not finite: {}", component);
    }
  }
}

std::vector<Element> elements_in(const Frame& frame) {
  std::vector<Element> found;
  for (const Element element : frame.elements) {
    const auto at = std::lower_bound(found.begin(), found.end(), element);
    if (at == found.end() || *at != element) found.insert(at, element);
  }
  return found;
}

}  // namespace nnpipe
