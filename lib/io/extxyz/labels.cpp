#include "io/extxyz/labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "atoms/label_names.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::io::extxyz {

namespace {

using Names = std::span<const std::string_view>;

struct Label {
  std::string key, value;
};

// Six numbers (xx yy zz yz xz xy, as ASE orders them) or nine, row by row.
Tensor6 parse_tensor(const std::string& text, std::string_view name) {
  std::string plain = text;
  const auto words = array_words(plain);
  if (words.size() != 6 && words.size() != 9) fail("{}: expected 6 or 9 numbers, got {}", name, words.size());
  std::array<double, 9> v{};
  std::transform(words.begin(), words.end(), v.begin(), [&](auto word) { return to_finite(word, name); });
  if (words.size() == 6) return {v[0], v[1], v[2], v[5], v[4], v[3]};
  const double size =
      std::abs(*std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
  for (const auto& [a, b] : {std::pair{1, 3}, std::pair{2, 6}, std::pair{5, 7}}) {
    if (std::abs(v[static_cast<std::size_t>(a)] - v[static_cast<std::size_t>(b)]) > 1e-2 * size) {
      fail("{} is not symmetric, expected a symmetric 3 × 3 tensor", name);
    }
  }
  return {v[0], v[4], v[8], 0.5 * (v[1] + v[3]), 0.5 * (v[2] + v[6]), 0.5 * (v[5] + v[7])};
}

bool is_tensor(const std::string& text) {
  std::string plain = text;
  const auto words = array_words(plain);
  return (words.size() == 6 || words.size() == 9) &&
         std::all_of(words.begin(), words.end(), [](auto word) { return parse_double(word).has_value(); });
}

// The key that `option` names, which must be there; or the first of the usual ones; or one that differs from them in
// its letters' case only and holds what `fits`.
template <typename Fits>
std::optional<Label> take(Pairs& info, const std::string& named, std::string_view option, Names usual, Fits&& fits) {
  if (!named.empty()) {
    auto value = extxyz::take(info, named);
    if (!value) fail("no key {} in the comment line (requested by {})", quoted(named), option);
    return Label{named, std::move(*value)};
  }
  for (const auto key : usual) {
    if (auto value = extxyz::take(info, key)) return Label{std::string{key}, std::move(*value)};
  }
  const auto near = std::find_if(info.begin(), info.end(), [&](const auto& pair) {
    return fits(pair.second) &&
           std::any_of(usual.begin(), usual.end(), [&](auto key) { return alike(key, pair.first); });
  });
  if (near == info.end()) return std::nullopt;
  Label label{near->first, std::move(near->second)};
  info.erase(near);
  return label;
}

double size_of(const Tensor6& t) {
  return std::sqrt(t.xx * t.xx + t.yy * t.yy + t.zz * t.zz + 2 * (t.xy * t.xy + t.xz * t.xz + t.yz * t.yz));
}

bool near_to(const Tensor6& a, const Tensor6& b) {
  Tensor6 difference = -1.0 * b;
  difference += a;
  return size_of(difference) <= 1e-3 * (size_of(a) + size_of(b)) + 1e-6;
}

// A key that may be a label, for a program that takes labels and finds none of the quantity.
template <typename Fits>
void tell_of_unread(const Pairs& info, std::string_view quantity, std::string_view what, Fits&& fits,
                    const Tell& tell) {
  for (const auto& [key, value] : info) {
    if (speaks_of(key, quantity) && fits(value)) {
      tell(fmt::format("key {} may be {}, but is not read; --{}-key {} reads it", quoted(key), what, quantity, key));
    }
  }
}

class Reading {
 public:
  Reading(Frame& frame, const FrameKeys& keys, const StatedUnits& units, const Tell& tell)
      : x_frame{frame}, x_keys{keys}, x_units{units}, x_tell{tell} {}

  void energies() {
    const auto is_number = [](const std::string& text) { return parse_double(text).has_value(); };
    const double unit = x_units.energy.value_or(1);
    if (const auto label = take(x_frame.info, x_keys.energy, "--energy-key", energy_names, is_number)) {
      x_frame.energy = unit * to_finite(label->value, "energy");
    }
    for (auto& [key, value] : x_frame.info) {
      if (unit != 1 && is_one_of(key, energy_names)) value = to_text(unit * to_finite(value, key));
    }
    const auto* other = x_keys.ask && x_keys.energy.empty() ? x_frame.find_info("REF_energy") : nullptr;
    if (other != nullptr && to_finite(*other, "REF_energy") != x_frame.energy)
      fail("energy {} and REF_energy {} differ, expected --energy-key to say which", to_text(*x_frame.energy), *other);
    const auto* free = x_keys.ask && x_keys.energy.empty() ? x_frame.find_info("free_energy") : nullptr;
    if (free != nullptr && to_finite(*free, "free_energy") != x_frame.energy) {
      x_tell(
          "energy and free_energy differ: energy is read; forces of electrons at a temperature belong to free_energy, "
          "which --energy-key free_energy reads");
    }
    if (const auto energy = extxyz::take(x_frame.info, "site_energy")) {
      x_frame.site_energy = unit * to_finite(*energy, "site_energy");
    }
    if (x_keys.ask && !x_frame.energy && !x_frame.site_energy) {
      tell_of_unread(x_frame.info, "energy", "an energy", is_number, x_tell);
    }
  }

  void stresses() {
    const bool asked = x_keys.ask || !x_keys.virial.empty() || !x_keys.stress.empty();
    // Nobody asks: what contradicts itself stays as it is.
    const Pairs before = x_frame.info;
    try {
      tensors();
    } catch (const Error&) {
      if (asked) throw;
      x_frame.info = before;
      x_frame.virial.reset();
    }
    if (x_keys.ask && !x_frame.virial) {
      tell_of_unread(x_frame.info, "virial", "a virial", is_tensor, x_tell);
      tell_of_unread(x_frame.info, "stress", "a stress", is_tensor, x_tell);
    }
  }

 private:
  // With a key for one of the two, the other is carried along under a name that nobody reads.
  void tensors() {
    auto virial = take(x_frame.info, x_keys.virial, "--virial-key", virial_names, is_tensor);
    auto stress = take(x_frame.info, x_keys.stress, "--stress-key", stress_names, is_tensor);
    if (virial && stress && x_keys.virial.empty() != x_keys.stress.empty()) {
      auto& other = x_keys.virial.empty() ? virial : stress;
      x_frame.set_info(x_keys.virial.empty() ? "unused_virial" : "unused_stress", std::move(other->value));
      other.reset();
    }
    if (x_keys.ask) {
      if (virial && x_keys.virial.empty()) refuse_other(*virial, "virial", virial_names);
      if (stress && x_keys.stress.empty()) refuse_other(*stress, "stress", stress_names);
    }
    if (virial) x_frame.virial = x_units.virial.value_or(1) * parse_tensor(virial->value, "virial");
    if (stress) take_stress(*stress, virial);
  }

  // A second label of the quantity, of other numbers.
  void refuse_other(const Label& taken, std::string_view quantity, Names usual) const {
    for (const auto key : usual) {
      const auto* other = x_frame.find_info(key);
      if (other == nullptr || near_to(parse_tensor(*other, key), parse_tensor(taken.value, taken.key))) continue;
      fail("{} and {} differ, expected --{}-key to say which", taken.key, key, quantity);
    }
  }

  void take_stress(const Label& label, const std::optional<Label>& virial_label) {
    const Tensor6 stress = x_units.of_stress() * parse_tensor(label.value, "stress");
    const double volume = x_frame.cell.volume();
    if (!(volume > 0)) {
      // Calculators write zeros for molecules: no label.
      if (size_of(stress) == 0) return;
      if (!x_keys.stress.empty()) fail("stress without a cell, expected a Lattice of positive volume");
      return x_tell("left out the stress of a frame without a cell");
    }
    const Tensor6 virial = -volume * stress;
    if (!x_frame.virial) {
      x_frame.virial = virial;
    } else if (!near_to(virial, *x_frame.virial)) {
      // A wrong sign or unit of one of them would otherwise be trained on in silence.
      fail(
          "virial and stress disagree{}, expected virial = -volume × stress, or --virial-key {} or --stress-key {} to "
          "say "
          "which is meant",
          near_to(-1.0 * virial, *x_frame.virial) ? " by the sign, as GPUMD's do" : "", virial_label->key, label.key);
    }
  }

  Frame& x_frame;
  const FrameKeys& x_keys;
  const StatedUnits& x_units;
  const Tell& x_tell;
};

}  // namespace

void take_labels(Frame& frame, const FrameKeys& keys, const StatedUnits& units, const Tell& tell) {
  Reading reading{frame, keys, units, tell};
  reading.energies();
  reading.stresses();
}

bool is_usual_force(std::string_view name) { return is_one_of(name, force_names); }

bool is_near_force(std::string_view name) {
  return alike(name, "forces") || alike(name, "force") || alike(name, "REF_forces") || alike(name, "REF_force");
}

bool speaks_of(std::string_view name, std::string_view quantity) {
  const std::string text = lower(name);
  if (text.find(quantity) == std::string::npos || text.starts_with("unused_")) return false;
  constexpr std::array<std::string_view, 24> others{
      "sigma", "weight", "std",  "var", "error", "rmse", "mae",    "kinetic", "unit",   "per",  "atom", "density",
      "shift", "offset", "mask", "max", "min",   "key",  "conver", "cutoff",  "spread", "site", "pred", "kin"};
  return std::none_of(others.begin(), others.end(), [&](auto word) { return text.find(word) != std::string::npos; });
}

}  // namespace nnpipe::io::extxyz
