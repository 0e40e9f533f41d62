#include "train/frames/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"
#include "potential/evaluator.hpp"
#include "train/frames/contacts.hpp"
#include "train/frames/short_range.hpp"

namespace nnpipe::train {

namespace {

// Distances of a compressed pair, in units of the wall's outer radius.
constexpr std::array parts{0.97, 0.86, 0.74, 0.58, 0.42, 0.26};
constexpr std::size_t frames_of_pair = 6;
// Errors that a guard allows: eV, and of the energy of the wall.
constexpr double tolerance = 0.5, tolerance_of_wall = 0.3;
// Where each atom of the data has so many neighbours, pairs and triples of atoms alone are unknown.
constexpr std::size_t neighbours_of_bulk = 3;

class Maker {
 public:
  Maker(const FrameData& data, const potential::Zbl& wall, double energy_scale)
      : x_data{data}, x_core{potential::make_zbl(wall)}, x_evaluator{*x_core}, x_scale{energy_scale} {}

  void compress(const Contact& contact, double distance) {
    const auto& from = x_data.frame(contact.frame);
    const Vec3 way = 0.5 * (contact.distance - distance) / contact.distance * contact.d;
    TrainingFrame guard = from;
    bring_together(contact, distance, guard.positions);
    double work = 0;
    if (!from.forces.empty()) work = dot(from.forces[contact.b] - from.forces[contact.a], way);
    guard.energy += std::max(0.0, work);
    finish(std::move(guard), wall_energy(from), from.place);
  }

  // Atoms alone; energies of lone atoms are off the labels.
  void alone(std::vector<int> species, std::vector<Vec3> positions) {
    TrainingFrame guard;
    guard.has_energy = true;
    guard.species.assign(species.begin(), species.end());
    guard.positions.assign(positions.begin(), positions.end());
    finish(std::move(guard), 0, "atoms alone");
  }

  std::vector<TrainingFrame> take() { return std::move(x_guards); }

 private:
  double wall_energy(const TrainingFrame& of) {
    Frame frame;
    frame.cell = of.cell;
    frame.positions.assign(of.positions.begin(), of.positions.end());
    for (const int species : of.species) frame.elements.push_back(x_data.elements()[static_cast<std::size_t>(species)]);
    x_evaluator.set_atoms(frame);
    x_evaluator.compute(frame.cell, frame.positions, {.forces = false, .virial = false});
    return x_evaluator.energy();
  }

  void finish(TrainingFrame guard, double before, const std::string& place) {
    guard.forces.clear();
    guard.atom_weights.clear();
    guard.has_stress = false;
    guard.place = fmt::format("guard of {}", place);
    const double wall = with_place([&] { return guard.place; }, [&] { return wall_energy(guard); }) - before;
    const double allowed = std::max(tolerance, tolerance_of_wall * wall) / static_cast<double>(guard.atoms());
    guard.weight = x_scale > 0 ? std::pow(x_scale / allowed, 2) : 0;
    x_guards.push_back(std::move(guard));
  }

  const FrameData& x_data;
  potential::PotentialPtr x_core;
  potential::Evaluator x_evaluator;
  double x_scale;
  std::vector<TrainingFrame> x_guards;
};

}  // namespace

std::vector<TrainingFrame> guards(const FrameData& data, const potential::Zbl& wall, double energy_scale) {
  if (!data.labels().energies || !(energy_scale > 0)) return {};
  const ContactSearch search{data};
  Maker maker{data, wall, energy_scale};
  const auto fewest = fewest_neighbours(data, data.maker().cutoff());
  const bool bulk =
      std::all_of(fewest.begin(), fewest.end(), [](const auto& one) { return one.neighbours >= neighbours_of_bulk; });
  const auto& elements = data.elements();
  for (std::size_t a = 0; a < elements.size(); ++a) {
    for (std::size_t b = a; b < elements.size(); ++b) {
      const double outer = wall.radii(elements[a], elements[b]).outer;
      if (!(outer > 0)) continue;
      const auto contacts = search.chosen(a, b, frames_of_pair);
      for (const double part : parts) {
        const double r = std::max(part * outer, 1.01 * potential::zbl_closest);
        for (const auto& contact : contacts) {
          if (r < contact.distance) maker.compress(contact, r);
        }
        if (!bulk) continue;
        const int first = static_cast<int>(a), second = static_cast<int>(b);
        maker.alone({first, second}, {Vec3{0, 0, 0}, Vec3{r, 0, 0}});
        maker.alone({first, second, second}, {Vec3{0, 0, 0}, Vec3{r, 0, 0}, Vec3{-outer, 0, 0}});
        maker.alone({first, second, first}, {Vec3{0, 0, 0}, Vec3{r, 0, 0}, Vec3{0.5 * r, outer, 0}});
      }
    }
  }
  return maker.take();
}

}  // namespace nnpipe::train
