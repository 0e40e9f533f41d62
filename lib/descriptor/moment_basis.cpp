#include "descriptor/moment_basis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"
#include "descriptor/symmetry_function.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::array<std::string_view, 2> map_names{"linear", "exponential"};
constexpr double steepest = 50, largest_power = 24;
// Gentler maps are linear to more digits than the difference of two exponentials keeps.
constexpr double gentlest = 1e-3;

// x and dx/dr.
ValueDerivative mapped(const MomentBasis& basis, double r) {
  if (basis.map == RadialMap::linear) return {2 * r / basis.cutoff - 1, 2 / basis.cutoff};
  const double e = std::exp(-basis.steepness * r / basis.cutoff), width = -std::expm1(-basis.steepness);
  return {1 - 2 * (e - std::exp(-basis.steepness)) / width, 2 * basis.steepness / basis.cutoff * e / width};
}

// f_c(r) (r_0/r)^p.
ValueDerivative envelope(const MomentBasis& basis, double r) {
  const auto f = evaluate(basis.cutoff_function, basis.cutoff, r);
  if (basis.power == 0) return f;
  const double w = std::pow(basis.reference / r, basis.power);
  return {f.value * w, (f.derivative - basis.power / r * f.value) * w};
}

bool all_zero(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double c) { return c == 0; });
}

void check_channels(const MomentBasis& basis, const std::vector<RadialChannel>& channels, std::string_view what) {
  if (channels.size() > most_channels) fail("expected at most {} {}s, got {}", most_channels, what, channels.size());
  for (std::size_t k = 0; k < channels.size(); ++k) {
    const auto& rows = channels[k].coefficients;
    if (rows.size() != basis.neighbours.size()) {
      fail("{} {} has coefficients of {} elements, expected {}", what, k, rows.size(), basis.neighbours.size());
    }
    for (const auto& row : rows) {
      if (row.size() != basis.radial) {
        fail("{} {} has {} coefficients, expected {}", what, k, row.size(), basis.radial);
      }
      for (const double c : row) {
        if (!std::isfinite(c)) fail("a coefficient of {} {} is not finite", what, k);
      }
    }
    if (std::all_of(rows.begin(), rows.end(), all_zero)) fail("{} {} is 0 for every element", what, k);
  }
}

int whole(KeyValues& keys, std::string_view key, std::int64_t least, std::int64_t most) {
  const auto text = keys.take(key);
  if (!text) fail("missing {}=…", key);
  const auto value = to_int(*text, key);
  if (value < least || value > most) fail("{} is out of range, expected {} to {}, got {}", key, least, most, value);
  return static_cast<int>(value);
}

MomentBasis read_beginning(std::span<const std::string_view> words) {
  KeyValues keys{words};
  MomentBasis basis;
  basis.cutoff = keys.need_number("cutoff");
  if (basis.cutoff <= 0) fail("cutoff is not positive, got {}", basis.cutoff);
  check_cutoff("cutoff", basis.cutoff);
  basis.degree = whole(keys, "degree", 0, largest_degree);
  basis.radial = static_cast<std::size_t>(whole(keys, "radial", 1, most_radial));
  if (const auto name = keys.take("map")) {
    const auto found = std::find(map_names.begin(), map_names.end(), *name);
    if (found == map_names.end()) {
      fail("unknown map {}, expected {}", quoted(*name), fmt::join(map_names, " or "));
    }
    basis.map = static_cast<RadialMap>(found - map_names.begin());
  }
  if (basis.map == RadialMap::exponential) {
    basis.steepness = keys.need_number("steepness");
    check_strength("steepness", basis.steepness);
  }
  if (const auto power = keys.take_number("power")) {
    basis.power = *power;
    check_strength("power", basis.power);
    basis.reference = keys.need_number("r_0");
    if (basis.reference != 0) check_cutoff("r_0", std::abs(basis.reference));
  }
  basis.cutoff_function = take_cutoff_function(keys, basis.cutoff_function);
  keys.finish();
  return basis;
}

