#include "potential/neural.hpp"

#include <utility>

#include "base/error.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::potential {

namespace {

PotentialPtr make_network_potential(Model model) {
  switch (model.kind) {
    case InputKind::symmetry_functions: return make_kernel_potential(std::move(model));
    case InputKind::distance: return make_pair_potential(std::move(model));
    case InputKind::columns: break;
  }
  fail("the network was fitted to columns of a table: it is no potential");
}

}  // namespace

// The place where an implementation is chosen for what the model holds and what the machine can do.
PotentialPtr make_potential(Model model) {
  const auto zbl = model.zbl;
  auto networks = make_network_potential(std::move(model));
  return zbl ? with_zbl(std::move(networks), *zbl) : std::move(networks);
}

}  // namespace nnpipe::potential
