#include "train/frames/consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "network/blas.hpp"
#include "train/processes.hpp"

namespace nnpipe::train {

namespace {

constexpr std::size_t most_frames = 200;
// Whose features are held.
constexpr std::size_t frames_at_a_time = 16;
// Relative to the mean of the diagonal: directions that the forces leave open stay at 0.
constexpr double ridge = 1e-6;

// What one frame's energy, forces and stress are, by each coefficient.
struct Features {
  arma::vec energy;
  arma::mat rows;  // coefficients × (3 atoms, and 6 of the stress)
};

// Coefficients of E = Σ_i Σ_k (a_k x_ik + ½ b_k x_ik²) over the atoms of each species: first all a, then all b.
class Coefficients {
 public:
  explicit Coefficients(const FrameData& data) : x_data{data} {
    for (std::size_t e = 0; e < data.elements().size(); ++e) {
      x_first.push_back(x_first.back() + 2 * data.maker().functions(e));
    }
  }
  std::size_t count() const { return x_first.back(); }

  // Of several frames, divided among threads and processes.
  std::vector<Features> of(std::span<const std::size_t> frames) const {
    std::vector<Features> all(frames.size());
    std::vector<std::size_t> first{0};  // numbers of each frame
    for (std::size_t k = 0; k < frames.size(); ++k) {
      const auto& frame = x_data.frame(frames[k]);
      const std::size_t rows = 3 * frame.forces.size() + (frame.has_stress ? 6 : 0);
      all[k] = {arma::vec(count(), arma::fill::zeros), arma::mat(count(), rows, arma::fill::zeros)};
      first.push_back(first.back() + count() * (1 + rows));
    }
    shared_for({frames.size(), 1}, [&](std::size_t k, std::size_t, std::size_t) {
      FrameBlock spare;
      const FrameBlock& block = x_data.block(frames[k], spare);
      for (std::size_t e = 0; e < block.species.size(); ++e) add(block.species[e], e, all[k]);
    });
    if (process_count() > 1) tell_others(first, all);
    return all;
  }

 private:
  static void tell_others(const std::vector<std::size_t>& first, std::vector<Features>& all) {
    std::vector<double> values(first.back());
    const Part mine = part_of(all.size(), process_rank());
    for (std::size_t k = mine.first; k < mine.last; ++k) {
      const auto rows =
          std::copy(all[k].energy.begin(), all[k].energy.end(), values.begin() + static_cast<std::ptrdiff_t>(first[k]));
      std::copy(all[k].rows.begin(), all[k].rows.end(), rows);
    }
    std::vector<std::size_t> parts;
    for (std::size_t p = 0; p <= process_count(); ++p) parts.push_back(first[part_of(all.size(), p).first]);
    share(values, parts);
    for (std::size_t k = 0; k < all.size(); ++k) {
      const double* const energy = values.data() + first[k];
      std::copy_n(energy, all[k].energy.n_elem, all[k].energy.begin());
      std::copy_n(energy + all[k].energy.n_elem, all[k].rows.n_elem, all[k].rows.begin());
    }
  }

  void add(const SpeciesBlock& part, std::size_t e, Features& out) const {
    const std::size_t n = x_data.maker().functions(e), linear = x_first[e], square = linear + n;
    for (std::size_t i = 0; i < part.inputs.size(); ++i) {
      const double x = part.inputs[i];
      out.energy[linear + i % n] += x;
      out.energy[square + i % n] += 0.5 * x * x;
    }
    for (std::size_t row = 0; row < out.rows.n_cols; ++row) {
      double* const to = out.rows.colptr(row);
      for (std::size_t p = part.first[row]; !part.atoms.empty() && p < part.first[row + 1]; ++p) {
        const double* const direction = part.direction.data() + p * n;
        const double* const x = part.inputs.data() + static_cast<std::size_t>(part.sample[p]) * n;
        for (std::size_t k = 0; k < n; ++k) {
          to[linear + k] += direction[k];
          to[square + k] += direction[k] * x[k];
        }
      }
    }
  }

