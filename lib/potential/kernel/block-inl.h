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

// A neighbour within reach, as gathered: vector in the kernel's precision (4 numbers), place in the window, and which
// bucket of slots it goes to: species · shells + shell.
template <typename T>
struct Near {
  T* rows;
  int* ids;
  std::uint16_t* buckets;
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

  // r_ij of the neighbours in reach of each atom, one after the other.
  void gather() {
    const auto& list = x_task.list;
    const auto entries = static_cast<std::size_t>(list.first[x_task.last] - list.first[x_task.first]);
    // The last entry of an atom may be one out of reach, written and not counted.
    x_near.rows = x_scratch.near.template reserve<T>(4 * (entries + 1));
    x_near.ids = x_scratch.ids.template reserve<int>(entries + 1);
    x_near.buckets = x_scratch.buckets.template reserve<std::uint16_t>(entries + 1);
    x_begin = x_scratch.order.template reserve<std::size_t>(3 * (x_size + 2));
    x_order = x_begin + x_size + 2;
    std::size_t n = 0;
    for (std::size_t atom = 0; atom < x_size; ++atom) {
      x_begin[atom] = n;
      const auto& plan = plan_of(atom);
      n = plan.slot_rows() * plan.radii.size() == 1 ? gather_alike(plan, atom, n) : gather_shells(plan, atom, n);
    }
    x_begin[x_size] = n;
    if (x_task.gradient) make_window(n);
  }

  // From atoms to their places in the window.
  void make_window(std::size_t n) {
    x_result.window.reserve(n + x_size);
    x_centre = x_scratch.centres.template reserve<int>(x_size);
    for (std::size_t atom = 0; atom < x_size; ++atom) {
      x_centre[atom] = static_cast<int>(x_task.first + atom);
    }
    x_scratch.enter(x_result.window, x_centre, x_size);
    x_scratch.enter(x_result.window, x_near.ids, n);
    x_result.window.clear_forces(x_result.energy.size());
  }

  // One radius, and one species or functions that take all alike: no buckets.
  std::size_t gather_alike(const ElementPlan& plan, std::size_t atom, std::size_t n) {
    const auto& list = x_task.list;
    const double reach2 = plan.cutoff * plan.cutoff;
    const Vec3* const x = x_task.atoms.x.data();
    const Vec3 centre = x[x_task.first + atom];
    const int* const index = list.index.data();
    const bool several = plan.reach.size() > 1;
    const auto end = static_cast<std::size_t>(list.first[x_task.first + atom + 1]);
    for (auto e = static_cast<std::size_t>(list.first[x_task.first + atom]); e < end; ++e) {
      const int j = index[e];
      x_near.ids[n] = j;
      T* const row = x_near.rows + 4 * n;
      // No branch: which entries are in the skin cannot be predicted.
      n += put_row(x[j], centre, row) < reach2 ? 1 : 0;
      if (several) row[3] = static_cast<T>(x_task.atoms.species[static_cast<std::size_t>(j)]);
    }
    return n;
  }

  std::size_t gather_shells(const ElementPlan& plan, std::size_t atom, std::size_t n) {
    const auto& list = x_task.list;
    const Vec3* const x = x_task.atoms.x.data();
    const Vec3 centre = x[x_task.first + atom];
    const auto end = static_cast<std::size_t>(list.first[x_task.first + atom + 1]);
    for (auto e = static_cast<std::size_t>(list.first[x_task.first + atom]); e < end; ++e) {
      const int j = list.index[e];
      const auto species = static_cast<std::size_t>(x_task.atoms.species[static_cast<std::size_t>(j)]);
      const double reach = plan.reach[species];
      const double distance2 = put_row(x[j], centre, x_near.rows + 4 * n);
      if (distance2 >= reach * reach) continue;
      if (plan.density) x_near.rows[4 * n + 3] = static_cast<T>(species);
      std::size_t shell = 0;
      while (distance2 >= plan.radii[shell] * plan.radii[shell]) ++shell;
      x_near.ids[n] = j;
      x_near.buckets[n] = static_cast<std::uint16_t>(species * plan.radii.size() + shell);
      ++n;
    }
    return n;
  }

