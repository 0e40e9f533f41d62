#include "train/frame_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"

namespace nnpipe::train {

namespace {

// Frames with the same suspicion.
class Found {
 public:
  void add(std::string text) {
    constexpr std::size_t most_named = 5;
    if (++x_count <= most_named) x_lines.push_back(std::move(text));
  }
  void into(std::vector<std::string>& all, std::string_view what) const {
    all.insert(all.end(), x_lines.begin(), x_lines.end());
    if (x_count > x_lines.size()) all.push_back(fmt::format("{} more frames {}", x_count - x_lines.size(), what));
  }

 private:
  std::size_t x_count = 0;
  std::vector<std::string> x_lines;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool same_labels(const TrainingFrame& a, const TrainingFrame& b) {
  return a.energy == b.energy && a.forces == b.forces && std::equal(a.stress, a.stress + 6, b.stress);
}

void duplicates(const FrameData& data, std::vector<std::string>& all) {
  std::map<std::string, std::size_t> seen;
  Found same, other;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    Hash hash;
    const auto add = [&](const void* memory, std::size_t size) { hash.add({static_cast<const char*>(memory), size}); };
    add(frame.positions.data(), frame.positions.size() * sizeof(Vec3));
    add(frame.species.data(), frame.species.size() * sizeof(int));
    add(frame.cell.vectors.data(), sizeof frame.cell.vectors);
    const auto [at, is_new] = seen.emplace(hash.hex(), f);
    if (is_new) continue;
    const auto& first = data.frame(at->second);
    if (same_labels(first, frame)) {
      same.add(fmt::format("{}: the same as {}", frame.place, first.place));
    } else {
      other.add(fmt::format("{}: the same structure as {}, with other labels", frame.place, first.place));
    }
  }
  same.into(all, "are given twice");
  other.into(all, "are given twice with other labels");
}

void close_atoms(const FrameData& data, std::vector<std::string>& all) {
  constexpr double reach = 1.5, least = 0.5;  // Å
  Found found;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    NeighbourList list{reach, 0.0};
    with_place([&] { return frame.place; }, [&] { list.build(frame.cell, frame.positions); });
    const auto view = list.view();
    const auto x = list.positions();
    double nearest = least;
    std::size_t first = 0, second = 0;
    for (std::size_t i = 0; i < frame.positions.size(); ++i) {
      for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
        const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
        const double r = norm(x[j] - x[i]);
        if (r < nearest) nearest = r, first = i, second = static_cast<std::size_t>(list.owner()[j]);
      }
    }
    if (nearest < least) {
      found.add(fmt::format("{}: atoms {} and {} are {:.3g} Å apart", frame.place, first + 1, second + 1, nearest));
    }
  }
  found.into(all, "have atoms as near");
}

void outliers(const FrameData& data, std::vector<std::string>& all) {
  constexpr double many = 20;
  const auto check = [&](const auto& value_of, std::string_view what, std::string_view unit) {
    std::vector<double> values;
    for (std::size_t f = 0; f < data.size(); ++f) {
      if (const auto value = value_of(data.frame(f))) values.push_back(*value);
    }
    constexpr std::size_t enough = 10;
    if (values.size() < enough) return;
    const double middle = median(values);
    for (double& value : values) value = std::abs(value - middle);
    const double deviation = median(values);
    Found found;
    for (std::size_t f = 0; f < data.size(); ++f) {
      const auto value = value_of(data.frame(f));
      if (!value || std::abs(*value - middle) <= many * deviation + 1e-6 * std::abs(middle)) continue;
      found.add(
          fmt::format("{}: {} of {:.4g} {}, median of all {:.4g}", data.frame(f).place, what, *value, unit, middle));
    }
    found.into(all, fmt::format("with a {} as far out", what));
  };
  check(
      [](const TrainingFrame& frame) -> std::optional<double> {
        if (!frame.has_energy) return std::nullopt;
        return frame.energy / static_cast<double>(frame.atoms());
      },
      "energy per atom", "eV");
  check(
      [](const TrainingFrame& frame) -> std::optional<double> {
        double largest = -1;
        for (const Vec3& force : frame.forces) largest = std::max(largest, norm(force));
        if (largest < 0) return std::nullopt;
        return largest;
      },
      "largest force", "eV/Å");
}

// −½ (F₁ + F₂)·Δr summed over atoms, images taken as near as they are; nothing unless every atom moved little.
std::optional<double> work(const TrainingFrame& a, const TrainingFrame& b) {
  constexpr double near = 0.15;  // Å
  if (a.species != b.species || a.cell != b.cell || a.forces.empty() || b.forces.empty()) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < a.positions.size(); ++i) {
    Vec3 step = b.positions[i] - a.positions[i];
    if (a.cell.any_periodic()) {
      Vec3 s = a.cell.fractional(step);
      for (int c = 0; c < 3; ++c) {
        if (a.cell.periodic[static_cast<std::size_t>(c)]) s[c] -= std::round(s[c]);
      }
      step = a.cell.cartesian(s);
    }
    if (norm(step) > near) return std::nullopt;
    sum -= 0.5 * dot(a.forces[i] + b.forces[i], step);
  }
  return sum;
}

void inconsistent(const FrameData& data, std::vector<std::string>& all) {
  constexpr std::size_t enough = 3;
  std::vector<double> ratios, wrong;
  std::optional<std::size_t> example;
  for (std::size_t f = 1; f < data.size(); ++f) {
    const auto &a = data.frame(f - 1), &b = data.frame(f);
    if (!a.has_energy || !b.has_energy || a.site || b.site) continue;
    const auto done = work(a, b);
    if (!done) continue;
    // What the trapezium rule leaves out is a part of the work; rounding of energies is below the rest.
    const double change = b.energy - a.energy;
    if (std::abs(*done) < 1e-3) continue;
    ratios.push_back(change / *done);
    wrong.push_back(std::abs(change - *done) > 0.5 * std::abs(*done) + 1e-3 ? 1 : 0);
    if (wrong.back() > 0 && !example) example = f;
  }
  if (ratios.size() < enough || !example || median(wrong) < 1) return;
  const auto &a = data.frame(*example - 1), &b = data.frame(*example);
  all.push_back(
      fmt::format("energies do not follow the forces: from {} to {} the energy changes by {:.4g} eV, the forces "
                  "account for {:.4g} eV; "
                  "over all near frames {:.3g} times. Is kinetic energy in it, or are the units others?",
                  a.place, b.place, b.energy - a.energy, work(a, b).value_or(0), median(ratios)));
}

}  // namespace

std::vector<std::string> suspicions(const FrameData& data, UnitStyle units) {
  std::vector<std::string> all;
  duplicates(data, all);
  if (units == UnitStyle::metal) close_atoms(data, all);
  outliers(data, all);
  inconsistent(data, all);
  return all;
}

}  // namespace nnpipe::train
