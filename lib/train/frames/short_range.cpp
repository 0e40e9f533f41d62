#include "train/frames/short_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "atoms/covalent_radius.hpp"
#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"
#include "train/frames/contacts.hpp"
#include "train/frames/frame_neighbours.hpp"

namespace nnpipe::train {

namespace {

using potential::PairDistance;
using potential::Zbl;

// Where the wall begins, in units of the shortest distance. Other frames and runs at the temperature of the data come
// nearer than any frame by some percent: acetylacetone of 500 frames by 4 %. The fit is right there still, and a wall
// that rises there is wrong: by 10 to 25 meV/Å of the RMSE of all forces of these test frames.
constexpr double outer_part = 0.95;
// The inner radius as a part of the outer one: at first, and steeper where that leaves a hole. What no wall of these
// closes is left to guards.
constexpr double first_part = 0.6;
constexpr double steeper_parts[] = {0.7, 0.8, 0.9};
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

}  // namespace

std::vector<PairDistance> shortest_distances(const FrameData& data) {
  const auto& elements = data.elements();
  const std::size_t n = elements.size();
  std::vector<double> shortest(n * n, std::numeric_limits<double>::infinity());
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    for_neighbours(frame, frame.positions.size(), data.maker().cutoff(), [&](std::size_t i, Vec3 r, std::size_t j) {
      const auto [a, b] = std::minmax(frame.species[i], frame.species[j]);
      double& least = shortest[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)];
      least = std::min(least, norm2(r));
    });
  }
  std::vector<PairDistance> all;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b) {
      if (std::isfinite(shortest[a * n + b])) all.push_back({elements[a], elements[b], std::sqrt(shortest[a * n + b])});
    }
  }
  return all;
}

std::vector<potential::FewestNeighbours> fewest_neighbours(const FrameData& data, double within) {
  constexpr std::size_t unknown = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> fewest(data.elements().size(), unknown);
  NeighbourList list{within, 0.0};
  for (std::size_t f = 0; f < data.size(); ++f) {
    const auto& frame = data.frame(f);
    with_place([&] { return frame.place; }, [&] { list.build(frame.cell, frame.positions); });
    const auto view = list.view();
    const auto x = list.positions();
    for (std::size_t i = 0; i < frame.atoms(); ++i) {
      std::size_t count = 0;
      for (int at = view.first[i]; at < view.first[i + 1]; ++at) {
        const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
        count += norm2(x[j] - x[i]) < within * within ? 1 : 0;
      }
      std::size_t& least = fewest[static_cast<std::size_t>(frame.species[i])];
      least = std::min(least, count);
    }
  }
  std::vector<potential::FewestNeighbours> all;
  for (std::size_t e = 0; e < fewest.size(); ++e) {
    if (fewest[e] != unknown) all.push_back({data.elements()[e], fewest[e]});
  }
  return all;
}

void note_fewest_neighbours(const FrameData& data, const potential::Model* start, potential::Model& model) {
  model.fewest = fewest_neighbours(data, model.range());
  if (start == nullptr) return;
  for (const auto& before : start->fewest) {
    const auto found = std::find_if(model.fewest.begin(), model.fewest.end(),
                                    [&](const auto& one) { return one.element == before.element; });
    if (found == model.fewest.end()) {
      model.fewest.push_back(before);
    } else {
      found->neighbours = std::min(found->neighbours, before.neighbours);
    }
  }
}

Zbl wall_of(const std::vector<Element>& elements, const std::vector<PairDistance>& shortest) {
  Zbl zbl;
  for (std::size_t a = 0; a < elements.size(); ++a) {
    for (std::size_t b = a; b < elements.size(); ++b) {
      const PairDistance* met = find(shortest, elements[a], elements[b]);
      const double strangers = distance_of_strangers(elements[a], elements[b]);
      // Pairs that meet from afar alone have a wall where strangers have it.
      const double outer = met != nullptr ? std::min(outer_part * met->distance, 2 * strangers) : strangers;
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
                 const Frame frame = plain_frame(data, f, core->units());
                 evaluator.set_atoms(frame);
                 const bool site = data.frame(f).site;
                 evaluator.compute(frame.cell, frame.positions,
                                   {.forces = true, .virial = true, .site_energies = site});
                 data.subtract(f, site ? evaluator.site_energies()[0] : evaluator.energy(), evaluator.forces(),
                               evaluator.virial());
               });
  }
}

namespace {

// Energies along a way on which two atoms come together.
class Descent {
 public:
  explicit Descent(const potential::Model& model)
      : x_model{model}, x_potential{potential::make_potential(model)}, x_evaluator{*x_potential} {}

