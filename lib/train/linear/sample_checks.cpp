#include "train/linear/sample_checks.hpp"

#include <algorithm>
#include <numeric>

#include "train/frames/consistency.hpp"
#include "train/linear/frame_errors.hpp"

namespace nnpipe::train {

std::vector<std::string> sample_doubts(const FrameProblem& problem) {
  constexpr std::size_t most = 40;
  const FrameData& data = problem.data;
  const std::size_t stride = std::max<std::size_t>(1, data.size() / most);
  FrameLabels labels = data.labels();
  labels.type_weights.clear();
  FrameData some{problem.sets, labels};
  for (std::size_t f = 0; f < data.size(); f += stride) {
    const auto& from = data.frame(f);
    Frame frame = plain_frame(data, f, problem.sets.units);
    if (from.has_energy) (from.site ? frame.site_energy : frame.energy) = from.energy;
    frame.forces.assign(from.forces.begin(), from.forces.end());
    if (from.has_stress) {
      const double v = -from.cell.volume();
      const auto& s = from.stress;
      frame.virial = Virial{v * s[0], v * s[1], v * s[2], v * s[3], v * s[4], v * s[5]};
    }
    some.add(frame, from.place);
  }
  std::vector<char> met(some.elements().size(), 0);
  for (std::size_t f = 0; f < some.size(); ++f) {
    for (const int species : some.frame(f).species) met[static_cast<std::size_t>(species)] = 1;
  }
  if (std::count(met.begin(), met.end(), 0) > 0) return {};  // a rare element is in none of them
  std::vector<std::size_t> all(some.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  some.describe(problem.memory_left());
  std::vector<InputTransform> transforms;
  for (std::size_t e = 0; e < some.elements().size(); ++e) {
    std::vector<descriptor::ColumnScaling> scaling;
    const auto learner = some.learn(e, all);
    const auto learned = learner.finish(descriptor::ScalingMethod::standardize);
    const auto plain = learner.finish(descriptor::ScalingMethod::none);
    for (std::size_t s = 0; s < learned.size(); ++s) scaling.push_back(learned[s] ? *learned[s] : *plain[s]);
    transforms.emplace_back(scaling);
  }
  some.transform(std::move(transforms));
  return doubts(consistency(some, all), some, problem.sets.units);
}

}  // namespace nnpipe::train
