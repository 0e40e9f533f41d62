#include "train/frames/lone_atoms.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "base/error.hpp"

namespace nnpipe::train {

namespace {

bool says_so(const Frame& frame) {
  const auto* type = frame.find_info("config_type");
  if (type == nullptr) return false;
  std::string plain;
  for (const char c : *type) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return plain == "isolatedatom";
}

// The distance of the nearest image along each periodic axis is at least the height of the cell there.
bool far_from_images(const Cell& cell, double reach) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!cell.periodic[axis]) continue;
    if (cell.height(static_cast<int>(axis)) < reach) return false;
  }
  return true;
}

}  // namespace

bool LoneAtoms::is_one(const Frame& frame) const {
  if (frame.size() != 1 || frame.site_energy) return false;
  return says_so(frame) || far_from_images(frame.cell, x_reach);
}

bool LoneAtoms::take(const Frame& frame, const std::string& place) {
  if (!is_one(frame)) return false;
  if (!frame.energy) return true;
  const Element element = frame.elements.front();
  const auto [known, is_new] = x_atoms.emplace(element.number, Atom{*frame.energy, place});
  constexpr double rounding = 1e-6;
  if (!is_new && std::abs(known->second.energy - *frame.energy) > rounding * (1 + std::abs(*frame.energy))) {
    fail("{}: an isolated atom of {} with energy {}, in {} it is {}: say by --offsets which one counts", place,
         element.symbol(), *frame.energy, known->second.place, known->second.energy);
  }
  return true;
}

std::optional<double> LoneAtoms::energy(Element element) const {
  const auto found = x_atoms.find(element.number);
  return found == x_atoms.end() ? std::nullopt : std::optional{found->second.energy};
}

std::string LoneAtoms::words() const {
  std::string words;
  for (const auto& [number, atom] : x_atoms) {
    words += fmt::format("{}{} {} ({})", words.empty() ? "" : ", ", Element{number}.symbol(), atom.energy, atom.place);
  }
  return words;
}

}  // namespace nnpipe::train
