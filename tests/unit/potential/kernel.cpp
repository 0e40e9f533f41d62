// The force kernel against the scalar path, on every instruction set this machine has.
#include "potential/kernel/kernel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "atoms/lattice.hpp"
#include "atoms/neighbours.hpp"
#include "base/random.hpp"
#include "base/simd.hpp"
#include "base/threads.hpp"
#include "descriptor/calculator.hpp"
#include "potential/kernel/plan.hpp"
#include "potential/neural.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;
using descriptor::CutoffKind;
using descriptor::FunctionType;
using descriptor::SymmetryFunction;

namespace {

const std::vector<Element> silica{Element{14}, Element{8}};
const std::vector<Element> silicon{Element{14}};

struct System {
  Cell cell;
  std::vector<Vec3> positions;
  std::vector<int> species;
};

struct Answer {
  double energy = 0;
  Virial virial;
  std::vector<double> sites;
  std::vector<Vec3> forces;
};

Answer compute(const Potential& potential, const System& system) {
  NeighbourList list{potential.cutoff(), 0.4};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  Answer answer;
  std::vector<Vec3> all(species.size());
  answer.sites.resize(system.positions.size());
  answer.forces.resize(system.positions.size());
  Result result{0, {}, answer.sites, all};
  potential.compute({list.positions(), species, list.local()}, list.view(), {true, true, true}, result);
  list.fold(all, answer.forces);
  answer.energy = result.energy;
  answer.virial = result.virial;
  return answer;
}

// Atoms at random in a skewed cell, no two nearer than 1.6 Å.
System random_system(Random& random, std::size_t atoms, std::size_t kinds) {
  const double edge = std::cbrt(static_cast<double>(atoms) * 16);
  System system;
  system.cell = {{Vec3{edge, 0, 0}, Vec3{0.2 * edge, edge, 0}, Vec3{-0.1 * edge, 0.15 * edge, edge}},
                 {true, true, true}};
  while (system.positions.size() < atoms) {
    const Vec3 site = system.cell.cartesian({random.uniform(), random.uniform(), random.uniform()});
    const bool free = std::none_of(system.positions.begin(), system.positions.end(), [&](Vec3 other) {
      for (int i = -1; i <= 1; ++i) {
        for (int j = -1; j <= 1; ++j) {
          for (int k = -1; k <= 1; ++k) {
            const Vec3 image = other + system.cell.cartesian({double(i), double(j), double(k)});
            if (norm(site - image) < 1.6) return true;
          }
        }
      }
      return false;
    });
    if (!free) continue;
    system.positions.push_back(site);
    system.species.push_back(static_cast<int>(random.below(kinds)));
  }
  return system;
}

template <typename T>
const T& one_of(Random& random, const std::vector<T>& from) {
  return from[random.below(from.size())];
}

void make_compact(Random& random, SymmetryFunction& f) {
  const std::vector<double> radii{3.1, 4.5}, lows{-2, 0, 1.1, 2};
  const std::vector<CutoffKind> kinds{CutoffKind::exp, CutoffKind::poly1, CutoffKind::poly2, CutoffKind::poly3,
                                      CutoffKind::poly4};
  f.cutoff = one_of(random, radii);
  f.low = one_of(random, lows);
  f.shape = {one_of(random, kinds), random.below(2) == 0};
  if (!is_angular(f.type)) return;
  const std::vector<std::pair<double, double>> angles{{0, 180}, {40, 120}, {-70, 70}, {100, 260}};
  std::tie(f.angle_low, f.angle_high) = one_of(random, angles);
}

// Functions of all types with parameters that share, and parameters that do not.
descriptor::Set random_set(Random& random, Element centre, const std::vector<Element>& elements, std::size_t size) {
  const std::vector<double> radii{3.1, 4.5, 4.5}, etas{0, 0.02, 0.3, 1.1}, centres{0, 0, 1.2},
      zetas{1, 2, 3, 4, 6, 8, 16, 21, 2.5};
  descriptor::Set set{centre, {}};
  while (set.functions.size() < size) {
    SymmetryFunction f;
    f.type = static_cast<FunctionType>(random.below(descriptor::function_types));
    f.centre = centre;
    if (!is_weighted(f.type)) f.first = one_of(random, elements);
    if (is_angular(f.type) && !is_weighted(f.type)) f.second = one_of(random, elements);
    if (f.second.number > 0 && f.second < f.first) std::swap(f.first, f.second);
    if (is_compact(f.type)) {
      make_compact(random, f);
      set.functions.push_back(f);
      continue;
    }
    if (has_exponential(f.type)) {
      f.eta = one_of(random, etas);
      f.r_s = one_of(random, centres);
    }
    if (f.type == FunctionType::g3) f.kappa = random.uniform(0.5, 2);
    if (is_angular(f.type)) {
      f.zeta = one_of(random, zetas);
      f.lambda = one_of(random, std::vector<double>{1, -1, 0.6});
    }
    f.cutoff = one_of(random, radii);
    f.cutoff_function.kind = descriptor::cutoff_kinds[1 + random.below(descriptor::cutoff_kinds.size() - 1)];
    const bool inner =
        f.cutoff_function.kind != CutoffKind::tanh3 && f.cutoff_function.kind != CutoffKind::tanh3_normalized;
    if (inner && random.below(2) == 0) f.cutoff_function.inner = 0.3;
    if (random.below(2) == 0) f.cutoff_function = {};
    set.functions.push_back(f);
  }
  return set;
}

ElementModel random_element(Random& random, descriptor::Set set, const std::vector<std::size_t>& hidden,
                            const std::string& activation) {
  ElementModel element{set.centre, set, {}, {}, {{"energy", random.uniform(-1, 1), random.uniform(0.5, 2)}}, -3.5};
  for (const auto& name : set.column_names()) {
    element.inputs.push_back({name, random.uniform(-0.5, 0.5), random.uniform(0.5, 1), 0, 1});
  }
  std::vector<std::size_t> sizes{element.inputs.size()};
  std::vector<network::Activation> activations;
  for (const std::size_t nodes : hidden) {
    sizes.push_back(nodes);
    activations.emplace_back(activation);
  }
  sizes.push_back(1);
  activations.emplace_back("identity");
  element.network = network::Mlp{sizes, activations};
  for (double& w : element.network.parameters()) w = random.uniform(-0.5, 0.5);
  return element;
}

Model random_model(Random& random, const std::vector<Element>& elements, std::size_t functions) {
  const auto activations = network::activation_names();
  Model model;
  for (const Element element : elements) {
    const std::vector<std::vector<std::size_t>> shapes{{7}, {17, 5}, {3, 30, 2}, {}};
    model.elements.push_back(random_element(random, random_set(random, element, elements, functions),
                                            one_of(random, shapes), one_of(random, activations)));
  }
  return model;
}

double largest(const std::vector<Vec3>& forces) {
  double result = 0;
  for (const Vec3 f : forces) {
    for (const double each : {f.x, f.y, f.z}) {
      // Written so that NaN stays.
      if (!(std::abs(each) <= result)) result = std::abs(each);
    }
  }
  return result;
}

double largest_difference(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  std::vector<Vec3> difference;
  for (std::size_t i = 0; i < a.size(); ++i) difference.push_back(a[i] - b[i]);
  return largest(difference);
}

void check_alike(const Answer& answer, const Answer& reference, double tolerance) {
  const double force = std::max(1.0, largest(reference.forces));
  CHECK(largest_difference(answer.forces, reference.forces) <= tolerance * force);
  for (std::size_t i = 0; i < reference.sites.size(); ++i) {
    CHECK(std::abs(answer.sites[i] - reference.sites[i]) <= tolerance * std::max(1.0, std::abs(reference.sites[i])));
  }
  CHECK(std::abs(answer.energy - reference.energy) <= tolerance * std::max(1.0, std::abs(reference.energy)));
  const double virial[6] = {reference.virial.xx, reference.virial.yy, reference.virial.zz,
                            reference.virial.xy, reference.virial.xz, reference.virial.yz};
  const double other[6] = {answer.virial.xx, answer.virial.yy, answer.virial.zz,
                           answer.virial.xy, answer.virial.xz, answer.virial.yz};
  const double scale = force * static_cast<double>(reference.sites.size());
  for (int i = 0; i < 6; ++i) CHECK(std::abs(virial[i] - other[i]) <= tolerance * scale);
}

// Leaves the machine's best target behind.
struct EveryTarget {
  std::vector<std::string> names = simd_targets();
  ~EveryTarget() { set_simd_target("auto"); }
};

struct Threads {
  int before = thread_count();
  explicit Threads(int count) { set_thread_count(count); }
  ~Threads() { set_thread_count(before); }
};

}  // namespace

