#include "potential/kernel/kernel.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/simd.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "potential/committee.hpp"
#include "potential/kernel/block.hpp"
#include "potential/kernel/plan.hpp"
#include "potential/kernel/probe.hpp"
#include "potential/neural/sites.hpp"

namespace nnpipe::potential {

namespace {

std::atomic<Precision> standard_precision{Precision::full};

using kernel::BlockResult;
using kernel::BlockTask;
using kernel::Scratch;
using kernel::Window;

// Atoms of a block: whole vectors of lanes, few enough that window and neighbours stay in the cache, enough that atoms
// with like numbers of neighbours find each other.
constexpr std::size_t block_size = 128;
// Blocks computed before their windows are put down: what bounds the memory of the windows.
constexpr std::size_t blocks_at_once = 512;
// Differences of single from double on crystals of which `mixed` takes single, in units of the largest force. Hot ones
// differ by some three times as much, of forces of up to 3 eV/Å.
constexpr double bearable = 1e-6;
// Parts of the force array that a thread puts windows down into: each goes through all windows that reach into it.
constexpr std::size_t tiles_of_thread = 4, most_tiles = 64;

Scratch& scratch_of_thread(std::size_t atoms) {
  static thread_local Scratch scratch;
  if (scratch.slot_of.size() < atoms) scratch.slot_of.resize(atoms, -1);
  return scratch;
}

// Functions of the local atoms [first, last), in double: they are compared with what training saw, to its last digit.
void compute_values(const std::vector<kernel::ElementPlan>& plans, AtomsView atoms, NeighboursView list,
                    std::size_t first, std::size_t last, double* row_of_first, std::size_t stride) {
  // Rows are counted from the first local atom.
  const BlockTask task{&plans, atoms, list, first, last, false, false, nullptr, row_of_first - first * stride, stride};
  BlockResult unused;
  kernel::compute_block_double(task, scratch_of_thread(atoms.x.size()), unused);
}

// One network an element, or several: a committee that computes the symmetry functions once.
class KernelPotential final : public Committee {
 public:
  KernelPotential(std::span<const Model> models, Precision precision)
      : x_model{models.front()},
        x_members{models.size()},
        x_dispute{dispute_of(models)},
        x_plans{kernel::make_plan(models)},
        x_cutoff{x_model.range()},
        x_precision{precision},
        x_elements{x_model.species()} {}

  void compute(AtomsView atoms, NeighboursView list, Want want, Result& result) const override {
    BlockTask task{&x_plans, atoms, list, 0, 0, want.forces || want.virial, false, nullptr, nullptr, 0};
    if (want.site_energies) task.site_energy = result.site_energy.data();
    compute_blocks(task, want, {&result, 1});
  }

  std::size_t members() const override { return x_members; }
  void compute_members(AtomsView atoms, NeighboursView list, Want want, std::span<Result> results) const override {
    compute_blocks({&x_plans, atoms, list, 0, 0, want.forces || want.virial, true, nullptr, nullptr, 0}, want, results);
  }

  double cutoff() const override { return x_cutoff; }
  UnitStyle units() const override { return x_model.units; }
  std::span<const Element> elements() const override { return x_elements; }

  bool has_range() const override { return true; }
  void extrapolations(AtomsView atoms, NeighboursView list, std::vector<Extrapolation>& found) const override {
    std::size_t stride = 0;
    for (const auto& plan : x_plans) stride = std::max(stride, plan.functions);
    const auto local = static_cast<std::size_t>(atoms.local);
    // Found in the order of the atoms, whatever thread looked at them.
    std::vector<std::vector<Extrapolation>> of_block(Blocks{local, block_size}.count());
    parallel_for(Blocks{local, block_size}, [&](std::size_t block, std::size_t first, std::size_t last) {
      std::vector<double> values((last - first) * stride);
      compute_values(x_plans, atoms, list, first, last, values.data(), stride);
      for (std::size_t i = first; i < last; ++i) {
        const auto& inputs = x_model.elements[static_cast<std::size_t>(atoms.species[i])].inputs;
        add_extrapolations(inputs, std::span{values}.subspan((i - first) * stride), i, of_block[block]);
      }
    });
    for (const auto& each : of_block) found.insert(found.end(), each.begin(), each.end());
  }
  double shortest_distance(int species, int other) const override { return x_model.shortest_distance(species, other); }
  NeighbourCount fewest_neighbours(int species) const override {
    return {x_model.fewest_neighbours(x_elements.at(static_cast<std::size_t>(species))), x_model.range()};
  }
  Dispute dispute() const override { return x_dispute; }
  std::string function_name(int species, int function) const override {
    return x_model.function_name(species, function);
  }

 private:
  // Blocks of atoms, then their sums, in the order of the blocks.
  void compute_blocks(const BlockTask& task, Want want, std::span<Result> answers) const {
    const auto local = static_cast<std::size_t>(task.atoms.local);
    // Kept by the calling thread: windows are as large the next time.
    static thread_local std::vector<BlockResult> kept;
    std::vector<BlockResult>& results = kept;
    for (std::size_t begin = 0; begin < local; begin += block_size * blocks_at_once) {
      const std::size_t end = std::min(begin + block_size * blocks_at_once, local);
      const Blocks blocks{end - begin, block_size};
      results.resize(std::max(results.size(), blocks.count()));
      for (auto& each : results) each.clear(answers.size());
      parallel_for(blocks, [&](std::size_t block, std::size_t first, std::size_t last) {
        run(task, begin + first, begin + last, results[block]);
      });
      for (std::size_t b = 0; b < blocks.count(); ++b) {
        for (std::size_t a = 0; a < answers.size(); ++a) {
          answers[a].energy += results[b].energy[a];
          if (want.virial) answers[a].virial += results[b].virial[a];
        }
      }
      for (std::size_t a = 0; want.forces && a < answers.size(); ++a) {
        put_down(std::span{results}.first(blocks.count()), a, answers[a].force);
      }
    }
  }

