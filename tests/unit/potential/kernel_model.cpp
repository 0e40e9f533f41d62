#include "potential/neural/kernel_model.hpp"

#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

potential::KernelModel again(const potential::KernelModel& model) {
  const TemporaryFolder folder;
  io::Output output{folder.path("m.kernel")};
  write_kernel_model(model, output);
  output.close();
  io::Input input{folder.path("m.kernel")};
  return potential::read_kernel_model(input);
}

bool same(const arma::mat& a, const arma::mat& b) {
  return arma::size(a) == arma::size(b) && arma::all(arma::vectorise(a == b));
}

}  // namespace

TEST_CASE("a kernel model of few centres reads back as it was written, to the last bit") {
  potential::KernelModel model;
  model.units = UnitStyle::none;
  model.inputs = {{"x", 0.5, 2, 0, 1}, {"y", 0, 1.0 / 3, -1, 1}};
  model.targets = {{"u", 0.1, 3}, {"v", -7, 0.7}};
  auto& fit = model.regression;
  fit.kernel = {kernel_methods::KernelKind::gaussian, 0.8, 1};
  fit.centres = {{0.1, 0.2, 1.0 / 7}, {-0.3, 0.4, 1e-9}};
  fit.weights = {{1, 2}, {3, -4}, {5e-5, 6}};
  fit.signal = {1.5, 1.0 / 3};
  fit.ridge = 0.25;
  fit.jitter = 1e-7;
  fit.inner = {{1, 0, 0}, {0.5, 2, 0}, {-0.25, 0.125, 1.0 / 3}};
  const auto back = again(model);
  CHECK(back.inputs == model.inputs);
  REQUIRE(back.targets.size() == 2);
  CHECK(back.targets[1].name == "v");
  CHECK(back.targets[1].offset == -7);
  CHECK(back.targets[1].factor == 0.7);
  CHECK(same(back.regression.centres, fit.centres));
  CHECK(same(back.regression.weights, fit.weights));
  CHECK(same(back.regression.signal, fit.signal));
  CHECK(back.regression.ridge == fit.ridge);
  CHECK(back.regression.jitter == fit.jitter);
  CHECK(same(back.regression.inner, fit.inner));
}