TEST_CASE("the kernel agrees with the scalar path to 1e-12 on every target, for random models") {
  const EveryTarget targets;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    const System system = random_system(random, 5 + random.below(60), elements.size());
    const Model model = random_model(random, elements, 1 + random.below(40));
    const Answer reference = compute(*make_reference_potential(model), system);
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      check_alike(compute(*make_kernel_potential(model, Precision::full), system), reference, 1e-12);
    }
  }
}

TEST_CASE("kernel forces and virial are the derivatives of the kernel's energy") {
  const EveryTarget targets;
  for (std::uint64_t seed = 31; seed <= 34; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    System system = random_system(random, 24, elements.size());
    const auto potential = make_kernel_potential(random_model(random, elements, 20), Precision::full);
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      const Answer at = compute(*potential, system);
      const double scale = std::max(1.0, largest(at.forces));
      constexpr double h = 1e-5;
      for (int probe = 0; probe < 4; ++probe) {
        const std::size_t atom = random.below(system.positions.size());
        const int axis = static_cast<int>(random.below(3));
        const auto energy_at = [&](double step) {
          System moved = system;
          moved.positions[atom][axis] += step;
          return compute(*potential, moved).energy;
        };
        CHECK((energy_at(-h) - energy_at(h)) / (2 * h) == Approx(at.forces[atom][axis]).margin(1e-5 * scale));
      }
      // Strain xy: x += ε y.
      const auto strained_energy = [&](double strain) {
        System strained = system;
        for (Vec3& v : strained.cell.vectors) v.x += strain * v.y;
        for (Vec3& x : strained.positions) x.x += strain * x.y;
        return compute(*potential, strained).energy;
      };
      const double virial = (strained_energy(-h) - strained_energy(h)) / (2 * h);
      CHECK(virial == Approx(at.virial.xy).margin(1e-4 * scale));
    }
  }
}

