#include "train/frames/short_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <utility>

#include "atoms/covalent_radius.hpp"
#include "base/error.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/structure_limits.hpp"
#include "train/frames/contacts.hpp"
#include "train/frames/frame_neighbours.hpp"
#include "train/processes.hpp"

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

// The least of what look(frame, values) lowers, `values` numbers that begin as infinity, over all frames: any number of
// threads and processes.
template <typename Look>
std::vector<double> least_of_frames(const FrameData& data, std::size_t values, Look&& look) {
  constexpr double none = std::numeric_limits<double>::infinity();
  constexpr std::size_t frames_at_a_time = 16;
  const Blocks blocks{data.size(), frames_at_a_time};
  std::vector<double> parts(blocks.count() * values, none);
  shared_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
    const auto mine = std::span{parts}.subspan(block * values, values);
    for (std::size_t f = first; f < last; ++f) look(data.frame(f), mine);
  });
  exchange(
      blocks.count(), values,
      [&](std::size_t block, double* to) { std::copy_n(parts.data() + block * values, values, to); },
      [&](std::size_t block, const double* from) { std::copy_n(from, values, parts.data() + block * values); });
  std::vector<double> least(values, none);
  for (std::size_t i = 0; i < parts.size(); ++i) least[i % values] = std::min(least[i % values], parts[i]);
  return least;
}

}  // namespace

std::vector<PairDistance> shortest_distances(const FrameData& data) {
  const auto& elements = data.elements();
  const std::size_t n = elements.size();
  const auto shortest = least_of_frames(data, n * n, [&](const TrainingFrame& frame, std::span<double> least) {
    for_neighbours(frame, frame.positions.size(), data.maker().cutoff(), [&](std::size_t i, Vec3 r, std::size_t j) {
      const auto [a, b] = std::minmax(frame.species[i], frame.species[j]);
      double& nearest = least[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)];
      nearest = std::min(nearest, norm2(r));
    });
  });
  std::vector<PairDistance> all;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = a; b < n; ++b) {
      if (std::isfinite(shortest[a * n + b])) all.push_back({elements[a], elements[b], std::sqrt(shortest[a * n + b])});
    }
  }
  return all;
}