  // `place` moves the atoms of the frame to a distance, at first to `start`; `noise`: what the energy may fall by.
  template <typename Place>
  void look(Element first, Element second, Frame frame, const std::string& where, double noise, double start,
            const Place& place) {
    const double outer = x_model.zbl->radii(first, second).outer;
    if (!(outer > 0)) return;
    Hole hole{first, second, 0, 0, noise, where};
    x_evaluator.set_atoms(frame);
    double highest = -std::numeric_limits<double>::infinity(), at = start;
    for (std::size_t k = 0; k <= points; ++k) {
      const double r =
          std::max(start - (start - deepest_part * outer) * static_cast<double>(k) / static_cast<double>(points),
                   potential::zbl_closest);
      place(frame, r);
      x_evaluator.compute(frame.cell, frame.positions, {.forces = false, .virial = false});
      const double energy = x_evaluator.energy();
      if (energy > highest) highest = energy, at = r;
      if (highest - energy > hole.depth) hole.depth = highest - energy, hole.from = at, hole.to = r;
    }
    if (hole.from > 0) x_found.push_back(std::move(hole));
  }

  std::vector<Hole> take() { return std::move(x_found); }

 private:
  static constexpr std::size_t points = 64;
  const potential::Model& x_model;
  potential::PotentialPtr x_potential;
  potential::Evaluator x_evaluator;
  std::vector<Hole> x_found;
};

// What energies fall by less, where wall and data meet, is no hole: of atoms alone, and of all atoms of a frame.
constexpr double noise_alone = 1e-2, noise_of_frame = 0.1;  // eV
constexpr std::size_t frames_of_pair = 6;

void look_at_pair(Element first, Element second, double outer, Descent& descent) {
  Frame pair;
  pair.elements = {first, second};
  pair.positions = {Vec3{0, 0, 0}, Vec3{outer, 0, 0}};
  const auto move = [](Frame& frame, double r) { frame.positions[1].x = r; };
  descent.look(first, second, pair, "alone", noise_alone, outer, move);
  Frame triple = pair;
  triple.elements.push_back(second);
  triple.positions.push_back({-outer, 0, 0});
  descent.look(first, second, triple, "beside a third atom", noise_of_frame, outer, move);
}

}  // namespace

std::vector<Hole> holes(const potential::Model& model, const FrameData* data) {
  if (!model.zbl) return {};
  Descent descent{model};
  std::optional<ContactSearch> search;
  if (data != nullptr) search.emplace(*data);
  for (std::size_t a = 0; a < model.elements.size(); ++a) {
    for (std::size_t b = a; b < model.elements.size(); ++b) {
      const Element first = model.elements[a].element, second = model.elements[b].element;
      const double outer = model.zbl->radii(first, second).outer;
      if (!(outer > 0)) continue;
      look_at_pair(first, second, outer, descent);
      if (!search) continue;
      for (const auto& contact : search->chosen(a, b, frames_of_pair)) {
        // The last that the data know, where they come as near as the wall.
        const double start = std::max(outer, std::min(outer / outer_part, model.shortest_distance(first, second)));
        if (contact.distance < start) continue;
        const auto& from = data->frame(contact.frame);
        descent.look(first, second, plain_frame(*data, contact.frame, model.units), "in " + from.place, noise_of_frame,
                     start, [&](Frame& frame, double r) {
                       std::copy(from.positions.begin(), from.positions.end(), frame.positions.begin());
                       bring_together(contact, r, frame.positions);
                     });
      }
    }
  }
  return descent.take();
}

std::vector<Hole> mend(potential::Model& model, std::vector<potential::Model>& members, const FrameData* data) {
  std::vector<potential::Model*> all{&model};
  for (auto& member : members) all.push_back(&member);
  const auto holes_of_all = [&] {
    std::vector<Hole> found;
    for (const auto* one : all) {
      const auto own = holes(*one, data);
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

double deepest(const std::vector<Hole>& holes) {
  double depth = 0;
  for (const auto& hole : holes) depth = std::max(depth, hole.depth);
  return depth;
}

std::vector<std::string> in_words(const std::vector<Hole>& holes) {
  std::vector<std::string> lines;
  std::vector<const Hole*> deepest;  // of each pair of elements
  for (const auto& hole : holes) {
    const auto same = std::find_if(deepest.begin(), deepest.end(), [&](const Hole* other) {
      return other->first == hole.first && other->second == hole.second;
    });
    if (same == deepest.end()) {
      deepest.push_back(&hole);
    } else if (hole.depth > (*same)->depth) {
      *same = &hole;
    }
  }
  for (const Hole* hole : deepest) {
    lines.push_back(
        fmt::format("the energy of {} and {} {} falls by {:.3g} eV as they come nearer, from {:.3g} to {:.3g} Å, "
                    "nearer than any in "
                    "the frames: add frames of compressed structures",
                    hole->first.symbol(), hole->second.symbol(), hole->where, hole->depth, hole->from, hole->to));
  }
  return lines;
}

}  // namespace nnpipe::train
