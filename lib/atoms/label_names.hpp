// The names that labels go by in files: energies, forces, virials and stresses of a frame.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "atoms/frame.hpp"

namespace nnpipe {

inline constexpr std::array<std::string_view, 3> energy_names{"energy", "free_energy", "REF_energy"};
inline constexpr std::array<std::string_view, 4> virial_names{"virial", "REF_virial", "virials", "REF_virials"};
inline constexpr std::array<std::string_view, 4> stress_names{"stress", "REF_stress", "stresses", "REF_stresses"};
inline constexpr std::array<std::string_view, 3> force_names{"forces", "force", "REF_forces"};
inline constexpr std::array<std::string_view, 3> site_energy_names{"energies", "local_energy", "site_energies"};

// What a potential or committee says of its own results: columns and keys beside the labels.
inline constexpr std::array<std::string_view, 4> doubt_names{"spread", "force_error", "force_spread", "extrapolation"};
inline constexpr std::array<std::string_view, 1> doubt_keys{"energy_spread"};

inline bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Drops keys and columns that go by these names and are not the frame's own fields: new labels would contradict them.
void drop_other_labels(Frame& frame);

// Drops all labels, the frame's own fields too, and those of other codes: keys and columns with energy, force, stress,
// virial or spread as their first or last word (dft_energy, force_error). Atoms that move make them another
// structure's; and what pick found of it.
void drop_labels(Frame& frame);

}  // namespace nnpipe
