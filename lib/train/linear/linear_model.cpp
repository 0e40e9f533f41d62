#include "train/linear/linear_model.hpp"

#include "base/error.hpp"
#include "base/threads.hpp"
#include "train/linear/chosen_set.hpp"

namespace nnpipe::train {

namespace {

// Scalings of the first functions of each pool's element.
std::vector<std::vector<descriptor::ColumnScaling>> scalings(const MomentRows& rows,
                                                             const std::vector<descriptor::Set>& sets,
                                                             const FrameData& data,
                                                             const std::vector<std::size_t>& chosen) {
  std::vector<descriptor::ScalingLearner> learners;
  for (const auto& set : sets) learners.emplace_back(set.column_names());
  constexpr std::size_t group = 64;
  std::vector<std::vector<std::vector<double>>> values(group);
  for (std::size_t start = 0; start < chosen.size(); start += group) {
    const std::size_t count = std::min(group, chosen.size() - start);
    parallel_for({count, 1}, [&](std::size_t, std::size_t i, std::size_t) {
      const auto& frame = data.frame(chosen[start + i]);
      const auto near = neighbourhoods(frame, rows.cutoff());
      values[i].clear();
      for (std::size_t e = 0; e < sets.size(); ++e) values[i].push_back(rows.values(frame, near, e));
    });
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t e = 0; e < sets.size(); ++e) {
        const std::size_t width = rows.pools()[e].candidates.size(), functions = sets[e].functions.size();
        for (std::size_t at = 0; at + width <= values[i][e].size(); at += width) {
          learners[e].add(std::span{values[i][e]}.subspan(at, functions));
        }
      }
    }
  }
  std::vector<std::vector<descriptor::ColumnScaling>> all;
  for (std::size_t e = 0; e < sets.size(); ++e) {
    auto& mine = all.emplace_back();
    if (learners[e].rows() == 0) fail("no atom of element {} in the training frames", sets[e].centre.symbol());
    const auto learned = learners[e].finish(descriptor::ScalingMethod::standardize);
    const auto plain = learners[e].finish(descriptor::ScalingMethod::none);
    for (std::size_t s = 0; s < learned.size(); ++s) mine.push_back(learned[s] ? *learned[s] : *plain[s]);
  }
  return all;
}

}  // namespace

std::vector<std::vector<std::size_t>> candidates_of(const MomentRows& rows, std::span<const arma::uword> columns) {
  std::vector<std::vector<std::size_t>> chosen(rows.pools().size());
  for (const auto column : columns) {
    for (std::size_t e = 0; e < chosen.size(); ++e) {
      if (column >= rows.first(e) && column < rows.first(e) + rows.pools()[e].candidates.size()) {
        chosen[e].push_back(column - rows.first(e));
      }
    }
  }
  return chosen;
}

potential::Model linear_frame(const MomentRows& rows, std::span<const arma::uword> columns, const FrameData& data,
                              const std::vector<std::size_t>& chosen, UnitStyle units) {
  const auto candidates = candidates_of(rows, columns);
  std::vector<descriptor::Set> sets;
  std::vector<MomentPool> pools;
  for (std::size_t e = 0; e < candidates.size(); ++e) {
    const auto& pool = rows.pools()[e];
    if (candidates[e].empty()) fail("no function of {} distinguishes its atoms", pool.centre.symbol());
    sets.push_back(chosen_set(pool, candidates[e]));
    pools.push_back(chosen_pool(pool, candidates[e]));
  }
  const auto inputs = scalings(MomentRows{std::move(pools)}, sets, data, chosen);
  potential::Model model;
  model.units = units;
  model.kind = potential::InputKind::symmetry_functions;
  for (std::size_t e = 0; e < sets.size(); ++e) {
    auto& element = model.elements.emplace_back();
    element.element = sets[e].centre;
    element.set = std::move(sets[e]);
    element.inputs = inputs[e];
    element.network = network::Mlp{{element.inputs.size(), 1}, {network::Activation{}}};
    element.targets = {{"energy", 0, 1}};
  }
  return model;
}

void set_weights(const MomentRows& rows, std::span<const arma::uword> columns, const arma::vec& weights,
                 potential::Model& model) {
  std::vector<std::size_t> next(model.elements.size());
  for (auto& element : model.elements) {
    for (double& value : element.network.parameters()) value = 0;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] >= rows.candidates()) {
      model.elements[columns[i] - rows.candidates()].network.biases(0)[0] += weights[i];
      continue;
    }
    std::size_t e = 0;
    while (columns[i] >= rows.first(e) + rows.pools()[e].candidates.size()) ++e;
    auto& element = model.elements[e];
    const auto& input = element.inputs[next[e]];
    element.network.weights(0)[next[e]++] = weights[i] / input.factor;
    element.network.biases(0)[0] += weights[i] * input.subtract;
  }
}

}  // namespace nnpipe::train
