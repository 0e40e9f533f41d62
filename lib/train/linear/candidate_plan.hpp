// How the candidates of one pool follow from the moments: blocks of moments, couplings, and who is a factor of whom.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor/spherical_harmonics.hpp"
#include "train/linear/moment_pool.hpp"

namespace nnpipe::train {

// Moments stand in blocks of one channel and one degree, 2l + 1 each; those of the pair channels follow, blocks of one.
class CandidatePlan {
 public:
  struct Block {
    std::size_t first = 0, size = 1;  // moments
  };
  // A candidate that is no product, in one of the blocks that it is made of.
  struct Use {
    std::size_t candidate, block;
  };
  // A product without one of its factors: that factor's gradient is weighted with the value of the rest.
  struct Rest {
    std::size_t candidate;
    std::vector<std::size_t> others;  // candidates
  };

  explicit CandidatePlan(const MomentPool& pool);

  std::size_t moments() const { return x_moments; }
  std::size_t candidates() const { return x_pool->candidates.size(); }
  const std::vector<Block>& blocks() const { return x_blocks; }
  // The largest l that some candidate needs of a channel; −1: none does.
  int degree(std::size_t channel) const { return x_degrees[channel]; }
  // Candidates that are factors of none, ordered by block: what add_gradient is to be asked of each.
  const std::vector<Use>& plain() const { return x_plain; }
  // Candidates that are factors, and of what.
  const std::vector<std::size_t>& factors() const { return x_factors; }
  const std::vector<Rest>& rests(std::size_t factor) const { return x_rests[factor]; }
  // Blocks of a candidate that is no product, each once.
  std::vector<std::size_t> blocks_of(std::size_t candidate) const;

  // All values, from the moments.
  void values(std::span<const double> moments, std::span<double> values) const;
  // ∂(candidate)/∂(moments of a block) of one that is no product: adds to gradient (size of the block).
  void add_gradient(std::size_t candidate, std::size_t block, std::span<const double> moments,
                    std::span<double> gradient) const;

 private:
  std::size_t block_of(std::size_t channel, int degree) const {
    return x_first_blocks[channel] + static_cast<std::size_t>(degree);
  }
  std::size_t pair_block(std::size_t channel) const { return x_first_blocks.back() + channel; }
  const std::vector<descriptor::CouplingTerm>& coupling(const Candidate& candidate) const;

  const MomentPool* x_pool;
  std::size_t x_moments = 0;
  std::vector<int> x_degrees;               // of each channel
  std::vector<std::size_t> x_first_blocks;  // of each channel; then that of the pair channels
  std::vector<Block> x_blocks;
  std::vector<std::vector<descriptor::CouplingTerm>> x_couplings;  // by the three degrees
  std::vector<Use> x_plain;
  std::vector<std::size_t> x_factors;
  std::vector<std::vector<Rest>> x_rests;  // one a factor
};

}  // namespace nnpipe::train
