#include "train/frames/frame_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "base/shown_units.hpp"
#include "train/frames/consistency.hpp"
#include "train/frames/frame_neighbours.hpp"

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
    double nearest = least;
    std::size_t first = 0, second = 0;
    for_neighbours(frame, frame.positions.size(), reach, [&](std::size_t i, Vec3 r_ij, std::size_t j) {
      const double r = norm(r_ij);
      if (r < nearest) nearest = r, first = i, second = j;
    });
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
    found.into(all, fmt::format("are as far out by their {}", what));
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

// How the energy should change from one frame to the next by the trapezium rule, which is exact where it is quadratic:
// −½ (F₁ + F₂)·Δr summed over atoms, images taken as near as they are, and ½ (V₁ σ₁ + V₂ σ₂):ε. Δr is what is left when
// the strain ε has moved the atoms along. Nothing unless every atom moved little, in a cell that changed little.
struct Work {
  double forces = 0, stress = 0;
};
std::optional<Work> work(const TrainingFrame& a, const TrainingFrame& b) {
  constexpr double near = 0.4, small = 0.1;  // Å, strain
  if (a.species != b.species || a.cell.periodic != b.cell.periodic || a.forces.empty() || b.forces.empty())
    return std::nullopt;
  Work done;
  const bool strained = a.cell != b.cell;
  if (strained) {
    if (!a.has_stress || !b.has_stress) return std::nullopt;
    // Column d of the map of vectors that takes the first cell to the second, less the vectors themselves.
    constexpr std::array<Vec3, 3> unit{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    double strain[3][3];
    for (int d = 0; d < 3; ++d) {
      const Vec3 e = unit[static_cast<std::size_t>(d)], image = b.cell.cartesian(a.cell.fractional(e)) - e;
      for (int c = 0; c < 3; ++c) {
        strain[c][d] = image[c];
        if (!(std::abs(image[c]) < small)) return std::nullopt;
      }
    }
    const double v1 = a.cell.volume(), v2 = b.cell.volume();
    const auto mean = [&](int k) { return 0.5 * (v1 * a.stress[k] + v2 * b.stress[k]); };
    done.stress = mean(0) * strain[0][0] + mean(1) * strain[1][1] + mean(2) * strain[2][2] +
                  mean(3) * (strain[0][1] + strain[1][0]) + mean(4) * (strain[0][2] + strain[2][0]) +
                  mean(5) * (strain[1][2] + strain[2][1]);
  }
  for (std::size_t i = 0; i < a.positions.size(); ++i) {
    Vec3 step = b.positions[i] - (strained ? b.cell.cartesian(a.cell.fractional(a.positions[i])) : a.positions[i]);
    if (b.cell.any_periodic()) {
      Vec3 s = b.cell.fractional(step);
      for (int c = 0; c < 3; ++c) {
        if (b.cell.periodic[static_cast<std::size_t>(c)]) s[c] -= std::round(s[c]);
      }
      step = b.cell.cartesian(s);
    }
    if (norm(step) > near) return std::nullopt;
    done.forces -= 0.5 * dot(a.forces[i] + b.forces[i], step);
  }
  return done;
}

bool far_from_one(double factor) { return !(factor > 0.5 && factor < 2); }

// Energies over the forces' and the stresses' work, by least squares.
void inconsistent(const FrameData& data, UnitStyle units, std::vector<std::string>& all) {
  constexpr std::size_t enough = 3;
  constexpr double least = 1e-3;  // eV; rounding of energies is below
  std::size_t of_forces = 0, of_stress = 0, strained = 0, wrong = 0;
  std::optional<std::size_t> example;
  double ff = 0, fg = 0, gg = 0, cf = 0, cg = 0;
  for (std::size_t f = 1; f < data.size(); ++f) {
    const auto &a = data.frame(f - 1), &b = data.frame(f);
    if (!a.has_energy || !b.has_energy || a.site || b.site) continue;
    const auto done = work(a, b);
    if (!done) continue;
    if (a.cell != b.cell) ++strained;
    const double change = b.energy - a.energy, sum = done->forces + done->stress;
    if (std::abs(done->forces) > least) ++of_forces;
    if (std::abs(done->stress) > least) ++of_stress;
    ff += done->forces * done->forces, fg += done->forces * done->stress, gg += done->stress * done->stress;
    cf += change * done->forces, cg += change * done->stress;
    // What the trapezium rule leaves out is a part of the work.
    if (std::abs(sum) > least && std::abs(change - sum) > 0.5 * std::abs(sum) + least) {
      ++wrong;
      if (!example) example = f;
    }
  }
  if (!example || 2 * wrong < std::max(of_forces, of_stress)) return;
  const auto &a = data.frame(*example - 1), &b = data.frame(*example);
  const Work done = work(a, b).value_or(Work{});
  const auto say = [&](std::string_view what, double by, double factor) {
    // Of energies over stresses the factor is the other way round.
    const std::string likely = !is_physical(units) ? ""
                               : what == "stress"  ? likely_units(1 / factor, true)
                                                   : likely_units(factor, false);
    all.push_back(fmt::format(
        "energies do not follow the {0}: from {1} to {2} the energy changes by {3:.4g} eV, the {0} account{5} for "
        "{4:.4g} eV; over all near frames {6:.3g} times{8}. {7}",
        what, a.place, b.place, b.energy - a.energy, by, what == "stress" ? "s" : "", factor,
        what == "stress" ? "Is its sign another, or its unit? Tension is positive, in eV/Å³"
                         : "Is kinetic energy in it, is it an energy per atom, or are the units others?",
        likely.empty() ? "" : ", " + likely));
  };
  // Both at once, unless one is not there or goes along with the other.
  const double determinant = ff * gg - fg * fg;
  const bool both = of_forces >= enough && of_stress >= enough && determinant > 1e-3 * ff * gg;
  if (of_forces >= enough) {
    const double factor = both ? (cf * gg - cg * fg) / determinant : cf / ff;
    if (far_from_one(factor) && (both || strained == 0)) say("forces", done.forces, factor);
  }
  if (of_stress >= enough) {
    const double factor = both ? (cg * ff - cf * fg) / determinant : cg / gg;
    if (far_from_one(factor) && (both || of_forces < enough)) say("stress", done.stress, factor);
  }
}

}  // namespace

std::vector<std::string> suspicions(const FrameData& data, UnitStyle units) {
  std::vector<std::string> all;
  duplicates(data, all);
  if (is_physical(units)) close_atoms(data, all);
  outliers(data, all);
  inconsistent(data, units, all);
  return all;
}

}  // namespace nnpipe::train