  // r_ij and its square; a fourth number of 0, where the species comes that functions of moments ask for. Differences
  // in double, whatever the kernel's precision.
  static HWY_INLINE double put_row(const Vec3& to, const Vec3& from, T* row) {
    const hn::CappedTag<double, 4> d;
    if constexpr (hn::MaxLanes(hn::CappedTag<double, 4>{}) == 4) {
      const auto three = hn::FirstN(d, 3);
      const auto r = hn::Sub(hn::MaskedLoad(three, d, &to.x), hn::MaskedLoad(three, d, &from.x));
      if constexpr (sizeof(T) == sizeof(double)) {
        hn::Store(r, d, row);
      } else {
        const hn::Rebind<float, hn::CappedTag<double, 4>> f;
        hn::Store(hn::DemoteTo(f, r), f, row);
      }
      return hn::GetLane(hn::SumOfLanes(d, hn::Mul(r, r)));
    } else {
      const Vec3 r = to - from;
      row[0] = static_cast<T>(r.x);
      row[1] = static_cast<T>(r.y);
      row[2] = static_cast<T>(r.z);
      row[3] = 0;
      return norm2(r);
    }
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
    Slots slots = arrange(plan, begin, end);
    T* const rows = x_scratch.placed.template reserve<T>(4 * lanes * slots.size);
    int* const ids = x_scratch.placed_ids.template reserve<int>(lanes * slots.size);
    for (std::size_t lane = 0; lane < lanes; ++lane) place(plan, slots, begin, end, lane, rows, ids);
    Site<T> site{plan, slots, x_scratch};
    site.values(rows, x_task.values != nullptr || !plan.readout);
    if (x_task.values) return copy_values(plan, site.values(), begin, end);
    const std::size_t members = plan.template networks<T>().size();
    for (std::size_t m = 0; m < members; ++m) {
      HWY_ALIGN T energy[lanes];
      hn::Store(site.network(m, x_task.gradient), Tag<T>{}, energy);
      add_energies(plan, m, energy, begin, end);
      if (!x_task.gradient) continue;
      if (x_task.members) {
        scatter(site, m, slots.size, rows, ids, begin, end);
      } else if (members > 1) {
        site.add_to_mean(m);
      }
    }
    if (x_task.gradient && !x_task.members) scatter(site, 0, slots.size, rows, ids, begin, end);
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

  // One lane's neighbours to their slots. Slots that stay empty, and lanes without an atom, get a neighbour out of all
  // reach.
  void place(const ElementPlan& plan, const Slots& slots, std::size_t begin, std::size_t end, std::size_t lane, T* rows,
             int* ids) {
    const std::size_t species = plan.slot_rows(), shells = plan.radii.size();
    const bool real = begin + lane < end;
    const std::size_t atom = x_order[real ? begin + lane : begin];
    const int centre = x_task.gradient ? x_centre[atom] : 0;
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
        T* const row = rows + 4 * (next * width<T> + lane);
        row[0] = static_cast<T>(empty_slot * plan.cutoff);
        row[1] = row[2] = row[3] = 0;
        ids[next * width<T> + lane] = centre;
      }
    }
    if (!real) return;
    const bool one_bucket = species * shells == 1;
    for (std::size_t e = x_begin[atom]; e < x_begin[atom + 1]; ++e) {
      const std::size_t slot = x_own[one_bucket ? 0 : x_near.buckets[e]]++ * width<T> + lane;
      copy_row(x_near.rows + 4 * e, rows + 4 * slot);
      ids[slot] = x_near.ids[e];
    }
  }

  static HWY_INLINE void copy_row(const T* from, T* to) {
    const hn::CappedTag<T, 4> d;
    for (std::size_t i = 0; i < 4; i += hn::MaxLanes(hn::CappedTag<T, 4>{}))
      hn::Store(hn::Load(d, from + i), d, to + i);
  }

  void copy_values(const ElementPlan& plan, const T* values, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      double* const to = x_task.values + (x_task.first + x_order[i]) * x_task.stride;
      for (std::size_t f = 0; f < plan.functions; ++f) to[f] = static_cast<double>(values[f * width<T> + i - begin]);
    }
  }

  // Forces: minus the gradient on each neighbour, its sum on the centre.
  void scatter(Site<T>& site, std::size_t answer, std::size_t n, T* rows, const int* ids, std::size_t begin,
               std::size_t end) {
    const Tag<T> d;
    constexpr std::size_t lanes = width<T>;
    auto& window = x_result.window;
    double* const force = window.force.data() + 4 * window.size * answer;
    Lanes<T> sum[3], outer[6];
    for (auto& each : sum) each = hn::Zero(d);
    for (auto& each : outer) each = hn::Zero(d);
    site.gradient(rows, sum, outer);
    for (std::size_t i = 0; i < n * lanes; ++i) subtract_row(rows + 4 * i, force + 4 * ids[i]);
    HWY_ALIGN T total[4 * lanes];
    hn::StoreInterleaved4(hn::Neg(sum[0]), hn::Neg(sum[1]), hn::Neg(sum[2]), hn::Zero(d), d, total);
    for (std::size_t i = begin; i < end; ++i) {
      subtract_row(total + 4 * (i - begin), force + 4 * x_centre[x_order[i]]);
    }
    Virial& sums = x_result.virial[answer];
    double* const virial[] = {&sums.xx, &sums.yy, &sums.zz, &sums.xy, &sums.xz, &sums.yz};
    for (std::size_t i = 0; i < 6; ++i) {
      hn::Store(outer[i], d, total);
      for (std::size_t lane = 0; lane < lanes; ++lane) *virial[i] -= static_cast<double>(total[lane]);
    }
  }

  static HWY_INLINE void subtract_row(const T* row, double* force) {
    const hn::CappedTag<double, 4> d;
    constexpr std::size_t step = hn::MaxLanes(hn::CappedTag<double, 4>{});
    for (std::size_t i = 0; i < 4; i += step) {
      if constexpr (sizeof(T) == sizeof(double)) {
        hn::Store(hn::Sub(hn::Load(d, force + i), hn::Load(d, row + i)), d, force + i);
      } else {
        const hn::Rebind<float, hn::CappedTag<double, 4>> f;
        hn::Store(hn::Sub(hn::Load(d, force + i), hn::PromoteTo(d, hn::LoadU(f, row + i))), d, force + i);
      }
    }
  }

  const BlockTask& x_task;
  Scratch& x_scratch;
  BlockResult& x_result;
  const std::vector<ElementPlan>& x_plans;
  std::size_t x_size;
  Near<T> x_near{};
  std::size_t* x_begin = nullptr;  // first neighbour of each atom of the block
  std::size_t* x_order = nullptr;  // atoms of the block as they go to lanes
  int* x_centre = nullptr;         // place of each atom of the block in the window
  std::size_t* x_own = nullptr;    // of one atom: neighbours in each bucket
};

}  // namespace
}  // namespace nnpipe::potential::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
