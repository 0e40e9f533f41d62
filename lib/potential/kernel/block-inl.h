// A block of atoms: neighbours gathered, atoms of like element and number of neighbours put side by side in lanes.
#if defined(NNPIPE_KERNEL_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NNPIPE_KERNEL_BLOCK_INL_H_
#undef NNPIPE_KERNEL_BLOCK_INL_H_
#else
#define NNPIPE_KERNEL_BLOCK_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "potential/kernel/block.hpp"
#include "potential/kernel/site-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nnpipe::potential::kernel::HWY_NAMESPACE {
namespace {

// The neighbours within reach of the block's atoms, one atom after the other.
struct Near {
  int* atoms;
  int* places;             // in the window
  std::uint16_t* buckets;  // of slots that they go to: species · shells + shell
};

template <typename T>
class Block {
 public:
  Block(const BlockTask& task, Scratch& scratch, BlockResult& result)
      : x_task{task}, x_scratch{scratch}, x_result{result}, x_plans{*task.plans}, x_size{task.last - task.first} {}

  void run() {
    gather();
    sort();
    for (std::size_t begin = 0; begin < x_size;) {
      const int species = species_of(x_order[begin]);
      std::size_t end = begin + 1;
      while (end < x_size && end < begin + width<T> && species_of(x_order[end]) == species) ++end;
      run_lanes(x_plans[static_cast<std::size_t>(species)], begin, end);
      begin = end;
    }
    if (x_task.gradient) x_scratch.clear(x_result.window);
  }

 private:
  int species_of(std::size_t atom) const { return x_task.atoms.species[x_task.first + atom]; }
  const ElementPlan& plan_of(std::size_t atom) const { return x_plans[static_cast<std::size_t>(species_of(atom))]; }

  void gather() {
    const auto& list = x_task.list;
    const auto entries = static_cast<std::size_t>(list.first[x_task.last] - list.first[x_task.first]);
    // Lists of lanes are read as far as the longest of them, and written in whole vectors.
    const std::size_t room = 2 * entries + 2 * at_once;
    x_near.atoms = x_scratch.near.template reserve<int>(room);
    x_near.buckets = x_scratch.buckets.template reserve<std::uint16_t>(room);
    x_begin = x_scratch.order.template reserve<std::size_t>(3 * (x_size + 2));
    x_order = x_begin + x_size + 2;
    std::size_t n = 0, most = 0;
    for (std::size_t atom = 0; atom < x_size; ++atom) {
      x_begin[atom] = n;
      const auto& plan = plan_of(atom);
      n = plan.slot_rows() * plan.radii.size() == 1 ? gather_alike(plan, atom, n) : gather_shells(plan, atom, n);
      most = std::max(most, n - x_begin[atom]);
    }
    x_begin[x_size] = n;
    std::fill_n(x_near.atoms + n, most, static_cast<int>(x_task.first));
    if (x_task.gradient) make_window(n, most);
  }

  // The places of atoms and neighbours in the window.
  void make_window(std::size_t n, std::size_t most) {
    x_result.window.reserve(n + x_size);
    x_centre = x_scratch.centres.template reserve<int>(x_size);
    for (std::size_t atom = 0; atom < x_size; ++atom) {
      x_centre[atom] = static_cast<int>(x_task.first + atom);
    }
    x_scratch.enter(x_result.window, x_centre, x_size, x_centre);
    x_near.places = x_scratch.near_places.template reserve<int>(n + most);
    x_scratch.enter(x_result.window, x_near.atoms, n, x_near.places);
    std::fill_n(x_near.places + n, most, 0);
    x_result.window.clear_forces(x_result.energy.size());
  }