std::vector<potential::FewestNeighbours> fewest_neighbours(const FrameData& data, double within) {
  const auto count_in = [&](const TrainingFrame& frame, std::span<double> least) {
    std::vector<std::size_t> counts(frame.atoms());
    for_neighbours(frame, frame.atoms(), within,
                   [&](std::size_t i, Vec3 r, std::size_t) { counts[i] += norm2(r) < within * within ? 1 : 0; });
    for (std::size_t i = 0; i < frame.atoms(); ++i) {
      double& fewest = least[static_cast<std::size_t>(frame.species[i])];
      fewest = std::min(fewest, static_cast<double>(counts[i]));
    }
  };
  const auto fewest = least_of_frames(data, data.elements().size(), count_in);
  std::vector<potential::FewestNeighbours> all;
  for (std::size_t e = 0; e < fewest.size(); ++e) {
    if (std::isfinite(fewest[e])) all.push_back({data.elements()[e], static_cast<std::size_t>(fewest[e])});
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

// What energies fall by less, where wall and data meet, is no hole: of atoms alone, and of all atoms of a frame.
constexpr double noise_alone = 1e-2, noise_of_frame = 0.1;  // eV
constexpr std::size_t frames_of_pair = 6;
// Of a way, from the outer radius of the wall inwards.
constexpr std::size_t points = 65;

// A way on which two atoms come together.
struct Way {
  Element first, second;
  double outer, noise;  // of the wall; what the energy may fall by
  double start;         // the distance at first
  std::string where;
  Frame frame;
  std::function<void(Frame& frame, double distance)> place;  // moves the atoms of the frame

  double distance(std::size_t point) const {
    const double way = start - deepest_part * outer;
    return std::max(start - way * static_cast<double>(point) / static_cast<double>(points - 1), potential::zbl_closest);
  }
};

void add_ways_alone(Element first, Element second, double outer, std::vector<Way>& ways) {
  Frame pair;
  pair.elements = {first, second};
  pair.positions = {Vec3{0, 0, 0}, Vec3{outer, 0, 0}};
  const auto move = [](Frame& frame, double r) { frame.positions[1].x = r; };
  ways.push_back({first, second, outer, noise_alone, outer, "alone", pair, move});
  Frame triple = pair;
  triple.elements.push_back(second);
  triple.positions.push_back({-outer, 0, 0});
  ways.push_back({first, second, outer, noise_of_frame, outer, "beside a third atom", triple, move});
}

std::vector<Way> ways_of(const potential::Model& model, const ContactSearch* contacts) {
  std::vector<Way> ways;
  for (std::size_t a = 0; a < model.elements.size(); ++a) {
    for (std::size_t b = a; b < model.elements.size(); ++b) {
      const Element first = model.elements[a].element, second = model.elements[b].element;
      const double outer = model.zbl->radii(first, second).outer;
      if (!(outer > 0)) continue;
      add_ways_alone(first, second, outer, ways);
      if (contacts == nullptr) continue;
      const auto& data = contacts->data();
      for (const auto& contact : contacts->chosen(a, b, frames_of_pair)) {
        // The last that the data know, where they come as near as the wall.
        const double start = std::max(outer, std::min(outer / outer_part, model.shortest_distance(first, second)));
        if (contact.distance < start) continue;
        const auto& from = data.frame(contact.frame);
        ways.push_back({first, second, outer, noise_of_frame, start, "in " + from.place,
                        plain_frame(data, contact.frame, model.units), [contact, &from](Frame& frame, double r) {
                          std::copy(from.positions.begin(), from.positions.end(), frame.positions.begin());
                          bring_together(contact, r, frame.positions);
                        }});
      }
    }
  }
  return ways;
}

// points × ways. Each process computes every so manieth point of every way: ways differ in what they cost.
std::vector<double> energies_along(const potential::Potential& potential, std::vector<Way>& ways) {
  potential::Evaluator evaluator{potential};
  const std::size_t processes = process_count();
  std::vector<std::size_t> begin{0};
  for (std::size_t p = 0; p < processes; ++p) {
    begin.push_back(begin.back() + ways.size() * ((points - p + processes - 1) / processes));
  }
  std::vector<double> parts(begin.back());
  std::size_t at = begin[process_rank()];
  for (auto& way : ways) {
    evaluator.set_atoms(way.frame);
    for (std::size_t k = process_rank(); k < points; k += processes) {
      way.place(way.frame, way.distance(k));
      evaluator.compute(way.frame.cell, way.frame.positions, {.forces = false, .virial = false});
      parts[at++] = evaluator.energy();
    }
  }
  share(parts, begin);
  std::vector<double> energies(parts.size());
  for (std::size_t w = 0; w < ways.size(); ++w) {
    for (std::size_t k = 0; k < points; ++k) energies[w * points + k] = parts[begin[k % processes]++];
  }
  return energies;
}

Hole hole_in(const Way& way, const double* energies) {
  Hole hole{way.first, way.second, 0, 0, way.noise, way.where};
  double highest = -std::numeric_limits<double>::infinity(), at = way.start;
  for (std::size_t k = 0; k < points; ++k) {
    const double r = way.distance(k);
    if (energies[k] > highest) highest = energies[k], at = r;
    if (highest - energies[k] > hole.depth) hole.depth = highest - energies[k], hole.from = at, hole.to = r;
  }
  return hole;
}

// Programs end with status 3 where atoms have so few neighbours.
bool ends_runs(const potential::Potential& potential, const Way& way) {
  potential::Evaluator evaluator{potential};
  evaluator.set_atoms(way.frame);
  evaluator.compute(way.frame.cell, way.frame.positions, {.forces = false, .virial = false});
  return potential::LostAtoms{potential}.violation(evaluator).has_value();
}

}  // namespace

std::vector<Hole> holes(const potential::Model& model, const ContactSearch* contacts) {
  if (!model.zbl) return {};
  auto ways = ways_of(model, contacts);
  const auto potential = potential::make_potential(model);
  const auto energies = energies_along(*potential, ways);
  std::vector<Hole> found;
  for (std::size_t w = 0; w < ways.size(); ++w) {
    auto hole = hole_in(ways[w], energies.data() + w * points);
    if (!(hole.from > 0)) continue;
    hole.ends = ends_runs(*potential, ways[w]);
    found.push_back(std::move(hole));
  }
  return found;
}

std::vector<Hole> mend(potential::Model& model, std::vector<potential::Model>& members, const ContactSearch* contacts) {
  std::vector<potential::Model*> all{&model};
  for (auto& member : members) all.push_back(&member);
  const auto holes_of_all = [&] {
    std::vector<Hole> found;
    for (const auto* one : all) {
      const auto own = holes(*one, contacts);
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
  const auto matters = [](const Hole& hole) { return std::pair{!hole.ends, hole.depth}; };
  for (const auto& hole : holes) {
    const auto same = std::find_if(deepest.begin(), deepest.end(), [&](const Hole* other) {
      return other->first == hole.first && other->second == hole.second;
    });
    if (same == deepest.end()) {
      deepest.push_back(&hole);
    } else if (matters(hole) > matters(**same)) {
      *same = &hole;
    }
  }
  for (const Hole* hole : deepest) {
    lines.push_back(fmt::format(
        "the energy of {} and {} {} falls by {:.3g} eV as they come nearer, from {:.3g} to {:.3g} Å, nearer than any "
        "in the frames: {}add frames of compressed structures",
        hole->first.symbol(), hole->second.symbol(), hole->where, hole->depth, hole->from, hole->to,
        hole->ends ? "no frame is like this, and runs end with status 3 there, but not in LAMMPS; to close it " : ""));
  }
  return lines;
}

}  // namespace nnpipe::train