TEST_CASE("kernel forces are the same bits for any number of threads") {
  Random random{41};
  const System system = random_system(random, 700, 2);
  const Model model = random_model(random, silica, 16);
  for (const Precision precision : {Precision::full, Precision::mixed}) {
    const auto potential = make_kernel_potential(model, precision);
    std::vector<Answer> answers;
    for (const int count : {1, 2, 3, 7}) {
      const Threads threads{count};
      answers.push_back(compute(*potential, system));
    }
    for (const Answer& each : answers) {
      CHECK(each.forces == answers[0].forces);
      CHECK(each.sites == answers[0].sites);
      CHECK(each.energy == answers[0].energy);
      CHECK(each.virial == answers[0].virial);
    }
  }
}

TEST_CASE("mixed precision stays within 1e-5 of the size of the forces on every target") {
  const EveryTarget targets;
  for (std::uint64_t seed = 51; seed <= 58; ++seed) {
    Random random{seed};
    const auto& elements = seed % 2 ? silicon : silica;
    const System system = random_system(random, 60, elements.size());
    const Model model = random_model(random, elements, 24);
    const Answer reference = compute(*make_reference_potential(model), system);
    const double scale = std::max(1.0, largest(reference.forces));
    for (const auto& target : targets.names) {
      INFO("seed " << seed << ", target " << target);
      set_simd_target(target);
      const Answer mixed = compute(*make_kernel_potential(model, Precision::mixed), system);
      CHECK(largest_difference(mixed.forces, reference.forces) <= 1e-5 * scale);
      CHECK(std::abs(mixed.energy - reference.energy) <= 1e-5 * std::max(1.0, std::abs(reference.energy)));
    }
  }
}

// 5 G2 an element and 8 G5 a pair of elements, to 6 Å.
Model crystal_model(Random& random, const std::vector<Element>& elements) {
  Model model;
  for (const Element centre : elements) {
    descriptor::Set set{centre, {}};
    for (const Element first : elements) {
      for (const double eta : {0.005, 0.03, 0.1, 0.3, 1.0}) {
        set.functions.push_back({FunctionType::g2, centre, first, first, eta, eta < 1 ? 0 : 2.5, 0, 1, 1, 6, {}});
      }
      for (const Element second : elements) {
        if (second < first) continue;
        for (const double zeta : {1, 2, 4, 16}) {
          for (const double lambda : {1, -1}) {
            set.functions.push_back({FunctionType::g5, centre, first, second, 0.01, 0, 0, zeta, lambda, 6, {}});
          }
        }
      }
    }
    model.elements.push_back(random_element(random, set, {20, 20}, "tanh"));
    for (double& w : model.elements.back().network.parameters()) w *= 0.6;
  }
  return model;
}