  const FrameData& x_data;
  std::vector<std::size_t> x_first{0};  // of each species
};

// Those with forces, evenly, no more than can be asked in a second or two.
std::vector<std::size_t> some_of(const FrameData& data, const std::vector<std::size_t>& chosen, std::size_t n) {
  constexpr double most_products = 4e9;
  constexpr std::size_t fewest = 20;
  std::vector<std::size_t> with_forces;
  double rows = 0;
  for (const std::size_t f : chosen) {
    if (data.frame(f).forces.empty()) continue;
    with_forces.push_back(f);
    rows += 3 * static_cast<double>(data.frame(f).forces.size());
  }
  const double mean = rows / static_cast<double>(std::max<std::size_t>(1, with_forces.size()));
  const double bearable = most_products / (static_cast<double>(n * n) * std::max(1.0, mean));
  const auto most =
      static_cast<std::size_t>(std::clamp(bearable, static_cast<double>(fewest), static_cast<double>(most_frames)));
  const std::size_t stride = std::max<std::size_t>(1, (with_forces.size() + most - 1) / most);
  std::vector<std::size_t> some;
  for (std::size_t k = 0; k < with_forces.size(); k += stride) some.push_back(with_forces[k]);
  return some;
}

// Labels and what the forces say of them, both without what is left open; `doubt` is the variance of the latter.
Agreement agreement(const arma::vec& said, const arma::vec& label, double doubt, std::size_t frames) {
  Agreement out;
  const double ss = arma::dot(said, said), sl = arma::dot(said, label), ll = arma::dot(label, label);
  out.count = frames;
  if (!(ss > 0) || !(ll > 0)) return out;
  out.correlation = sl / std::sqrt(ss * ll);
  out.factor = std::copysign(std::sqrt(ll / ss), sl);
  out.doubt = std::min(1.0, doubt / ss);
  return out;
}

// The widest gap between energies sorted, in units of the larger spread within one of its sides.
void find_gap(const arma::vec& energies, const std::vector<std::size_t>& frames, Consistency& out) {
  const arma::uvec order = arma::sort_index(energies);
  const std::size_t n = energies.size(), least = std::max<std::size_t>(4, n / 20);
  // Few frames of several kinds lie in two groups by chance.
  constexpr std::size_t few = 20;
  const double wide = n < few ? 12 : 4;
  for (std::size_t k = least; k + least <= n; ++k) {
    const arma::vec below = energies(order.head(k)), above = energies(order.tail(n - k));
    const double gap = above.min() - below.max();
    if (gap <= out.gap || gap <= wide * std::max(arma::stddev(below), arma::stddev(above))) continue;
    out.gap = gap;
    out.below = frames[order[k - 1]];
    out.above = frames[order[k]];
  }
}

// Of the frames looked at: normal equations of the forces, and what each coefficient makes of energies and stresses.
struct Gathered {
  arma::mat matrix, energies, stresses;
  arma::vec right, label, stress_label, total;
  arma::mat composition;
  std::vector<std::size_t> with_energy;  // frames, a column of `energies` each
  double squares = 0, rows = 0;          // of the forces
};

void add_energy(const FrameData& data, std::size_t f, const arma::vec& features, Gathered& all) {
  const auto& frame = data.frame(f);
  const auto atoms = static_cast<double>(frame.atoms());
  const std::size_t at = all.with_energy.size();
  all.with_energy.push_back(f);
  all.energies.col(at) = features / atoms;
  all.label[at] = frame.energy / atoms;
  all.total[at] = frame.energy;
  for (std::size_t i = 0; i < frame.atoms(); ++i) {
    all.composition(at, static_cast<arma::uword>(frame.species[i])) += 1 / atoms;
  }
}

Gathered gather(const FrameData& data, const Coefficients& coefficients, const std::vector<std::size_t>& frames) {
  const std::size_t n = coefficients.count(), count = frames.size();
  Gathered all;
  all.matrix.zeros(n, n);
  all.right.zeros(n);
  all.energies.zeros(n, count);
  all.label.zeros(count);
  all.total.zeros(count);
  all.composition.zeros(count, data.elements().size());
  std::vector<Features> some;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t f = frames[k], at = k % frames_at_a_time;
    const auto& frame = data.frame(f);
    if (at == 0) some = coefficients.of(std::span{frames}.subspan(k, std::min(frames_at_a_time, count - k)));
    const Features& features = some[at];
    arma::vec forces(3 * frame.forces.size());
    for (std::size_t i = 0; i < forces.size(); ++i) forces[i] = frame.forces[i / 3][static_cast<int>(i % 3)];
    const arma::mat of_forces = features.rows.head_cols(forces.size());
    all.matrix += of_forces * of_forces.t();
    all.right += of_forces * forces;
    all.squares += arma::dot(forces, forces);
    all.rows += static_cast<double>(forces.size());
    if (frame.has_energy) add_energy(data, f, features.energy, all);
    if (!frame.has_stress) continue;
    all.stresses = arma::join_rows(all.stresses, features.rows.tail_cols(6));
    all.stress_label = arma::join_cols(all.stress_label, arma::vec(frame.stress, 6));
  }
  const std::size_t with_energy = all.with_energy.size();
  all.energies.resize(n, with_energy);
  all.label.resize(with_energy);
  all.total.resize(with_energy);
  all.composition.resize(with_energy, data.elements().size());
  return all;
}

// A column a group of frames of one cell and composition, 1 for its frames.
arma::mat groups_of(const FrameData& data, const std::vector<std::size_t>& frames) {
  std::vector<std::size_t> first;
  arma::mat groups(frames.size(), frames.size(), arma::fill::zeros);
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto& frame = data.frame(frames[k]);
    const auto same = [&](std::size_t f) {
      return data.frame(f).cell == frame.cell && data.frame(f).species == frame.species;
    };
    const auto group = std::find_if(first.begin(), first.end(), same) - first.begin();
    if (static_cast<std::size_t>(group) == first.size()) first.push_back(frames[k]);
    groups(k, static_cast<arma::uword>(group)) = 1;
  }
  return groups.head_cols(first.size());
}

}  // namespace