  void run(BlockTask task, std::size_t first, std::size_t last, BlockResult& result) const {
    task.first = first;
    task.last = last;
    Scratch& scratch = scratch_of_thread(task.atoms.x.size());
    if (x_precision == Precision::full) {
      kernel::compute_block_double(task, scratch, result);
    } else {
      kernel::compute_block_mixed(task, scratch, result);
    }
  }

  // Adds the windows to the forces, each force in the order of the blocks. Threads take tiles of the force array.
  static void put_down(std::span<BlockResult> results, std::size_t answer, std::span<Vec3> force) {
    const auto add = [&](const Window& window, std::size_t i) {
      const double* const f = window.force.data() + 4 * (answer * window.size + i);
      force[static_cast<std::size_t>(window.atoms[i])] += Vec3{f[0], f[1], f[2]};
    };
    if (thread_count() == 1 || results.size() == 1) {
      for (const auto& result : results) {
        for (std::size_t i = 0; i < result.window.size; ++i) add(result.window, i);
      }
      return;
    }
    const std::size_t tiles = std::min(most_tiles, tiles_of_thread * static_cast<std::size_t>(thread_count()));
    const std::size_t size = force.size() / tiles + 1;
    parallel_for(Blocks{results.size(), 8}, [&](std::size_t, std::size_t begin, std::size_t end) {
      for (std::size_t r = begin; r < end; ++r) {
        auto& window = results[r].window;
        window.tiles = 0;
        for (const int atom : std::span{window.atoms}.first(window.size)) {
          window.tiles |= std::uint64_t{1} << (static_cast<std::size_t>(atom) / size);
        }
      }
    });
    parallel_for(Blocks{tiles, 1}, [&](std::size_t tile, std::size_t, std::size_t) {
      const std::size_t first = tile * size, last = first + size;
      for (const auto& result : results) {
        if (!(result.window.tiles >> tile & 1)) continue;
        for (std::size_t i = 0; i < result.window.size; ++i) {
          const auto atom = static_cast<std::size_t>(result.window.atoms[i]);
          if (atom >= first && atom < last) add(result.window, i);
        }
      }
    });
  }

  Model x_model;  // the first
  std::size_t x_members;
  Dispute x_dispute;
  std::vector<kernel::ElementPlan> x_plans;
  double x_cutoff;
  Precision x_precision;
  std::vector<Element> x_elements;
};

// Networks whose functions say nearly the same carry large weights of both signs: float loses what is left between.
bool bears_single(std::span<const Model> models) {
  return std::all_of(models.begin(), models.end(), [](const Model& model) {
    const KernelPotential full{std::span{&model, 1}, Precision::full}, single{std::span{&model, 1}, Precision::single};
    return kernel::largest_difference(model, full, single) <= bearable;
  });
}

}  // namespace

std::string to_string(Precision precision) {
  switch (precision) {
    case Precision::full: return "double";
    case Precision::single: return "single";
    case Precision::mixed: break;
  }
  return "mixed";
}

Precision parse_precision(std::string_view name) {
  for (const Precision each : {Precision::full, Precision::mixed, Precision::single}) {
    if (name == to_string(each)) return each;
  }
  fail("unknown precision {}, expected double, mixed or single", quoted(name));
}

Precision default_precision() { return standard_precision; }
void set_default_precision(Precision precision) { standard_precision = precision; }

PotentialPtr make_kernel_potential(const Model& model, Precision precision) {
  return make_kernel_potential(std::span{&model, 1}, precision);
}

PotentialPtr make_kernel_potential(std::span<const Model> models, Precision precision) {
  for (const auto& model : models) model.check();
  // Meets a wrong NNPIPE_SIMD where a user expects it, and settles the target before the first block.
  static_cast<void>(simd_target());
  if (precision == Precision::mixed) precision = bears_single(models) ? Precision::single : Precision::full;
  return std::make_unique<KernelPotential>(models, precision);
}

bool same_functions(const Model& a, const Model& b) {
  const auto same = [](const ElementModel& x, const ElementModel& y) {
    return x.element == y.element && x.set == y.set;
  };
  return a.kind == InputKind::symmetry_functions && b.kind == a.kind && a.units == b.units &&
         std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(), same);
}

struct SymmetryFunctions::Data {
  std::vector<kernel::ElementPlan> plans;
};

SymmetryFunctions::SymmetryFunctions(std::span<const descriptor::Set> sets, std::span<const Element> species)
    : x_data{std::make_unique<const Data>(Data{kernel::make_plan(sets, species)})} {
  static_cast<void>(simd_target());
}
SymmetryFunctions::~SymmetryFunctions() = default;
SymmetryFunctions::SymmetryFunctions(SymmetryFunctions&&) noexcept = default;

double SymmetryFunctions::cutoff() const {
  double cutoff = 0;
  for (const auto& plan : x_data->plans) cutoff = std::max(cutoff, plan.cutoff);
  return cutoff;
}

std::size_t SymmetryFunctions::size(int species) const {
  return x_data->plans.at(static_cast<std::size_t>(species)).functions;
}

void SymmetryFunctions::values(AtomsView atoms, NeighboursView neighbours, std::span<double> out,
                               std::size_t stride) const {
  parallel_for(Blocks{static_cast<std::size_t>(atoms.local), block_size},
               [&](std::size_t, std::size_t first, std::size_t last) {
                 compute_values(x_data->plans, atoms, neighbours, first, last, out.data() + first * stride, stride);
               });
}

}  // namespace nnpipe::potential