  // Of the entries of an atom's list: take(atoms, r², how many of them count).
  template <typename Take>
  HWY_INLINE void go_through(std::size_t atom, Take&& take) const {
    const auto& list = x_task.list;
    const Vec3* const x = x_task.atoms.x.data();
    const Vec3& at = x[x_task.first + atom];
    HWY_ALIGN const double centre[4] = {at.x, at.y, at.z, 0};
    auto e = static_cast<std::size_t>(list.first[x_task.first + atom]);
    const auto end = static_cast<std::size_t>(list.first[x_task.first + atom + 1]);
    // The last may reach into the next atom's list.
    for (; e < end && e + at_once <= list.index.size(); e += at_once) {
      const int* const atoms = list.index.data() + e;
      take(atoms, squares_of(x, atoms, centre), std::min(at_once, end - e));
    }
    if (e >= end) return;
    int atoms[at_once];
    std::fill_n(atoms, at_once, static_cast<int>(x_task.first + atom));
    std::copy(list.index.data() + e, list.index.data() + end, atoms);
    take(atoms, squares_of(x, atoms, centre), end - e);
  }

  // One radius, and one species or functions that take all alike: no buckets.
  std::size_t gather_alike(const ElementPlan& plan, std::size_t atom, std::size_t n) {
    const Doubles d;
    const auto reach2 = hn::Set(d, plan.cutoff * plan.cutoff);
    go_through(atom, [&](const int* atoms, hn::Vec<Doubles> squares, std::size_t count) HWY_ATTR {
      n += keep_atoms(atoms, hn::And(hn::Lt(squares, reach2), hn::FirstN(d, count)), x_near.atoms + n);
    });
    return n;
  }

  std::size_t gather_shells(const ElementPlan& plan, std::size_t atom, std::size_t n) {
    const std::size_t shells = plan.radii.size();
    go_through(atom, [&](const int* atoms, hn::Vec<Doubles> squares, std::size_t count) HWY_ATTR {
      HWY_ALIGN double distance2[at_once];
      hn::Store(squares, Doubles{}, distance2);
      for (std::size_t i = 0; i < count; ++i) {
        const auto species = static_cast<std::size_t>(x_task.atoms.species[static_cast<std::size_t>(atoms[i])]);
        const double reach = plan.reach[species];
        std::size_t shell = 0;
        while (shell + 1 < shells && distance2[i] >= plan.radii[shell] * plan.radii[shell]) ++shell;
        x_near.atoms[n] = atoms[i];
        x_near.buckets[n] = static_cast<std::uint16_t>(species * shells + shell);
        // No branch: which entries are in the skin cannot be predicted.
        n += distance2[i] < reach * reach ? 1 : 0;
      }
    });
    return n;
  }

  // By element, then by number of neighbours: lanes side by side wait little for each other.
  void sort() {
    std::size_t most = 0;
    for (std::size_t atom = 0; atom < x_size; ++atom) most = std::max(most, x_begin[atom + 1] - x_begin[atom]);
    const std::size_t keys = x_plans.size() * (most + 1);
    std::size_t* const count = x_scratch.rows.template reserve<std::size_t>(keys + 1);
    for (std::size_t k = 0; k <= keys; ++k) count[k] = 0;
    const auto key = [&](std::size_t atom) {
      return static_cast<std::size_t>(species_of(atom)) * (most + 1) + x_begin[atom + 1] - x_begin[atom];
    };
    for (std::size_t atom = 0; atom < x_size; ++atom) ++count[key(atom) + 1];
    for (std::size_t k = 0; k < keys; ++k) count[k + 1] += count[k];
    for (std::size_t atom = 0; atom < x_size; ++atom) x_order[count[key(atom)]++] = atom;
  }

  void run_lanes(const ElementPlan& plan, std::size_t begin, std::size_t end) {
    constexpr std::size_t lanes = width<T>;
    const Slots slots = arrange(plan, begin, end);
    HWY_ALIGN double centres[4 * lanes];
    const Lists<T> lists = lists_of(plan, slots, begin, end, centres);
    Site<T> site{plan, slots, lists, x_scratch};
    site.values(x_task.values != nullptr || !plan.readout);
    if (x_task.values) return copy_values(plan, site.values(), begin, end);
    const std::size_t members = plan.template networks<T>().size();
    for (std::size_t m = 0; m < members; ++m) {
      HWY_ALIGN T energy[lanes];
      hn::Store(site.network(m, x_task.gradient), Tag<T>{}, energy);
      add_energies(plan, m, energy, begin, end);
      if (!x_task.gradient) continue;
      if (x_task.members) {
        scatter(site, m, begin, end);
      } else if (members > 1) {
        site.add_to_mean(m);
      }
    }
    if (x_task.gradient && !x_task.members) scatter(site, 0, begin, end);
  }