bool Agreement::tells() const {
  constexpr double least_correlation = 0.6, by_chance = 3.5, most_doubt = 0.1;
  if (count < 4 || doubt > most_doubt) return false;
  // Fisher's: atanh of a correlation by chance has the deviation (n − 3)^−½.
  const double chance = std::tanh(by_chance / std::sqrt(static_cast<double>(count - 3)));
  return std::abs(correlation) > std::max(least_correlation, chance);
}

Consistency consistency(const FrameData& data, const std::vector<std::size_t>& chosen) {
  const network::SingleThreadedBlas blas;
  Consistency out;
  const Coefficients coefficients{data};
  const auto frames = some_of(data, chosen, coefficients.count());
  if (frames.empty()) return out;
  Gathered all = gather(data, coefficients, frames);
  arma::mat regular = all.matrix;
  regular.diag() += ridge * arma::trace(all.matrix) / static_cast<double>(coefficients.count());
  arma::mat inverse;
  if (!arma::inv_sympd(inverse, regular)) return out;
  const arma::vec fit = inverse * all.right;
  const double left =
      std::max(0.0, all.squares - 2 * arma::dot(fit, all.right) + arma::dot(fit, all.matrix * fit)) / all.rows;
  constexpr double enough = 0.8;  // what forces do not say of themselves they do not say of energies
  out.explained = 1 - left * all.rows / all.squares;
  if (!(out.explained > enough)) return out;
  const auto compare = [&](const arma::mat& features, const arma::vec& labels, std::size_t compared) {
    const arma::vec said = features.t() * fit;
    return agreement(said, labels, left * arma::accu(features % (inverse * features)), compared);
  };
  // Both sides less what the columns of `open` account for.
  const auto compare_beside = [&](const arma::mat& open, const arma::vec& labels) {
    const arma::mat projection = open * arma::pinv(open);
    const std::size_t count = labels.size(), free = count - std::min<std::size_t>(count, arma::rank(open));
    return compare(all.energies - all.energies * projection, labels - projection * labels, free);
  };
  if (!all.with_energy.empty()) {
    const arma::mat groups = groups_of(data, all.with_energy);
    out.near = compare_beside(groups, all.label);
    out.per_atom = compare_beside(groups, all.total);
    const arma::mat open = all.composition * arma::pinv(all.composition);
    out.energy = compare_beside(all.composition, all.label);
    all.energies -= all.energies * open;
    all.label -= open * all.label;
    find_gap(all.label - all.energies.t() * fit, all.with_energy, out);
  }
  if (!all.stress_label.is_empty()) {
    const std::size_t compared = all.stress_label.size() / 6;
    for (std::size_t v = 0; v < 6; ++v) {
      const arma::uvec mine = arma::regspace<arma::uvec>(v, 6, all.stress_label.size() - 1);
      all.stresses.cols(mine) -= arma::repmat(arma::mean(all.stresses.cols(mine), 1), 1, compared);
      all.stress_label(mine) -= arma::mean(all.stress_label(mine));
    }
    out.stress = compare(all.stresses, all.stress_label, compared - 1);
  }
  return out;
}

