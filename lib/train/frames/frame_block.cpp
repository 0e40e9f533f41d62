#include "train/frames/frame_block.hpp"

#include <algorithm>
#include <numeric>

#include "train/frames/frame_neighbours.hpp"

namespace nnpipe::train {

namespace {

template <typename T>
std::size_t bytes_of(const std::pmr::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace

std::size_t FrameBlock::bytes() const {
  std::size_t sum = sizeof(FrameBlock);
  for (const auto& block : species) {
    sum += sizeof(block) + bytes_of(block.atoms) + bytes_of(block.inputs) + bytes_of(block.sample) +
           bytes_of(block.direction) + bytes_of(block.first);
  }
  return sum;
}

// Neighbours of every atom whose energy counts.
struct BlockMaker::Near {
  std::vector<std::size_t> first;  // atoms + 1
  std::vector<descriptor::Neighbour> neighbours;
  std::vector<int> owner;  // atom of the frame that each is, or is an image of

  std::span<const descriptor::Neighbour> of(std::size_t atom) const {
    return std::span{neighbours}.subspan(first[atom], first[atom + 1] - first[atom]);
  }
};

BlockMaker::BlockMaker(const std::vector<descriptor::Set>& sets, std::span<const Element> elements) {
  for (const auto& set : sets) {
    x_calculators.emplace_back(set, elements);
    x_cutoff = std::max(x_cutoff, set.cutoff());
  }
}

void BlockMaker::inputs(const Near& near, std::size_t e, SpeciesBlock& block) const {
  const auto& calculator = x_calculators[e];
  descriptor::JacobianCalculator::Workspace workspace;
  block.inputs.resize(block.atoms.size() * calculator.size());
  for (std::size_t i = 0; i < block.atoms.size(); ++i) {
    calculator.compute(near.of(static_cast<std::size_t>(block.atoms[i])), workspace,
                       std::span{block.inputs}.subspan(i * calculator.size(), calculator.size()), {});
  }
}

// Which atoms of one species, counted as in the block, act on each atom whose force is a label: itself, and all that
// have it or an image of it near.
std::vector<std::vector<int>> BlockMaker::acting(const Near& near, const SpeciesBlock& block,
                                                 std::size_t labelled) const {
  std::vector<std::vector<int>> acting(labelled);
  for (std::size_t i = 0; labelled > 0 && i < block.atoms.size(); ++i) {
    const auto atom = static_cast<std::size_t>(block.atoms[i]);
    const auto add = [&](int k) {
      if (static_cast<std::size_t>(k) >= labelled) return;
      auto& list = acting[static_cast<std::size_t>(k)];
      if (list.empty() || list.back() != static_cast<int>(i)) list.push_back(static_cast<int>(i));
    };
    add(block.atoms[i]);
    for (std::size_t at = near.first[atom]; at < near.first[atom + 1]; ++at) add(near.owner[at]);
  }
  return acting;
}

void BlockMaker::directions(const TrainingFrame& frame, const Near& near, std::size_t e, std::size_t rows,
                            SpeciesBlock& block) const {
  const auto& calculator = x_calculators[e];
  const std::size_t functions = calculator.size(), n = block.atoms.size(), labelled = frame.forces.size();
  const std::size_t force_rows = 3 * labelled;
  const auto acting = this->acting(near, block, labelled);
  block.first.assign(1, 0);
  block.sample.clear();
  for (std::size_t row = 0; row < force_rows; ++row) {
    block.sample.insert(block.sample.end(), acting[row / 3].begin(), acting[row / 3].end());
    block.first.push_back(block.sample.size());
  }
  for (std::size_t row = force_rows; row < rows; ++row) {
    for (std::size_t i = 0; i < n; ++i) block.sample.push_back(static_cast<int>(i));
    block.first.push_back(block.sample.size());
  }
  block.direction.assign(block.sample.size() * functions, 0.0);

  descriptor::JacobianCalculator::Workspace workspace;
  block.inputs.resize(n * functions);
  std::vector<double> jacobian;
  const double by_volume = frame.has_stress ? 1 / frame.cell.volume() : 0;
  constexpr int stress_axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
  for (std::size_t i = 0; i < n; ++i) {
    const auto atom = static_cast<std::size_t>(block.atoms[i]);
    const auto neighbours = near.of(atom);
    jacobian.resize(3 * neighbours.size() * functions);
    calculator.compute(neighbours, workspace, std::span{block.inputs}.subspan(i * functions, functions), jacobian);
    const auto add = [&](std::size_t row, std::size_t term, double factor, const double* from) {
      double* to = block.direction.data() + (block.first[row] + term) * functions;
      for (std::size_t s = 0; s < functions; ++s) to[s] += factor * from[s];
    };
    // Of an atom whose force is no label there is no term.
    const auto term_on = [&](std::size_t k) {
      if (k >= labelled) return std::size_t{0};
      const auto& list = acting[k];
      return static_cast<std::size_t>(std::lower_bound(list.begin(), list.end(), static_cast<int>(i)) - list.begin());
    };
    const std::size_t own_term = term_on(atom);
    for (std::size_t j = 0; j < neighbours.size(); ++j) {
      const auto k = static_cast<std::size_t>(near.owner[near.first[atom] + j]);
      const std::size_t term = term_on(k);
      for (std::size_t c = 0; c < 3; ++c) {
        const double* from = jacobian.data() + (3 * j + c) * functions;
        if (k == atom) continue;  // an atom's own images move with it
        if (k < labelled) add(3 * k + c, term, -1, from);
        if (atom < labelled) add(3 * atom + c, own_term, 1, from);
      }
      for (std::size_t v = 0; frame.has_stress && v < 6; ++v) {
        const double* from = jacobian.data() + (3 * j + static_cast<std::size_t>(stress_axes[v][1])) * functions;
        add(force_rows + v, i, by_volume * neighbours[j].r[stress_axes[v][0]], from);
      }
    }
  }
}

void BlockMaker::begin(const TrainingFrame& frame, FrameBlock& block) const {
  block.rows = 3 * frame.forces.size() + (frame.has_stress ? 6U : 0U);
  block.species.resize(species());
  for (std::size_t e = 0; e < species(); ++e) {
    auto& atoms = block.species[e].atoms;
    atoms.clear();
    for (std::size_t i = 0; i < frame.atoms(); ++i) {
      if (frame.species[i] == static_cast<int>(e)) atoms.push_back(static_cast<int>(i));
    }
  }
}

void BlockMaker::put_inputs(const TrainingFrame& frame, std::span<const double> inputs, FrameBlock& block) const {
  begin(frame, block);
  for (std::size_t e = 0; e < species(); ++e) {
    auto& part = block.species[e];
    const std::size_t count = part.atoms.size() * functions(e);
    part.inputs.assign(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(count));
    inputs = inputs.subspan(count);
  }
}

void BlockMaker::make(const TrainingFrame& frame, bool with_directions, FrameBlock& block) const {
  Near near;
  near.first.assign(frame.atoms() + 1, 0);
  for_neighbours_of_sites(frame, x_cutoff, [&](std::size_t i, Vec3 r, std::size_t owner) {
    near.neighbours.push_back({r, frame.species[owner]});
    near.owner.push_back(static_cast<int>(owner));
    ++near.first[i + 1];
  });
  std::partial_sum(near.first.begin(), near.first.end(), near.first.begin());
  begin(frame, block);
  for (std::size_t e = 0; e < species(); ++e) {
    auto& part = block.species[e];
    if (with_directions && block.rows > 0) {
      directions(frame, near, e, block.rows, part);
    } else {
      inputs(near, e, part);
    }
  }
}

}  // namespace nnpipe::train