TEST_CASE("mixed precision stays within 1e-5 eV/Å of double in silicon and in quartz") {
  for (const bool quartz : {false, true}) {
    INFO((quartz ? "quartz" : "silicon"));
    const auto& elements = quartz ? silica : silicon;
    LatticeOptions options;
    if (!quartz) options.elements = elements;
    if (!quartz) options.constant = 5.431;
    Random random{91};
    Frame frame = repeated(make_lattice(quartz ? "alpha-quartz" : "diamond", options), {3, 3, 3});
    rattle(frame, 0.1, random);
    System system{frame.cell, frame.positions, {}};
    for (const Element element : frame.elements) system.species.push_back(element == elements[0] ? 0 : 1);
    const Model model = crystal_model(random, elements);
    const Answer full = compute(*make_kernel_potential(model, Precision::full), system);
    const Answer mixed = compute(*make_kernel_potential(model, Precision::mixed), system);
    CHECK(largest(full.forces) > 0.02);
    CHECK(largest_difference(mixed.forces, full.forces) < 1e-5);
    CHECK(std::abs(mixed.energy - full.energy) < 1e-5 * static_cast<double>(system.positions.size()));
  }
}

TEST_CASE("the kernel finds the extrapolations that the scalar path finds") {
  Random random{61};
  const System system = random_system(random, 300, 2);
  const Model model = random_model(random, silica, 12);
  NeighbourList list{model.range(), 0};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  std::vector<Extrapolation> ours, theirs;
  make_kernel_potential(model, Precision::mixed)
      ->extrapolations({list.positions(), species, list.local()}, list.view(), ours);
  make_reference_potential(model)->extrapolations({list.positions(), species, list.local()}, list.view(), theirs);
  REQUIRE(!theirs.empty());
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CHECK(ours[i].atom == theirs[i].atom);
    CHECK(ours[i].function == theirs[i].function);
    CHECK(ours[i].value == Approx(theirs[i].value).epsilon(1e-11));
  }
}

TEST_CASE("values of symmetry functions agree with the scalar path, for elements with a set and without") {
  const EveryTarget targets;
  Random random{71};
  const System system = random_system(random, 150, 2);
  const std::vector<descriptor::Set> sets{random_set(random, silica[0], silica, 40)};
  const SymmetryFunctions functions{sets, silica};
  CHECK(functions.size(0) == 40);
  CHECK(functions.size(1) == 0);
  NeighbourList list{functions.cutoff(), 0.2};
  list.build(system.cell, system.positions);
  std::vector<int> species;
  for (const int owner : list.owner()) species.push_back(system.species[static_cast<std::size_t>(owner)]);
  const descriptor::Calculator calculator{sets[0], silica};
  descriptor::Calculator::Workspace workspace;
  for (const auto& target : targets.names) {
    set_simd_target(target);
    std::vector<double> values(150 * 41, -7);
    functions.values({list.positions(), species, list.local()}, list.view(), values, 41);
    for (std::size_t i = 0; i < 150; ++i) {
      std::vector<double> expected(40, -7);
      if (system.species[i] == 0) {
        std::vector<descriptor::Neighbour> neighbours;
        for (int e = list.view().first[i]; e < list.view().first[i + 1]; ++e) {
          const auto j = static_cast<std::size_t>(list.view().index[static_cast<std::size_t>(e)]);
          neighbours.push_back({list.positions()[j] - list.positions()[i], species[j]});
        }
        calculator.values(neighbours, workspace, expected);
      }
      for (std::size_t f = 0; f < 40; ++f) {
        CHECK(values[i * 41 + f] == Approx(expected[f]).epsilon(1e-12).margin(1e-12));
      }
      CHECK(values[i * 41 + 40] == -7);
    }
  }
}

