#include "train/frames/set_design.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "potential/frame_descriptor.hpp"

namespace nnpipe::train {

namespace {

// Values of all functions of the pool, sites × functions.
std::vector<double> values_of(const descriptor::FunctionPool& pool, const descriptor::Survey& survey,
                              std::span<const Frame> frames, std::size_t most_sites) {
  descriptor::SetFile file;
  file.units = survey.units();
  descriptor::Set set{pool.centre, {}};
  for (const auto& entry : pool.functions) set.functions.push_back(entry.function);
  file.sets = {set};
  // Neighbours of elements that none of its functions names count nothing, but must be known.
  for (const Element element : survey.elements()) {
    if (element == pool.centre) continue;
    descriptor::SymmetryFunction known;
    known.type = descriptor::FunctionType::g1;
    known.centre = known.first = element;
    known.cutoff = set.cutoff();
    file.sets.push_back({element, {known}});
  }
  const potential::FrameDescriptor descriptor{file, pool.centre};
  std::size_t sites = 0;
  for (const Frame& frame : frames) {
    const auto& elements = frame.elements;
    sites += frame.site_energy ? (elements.front() == pool.centre ? 1U : 0U)
                               : static_cast<std::size_t>(std::count(elements.begin(), elements.end(), pool.centre));
  }
  const std::size_t stride = std::max<std::size_t>(1, (sites + most_sites - 1) / most_sites);
  std::vector<double> values;
  std::size_t seen = 0;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    if (std::find(frames[f].elements.begin(), frames[f].elements.end(), pool.centre) == frames[f].elements.end())
      continue;
    const std::string place = "frame " + std::to_string(f + 1);
    descriptor.describe(frames.subspan(f, 1), {&place, 1}, [&](std::size_t, std::size_t, std::span<const double> row) {
      if (seen++ % stride == 0) values.insert(values.end(), row.begin(), row.end());
    });
  }
  return values;
}

}  // namespace

DesignedSets design_sets(const descriptor::Survey& survey, std::span<const Frame> frames,
                         const SetDesignOptions& options) {
  DesignedSets designed;
  designed.file.units = survey.units();
  auto pruning = options.prune;
  if (options.usual_size) pruning.size = 10 + 14 * survey.elements().size();
  for (const auto& pool : descriptor::pool_of(survey, options.design, options.recipes)) {
    const auto values = values_of(pool, survey, frames, options.most_sites);
    const std::size_t sites = values.size() / pool.functions.size();
    auto judged = descriptor::prune(pool, values, pruning);
    auto set = descriptor::set_of(pool.centre, judged);
    if (set.functions.empty()) {
      if (sites == 1) {
        fail("the frames have one atom of {}, expected several to choose functions by", pool.centre.symbol());
      }
      fail(
          "no function centred on {} distinguishes its atoms: the frames are all alike, or the cutoff is shorter than "
          "the bonds",
          pool.centre.symbol());
    }
    designed.file.sets.push_back(std::move(set));
    designed.judged.push_back(std::move(judged));
  }
  return designed;
}

}  // namespace nnpipe::train
