#include "train/frames/plausible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "atoms/covalent_radius.hpp"
#include "base/shown_units.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/frame_neighbours.hpp"

namespace nnpipe::train {

namespace {

// Frames enough to tell of what is common to all, evenly.
std::vector<std::size_t> a_few(const FrameData& data) {
  constexpr std::size_t most = 50;
  const std::size_t stride = std::max<std::size_t>(1, data.size() / most);
  std::vector<std::size_t> few;
  for (std::size_t f = 0; f < data.size(); f += stride) few.push_back(f);
  return few;
}

void bonds(const FrameData& data, UnitStyle units, std::vector<std::string>& all) {
  constexpr double many_alone = 0.3, long_bond = 1.4;
  const double cutoff = data.maker().cutoff();
  const auto& elements = data.elements();
  double atoms = 0, alone = 0, shortest = std::numeric_limits<double>::infinity(), length = 0;
  int first = 0, second = 0;
  for (const std::size_t f : a_few(data)) {
    const auto& frame = data.frame(f);
    if (frame.positions.size() < 2) continue;
    std::vector<bool> has_neighbour(frame.positions.size());
    for_neighbours(frame, frame.positions.size(), cutoff, [&](std::size_t i, Vec3 r, std::size_t j) {
      has_neighbour[i] = true;
      const int a = frame.species[i], b = frame.species[j];
      const double radius_a = covalent_radius(elements[static_cast<std::size_t>(a)]);
      const double radius_b = covalent_radius(elements[static_cast<std::size_t>(b)]);
      // What has no bond length speaks against a verdict.
      const double ratio = radius_a > 0 && radius_b > 0 ? norm(r) / (radius_a + radius_b) : 0;
      if (ratio < shortest) shortest = ratio, length = norm(r), first = a, second = b;
    });
    atoms += static_cast<double>(has_neighbour.size());
    alone += static_cast<double>(std::count(has_neighbour.begin(), has_neighbour.end(), false));
  }
  if (alone > many_alone * atoms) {
    all.push_back(fmt::format(
        "{:.0f} % of the atoms have no neighbour within the cutoff of {:.4g} {}: is it shorter than the bonds?",
        100 * alone / atoms, cutoff, units_of(units).length_name));
  }
  if (is_physical(units) && std::isfinite(shortest) && shortest > long_bond) {
    all.push_back(
        fmt::format("no two atoms are nearer than {:.3g} Å ({} and {}), {:.2g} times a bond: are positions in bohr?",
                    length, elements[static_cast<std::size_t>(first)].symbol(),
                    elements[static_cast<std::size_t>(second)].symbol(), shortest));
  }
}

void large_forces(const FrameData& data, std::vector<std::string>& all) {
  constexpr double violent = 10;  // eV/Å
  std::vector<double> sizes;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& forces = data.frame(f).forces;
    double squares = 0;
    for (const Vec3& force : forces) squares += dot(force, force);
    if (!forces.empty()) sizes.push_back(std::sqrt(squares / (3 * static_cast<double>(forces.size()))));
  }
  if (sizes.empty()) return;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  const double typical = *middle;
  if (typical <= violent) return;
  all.push_back(fmt::format(
      "force components of {:.3g} eV/Å are usual in these frames, as in collisions: are they in kcal/mol/Å?", typical));
}

// Forces that are all 0 are those of perfect crystals alone; energies that are all the same, of frames that are not.
void constant_labels(const FrameData& data, std::vector<std::string>& all) {
  constexpr std::size_t several = 3;
  constexpr double rounding = 1e-12;
  std::size_t with_forces = 0, with_energy = 0;
  bool forces_vary = false, energies_vary = false, positions_vary = false;
  const TrainingFrame* first = nullptr;
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    if (frame.forces.size() > 1) {
      ++with_forces;
      forces_vary = forces_vary || std::ranges::any_of(frame.forces, [](const Vec3& force) { return force != Vec3{}; });
    }
    if (!frame.has_energy) continue;
    ++with_energy;
    if (first == nullptr) first = &frame;
    const double energy = frame.energy / static_cast<double>(frame.atoms());
    const double expected = first->energy / static_cast<double>(first->atoms());
    energies_vary = energies_vary || std::abs(energy - expected) > rounding * std::abs(expected);
    positions_vary = positions_vary || !std::ranges::equal(frame.positions, first->positions);
  }
  if (with_forces >= several && !forces_vary) {
    all.push_back(fmt::format("every force in {} frames is 0, as in perfect crystals at rest alone: are they labels?",
                              with_forces));
  }
  if (with_energy >= several && !energies_vary && positions_vary) {
    all.push_back(fmt::format(
        "the energy per atom is the same in all {} frames, whose positions differ: is it a label?", with_energy));
  }
}

}  // namespace

