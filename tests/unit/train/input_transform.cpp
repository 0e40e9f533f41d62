#include "train/frames/input_transform.hpp"

#include "network/init.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

// Inputs of which the third is nearly the sum of the others.
train::SpeciesBlock correlated(Random& random, std::size_t atoms) {
  train::SpeciesBlock block;
  for (std::size_t i = 0; i < atoms; ++i) {
    block.atoms.push_back(static_cast<int>(i));
    const double a = random.normal(), b = 0.3 * random.normal();
    for (const double value : {a, b, a + b + 1e-3 * random.normal()}) block.inputs.push_back(value);
  }
  return block;
}

std::vector<double> covariance(const train::SpeciesBlock& block) {
  std::vector<double> sum(9);
  const std::size_t atoms = block.atoms.size();
  for (std::size_t i = 0; i < atoms; ++i) {
    for (std::size_t s = 0; s < 9; ++s) sum[s] += block.inputs[3 * i + s % 3] * block.inputs[3 * i + s / 3];
  }
  for (double& value : sum) value /= static_cast<double>(atoms);
  return sum;
}

}  // namespace

TEST_CASE("decorrelated inputs have the unit matrix as their covariance, but for the floor") {
  Random random{1};
  auto block = correlated(random, 500);
  const std::vector<descriptor::ColumnScaling> none(3);
  train::InputTransform transform{none};
  const auto decorrelation = train::InputMap::decorrelation(covariance(block), 1e-12);
  transform.follow(decorrelation);
  transform.apply(block);
  const auto after = covariance(block);
  for (std::size_t s = 0; s < 9; ++s) CHECK(std::abs(after[s] - (s % 4 == 0 ? 1 : 0)) < 1e-4);
}

TEST_CASE("a network that leaves decorrelated inputs is the same function, and enters them as it was") {
  Random random{2};
  auto block = correlated(random, 40);
  const auto before = block;
  const std::vector<descriptor::ColumnScaling> none(3);
  train::InputTransform transform{none};
  const auto decorrelation = train::InputMap::decorrelation(covariance(block), 1e-3);
  transform.follow(decorrelation);
  transform.apply(block);
  network::Mlp network{{3, 5, 1}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
  network::initialize(network, {}, random);
  auto plain = network;
  decorrelation.leave(plain);
  network::Mlp::Workspace workspace;
  for (std::size_t i = 0; i < 40; ++i) {
    const std::span<const double> seen{block.inputs.data() + 3 * i, 3}, raw{before.inputs.data() + 3 * i, 3};
    CHECK(plain.value(raw, workspace) == Approx(network.value(seen, workspace)).epsilon(1e-12));
  }
  decorrelation.enter(plain);
  for (std::size_t w = 0; w < network.parameters().size(); ++w) {
    CHECK(plain.parameters()[w] == Approx(network.parameters()[w]).epsilon(1e-11));
  }
}

TEST_CASE("a network that leaves scaled inputs is the same function, and enters them as it was") {
  Random random{3};
  const std::vector<descriptor::ColumnScaling> scaling{{"a", 2, 0.5, 0, 0}, {"b", -1, 4, 0, 0}};
  const train::InputMap map{scaling};
  network::Mlp network{{2, 4, 1}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
  network::initialize(network, {}, random);
  auto plain = network;
  map.leave(plain);
  network::Mlp::Workspace workspace;
  for (int i = 0; i < 20; ++i) {
    const std::vector<double> raw{random.normal(), random.normal()};
    const std::vector<double> seen{scaling[0].apply(raw[0]), scaling[1].apply(raw[1])};
    CHECK(plain.value(raw, workspace) == Approx(network.value(seen, workspace)).epsilon(1e-12));
  }
  map.enter(plain);
  for (std::size_t w = 0; w < network.parameters().size(); ++w) {
    CHECK(plain.parameters()[w] == Approx(network.parameters()[w]).epsilon(1e-11));
  }
}
