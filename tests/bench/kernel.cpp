// kernel: what the force kernel costs, in ns an atom of thread CPU time, the least of many runs.
// Silicon: 1000 diamond atoms with Gaussian displacements, 8 G2 and 16 angular functions, network 24-30-30-1 tanh.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "atoms/frame.hpp"
#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "base/simd.hpp"
#include "base/threads.hpp"
#include "cpu_clock.hpp"
#include "md/integrator.hpp"
#include "md/run.hpp"
#include "moment_model.hpp"
#include "potential/kernel/kernel.hpp"
#include "potential/neural/network_potential.hpp"

namespace {

using namespace nnpipe;
using namespace nnpipe::potential;

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
  std::printf("%s %.4g %s\n", name.c_str(), value, unit);
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

// Wall-clock seconds: the only measure of threads.
double wall(const std::function<void()>& work) {
  double best = 1e99;
  for (int run = 0; run < 7; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// The values that symfunc writes.
double values_cost(const Model& model, const System& system) {
  const std::vector<Element> elements{model.elements[0].element};
  const std::vector<descriptor::Set> sets{model.elements[0].set};
  const SymmetryFunctions functions{sets, elements};
  NeighbourList list{functions.cutoff(), 0};
  list.build(system.cell, system.positions);
  const std::vector<int> species(list.owner().size());
  std::vector<double> values(system.positions.size() * functions.size(0));
  const double time = least([&] {
    functions.values({list.positions(), species, list.local()}, list.view(), values, functions.size(0));
  });
  return time * 1e9 / static_cast<double>(system.positions.size());
}

// Of two threads over one. Runs of both take turns: what else the machine does meets both.
double speedup(const std::function<void()>& work) {
  double one = 1e99, two = 1e99;
  for (int turn = 0; turn < 5; ++turn) {
    set_thread_count(1);
    one = std::min(one, wall(work));
    set_thread_count(2);
    two = std::min(two, wall(work));
  }
  set_thread_count(1);
  return one / two;
}

// Velocity Verlet at 300 K with all it needs, lists included.
void run_md(const Potential& potential, const System& system, int steps) {
  Frame frame;
  frame.cell = system.cell;
  frame.positions = system.positions;
  frame.elements.assign(system.positions.size(), element_of("Si"));
  md::State state = md::state_of(frame);
  Random random{1};
  md::set_temperature(state, 300, random);
  Evaluator evaluator{potential, md::default_skin(UnitStyle::metal)};
  evaluator.set_atoms(frame);
  md::VelocityVerlet verlet;
  md::run(state, evaluator, verlet, {0.001, steps}, {});
}

// One step, averaged over a run.
double md_step(const Potential& potential, const System& system) {
  constexpr int steps = 40;
  const double time = least([&] { run_md(potential, system, steps); });
  return time * 1e9 / steps / static_cast<double>(system.positions.size());
}

// Atoms of two kinds on the sites of silicon: as many neighbours as one kind has.
System two_kinds(System system) {
  for (std::size_t i = 0; i < system.kinds.size(); ++i) system.kinds[i] = i % 3 == 0 ? 0 : 1;
  return system;
}

// Atoms of as many kinds on the sites of silicon.
System kinds(System system, std::size_t count) {
  Random random{11};
  for (int& kind : system.kinds) kind = static_cast<int>(random.below(count));
  return system;
}

// 30 functions an element: 2 × 7 G2 and 16 G5 over the three pairs of elements; or 30 of one element.
Model thirty_functions(bool two) {
  Model model;
  const std::vector<Element> elements =
      two ? std::vector{element_of("Si"), element_of("O")} : std::vector{element_of("Si")};
  const double etas[] = {0.005, 0.03, 0.1, 0.3, 1, 1, 1}, centres[] = {0, 0, 0, 0, 2, 2.5, 3};
  for (const Element centre : elements) {
    descriptor::Set set{centre, {}};
    for (const Element other : elements) {
      for (int i = 0; i < 7; ++i) {
        set.functions.push_back(
            {descriptor::FunctionType::g2, centre, other, other, etas[i], centres[i], 0, 1, 1, 6, {}});
      }
    }
    const std::vector<std::pair<Element, Element>> pairs =
        two ? std::vector<std::pair<Element, Element>>{{elements[1], elements[1]},
                                                       {elements[1], elements[0]},
                                                       {elements[0], elements[0]}}
            : std::vector<std::pair<Element, Element>>{{elements[0], elements[0]}};
    std::size_t angular = 0;
    for (const double zeta : {1.0, 2.0, 4.0, 3.0}) {
      for (const double eta : two ? std::vector{0.01} : std::vector{0.01, 0.06, 0.03}) {
        for (const auto& [first, second] : pairs) {
          for (const double lambda : {1.0, -1.0}) {
            if (angular++ >= (two ? 16U : 23U)) continue;
            set.functions.push_back(
                {descriptor::FunctionType::g5, centre, first, second, eta, 0, 0, zeta, lambda, 6, {}});
          }
        }
      }
    }
    model.elements.push_back(with_network(set, 5));
  }
  return model;
}

}  // namespace

// An argument selects the rows whose names contain it.
int main(int argc, char** argv) {
  const std::string wanted = argc > 1 ? argv[1] : "";
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
      const std::string name = "kernel." + each.name + "." + to_string(precision);
      if (name.find(wanted) == std::string::npos) continue;
      const auto potential = make_kernel_potential(model, precision);
      row(name, cost(*potential, system, 0.3), "ns");
    }
  }
  // The same on the instruction set that most machines have.
  const auto targets = simd_targets();
  if (targets.front() != "avx2" && std::find(targets.begin(), targets.end(), "avx2") != targets.end()) {
    set_simd_target("avx2");
    for (const auto& each : cases) {
      const std::string name = "kernel." + each.name + ".double.avx2";
      if (name.find(wanted) == std::string::npos) continue;
      const auto potential = make_kernel_potential(silicon_model(each.cutoff, each.type, each.zetas), Precision::full);
      row(name, cost(*potential, silicon(5, each.sigma), 0.3), "ns");
    }
    set_simd_target("auto");
  }
  const auto show = [&](const std::string& name, const char* unit, const std::function<double()>& measure) {
    if (name.find(wanted) != std::string::npos) row(name, measure(), unit);
  };
  const Model si6 = silicon_model(6, FunctionType::g5, {1, 2, 3, 4}),
              si4 = silicon_model(3.77, FunctionType::g5, {1, 2, 3, 4});
  const System thousand = silicon(5, 0.1), eight_thousand = silicon(10, 0.05);
  const auto full = [](const Model& model) { return make_kernel_potential(model, Precision::full); };
  show("scalar.g5.zeta4.rc6", "ns", [&] { return cost(*make_reference_potential(si6), thousand, 0.3); });
  show("symfunc.values.g5.zeta4.rc6", "ns", [&] { return values_cost(si6, thousand); });
  show("neighbours.build", "ns", [&] {
    NeighbourList list{6, 0.3};
    return 1e6 * least([&] { list.build(thousand.cell, thousand.positions); });
  });
  show("md.si.step", "ns", [&] { return md_step(*full(si4), silicon(10, 0)); });
  show("kernel.one-element.rc6.double", "ns", [&] { return cost(*full(thirty_functions(false)), thousand, 0.3); });
  show("kernel.two-elements.rc6.double", "ns",
       [&] { return cost(*full(thirty_functions(true)), two_kinds(thousand), 0.3); });
  const Model moments = bench::moment_model({element_of("Si")}, 5),
              of_four = bench::moment_model({element_of("Si"), element_of("O"), element_of("C"), element_of("H")}, 5);
  show("kernel.moments.double", "ns", [&] { return cost(*full(moments), thousand, 0.3); });
  show("kernel.moments.single", "ns",
       [&] { return cost(*make_kernel_potential(moments, Precision::single), thousand, 0.3); });
  show("kernel.moments.four-elements.double", "ns", [&] { return cost(*full(of_four), kinds(thousand, 4), 0.3); });
  show("scalar.moments", "ns", [&] { return cost(*make_reference_potential(moments), thousand, 0.3); });
  show("md.two-threads.speedup", "1", [&] {
    const auto potential = full(si4);
    const System system = silicon(10, 0);
    const auto work = [&] { run_md(*potential, system, 40); };
    return speedup(work);
  });
  show("kernel.two-threads.speedup", "1", [&] {
    const auto potential = full(si4);
    NeighbourList list{potential->cutoff(), 0.3};
    list.build(eight_thousand.cell, eight_thousand.positions);
    const std::vector<int> species(list.owner().size());
    std::vector<Vec3> force(species.size());
    return speedup([&] {
      Result result;
      result.force = force;
      potential->compute({list.positions(), species, list.local()}, list.view(), {}, result);
    });
  });
}