namespace {

struct Ratio {
  double factor;  // label over what the forces account for
  const char* words;
};

// Energies, then forces, in units that are met.
constexpr std::array of_energies{
    Ratio{1 / hartree_in_electronvolt, "energies were in hartree (1/27.2)"},
    Ratio{2 / hartree_in_electronvolt, "energies were in rydberg (1/13.6)"},
    Ratio{23.0605, "energies were in kcal/mol (23.1)"},
    Ratio{96.4853, "energies were in kJ/mol (96.5)"},
    Ratio{1000, "energies were in meV (1000)"},
};
constexpr std::array of_forces{
    Ratio{hartree_in_electronvolt / bohr_in_angstrom, "forces were in hartree/bohr (51.4)"},
    Ratio{0.5 * hartree_in_electronvolt / bohr_in_angstrom, "forces were in rydberg/bohr (25.7)"},
    Ratio{1 / 23.0605, "forces were in kcal/mol/Å (1/23.1)"},
    Ratio{1 / 96.4853, "forces were in kJ/mol/Å (1/96.5)"},
    Ratio{1 / 9.64853, "forces were in kJ/mol/nm (1/9.65)"},
    Ratio{1e-3, "forces were in meV/Å (1/1000)"},
};
constexpr std::array of_stresses{
    Ratio{electronvolt_per_angstrom3_in_gigapascal, "stresses were in GPa (160)"},
    Ratio{10 * electronvolt_per_angstrom3_in_gigapascal, "stresses were in kbar (1602)"},
    Ratio{1e3 * electronvolt_per_angstrom3_in_gigapascal, "stresses were in MPa (1.6e5)"},
    Ratio{1e4 * electronvolt_per_angstrom3_in_gigapascal, "stresses were in bar (1.6e6)"},
    Ratio{bohr_in_angstrom * bohr_in_angstrom * bohr_in_angstrom / hartree_in_electronvolt,
          "stresses were in hartree/bohr³ (1/184)"},
    Ratio{2 * bohr_in_angstrom * bohr_in_angstrom * bohr_in_angstrom / hartree_in_electronvolt,
          "stresses were in rydberg/bohr³ (1/91.8)"},
};

bool far_from_one(double factor, double bearable) {
  return std::abs(factor) > bearable || std::abs(factor) < 1 / bearable;
}

std::string with_units(double factor, bool stress, UnitStyle units) {
  const std::string likely = is_physical(units) ? likely_units(factor, stress) : "";
  return likely.empty() ? likely : ", " + likely;
}

}  // namespace

