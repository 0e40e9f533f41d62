// Bond angles and coordination numbers of a stream of frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "atoms/frame.hpp"

namespace nnpipe::analysis {

// Which pairs count as bonded: one distance for all, or one for each unordered pair of elements.
class BondCutoffs {
 public:
  explicit BondCutoffs(double all) : x_all{all} {}
  void set(Element a, Element b, double cutoff);
  double of(Element a, Element b) const;
  double largest() const;

 private:
  double x_all;
  std::map<std::pair<Element, Element>, double> x_pairs;
};

// Angles j-i-k between bonds of one centre i, by element of the centre and unordered pair of its neighbours.
class AngleDistribution {
 public:
  AngleDistribution(BondCutoffs cutoffs, std::size_t bins);

  void add(const Frame& frame);

  struct Curve {
    std::string name;             // "O-Si-O", the centre in the middle
    std::vector<double> density;  // per degree; integrates to 1
    double mean;                  // degrees
    std::uint64_t count;
  };
  std::vector<Curve> curves() const;
  std::vector<double> angles() const;  // middles of the bins, degrees
  std::size_t frames() const { return x_frames; }

 private:
  struct Histogram {
    std::vector<std::uint64_t> counts;
    double sum = 0;
  };
  BondCutoffs x_cutoffs;
  std::size_t x_bins, x_frames = 0;
  std::map<std::string, Histogram> x_histograms;
};

// Numbers of neighbours, by element of centre and of neighbour.
class Coordination {
 public:
  explicit Coordination(BondCutoffs cutoffs) : x_cutoffs{std::move(cutoffs)} {}

  void add(const Frame& frame);

  struct Entry {
    std::string name;              // "Si-O": O about Si
    std::vector<double> fraction;  // of centres with 0, 1, 2 … neighbours
    double mean;
  };
  std::vector<Entry> entries() const;

 private:
  BondCutoffs x_cutoffs;
  std::map<std::string, std::vector<std::uint64_t>> x_counts;
};

}  // namespace nnpipe::analysis
