// How new the sites of frames are: how far outside a training range, how far from a data base of sites, thesis (7.3).
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "atoms/frame.hpp"
#include "descriptor/set.hpp"
#include "potential/frame_descriptor.hpp"
#include "potential/neural/model.hpp"

namespace nnpipe::analysis {

// Of one symmetry function; unset: low > high.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;

  void include(double value) {
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  // 1/(high − low); 0 where there is no width to measure by.
  double factor() const { return high > low ? 1 / (high - low) : 0; }
  // How far outside, in widths; 0 inside. A range without width is measured by its value, that of 0 by 1.
  double outside(double value) const;
};

// Sites of one element, kept as their symmetry functions: 4 bytes each.
class SiteMemory {
 public:
  explicit SiteMemory(std::size_t functions) : x_functions{functions} {}

  void add(std::span<const double> values);
  std::size_t size() const { return x_size; }

  // Root mean square over the functions of (q − q_n)/width: the |q − q_n| of (7.3) over √functions, in units of the
  // ranges. The least over all sites n, and the mean. Infinite if there are none.
  struct Distance {
    double least = std::numeric_limits<double>::infinity(), mean = least;
  };
  Distance to(std::span<const double> values, std::span<const Range> ranges) const;

 private:
  static constexpr std::size_t lane = 16;
  std::size_t x_functions, x_size = 0;
  std::vector<float> x_values;  // blocks of `lane` sites: functions × lane
};

// The sites of a frame that are looked at: all atoms, of a site sample the first.
struct Sites {
  struct Site {
    std::size_t atom, centre, at;  // index of the atom; of its element in the set; of its first value
    double outside = 0;            // the largest of its functions' Range::outside
    SiteMemory::Distance distance;
  };
  std::vector<Site> sites;
  std::vector<double> values;
};

class Novelty {
 public:
  // The training range of a network potential of atoms; throws Error for one of pairs or columns.
  explicit Novelty(const potential::Model& model);
  // A set alone: the ranges are those of what is remembered.
  explicit Novelty(const descriptor::SetFile& sets);

  // Throws Error that begins with `place`.
  Sites describe(const Frame& frame, const std::string& place) const;
  // Fills in how far outside each site is, and with `distances` how far from those remembered.
  void appraise(Sites& sites, bool distances = true) const;
  // Without a potential's, widens the ranges, too.
  void remember(const Sites& sites);
  std::size_t remembered() const;  // sites
  bool has_ranges() const;

  // One frame as a point: for each element mean, least and greatest of each function over its atoms. An element that is
  // not there counts as far away from one that is.
  std::vector<double> fingerprint(const Sites& sites) const;
  // To units of the ranges; of those of the points themselves where there are none.
  void scale(std::vector<std::vector<double>>& fingerprints) const;

 private:
  struct Centre {
    potential::FrameDescriptor descriptor;
    std::vector<Range> ranges;
    SiteMemory memory;
    Element element;
  };
  void add_centre(const descriptor::SetFile& sets, Element element);

  std::vector<Centre> x_centres;
  bool x_fixed = false;  // the ranges are a potential's
};

// Marks an element that a frame does not have, in a fingerprint before it is scaled.
inline constexpr double absent = -std::numeric_limits<double>::infinity();

}  // namespace nnpipe::analysis