  void add_energies(const ElementPlan& plan, std::size_t member, const T* energy, std::size_t begin, std::size_t end) {
    const auto& network = plan.template networks<T>()[member];
    const double share = x_task.members ? 1 : 1.0 / static_cast<double>(plan.template networks<T>().size());
    double& sum = x_result.energy[x_task.members ? member : 0];
    for (std::size_t i = begin; i < end; ++i) {
      const double site_energy = share * (network.offset + network.factor * static_cast<double>(energy[i - begin]));
      sum += site_energy;
      if (x_task.site_energy) x_task.site_energy[x_task.first + x_order[i]] += site_energy;
    }
  }

  // How many slots each species and shell takes: as many as the lane with the most.
  Slots arrange(const ElementPlan& plan, std::size_t begin, std::size_t end) {
    const std::size_t species = plan.slot_rows(), shells = plan.radii.size(), buckets = species * shells;
    std::size_t* const room = x_scratch.slots.template reserve<std::size_t>(species + 2 * buckets + 1);
    std::size_t* const count = room + species;
    x_own = count + buckets;
    for (std::size_t b = 0; b < buckets; ++b) count[b] = 0;
    for (std::size_t i = begin; i < end; ++i) {
      count_buckets(buckets, x_order[i]);
      for (std::size_t s = 0; s < species; ++s) {
        std::size_t within = 0;
        for (std::size_t k = 0; k < shells; ++k) {
          within += x_own[s * shells + k];
          count[s * shells + k] = std::max(count[s * shells + k], within);
        }
      }
    }
    Slots slots{0, room, count, shells};
    for (std::size_t s = 0; s < species; ++s) {
      room[s] = slots.size;
      if (shells > 0) slots.size += count[s * shells + shells - 1];
    }
    return slots;
  }

  void count_buckets(std::size_t buckets, std::size_t atom) {
    if (buckets == 1) {
      x_own[0] = x_begin[atom + 1] - x_begin[atom];
      return;
    }
    for (std::size_t b = 0; b < buckets; ++b) x_own[b] = 0;
    for (std::size_t e = x_begin[atom]; e < x_begin[atom + 1]; ++e) ++x_own[x_near.buckets[e]];
  }

  // The lists of all lanes. Where there are no buckets, they are those that gather() left.
  Lists<T> lists_of(const ElementPlan& plan, const Slots& slots, std::size_t begin, std::size_t end, double* centres) {
    constexpr std::size_t lanes = width<T>;
    const bool one_bucket = plan.slot_rows() * plan.radii.size() == 1;
    std::uint64_t* const empty = x_scratch.empty.template reserve<std::uint64_t>(slots.size);
    std::fill_n(empty, slots.size, 0);
    if (!one_bucket) {
      x_placed = x_scratch.placed.template reserve<int>(lanes * slots.size);
      x_placed_places = x_scratch.placed_places.template reserve<int>(lanes * slots.size);
    }
    Lists<T> lists{x_task.atoms.x.data(), x_task.atoms.species.data(), centres, {}, {}, empty};
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const bool real = begin + lane < end;
      const std::size_t atom = x_order[real ? begin + lane : begin];
      const Vec3& at = x_task.atoms.x[x_task.first + atom];
      const double centre[] = {at.x, at.y, at.z, 0};
      std::copy_n(centre, 4, centres + 4 * lane);
      const std::uint64_t bit = std::uint64_t{1} << lane;
      if (one_bucket) {
        lists.atoms[lane] = x_near.atoms + x_begin[atom];
        if (x_task.gradient) lists.places[lane] = x_near.places + x_begin[atom];
        for (std::size_t j = real ? x_begin[atom + 1] - x_begin[atom] : 0; j < slots.size; ++j) empty[j] |= bit;
      } else {
        lists.atoms[lane] = x_placed + lane * slots.size;
        lists.places[lane] = x_placed_places + lane * slots.size;
        place(plan, slots, atom, real, lane, bit, empty);
      }
    }
    return lists;
  }