// Index of a neighbour element; one that is new gets coefficients of 0 everywhere.
std::size_t neighbour_of(MomentBasis& basis, Element element) {
  const auto place = std::lower_bound(basis.neighbours.begin(), basis.neighbours.end(), element);
  const auto at = place - basis.neighbours.begin();
  if (place != basis.neighbours.end() && *place == element) return static_cast<std::size_t>(at);
  basis.neighbours.insert(place, element);
  for (auto* channels : {&basis.channels, &basis.pair_channels}) {
    for (auto& channel : *channels) {
      channel.coefficients.insert(channel.coefficients.begin() + at, std::vector<double>(basis.radial));
    }
  }
  return static_cast<std::size_t>(at);
}

void read_channel(std::span<const std::string_view> words, MomentBasis& basis, std::vector<RadialChannel>& channels) {
  if (words.size() < 5) fail("expected {} CENTRE NUMBER NEIGHBOUR COEFFICIENTS", words[0]);
  const auto k = to_int(words[2], words[0]);
  const auto size = static_cast<std::int64_t>(channels.size());
  if (k < 0 || k > size || k >= static_cast<std::int64_t>(most_channels)) {
    fail("{}s are numbered from 0 in their order, up to {}, got {}", words[0], most_channels - 1, k);
  }
  if (words.size() - 4 > basis.radial) fail("expected at most {} coefficients, got {}", basis.radial, words.size() - 4);
  const std::size_t neighbour = neighbour_of(basis, element_of(words[3]));
  if (k == size)
    channels.emplace_back().coefficients.resize(basis.neighbours.size(), std::vector<double>(basis.radial));
  auto& row = channels[static_cast<std::size_t>(k)].coefficients[neighbour];
  if (!all_zero(row)) fail("{} {} of {} is given twice", words[0], k, words[3]);
  for (std::size_t n = 0; n + 4 < words.size(); ++n) row[n] = to_finite(words[n + 4], "coefficient");
  if (all_zero(row)) fail("all coefficients are 0");
}

void append_channels(std::vector<std::string>& lines, std::string_view word, Element centre, const MomentBasis& basis,
                     const std::vector<RadialChannel>& channels) {
  for (std::size_t k = 0; k < channels.size(); ++k) {
    for (std::size_t j = 0; j < basis.neighbours.size(); ++j) {
      const auto& row = channels[k].coefficients[j];
      if (all_zero(row)) continue;
      auto line = fmt::format("{} {} {} {}", word, centre.symbol(), k, basis.neighbours[j].symbol());
      std::size_t last = row.size();
      while (row[last - 1] == 0) --last;
      for (std::size_t n = 0; n < last; ++n) {
        line += ' ';
        append(line, row[n]);
      }
      lines.push_back(std::move(line));
    }
  }
}

}  // namespace

std::string_view to_string(RadialMap map) { return map_names[static_cast<std::size_t>(map)]; }

bool MomentBasis::sees(std::size_t neighbour) const {
  const auto seen = [&](const RadialChannel& channel) { return !all_zero(channel.coefficients[neighbour]); };
  return std::any_of(channels.begin(), channels.end(), seen) ||
         std::any_of(pair_channels.begin(), pair_channels.end(), seen);
}