// Soft repulsion, which keeps a dense cell of atoms apart: E = Σ_j exp[−r²] f_c, a little bent by the network.
Model repulsive_model() {
  Model model;
  descriptor::Set set{silicon[0], {}};
  for (const double eta : {0.5, 1.0}) {
    set.functions.push_back({FunctionType::g2, silicon[0], silicon[0], silicon[0], eta, 0, 0, 1, 1, 4, {}});
  }
  set.functions.push_back({FunctionType::g5, silicon[0], silicon[0], silicon[0], 0.3, 0, 0, 2, 1, 4, {}});
  ElementModel element{silicon[0], set, {}, {}, {{"energy", 0, 20}}, 0};
  for (const auto& name : set.column_names()) element.inputs.push_back({name, 0, 0.2, 0, 1});
  element.network = network::Mlp{{3, 4, 1}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
  Random random{5};
  for (double& w : element.network.parameters()) w = random.uniform(0.1, 0.6);
  model.elements.push_back(element);
  return model;
}

TEST_CASE("mixed precision conserves energy over 20 ps as double does") {
  const Model model = repulsive_model();
  const auto drift = [&](Precision precision) {
    const auto potential = make_kernel_potential(model, precision);
    Random random{81};
    System system = random_system(random, 64, 1);
    std::vector<Vec3> velocity(64);
    for (Vec3& v : velocity) v = 5.0 * Vec3{random.normal(), random.normal(), random.normal()};
    NeighbourList list{potential->cutoff(), 1};
    std::vector<Vec3> all, force(64);
    double first = 0, worst = 0;
    constexpr double step = 0.001, acceleration = 1 / (28.0855 * 1.0364269e-4);  // ps; eV/Å to Å/ps² for silicon
    for (int n = 0; n <= 20000; ++n) {
      list.update(system.cell, system.positions);
      const std::vector<int> species(list.owner().size());
      all.assign(species.size(), {});
      Result result;
      result.force = all;
      potential->compute({list.positions(), species, list.local()}, list.view(), {true, false, false}, result);
      std::fill(force.begin(), force.end(), Vec3{});
      list.fold(all, force);
      double kinetic = 0;
      for (std::size_t i = 0; i < 64; ++i) {
        if (n > 0) velocity[i] += 0.5 * step * acceleration * force[i];
        kinetic += 0.5 / acceleration * norm2(velocity[i]);
      }
      const double energy = (result.energy + kinetic) / 64;
      if (n == 0) first = energy;
      worst = std::max(worst, std::abs(energy - first));
      for (std::size_t i = 0; i < 64; ++i) {
        velocity[i] += 0.5 * step * acceleration * force[i];
        system.positions[i] += step * velocity[i];
      }
    }
    return worst;
  };
  const Threads one{1};
  const double full = drift(Precision::full), mixed = drift(Precision::mixed);
  CHECK(full < 1e-3);  // eV an atom: the time step's own wobble
  CHECK(mixed < 1.2 * full);
}

TEST_CASE("instruction sets and precisions go by names, and wrong ones say what there is") {
  const EveryTarget targets;
  REQUIRE(!targets.names.empty());
  for (const auto& name : targets.names) {
    set_simd_target(name);
    CHECK(simd_target() == name);
  }
  set_simd_target("auto");
  CHECK(simd_target() == targets.names.front());
  CHECK_THROWS_WITH(set_simd_target("mmx"), ContainsSubstring("unknown instruction set 'mmx', expected auto or one"));
  CHECK(parse_precision("mixed") == Precision::mixed);
  CHECK(parse_precision("double") == Precision::full);
  CHECK_THROWS_WITH(parse_precision("half"), ContainsSubstring("unknown precision 'half', expected double or mixed"));
}

TEST_CASE("exponentials that are multiples or evenly shifted are products, within the error allowed") {
  using namespace nnpipe::potential::kernel;
  const std::vector<Exponential> wanted{{0.005, 0}, {0.03, 0}, {0.1, 0}, {0.3, 0}, {1, 2},
                                        {1, 2.5},   {1, 3},    {1, 3.5}, {0.06, 0}};
  const auto program = make_program(wanted, 6, 64);
  std::vector<std::vector<double>> entry(program.entries);
  const std::vector<double> distances{0.1, 1.7, 3.3, 5.9};
  int exponentials = 0;
  for (const auto& step : program.steps) {
    for (std::size_t i = 0; i < distances.size(); ++i) {
      const double r = distances[i], t = r - step.r_s;
      double value = 0;
      switch (step.way) {
        case ExponentialStep::Way::gaussian: value = std::exp(-step.eta * t * t); break;
        case ExponentialStep::Way::linear: value = std::exp(step.slope * t); break;
        case ExponentialStep::Way::product: value = step.scale * entry.at(step.a).at(i) * entry.at(step.b).at(i); break;
      }
      entry.at(step.entry).push_back(value);
    }
    exponentials += step.way != ExponentialStep::Way::product;
  }
  CHECK(exponentials == 3);
  for (std::size_t e = 0; e < wanted.size(); ++e) {
    for (std::size_t i = 0; i < distances.size(); ++i) {
      const double t = distances[i] - wanted[e].r_s;
      CHECK(entry[e].at(i) == Approx(std::exp(-wanted[e].eta * t * t)).epsilon(1e-13));
    }
  }
}