  // One lane's neighbours to their slots, of which some stay empty, and all of lanes without an atom.
  void place(const ElementPlan& plan, const Slots& slots, std::size_t atom, bool real, std::size_t lane,
             std::uint64_t bit, std::uint64_t* empty) {
    const std::size_t species = plan.slot_rows(), shells = plan.radii.size();
    int* const atoms = x_placed + lane * slots.size;
    int* const places = x_placed_places + lane * slots.size;
    for (std::size_t b = 0; b < species * shells; ++b) x_own[b] = 0;
    if (real) count_buckets(species * shells, atom);
    // From counts to next slots.
    for (std::size_t s = 0; s < species; ++s) {
      std::size_t next = slots.begin[s];
      for (std::size_t k = 0; k < shells; ++k) {
        const std::size_t count = x_own[s * shells + k];
        x_own[s * shells + k] = next;
        next += count;
      }
      const std::size_t stop = shells > 0 ? slots.begin[s] + slots.count[s * shells + shells - 1] : next;
      for (; next < stop; ++next) {
        empty[next] |= bit;
        atoms[next] = static_cast<int>(x_task.first + atom);
      }
    }
    if (!real) return;
    for (std::size_t e = x_begin[atom]; e < x_begin[atom + 1]; ++e) {
      const std::size_t slot = x_own[x_near.buckets[e]]++;
      atoms[slot] = x_near.atoms[e];
      if (x_task.gradient) places[slot] = x_near.places[e];
    }
  }

  void copy_values(const ElementPlan& plan, const T* values, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      double* const to = x_task.values + (x_task.first + x_order[i]) * x_task.stride;
      for (std::size_t f = 0; f < plan.functions; ++f) to[f] = static_cast<double>(values[f * width<T> + i - begin]);
    }
  }

  // Forces: minus the gradient on each neighbour, its sum on the centre.
  void scatter(Site<T>& site, std::size_t answer, std::size_t begin, std::size_t end) {
    const Tag<T> d;
    constexpr std::size_t lanes = width<T>;
    auto& window = x_result.window;
    double* const force = window.force.data() + 4 * window.size * answer;
    Lanes<T> sum[3], outer[6];
    site.gradient(force, sum, outer);
    HWY_ALIGN T total[4 * lanes];
    hn::StoreInterleaved4(hn::Neg(sum[0]), hn::Neg(sum[1]), hn::Neg(sum[2]), hn::Zero(d), d, total);
    for (std::size_t i = begin; i < end; ++i) {
      subtract_row<T>(total + 4 * (i - begin), force + 4 * x_centre[x_order[i]]);
    }
    Virial& sums = x_result.virial[answer];
    double* const virial[] = {&sums.xx, &sums.yy, &sums.zz, &sums.xy, &sums.xz, &sums.yz};
    for (std::size_t i = 0; i < 6; ++i) {
      hn::Store(outer[i], d, total);
      for (std::size_t lane = 0; lane < lanes; ++lane) *virial[i] -= static_cast<double>(total[lane]);
    }
  }

  const BlockTask& x_task;
  Scratch& x_scratch;
  BlockResult& x_result;
  const std::vector<ElementPlan>& x_plans;
  std::size_t x_size;
  Near x_near{};
  std::size_t* x_begin = nullptr;                       // first neighbour of each atom of the block
  std::size_t* x_order = nullptr;                       // atoms of the block as they go to lanes
  int* x_centre = nullptr;                              // place of each atom of the block in the window
  std::size_t* x_own = nullptr;                         // of one atom: neighbours in each bucket
  int *x_placed = nullptr, *x_placed_places = nullptr;  // lists of lanes
};

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