std::vector<std::string> implausible(const FrameData& data, UnitStyle units) {
  std::vector<std::string> all;
  bonds(data, units, all);
  constant_labels(data, all);
  if (is_physical(units)) large_forces(data, all);
  return all;
}

std::string too_many_neighbours(const Cell& cell, std::size_t atoms, double cutoff, UnitStyle units) {
  constexpr double many = 1000, pi = 3.14159265358979323846;
  if (!(cell.periodic[0] && cell.periodic[1] && cell.periodic[2])) return {};
  const double neighbours = static_cast<double>(atoms) / cell.volume() * 4 / 3 * pi * cutoff * cutoff * cutoff;
  if (neighbours < many) return {};
  return fmt::format(
      "within the cutoff of {:.4g} {} an atom has some {:.2g} neighbours, angles their square: this takes very "
      "long; usual are fewer than 200",
      cutoff, units_of(units).length_name, neighbours);
}

namespace {

double stress_spread(const FrameData& data, const std::vector<std::size_t>& frames) {
  constexpr double enough = 4;
  std::array<double, 6> sums{}, squares{};
  double count = 0;
  for (const std::size_t f : frames) {
    const auto& frame = data.frame(f);
    if (!frame.has_stress) continue;
    count += 1;
    for (std::size_t v = 0; v < 6; ++v) {
      sums[v] += frame.stress[v];
      squares[v] += frame.stress[v] * frame.stress[v];
    }
  }
  if (count < enough) return 0;
  double variance = 0;
  for (std::size_t v = 0; v < 6; ++v) variance += std::max(0.0, squares[v] / count - std::pow(sums[v] / count, 2)) / 6;
  return std::sqrt(variance);
}

}  // namespace

LabelSizes label_sizes(const FrameData& data, const std::vector<std::size_t>& training) {
  double squares = 0, components = 0, energies = 0, energy_squares = 0, frames = 0;
  for (const std::size_t f : training) {
    const auto& frame = data.frame(f);
    for (const Vec3& force : frame.forces) squares += dot(force, force);
    components += 3 * static_cast<double>(frame.forces.size());
    if (!frame.has_energy) continue;
    const double energy = frame.energy / static_cast<double>(frame.atoms());
    energies += energy;
    energy_squares += energy * energy;
    frames += 1;
  }
  LabelSizes sizes;
  if (components > 0) sizes.force = std::sqrt(squares / components);
  sizes.energies = static_cast<std::size_t>(frames);
  if (frames > 1) sizes.energy = std::sqrt(std::max(0.0, energy_squares / frames - std::pow(energies / frames, 2)));
  sizes.stress = stress_spread(data, training);
  return sizes;
}

