#include "train/frames/short_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "atoms/covalent_radius.hpp"
#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural.hpp"

namespace nnpipe::train {

namespace {

using potential::PairDistance;
using potential::Zbl;

// The inner radius as a part of the outer one: at first, and steeper where that leaves a hole.
constexpr double first_part = 0.6;
constexpr double steeper_parts[] = {0.75, 0.85, 0.92, 0.97};
// Below this part of its outer radius nothing but the repulsion itself matters any more.
constexpr double deepest_part = 0.25;

const PairDistance* find(const std::vector<PairDistance>& all, Element a, Element b) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const PairDistance& pair) {
    return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
  });
  return found == all.end() ? nullptr : &*found;
}

double distance_of_strangers(Element a, Element b) {
  constexpr double unknown = 0.5, part = 0.75;  // Å; of noble gases, say
  const double radius_a = covalent_radius(a), radius_b = covalent_radius(b);
  return part * ((radius_a > 0 ? radius_a : unknown) + (radius_b > 0 ? radius_b : unknown));
}

Frame as_frame(const TrainingFrame& from, const std::vector<Element>& elements) {
  Frame frame;
  frame.cell = from.cell;
  frame.positions.assign(from.positions.begin(), from.positions.end());
  for (const int species : from.species) frame.elements.push_back(elements[static_cast<std::size_t>(species)]);
  return frame;
}

}  // namespace

std::vector<PairDistance> shortest_distances(const FrameData& data) {
  const auto& elements = data.elements();
  const std::size_t n = elements.size();
  std::vector<double> shortest(n * n, std::numeric_limits<double>::infinity());
  NeighbourList list{data.maker().cutoff(), 0.0};
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    with_place([&] { return frame.place; }, [&] { list.build(frame.cell, frame.positions); });
    const auto view = list.view();
    const auto x = list.positions();
    for (std::size_t i = 0; i < frame.positions.size(); ++i) {
      for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
        const auto image = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
        const auto [a, b] = std::minmax(frame.species[i], frame.species[static_cast<std::size_t>(list.owner()[image])]);
        double& least = shortest[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)];
        least = std::min(least, norm2(x[image] - x[i]));
      }
    }
  }
  std::vector<PairDistance> all;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b) {
      if (std::isfinite(shortest[a * n + b])) all.push_back({elements[a], elements[b], std::sqrt(shortest[a * n + b])});
    }
  }
  return all;
}

Zbl wall_of(const std::vector<Element>& elements, const std::vector<PairDistance>& shortest) {
  Zbl zbl;
  for (std::size_t a = 0; a < elements.size(); ++a) {
    for (std::size_t b = a; b < elements.size(); ++b) {
      const PairDistance* met = find(shortest, elements[a], elements[b]);
      const double strangers = distance_of_strangers(elements[a], elements[b]);
      // Pairs that meet from afar alone have a wall where strangers have it.
      const double outer = met != nullptr ? std::min(met->distance, 2 * strangers) : strangers;
      zbl.pairs.push_back({elements[a], elements[b], first_part * outer, outer});
    }
  }
  return zbl;
}

void take_off(const Zbl& zbl, FrameData& data) {
  const auto core = make_zbl(zbl);
  potential::Evaluator evaluator{*core};
  for (std::size_t f = 0; f < data.size(); ++f) {
    with_place([&] { return data.frame(f).place; },
               [&] {
                 Frame frame = as_frame(data.frame(f), data.elements());
                 evaluator.set_atoms(frame);
                 const bool site = data.frame(f).site;
                 evaluator.compute(frame.cell, frame.positions,
                                   {.forces = true, .virial = true, .site_energies = site});
                 data.subtract(f, site ? evaluator.site_energies()[0] : evaluator.energy(), evaluator.forces(),
                               evaluator.virial());
               });
  }
}

std::vector<Hole> holes(const potential::Model& model) {
  std::vector<Hole> found;
  if (!model.zbl) return found;
  const auto potential = potential::make_potential(model);
  potential::Evaluator evaluator{*potential};
  constexpr std::size_t points = 120;
  constexpr double noise = 1e-2;  // eV: what it falls by less, where wall and data meet, is none
  for (std::size_t a = 0; a < model.elements.size(); ++a) {
    for (std::size_t b = a; b < model.elements.size(); ++b) {
      Hole hole{model.elements[a].element, model.elements[b].element, 0, 0, noise};
      const double outer = model.zbl->radii(hole.first, hole.second).outer;
      if (!(outer > 0)) continue;
      Frame pair;
      pair.elements = {hole.first, hole.second};
      pair.positions = {Vec3{0, 0, 0}, Vec3{outer, 0, 0}};
      evaluator.set_atoms(pair);
      double highest = -std::numeric_limits<double>::infinity(), at = outer;
      for (std::size_t k = 0; k <= points; ++k) {
        const double part = 1 - (1 - deepest_part) * static_cast<double>(k) / static_cast<double>(points);
        const double r = std::max(part * outer, potential::zbl_closest);
        pair.positions[1].x = r;
        evaluator.compute(pair.cell, pair.positions, {.forces = false, .virial = false});
        const double energy = evaluator.energy();
        if (energy > highest) highest = energy, at = r;
        if (highest - energy > hole.depth) hole.depth = highest - energy, hole.from = at, hole.to = r;
      }
      if (hole.from > 0) found.push_back(hole);
    }
  }
  return found;
}

std::vector<Hole> mend(potential::Model& model, std::vector<potential::Model>& members) {
  std::vector<potential::Model*> all{&model};
  for (auto& member : members) all.push_back(&member);
  const auto holes_of_all = [&] {
    std::vector<Hole> found;
    for (const auto* one : all) {
      const auto own = holes(*one);
      found.insert(found.end(), own.begin(), own.end());
    }
    return found;
  };
  auto left = holes_of_all();
  for (const double part : steeper_parts) {
    if (left.empty()) break;
    for (auto* one : all) {
      for (auto& pair : one->zbl->pairs) {
        const bool has_one = std::any_of(left.begin(), left.end(), [&](const Hole& hole) {
          return (hole.first == pair.first && hole.second == pair.second) ||
                 (hole.first == pair.second && hole.second == pair.first);
        });
        if (has_one) pair.inner = part * pair.outer;
      }
    }
    left = holes_of_all();
  }
  return left;
}

std::string in_words(const Hole& hole) {
  return fmt::format(
      "the energy of {} and {} alone falls by {:.3g} eV as they come nearer, from {:.3g} to {:.3g} Å, nearer than any "
      "in "
      "the frames: add frames of compressed structures",
      hole.first.symbol(), hole.second.symbol(), hole.depth, hole.from, hole.to);
}

}  // namespace nnpipe::train
