// Sampling of a run by the force on atoms (7.2): site samples of chosen atoms, or whole frames.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "md/run.hpp"

namespace nnpipe::md {

// The force α above which every step of an atom is taken, eV/Å, for each element.
struct Alphas {
  double common = 1.0;  // of elements without their own, unless only_named
  bool only_named = false;
  std::vector<std::pair<Element, double>> named;

  // Throws Error for an element that has none.
  double of(Element element) const;
};
// "1.0" or "Si=1.0,O=2.0". Throws Error for anything else.
Alphas parse_alphas(std::string_view text);

// Steps between two samples of an atom under a force: τ = 1 if F > α, else min(⌊α/F⌋, τ_max) (7.2).
int sampling_interval(double force, double alpha, int tau_max);

struct Sampling {
  bool by_force = true;  // else every `every` steps
  Alphas alphas;
  int tau_max = 10;
  std::int64_t every = 1;
};

// When samples of chosen atoms are due: at step mod τ = 0, step 0 included. τ is renewed every τ_max steps.
class Schedule {
 public:
  Schedule(Sampling sampling, const Frame& start, std::vector<std::size_t> atoms);

  // Whether anything can be due at this step, before its forces are known.
  bool possible(std::int64_t step) const;
  // To be called at every step, with its forces (all atoms'). Then due() holds for that step.
  void renew(std::int64_t step, std::span<const Vec3> forces);
  bool due(std::int64_t step, std::size_t chosen) const;  // position among the chosen atoms
  bool any_due(std::int64_t step) const;
  // By the shortest τ of all: for samples that hold all atoms.
  bool all_due(std::int64_t step) const;
  const std::vector<std::size_t>& atoms() const { return x_atoms; }

 private:
  Sampling x_sampling;
  std::vector<std::size_t> x_atoms;
  std::vector<double> x_alphas;  // of the chosen atoms
  std::vector<int> x_tau;
};

// `count` different atoms, of that element alone where one is given; ascending. Throws Error if there are fewer.
std::vector<std::size_t> choose_atoms(const Frame& frame, std::size_t count, const Element* element, Random& random);

using Sink = std::function<void(const Frame&)>;

// Passes on a frame for each due atom: the atom first and at the origin, then its neighbours within the reach, nearest
// first, without cell; with the atom's site energy, and the keys `atom` (from 1), `step`, `reach` (Å) and `site_force`
// (eV/Å, three numbers).
class SiteSampler final : public Observer {
 public:
  // The schedule's atoms; `reach` in Å, any.
  SiteSampler(Schedule schedule, const Frame& start, double reach, Sink sink);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;

 private:
  Frame sample(const Moment& moment, std::size_t atom) const;

  Schedule x_schedule;
  Frame x_start;  // elements and units
  double x_reach;
  Sink x_sink;
  NeighbourList x_list;
  std::string x_history;  // for the first sample
};

// Passes on the whole frame with energy, forces, virial and site energies, by the shortest τ: the atom under the
// largest force, in units of its α, decides.
class FrameSampler final : public Observer {
 public:
  FrameSampler(Schedule schedule, const Frame& start, Sink sink);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;

 private:
  Schedule x_schedule;
  Frame x_frame;
  Sink x_sink;
};

}  // namespace nnpipe::md
