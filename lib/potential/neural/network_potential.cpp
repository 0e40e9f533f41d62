#include "potential/neural/network_potential.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "potential/committee.hpp"
#include "potential/kernel/kernel.hpp"

namespace nnpipe::potential {

namespace {

PotentialPtr make_network_potential(Model model) {
  switch (model.kind) {
    case InputKind::symmetry_functions: return make_kernel_potential(model);
    case InputKind::distance: return make_pair_potential(std::move(model));
    case InputKind::columns: break;
  }
  fail("the network was fitted to columns of a table: it is not a potential");
}

}  // namespace

// The place where an implementation is chosen for what the model holds and what the machine can do.
PotentialPtr make_potential(Model model) {
  const auto zbl = model.zbl;
  auto networks = make_network_potential(std::move(model));
  return zbl ? with_zbl(std::move(networks), *zbl) : std::move(networks);
}

PotentialPtr make_potential(std::vector<Model> models) {
  if (models.empty()) fail("a committee without members");
  if (models.size() == 1) return make_potential(std::move(models.front()));
  const bool together = std::all_of(models.begin(), models.end(), [&](const Model& model) {
    return same_functions(models.front(), model) && model.zbl == models.front().zbl;
  });
  if (together) {
    const auto zbl = models.front().zbl;
    auto networks = make_kernel_potential(models);
    return zbl ? with_zbl(std::move(networks), *zbl) : std::move(networks);
  }
  const Dispute dispute = dispute_of(models);
  std::vector<PotentialPtr> members;
  for (Model& model : models) members.push_back(make_potential(std::move(model)));
  return make_committee(std::move(members), dispute);
}

}  // namespace nnpipe::potential
