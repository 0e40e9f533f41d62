#include "descriptor/frames.hpp"

#include <algorithm>
#include <exception>
#include <memory>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::descriptor {

namespace {

// Every element that a set file names, as centre or as neighbour.
std::vector<Element> elements_named(const SetFile& sets) {
  std::vector<Element> all;
  const auto add = [&](Element element) {
    if (std::find(all.begin(), all.end(), element) == all.end()) all.push_back(element);
  };
  for (const auto& set : sets.sets) {
    add(set.centre);
    for (const auto& function : set.functions) {
      for (const Element element : neighbours_of(function)) add(element);
    }
  }
  return all;
}

}  // namespace

// A frame with its neighbour list, ready for any thread.
struct FrameDescriptor::Prepared {
  std::unique_ptr<NeighbourList> list;  // none: `sample` is all there is
  std::vector<int> species;             // of local atoms
  std::vector<std::size_t> centres;     // atoms to describe
  std::vector<Neighbour> sample;        // neighbours of the first atom

  void gather(std::size_t atom, std::vector<Neighbour>& neighbours) const {
    if (!list) {
      neighbours = sample;
      return;
    }
    const auto view = list->view();
    const auto x = list->positions();
    const auto owner = list->owner();
    neighbours.clear();
    for (int at = view.first[atom]; at < view.first[atom + 1]; ++at) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      neighbours.push_back({x[j] - x[atom], species[static_cast<std::size_t>(owner[j])]});
    }
  }
};

FrameDescriptor::FrameDescriptor(const SetFile& sets, Element centre)
    : x_centre{centre},
      x_units{sets.units},
      x_species{elements_named(sets)},
      x_calculator{sets.of(centre), x_species} {}

// Without a list: a sample has some fifty atoms, and of one of them alone the neighbours are asked for.
std::vector<Neighbour> FrameDescriptor::sample_neighbours(const Frame& sample, std::span<const int> species) const {
  if (const auto* text = sample.find_info("reach")) {
    const double complete = to_finite(*text, "reach");
    if (complete < cutoff()) {
      fail("the site sample reaches {} Å, but the set sees {} Å", complete, cutoff());
    }
  }
  std::vector<Neighbour> neighbours;
  for (std::size_t j = 0; j < sample.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      if (sample.positions[i] == sample.positions[j]) fail("atoms {} and {} coincide", i + 1, j + 1);
    }
    const Vec3 r = sample.positions[j] - sample.positions[0];
    if (j > 0 && norm(r) < cutoff()) neighbours.push_back({r, species[j]});
  }
  return neighbours;
}

FrameDescriptor::Prepared FrameDescriptor::prepare(const Frame& frame) const {
  check_same_units(x_units, "the set", frame.units, "the frame");
  Prepared prepared;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const auto found = std::find(x_species.begin(), x_species.end(), frame.elements[i]);
    if (found == x_species.end()) {
      std::string named;
      for (const auto element : x_species) named.append(" ").append(element.symbol());
      fail("atom {}: no symmetry function names element {}, the set has{}", i + 1, frame.elements[i].symbol(), named);
    }
    prepared.species.push_back(static_cast<int>(found - x_species.begin()));
    const bool candidate = frame.site_energy ? i == 0 : frame.elements[i] == x_centre;
    if (candidate) prepared.centres.push_back(i);
  }
  if (frame.site_energy && frame.size() > 0 && frame.elements[0] != x_centre) prepared.centres.clear();
  if (prepared.centres.empty()) return prepared;
  if (frame.site_energy && !frame.cell.any_periodic()) {
    prepared.sample = sample_neighbours(frame, prepared.species);
    return prepared;
  }
  prepared.list = std::make_unique<NeighbourList>(cutoff(), 0.0);
  prepared.list->build(frame.cell, frame.positions);
  return prepared;
}

void FrameDescriptor::describe(std::span<const Frame> frames, std::span<const std::string> places,
                               const Row& row) const {
  std::vector<Prepared> prepared(frames.size());
  // The first frame that is wrong is reported, whichever thread meets its error first.
  std::vector<std::exception_ptr> failures(frames.size());
  parallel_for({frames.size(), 1}, [&](std::size_t f, std::size_t, std::size_t) {
    try {
      prepared[f] = with_place([&] { return places[f]; }, [&] { return prepare(frames[f]); });
    } catch (...) {
      failures[f] = std::current_exception();
    }
  });
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  struct Site {
    std::size_t frame, atom;
  };
  std::vector<Site> sites;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    for (const std::size_t atom : prepared[f].centres) sites.push_back({f, atom});
  }
  // Values are held for a part of the sites only: a frame may have millions.
  constexpr std::size_t part = 4096, block = 16;
  std::vector<double> values(std::min(part, sites.size()) * size());
  for (std::size_t start = 0; start < sites.size(); start += part) {
    const std::size_t count = std::min(part, sites.size() - start);
    parallel_for({count, block}, [&](std::size_t, std::size_t first, std::size_t last) {
      Calculator::Workspace workspace;
      std::vector<Neighbour> neighbours;
      for (std::size_t i = first; i < last; ++i) {
        const auto [frame, atom] = sites[start + i];
        prepared[frame].gather(atom, neighbours);
        x_calculator.values(neighbours, workspace, std::span{values}.subspan(i * size(), size()));
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      const auto [frame, atom] = sites[start + i];
      row(frame, atom, std::span{values}.subspan(i * size(), size()));
    }
  }
}

}  // namespace nnpipe::descriptor