void MomentBasis::check() const {
  if (!(cutoff > 0 && std::isfinite(cutoff))) fail("cutoff is not positive, got {}", cutoff);
  if (degree < 0 || degree > largest_degree) {
    fail("degree is out of range, expected 0 to {}, got {}", largest_degree, degree);
  }
  if (radial < 1 || radial > most_radial) fail("radial is out of range, expected 1 to {}, got {}", most_radial, radial);
  if (map == RadialMap::exponential && !(steepness >= gentlest && steepness <= steepest)) {
    fail("steepness is out of range, expected {} to {}, got {}", gentlest, steepest, steepness);
  }
  if (map == RadialMap::linear && steepness != 0) fail("steepness without map=exponential");
  if (!(power >= 0 && power <= largest_power)) {
    fail("power is out of range, expected 0 to {}, got {}", largest_power, power);
  }
  if (!(reference > 0 && std::isfinite(reference))) fail("r_0 is not positive, got {}", reference);
  if (power == 0 && reference != 1) fail("r_0 without power");
  if (neighbours.empty() || (channels.empty() && pair_channels.empty())) fail("moments without a channel");
  for (std::size_t j = 0; j + 1 < neighbours.size(); ++j) {
    if (!(neighbours[j] < neighbours[j + 1])) fail("neighbour elements are not in the order of their atomic numbers");
  }
  check_channels(*this, channels, "channel");
  check_channels(*this, pair_channels, "pair-channel");
  for (std::size_t j = 0; j < neighbours.size(); ++j) {
    if (!sees(j)) fail("no channel sees neighbours {}", neighbours[j].symbol());
  }
}

void radial_functions(const MomentBasis& basis, double r, std::span<double> value, std::span<double> derivative) {
  std::fill(value.begin(), value.end(), 0.0);
  std::fill(derivative.begin(), derivative.end(), 0.0);
  if (r >= basis.cutoff) return;
  const auto [x, dx] = mapped(basis, r);
  const auto [w, dw] = envelope(basis, r);
  double t = 1, t_next = x, d = 0, d_next = 1;  // T_n and dT_n/dx
  for (std::size_t n = 0; n < basis.radial; ++n) {
    value[n] = w * t;
    derivative[n] = dw * t + w * d * dx;
    const double t_after = 2 * x * t_next - t, d_after = 2 * t_next + 2 * x * d_next - d;
    t = t_next;
    d = d_next;
    t_next = t_after;
    d_next = d_after;
  }
}

ValueDerivative evaluate(const MomentBasis& basis, const RadialChannel& channel, std::size_t neighbour, double r) {
  std::vector<double> value(basis.radial), derivative(basis.radial);
  radial_functions(basis, r, value, derivative);
  ValueDerivative sum;
  for (std::size_t n = 0; n < basis.radial; ++n) {
    sum.value += channel.coefficients[neighbour][n] * value[n];
    sum.derivative += channel.coefficients[neighbour][n] * derivative[n];
  }
  return sum;
}

std::vector<std::string> to_lines(const MomentBasis& basis, Element centre) {
  auto first = fmt::format("moments {} cutoff={} degree={} radial={} map={}", centre.symbol(),
                           nnpipe::to_text(basis.cutoff), basis.degree, basis.radial, to_string(basis.map));
  if (basis.map == RadialMap::exponential) first += " steepness=" + nnpipe::to_text(basis.steepness);
  if (basis.power != 0) first += " power=" + nnpipe::to_text(basis.power) + " r_0=" + nnpipe::to_text(basis.reference);
  first += " cutoff-function=" + to_text(basis.cutoff_function);
  std::vector<std::string> lines{std::move(first)};
  append_channels(lines, "channel", centre, basis, basis.channels);
  append_channels(lines, "pair-channel", centre, basis, basis.pair_channels);
  return lines;
}

bool is_basis_line(std::string_view line) {
  const auto word = line.substr(0, line.find_first_of(" \t"));
  return word == "moments" || word == "channel" || word == "pair-channel";
}

Element centre_of_basis_line(std::string_view line) {
  const auto words = split(line);
  if (words.size() < 2) fail("{} without a centre element", words.empty() ? "line" : words[0]);
  return element_of(words[1]);
}

void read_basis_line(std::string_view line, std::optional<MomentBasis>& basis) {
  const auto words = split(line);
  const Element centre = centre_of_basis_line(line);
  if (words[0] == "moments") {
    if (basis) fail("moments of {} are given twice", centre.symbol());
    basis = read_beginning(std::span{words}.subspan(2));
    return;
  }
  if (!basis) fail("{} without a line 'moments {} …' before it", words[0], centre.symbol());
  read_channel(words, *basis, words[0] == "channel" ? basis->channels : basis->pair_channels);
}

}  // namespace nnpipe::descriptor