std::string likely_units(double factor, bool stress) {
  constexpr double near = 1.7, sure = 1.03;
  std::vector<std::pair<double, const char*>> found;
  const auto look = [&](const auto& ratios) {
    for (const Ratio& ratio : ratios) {
      const double off = std::abs(std::log(std::abs(factor) / ratio.factor));
      if (off < std::log(near)) found.emplace_back(off, ratio.words);
    }
  };
  if (stress) {
    look(of_stresses);
  } else {
    look(of_energies);
  }
  look(of_forces);
  if (found.empty()) return {};
  std::sort(found.begin(), found.end());
  constexpr std::size_t most = 2;
  found.resize(found.front().first < std::log(sure) ? 1 : std::min(most, found.size()));
  std::vector<std::string> words;
  for (const auto& [off, text] : found) words.emplace_back(text);
  return "as if " + join(words, ", or ");
}

std::vector<std::string> doubts(const Consistency& found, const FrameData& data, UnitStyle units) {
  // What forces alone say of energies of other phases is off by up to 2, of stresses by a fifth.
  constexpr double bearable_energy = 5, bearable_stress = 4;
  std::vector<std::string> all;
  const auto& [explained, energy, near, per_atom, stress, gap, below, above] = found;
  const bool opposite = energy.tells() && energy.factor < 0;
  const bool stress_opposite = stress.tells() && stress.factor < 0;
  const bool other = energy.tells() && far_from_one(energy.factor, bearable_energy);
  const bool stress_other = stress.tells() && far_from_one(stress.factor, bearable_stress);
  if (opposite) {
    all.push_back(
        fmt::format("energies rise where the forces say that they fall (correlation {:.2f}): are the forces{} of the "
                    "opposite sign, "
                    "gradients?",
                    energy.correlation, stress_opposite ? ", with which stresses disagree too," : ""));
  }
  // Atomic units beside lengths in Å: the bohr is missing between energies and forces.
  constexpr double sure = 0.95, margin = 1.07;
  const double off = near.factor * bohr_in_angstrom;
  const bool atomic = is_physical(units) && near.tells() && near.correlation > sure && off < margin && off > 1 / margin;
  const bool of_atoms = near.tells() && far_from_one(near.factor, 3) && per_atom.tells() &&
                        per_atom.correlation > sure && !far_from_one(per_atom.factor, 1.7);
  if (of_atoms) {
    all.emplace_back(
        "energies agree with the forces if each is that of one atom: are they energies per atom, not totals?");
  } else if (atomic) {
    all.push_back(
        fmt::format("energies change {:.3g} times as much as the forces account for (1.89), as if both were in atomic "
                    "units, hartree or "
                    "rydberg, and positions in Å: are the units others?",
                    near.factor));
  } else if (other) {
    all.push_back(fmt::format("energies are {:.3g} times what the forces account for{}: are the units others?{}",
                              std::abs(energy.factor), with_units(energy.factor, false, units),
                              !stress.tells() ? ""
                              : stress_other  ? " Stresses do not agree with the forces either"
                                              : " Stresses agree with the forces"));
  }
  if (stress_opposite && !opposite) {
    all.push_back(fmt::format(
        "stresses are of the opposite sign to what the forces say (correlation {:.2f}): tension is positive "
        "in stress=, pressure in virial=",
        stress.correlation));
  }
  if (stress_other && !other) {
    all.push_back(fmt::format("stresses are {:.3g} times what the forces account for{}: are the units others?",
                              std::abs(stress.factor), with_units(stress.factor, true, units)));
  }
  // What forces say of energies is off alike in all: then they do not tell two references apart either.
  const bool biased = near.tells() && near.correlation > sure && far_from_one(near.factor, 1.4);
  if (gap > 0 && !opposite && !other && !atomic && !of_atoms && !biased) {
    all.push_back(fmt::format(
        "energies are of two kinds, {:.3g} {} an atom apart beyond what the forces account for, as those of {} and {}: "
        "are they of two references, or two levels of theory?",
        gap, units_of(units).energy_name, data.frame(below).place, data.frame(above).place));
  }
  return all;
}

}  // namespace nnpipe::train
