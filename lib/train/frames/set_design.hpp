// Sets of symmetry functions chosen for frames: a pool by recipes, evaluated on the frames' sites, and pruned.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "atoms/frame.hpp"
#include "descriptor/design.hpp"
#include "descriptor/prune.hpp"
#include "descriptor/recipes.hpp"
#include "descriptor/set.hpp"

namespace nnpipe::train {

struct SetDesignOptions {
  descriptor::DesignOptions design;
  std::vector<descriptor::Recipe> recipes{descriptor::Recipe::shells, descriptor::Recipe::thesis,
                                          descriptor::Recipe::gastegger, descriptor::Recipe::imbalzano};
  descriptor::PruneOptions prune;
  bool usual_size = true;         // in place of prune.size: 24 for one element, 14 more for each other
  std::size_t most_sites = 4000;  // of an element, evenly of all there are
};

struct DesignedSets {
  descriptor::SetFile file;
  std::vector<std::vector<descriptor::Judged>> judged;  // of each pool, in the order of file.sets
};

// Throws Error if no function is left for an element, and what FrameDescriptor throws.
DesignedSets design_sets(const descriptor::Survey& survey, std::span<const Frame> frames,
                         const SetDesignOptions& options);

}  // namespace nnpipe::train
