// kernel: what the force kernel costs, in ns an atom of thread CPU time, the least of many runs.
// Silicon: 1000 diamond atoms with Gaussian displacements, 8 G2 and 16 angular functions, network 24-30-30-1 tanh.
#include <time.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "base/threads.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/kernel/simd.hpp"
#include "potential/neural.hpp"

namespace {

using namespace nnpipe;
using namespace nnpipe::potential;

double seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// Least of the runs that fit into a second, at least three.
double least(const std::function<void()>& work) {
  double best = 1e99;
  const double begin = seconds();
  for (int run = 0; run < 3 || seconds() - begin < 1; ++run) {
    const double start = seconds();
    work();
    best = std::min(best, seconds() - start);
  }
  return best;
}

void row(const std::string& name, double value, const char* unit) {
  std::printf("%s %.1f %s\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

struct System {
  Cell cell;
  std::vector<Vec3> positions;
  std::vector<int> kinds;
};

System silicon(int repeat, double sigma) {
  constexpr double a = 5.431;
  const Vec3 basis[] = {{0, 0, 0},       {0, .5, .5},     {.5, 0, .5},     {.5, .5, 0},
                        {.25, .25, .25}, {.25, .75, .75}, {.75, .25, .75}, {.75, .75, .25}};
  Random random{7};
  System system{Cell::orthogonal(repeat * a, repeat * a, repeat * a), {}, {}};
  for (int x = 0; x < repeat; ++x) {
    for (int y = 0; y < repeat; ++y) {
      for (int z = 0; z < repeat; ++z) {
        for (const Vec3& b : basis) {
          const Vec3 site{x + b.x, y + b.y, z + b.z};
          system.positions.push_back(a * site + sigma * Vec3{random.normal(), random.normal(), random.normal()});
          system.kinds.push_back(0);
        }
      }
    }
  }
  return system;
}

void add_functions(descriptor::Set& set, Element first, Element second, double cutoff, descriptor::FunctionType type,
                   const std::vector<double>& zetas) {
  const double etas[] = {0.005, 0.03, 0.1, 0.3, 1, 1, 1, 1}, centres[] = {0, 0, 0, 0, 2, 2.5, 3, 3.5};
  for (int i = 0; first == second && i < 8; ++i) {
    set.functions.push_back(
        {descriptor::FunctionType::g2, set.centre, first, first, etas[i], centres[i], 0, 1, 1, cutoff, {}});
  }
  for (const double eta : {0.01, 0.06}) {
    for (const double lambda : {1.0, -1.0}) {
      for (const double zeta : zetas) {
        set.functions.push_back({type, set.centre, first, second, eta, 0, 0, zeta, lambda, cutoff, {}});
      }
    }
  }
}

ElementModel with_network(descriptor::Set set, std::uint64_t seed) {
  ElementModel element{set.centre, set, {}, {}, {{"energy", 0, 1}}, 0};
  const auto names = set.column_names();
  for (const auto& name : names) element.inputs.push_back({name, 0, 1, 0, 1});
  const network::Activation tanh{"tanh"}, identity{"identity"};
  element.network = network::Mlp{{names.size(), 30, 30, 1}, {tanh, tanh, identity}};
  Random random{seed};
  for (double& w : element.network.parameters()) w = random.uniform(-0.3, 0.3);
  return element;
}

Model silicon_model(double cutoff, descriptor::FunctionType type, const std::vector<double>& zetas) {
  const Element si = element_of("Si");
  descriptor::Set set{si, {}};
  add_functions(set, si, si, cutoff, type, zetas);
  Model model;
  model.elements.push_back(with_network(set, 3));
  return model;
}

double cost(const Potential& potential, const System& system, double skin, bool forces = true) {
  NeighbourList list{potential.cutoff(), skin};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.kinds[static_cast<std::size_t>(owner)]);
  std::vector<Vec3> force(species.size());
  Want want;
  want.forces = want.virial = forces;
  const double time = least([&] {
    Result result;
    result.force = force;
    potential.compute({list.positions(), species, list.local()}, list.view(), want, result);
  });
  return time * 1e9 / static_cast<double>(system.positions.size());
}

}  // namespace

int main() {
  set_thread_count(1);
  using descriptor::FunctionType;
  struct Case {
    std::string name;
    double cutoff, sigma;
    FunctionType type;
    std::vector<double> zetas;
  };
  const Case cases[] = {{"g5.zeta4.rc6", 6, 0.1, FunctionType::g5, {1, 2, 3, 4}},
                        {"g5.zeta16.rc6", 6, 0.1, FunctionType::g5, {1, 2, 4, 16}},
                        {"g4.zeta4.rc6", 6, 0.1, FunctionType::g4, {1, 2, 3, 4}},
                        {"g5.zeta4.rc3.77", 3.77, 0.05, FunctionType::g5, {1, 2, 3, 4}}};
  for (const auto& each : cases) {
    const System system = silicon(5, each.sigma);
    const Model model = silicon_model(each.cutoff, each.type, each.zetas);
    for (const Precision precision : {Precision::full, Precision::mixed}) {
      const auto potential = make_kernel_potential(model, precision);
      row("kernel." + each.name + "." + to_string(precision), cost(*potential, system, 0.3), "ns");
    }
  }
}