std::string overfitted(const EpochReport& report, const LabelSizes& sizes, const FrameOptions& options, UnitStyle units,
                       std::string_view advice) {
  constexpr double worth = 0.05;
  if (!report.has_validation) return {};
  const double milli = shown_units(units).small_energy.factor;  // of reports; the scales are in thousandths
  const bool forces = sizes.force > 0 && report.validation.of[frame_force].rmse > 0;
  const auto part = forces ? frame_force : frame_energy;
  const double held_out = report.validation.of[part].rmse / milli, training = report.training.of[part].rmse / milli;
  const double size = forces ? sizes.force : sizes.energy;
  const double scale = 1e-3 * (forces ? options.force_scale : options.energy_scale);
  const double gap = held_out / std::max(training, scale);
  if (!(held_out > worth * size) || !(gap > options.most_gap)) return {};
  const auto& names = units_of(units);
  const std::string unit =
      fmt::format("{}{}/{}", by_style(units, "m", ""), names.energy_name, forces ? names.length_name : "atom");
  return fmt::format(
      "{} errors are {:.4g} {} on the held-out frames and {:.4g} on the training frames, expected at most {:g} times "
      "as much (--max-gap): {}",
      forces ? "force" : "energy", milli * held_out, unit, milli * training, options.most_gap, advice);
}

namespace {

// The mean stress of one volume can be learned with either sign, what the atoms' positions make of it cannot.
std::vector<std::string> little_of_stresses(const LabelSizes& sizes, const Reached& reached, std::string_view after,
                                            std::string_view held_out, UnitStyle units) {
  constexpr double much = 0.9;
  // Networks learn forces first.
  constexpr std::size_t few = 20;
  if (reached.epochs > 0 && reached.epochs < few) return {};
  if (!(sizes.stress > 0) || !(reached.stress_error > std::max(reached.stress_weighty, much * sizes.stress))) return {};
  const auto& shown = shown_units(units).stress;
  return {fmt::format(
      "{}the stress error{} is {:.4g} {}, {:.0f} % of the stresses' own spread of {:.4g}: little was learned. Usual "
      "causes: {}stresses of the opposite sign (tension is positive in stress=, pressure in virial=) or in another "
      "unit",
      after, held_out, shown.factor * reached.stress_error, shown.name, 100 * reached.stress_error / sizes.stress,
      shown.factor * sizes.stress, reached.epochs > 0 ? "few epochs, " : "")};
}

}  // namespace

std::vector<std::string> little_learned(const LabelSizes& sizes, const Reached& reached, UnitStyle units) {
  // The worst fits of good data in two epochs leave a half.
  constexpr double much_of_forces = 0.6, much_of_energies = 0.9;
  const double scale = shown_units(units).small_energy.factor;
  const auto& names = units_of(units);
  const std::string energy_unit = fmt::format("{}{}", by_style(units, "m", ""), names.energy_name);
  const std::string after = reached.epochs > 0 ? fmt::format("after {} epochs ", reached.epochs) : std::string{};
  const std::string few = reached.epochs > 0 ? "few epochs, " : "";
  const std::string held_out = reached.held_out ? " of the held-out frames" : "";
  const auto part_of = [&](double error, double size, std::string_view what, std::string_view none) {
    return size > 0 ? fmt::format("{:.0f} % of {} of {:.4g}", 100 * error / size, what, scale * size)
                    : std::string{none};
  };
  if (reached.force_error > std::max(reached.force_weighty, much_of_forces * sizes.force)) {
    return {fmt::format(
        "{}the force error{} is {:.4g} {}/{}, {}: little was learned. Usual causes: {}forces that energies contradict "
        "by unit or sign, a cutoff shorter than the bonds",
        after, held_out, scale * reached.force_error, energy_unit, names.length_name,
        part_of(reached.force_error, sizes.force, "the forces' own root mean square",
                "while every force in the frames is 0: are they labels?"),
        few)};
  }
  if (sizes.energies > 1 && reached.energy_error > std::max(reached.energy_weighty, much_of_energies * sizes.energy)) {
    return {fmt::format(
        "{}the energy error{} is {:.4g} {}/atom, {}: little was learned. Usual causes: {}energies of several "
        "references, a cutoff shorter than the bonds",
        after, held_out, scale * reached.energy_error, energy_unit,
        part_of(reached.energy_error, sizes.energy, "the energies' own spread",
                "while the energies per atom are all the same: are they labels?"),
        few)};
  }
  return little_of_stresses(sizes, reached, after, held_out, units);
}

}  // namespace nnpipe::train
