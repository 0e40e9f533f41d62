#include "potential/frame_descriptor.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <numeric>

#include "atoms/neighbours.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"

namespace nnpipe::potential {

namespace {

// Every element that a set file names, as centre or as neighbour.
std::vector<Element> elements_named(const descriptor::SetFile& sets) {
  std::vector<Element> all;
  const auto add = [&](Element element) {
    if (std::find(all.begin(), all.end(), element) == all.end()) all.push_back(element);
  };
  for (const auto& set : sets.sets) {
    add(set.centre);
    for (const auto& function : set.functions) {
      for (const Element element : descriptor::neighbours_of(function)) add(element);
    }
    for (const Element element : set.neighbours()) add(element);
  }
  return all;
}

}  // namespace

// A frame with its neighbour list, ready for any thread.
struct FrameDescriptor::Prepared {
  std::unique_ptr<NeighbourList> list;  // none: `sample` is all there is
  std::vector<int> species;             // of local atoms
  std::vector<std::size_t> centres;     // atoms to describe
  std::vector<Vec3> sample;             // neighbours of the first atom as it sees them
  std::vector<int> sample_species;

  std::size_t neighbours(std::size_t atom) const {
    if (!list) return sample.size();
    return static_cast<std::size_t>(list->view().first[atom + 1] - list->view().first[atom]);
  }
  // As many of both, as the atom sees them.
  void gather(std::size_t atom, Vec3* vectors, int* kinds) const {
    if (!list) {
      std::copy(sample.begin(), sample.end(), vectors);
      std::copy(sample_species.begin(), sample_species.end(), kinds);
      return;
    }
    const auto view = list->view();
    const auto x = list->positions();
    const auto owner = list->owner();
    for (int at = view.first[atom]; at < view.first[atom + 1]; ++at) {
      const auto j = static_cast<std::size_t>(view.index[static_cast<std::size_t>(at)]);
      *vectors++ = x[j] - x[atom];
      *kinds++ = species[static_cast<std::size_t>(owner[j])];
    }
  }
};

FrameDescriptor::FrameDescriptor(const descriptor::SetFile& sets, Element centre)
    : x_centre{centre},
      x_units{sets.units},
      x_species{elements_named(sets)},
      x_centre_species{static_cast<int>(std::find(x_species.begin(), x_species.end(), centre) - x_species.begin())},
      x_functions{std::span{&sets.of(centre), 1}, x_species} {}

// Without a list: a sample has some fifty atoms, and of one of them alone the neighbours are asked for.
void FrameDescriptor::take_sample(const Frame& sample, Prepared& prepared) const {
  if (const auto* text = sample.find_info("reach")) {
    const double complete = to_finite(*text, "reach");
    if (complete < cutoff()) {
      fail("the site sample reaches {} Å, but the set sees {} Å", complete, cutoff());
    }
  }
  for (std::size_t j = 0; j < sample.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      if (sample.positions[i] == sample.positions[j]) fail("atoms {} and {} coincide", i + 1, j + 1);
    }
    const Vec3 r = sample.positions[j] - sample.positions[0];
    if (j == 0 || norm(r) >= cutoff()) continue;
    prepared.sample.push_back(r);
    prepared.sample_species.push_back(prepared.species[j]);
  }
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
    take_sample(frame, prepared);
    return prepared;
  }
  prepared.list = std::make_unique<NeighbourList>(cutoff(), 0.0);
  prepared.list->build(frame.cell, frame.positions);
  return prepared;
}

// Sites of many frames side by side, each the origin of its own neighbours: the kernel's lanes are full whatever the
// size of a frame, and site samples are as fast as others.
std::vector<double> FrameDescriptor::values(std::span<const Prepared> prepared, std::span<const Site> sites) const {
  const std::size_t count = sites.size();
  std::vector<int> first(count + 1);
  for (std::size_t i = 0; i < count; ++i) {
    first[i + 1] = first[i] + static_cast<int>(prepared[sites[i].frame].neighbours(sites[i].atom));
  }
  const auto entries = static_cast<std::size_t>(first[count]);
  std::vector<Vec3> x(count + entries);
  std::vector<int> species(count + entries, x_centre_species), index(entries);
  std::iota(index.begin(), index.end(), static_cast<int>(count));
  constexpr std::size_t block = 64;
  parallel_for({count, block}, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t at = count + static_cast<std::size_t>(first[i]);
      prepared[sites[i].frame].gather(sites[i].atom, x.data() + at, species.data() + at);
    }
  });
  std::vector<double> result(count * size());
  x_functions.values({x, species, static_cast<int>(count)}, {first, index}, result, size());
  return result;
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
  std::vector<Site> sites;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    for (const std::size_t atom : prepared[f].centres) sites.push_back({f, atom});
  }
  // A part of the sites at a time: a frame may have millions.
  constexpr std::size_t part = 8192;
  for (std::size_t start = 0; start < sites.size(); start += part) {
    const auto now = std::span{sites}.subspan(start, std::min(part, sites.size() - start));
    const auto result = values(prepared, now);
    for (std::size_t i = 0; i < now.size(); ++i) {
      row(now[i].frame, now[i].atom, std::span{result}.subspan(i * size(), size()));
    }
  }
}

}  // namespace nnpipe::potential
