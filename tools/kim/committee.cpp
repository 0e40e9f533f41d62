// The portable model at work: arrays of the simulator into those of potentials, and back.
#include "committee.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/input.hpp"
#include "potential/committee.hpp"
#include "potential/registry.hpp"

namespace nnpipe::kim {

namespace {

// What a computation is given and asked for; nullptr: not asked for.
struct Request {
  const int *count = nullptr, *codes = nullptr, *contributing = nullptr;
  const double* x = nullptr;
  double *energy = nullptr, *forces = nullptr, *site_energy = nullptr, *virial = nullptr, *site_virial = nullptr;

  explicit Request(const KIM::ModelComputeArguments& arguments) {
    namespace name = KIM::COMPUTE_ARGUMENT_NAME;
    int failed = arguments.GetArgumentPointer(name::numberOfParticles, &count) ||
                 arguments.GetArgumentPointer(name::particleSpeciesCodes, &codes) ||
                 arguments.GetArgumentPointer(name::particleContributing, &contributing) ||
                 arguments.GetArgumentPointer(name::coordinates, &x) ||
                 arguments.GetArgumentPointer(name::partialEnergy, &energy) ||
                 arguments.GetArgumentPointer(name::partialForces, &forces) ||
                 arguments.GetArgumentPointer(name::partialParticleEnergy, &site_energy) ||
                 arguments.GetArgumentPointer(name::partialVirial, &virial) ||
                 arguments.GetArgumentPointer(name::partialParticleVirial, &site_virial);
    if (failed) fail("the simulator does not give what the model needs");
  }
};

// Our virial is −∂E/∂ε, KIM's +∂E/∂ε in the order xx yy zz yz xz xy.
void add_virial(const Virial& w, double factor, double* out) {
  const std::array<double, 6> parts{w.xx, w.yy, w.zz, w.yz, w.xz, w.xy};
  for (std::size_t k = 0; k < 6; ++k) out[k] -= factor * parts[k];
}

// Contributing particles first; LAMMPS has them so.
int sort_particles(const Request& request, Arrays& arrays) {
  const int count = *request.count;
  const int* const flags = request.contributing;
  const int local = static_cast<int>(std::count_if(flags, flags + count, [](int flag) { return flag != 0; }));
  arrays.order.clear();
  if (std::all_of(flags, flags + local, [](int flag) { return flag != 0; })) return local;
  arrays.order.resize(static_cast<std::size_t>(count));
  std::iota(arrays.order.begin(), arrays.order.end(), 0);
  std::stable_partition(arrays.order.begin(), arrays.order.end(), [&](int i) { return flags[i] != 0; });
  arrays.place.resize(arrays.order.size());
  for (int i = 0; i < count; ++i) arrays.place[static_cast<std::size_t>(arrays.order[static_cast<std::size_t>(i)])] = i;
  return local;
}

// Positions in Å, `length` of the simulator's units each.
void gather(const Request& request, const KIM::ModelComputeArguments& arguments, int local, double length,
            Arrays& arrays) {
  const auto count = static_cast<std::size_t>(*request.count);
  arrays.x.resize(count);
  arrays.code.resize(count);
  for (std::size_t a = 0; a < count; ++a) {
    const auto p = arrays.order.empty() ? a : static_cast<std::size_t>(arrays.order[a]);
    arrays.x[a] = {request.x[3 * p] / length, request.x[3 * p + 1] / length, request.x[3 * p + 2] / length};
    arrays.code[a] = request.codes[p];
  }
  arrays.first.assign(1, 0);
  arrays.index.clear();
  for (int a = 0; a < local; ++a) {
    const int p = arrays.order.empty() ? a : arrays.order[static_cast<std::size_t>(a)];
    int neighbours = 0;
    const int* list = nullptr;
    if (arguments.GetNeighborList(0, p, &neighbours, &list)) fail("the simulator gives no neighbour list");
    const auto before = arrays.index.size();
    arrays.index.insert(arrays.index.end(), list, list + neighbours);
    if (!arrays.order.empty()) {
      for (auto at = before; at < arrays.index.size(); ++at) {
        arrays.index[at] = arrays.place[static_cast<std::size_t>(arrays.index[at])];
      }
    }
    arrays.first.push_back(static_cast<int>(arrays.index.size()));
  }
}

// The virial of each site, wholly its centre's: one atom and its neighbours at a time.
void add_site_virials(const Member& member, const Arrays& arrays, int local, double factor, double* out) {
  std::vector<Vec3> x;
  std::vector<int> species, index, first(2);
  for (int a = 0; a < local; ++a) {
    const auto at = static_cast<std::size_t>(a);
    x.assign(1, arrays.x[at]);
    species.assign(1, arrays.species[at]);
    index.clear();
    for (int n = arrays.first[at]; n < arrays.first[at + 1]; ++n) {
      const auto j = static_cast<std::size_t>(arrays.index[static_cast<std::size_t>(n)]);
      x.push_back(arrays.x[j]);
      species.push_back(arrays.species[j]);
      index.push_back(static_cast<int>(x.size()) - 1);
    }
    first[1] = static_cast<int>(index.size());
    potential::Result result;
    member.potential->compute({x, species, 1}, {first, index}, {.forces = false, .virial = true}, result);
    const auto p = static_cast<std::size_t>(arrays.order.empty() ? a : arrays.order[at]);
    add_virial(result.virial, factor, out + 6 * p);
  }
}

Member load_member(const std::string& spec, const std::string& folder, const std::vector<Element>& model_elements) {
  auto loaded = potential::load(spec, folder);
  expect_metal(loaded->units(), folder + "/" + spec);
  const auto elements = loaded->elements();
  std::vector<int> species;
  for (const Element element : model_elements) {
    const auto at = std::find(elements.begin(), elements.end(), element);
    if (at == elements.end() && !loaded->any_element()) {
      fail("{}/{}: {} is not in the potential", folder, spec, element.symbol());
    }
    species.push_back(loaded->any_element() ? 0 : static_cast<int>(at - elements.begin()));
  }
  const auto* committee = potential::committee_of(*loaded);
  const double share = committee != nullptr ? static_cast<double>(committee->members()) : 1;
  return {std::move(loaded), std::move(species), share};
}

}  // namespace

std::unique_ptr<Model> load_model(const std::string& folder) {
  auto model = std::make_unique<Model>();
  io::Input list{folder + "/model.list"};
  std::string_view line;
  if (!list.line(line) || line != "nnpipe-kim-model 1") {
    fail("{}: expected nnpipe-kim-model 1 in the first line", list.name());
  }
  double all = 0;
  while (list.line(line)) {
    const auto words = split(line);
    if (words.size() > 1 && words[0] == "elements") {
      for (std::size_t k = 1; k < words.size(); ++k) model->elements.push_back(element_of(words[k]));
    } else if (words.size() == 2 && words[0] == "member") {
      model->members.push_back(load_member(std::string{words[1]}, folder, model->elements));
      model->cutoff = std::max(model->cutoff, model->members.back().potential->cutoff());
      all += model->members.back().share;
    } else {
      fail("{}: expected elements or member, got {}", list.place(), quoted(line));
    }
  }
  if (model->members.empty()) fail("{}: no potential, expected lines with member", list.name());
  for (auto& member : model->members) member.share /= all;
  return model;
}

void compute(const Model& model, const KIM::ModelComputeArguments& arguments, Arrays& arrays) {
  const Request request{arguments};
  const auto count = static_cast<std::size_t>(*request.count);
  const int local = sort_particles(request, arrays);
  gather(request, arguments, local, model.length, arrays);
  if (request.energy != nullptr) *request.energy = 0;
  if (request.forces != nullptr) std::fill_n(request.forces, 3 * count, 0.0);
  if (request.site_energy != nullptr) std::fill_n(request.site_energy, count, 0.0);
  if (request.virial != nullptr) std::fill_n(request.virial, 6, 0.0);
  if (request.site_virial != nullptr) std::fill_n(request.site_virial, 6 * count, 0.0);

  const potential::Want want{.forces = request.forces != nullptr,
                             .virial = request.virial != nullptr,
                             .site_energies = request.site_energy != nullptr,
                             .shared_pairs = true};  // simulators make the pressure of the forces on ghosts
  for (const auto& member : model.members) {
    const double share = member.share * model.energy, force_share = share / model.length;
    arrays.species.resize(count);
    for (std::size_t a = 0; a < count; ++a) {
      arrays.species[a] = member.species[static_cast<std::size_t>(arrays.code[a])];
    }
    arrays.force.assign(want.forces ? count : 0, Vec3{});
    arrays.site_energy.assign(want.site_energies ? static_cast<std::size_t>(local) : 0, 0.0);
    potential::Result result;
    result.force = arrays.force;
    result.site_energy = arrays.site_energy;
    member.potential->compute({arrays.x, arrays.species, local}, {arrays.first, arrays.index}, want, result);
    if (request.energy != nullptr) *request.energy += share * result.energy;
    if (want.virial) add_virial(result.virial, share, request.virial);
    for (std::size_t a = 0; a < count; ++a) {
      const auto p = arrays.order.empty() ? a : static_cast<std::size_t>(arrays.order[a]);
      for (int k = 0; want.forces && k < 3; ++k) {
        request.forces[3 * p + static_cast<std::size_t>(k)] += force_share * arrays.force[a][k];
      }
      if (want.site_energies && a < arrays.site_energy.size()) request.site_energy[p] += share * arrays.site_energy[a];
    }
    if (request.site_virial != nullptr) add_site_virials(member, arrays, local, share, request.site_virial);
  }
}

}  // namespace nnpipe::kim
