#include "descriptor/symmetry_function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::array type_names =
    std::to_array<std::string_view>({"G1", "G2", "G3", "G4", "G5", "wG2", "wG4", "C2", "C4", "C5", "wC2", "wC4", "wC5",
                                     "bessel", "pair", "power", "bispectrum", "product"});
static_assert(type_names.size() == function_types, "a name a type, in their order");

bool is_invariant(FunctionType type) { return is_moment(type) && type != FunctionType::product; }

constexpr double narrowest_angle = 1e-3;                 // degrees
constexpr double least_wave = 1e-3, largest_wave = 100;  // Å⁻¹; outside, sin κr/κr loses digits
constexpr double largest_zeta = 1e3;  // 2^(1−ζ) is a double; (1 + λ cos θ)^ζ, up to 2^ζ, is one, too

FunctionType parse_type(std::string_view name) {
  for (std::size_t i = 0; i < type_names.size(); ++i) {
    if (type_names[i] == name) return static_cast<FunctionType>(i);
  }
  fail("unknown symmetry function {}, expected one of {}", quoted(name), fmt::join(type_names, " "));
}

void append_parameter(std::string& out, std::string_view key, double value) {
  out += ' ';
  out += key;
  out += '=';
  append(out, value);
}

// Angles outside [0, 180] would be cut off, unless C(θ) goes on as its mirror image.
void take_angles(SymmetryFunction& function, KeyValues& keys) {
  function.angle_low = keys.need_number("from");
  function.angle_high = keys.need_number("to");
  const double low = function.angle_low, high = function.angle_high, middle = 0.5 * (low + high);
  if (low >= high) fail("from is not below to, got {} and {}", low, high);
  if (high - low < narrowest_angle)
    fail("from and to are {} degrees apart, expected at least {}", high - low, narrowest_angle);
  const bool inside = low >= 0 && high <= 180;
  const bool mirrored = (middle == 0 || middle == 180) && high - low <= 360;
  if (!inside && !mirrored) {
    fail("angles are out of range, expected 0 to 180 or a range around 0 or 180, got {} to {}", low, high);
  }
}

void take_cutoff(SymmetryFunction& function, KeyValues& keys) {
  function.cutoff = keys.need_number("cutoff");
  if (function.cutoff <= 0) fail("cutoff is not positive, got {}", function.cutoff);
  check_cutoff("cutoff", function.cutoff);
}

void take_compact_parameters(SymmetryFunction& function, KeyValues& keys) {
  function.low = keys.need_number("low");
  check_between("low", function.low, -largest_cutoff, largest_cutoff);
  take_cutoff(function, keys);
  if (function.low >= function.cutoff) fail("low is not below cutoff, got {} and {}", function.low, function.cutoff);
  check_cutoff("the distance from low to cutoff", function.cutoff - function.low);
  if (is_angular(function.type)) take_angles(function, keys);
  const auto name = keys.take("shape");
  if (!name) fail("missing shape=…");
  const auto shape = parse_compact_shape(*name);
  if (!shape) fail("unknown shape {}, expected exp, poly1, poly2, poly3, poly4, or one of them with -a", quoted(*name));
  function.shape = *shape;
}

// Parameters that the type has, with the bounds that keep value and derivative finite.
void take_parameters(SymmetryFunction& function, KeyValues& keys) {
  const FunctionType type = function.type;
  if (has_kappa(type)) {
    function.kappa = keys.need_number("kappa");
    check_strength("kappa", function.kappa);
    if (type == FunctionType::bessel) check_between("kappa", function.kappa, least_wave, largest_wave);
  }
  if (has_exponential(type)) {
    function.eta = keys.need_number("eta");
    if (function.eta < 0) fail("eta is negative, expected 0 or more, got {}", function.eta);
    check_strength("eta", function.eta);
    function.r_s = keys.take_number("r_s").value_or(0);
    check_between("r_s", function.r_s, -largest_cutoff, largest_cutoff);
  }
  if (is_angular(type)) {
    function.zeta = keys.need_number("zeta");
    if (function.zeta < 1) fail("zeta is below 1, where the derivative has poles, got {}", function.zeta);
    if (function.zeta > largest_zeta) fail("zeta is above {}, got {}", largest_zeta, function.zeta);
    function.lambda = keys.need_number("lambda");
    if (function.lambda < -1 || function.lambda > 1) {
      fail("lambda is out of range, expected -1 to 1, got {}", function.lambda);
    }
  }
  take_cutoff(function, keys);
}

// "0,1,2": as many numbers as wanted.
std::vector<int> take_list(KeyValues& keys, std::string_view key, std::size_t wanted) {
  const auto text = keys.take(key);
  if (!text) fail("missing {}=…", key);
  const auto parts = split(*text, ',');
  if (parts.size() != wanted) fail("{} has {} numbers, expected {}", key, parts.size(), wanted);
  std::vector<int> numbers;
  for (const auto part : parts) {
    const auto number = to_int(part, key);
    constexpr int most = 1000;
    if (number < 0 || number > most) fail("{} is out of range, expected 0 or more, got {}", key, number);
    numbers.push_back(static_cast<int>(number));
  }
  return numbers;
}

// One invariant from its key=value words.
Invariant parse_invariant(FunctionType type, std::span<const std::string_view> words) {
  KeyValues keys{words};
  Invariant invariant;
  invariant.type = type;
  const std::size_t size = invariant.size();
  const auto k = take_list(keys, "k", size);
  std::vector<int> l(size, 0);
  if (type == FunctionType::power) l.assign(2, take_list(keys, "l", 1).front());
  if (type == FunctionType::bispectrum) l = take_list(keys, "l", 3);
  for (std::size_t i = 0; i < size; ++i) invariant.moments[i] = {k[i], l[i]};
  keys.finish();
  return invariant;
}

// What stands behind the type and the centre: of a product, each factor's type and its words.
std::vector<Invariant> parse_factors(FunctionType type, std::span<const std::string_view> words) {
  if (type != FunctionType::product) return {parse_invariant(type, words)};
  std::vector<Invariant> factors;
  for (std::size_t at = 0; at < words.size();) {
    const auto factor = parse_type(words[at]);
    if (!is_invariant(factor)) {
      fail("a product is of factors pair, power and bispectrum, got {}", quoted(words[at]));
    }
    std::size_t end = at + 1;
    while (end < words.size() && words[end].find('=') != std::string_view::npos) ++end;
    factors.push_back(parse_invariant(factor, words.subspan(at + 1, end - at - 1)));
    at = end;
  }
  return factors;
}

std::string to_text(const Invariant& invariant) {
  const auto& m = invariant.moments;
  switch (invariant.type) {
    case FunctionType::pair: return fmt::format("k={}", m[0].k);
    case FunctionType::power: return fmt::format("k={},{} l={}", m[0].k, m[1].k, m[0].l);
    default: return fmt::format("k={},{},{} l={},{},{}", m[0].k, m[1].k, m[2].k, m[0].l, m[1].l, m[2].l);
  }
}

std::string name_of_moments(const SymmetryFunction& function) {
  auto out = fmt::format("{} {}", to_string(function.type), function.centre.symbol());
  for (const auto& factor : function.factors) {
    if (function.type == FunctionType::product) out.append(" ").append(to_string(factor.type));
    out += ' ';
    out += to_text(factor);
  }
  return out;
}

}  // namespace

// By degree, then by channel.
Invariant canonical(Invariant invariant) {
  std::sort(invariant.moments.begin(), invariant.moments.begin() + static_cast<std::ptrdiff_t>(invariant.size()),
            [](const Moment& a, const Moment& b) { return a.l != b.l ? a.l < b.l : a.k < b.k; });
  return invariant;
}

SymmetryFunction moment_function(Element centre, std::vector<Invariant> factors) {
  if (factors.empty() || factors.size() > most_factors) {
    fail("a product has 2 to {} factors, got {}", most_factors, factors.size());
  }
  for (auto& factor : factors) {
    if (!is_invariant(factor.type)) fail("a product is of factors pair, power and bispectrum");
    factor = canonical(factor);
    const auto& m = factor.moments;
    for (const auto& moment : m) {
      if (moment.k < 0 || moment.l < 0) fail("a channel or degree is negative");
    }
    if (factor.type == FunctionType::pair && m[0].l != 0) fail("a pair has degree 0, got {}", m[0].l);
    if (factor.type == FunctionType::power && m[0].l != m[1].l) fail("a power spectrum has one degree");
    if (factor.type == FunctionType::bispectrum) {
      if ((m[0].l + m[1].l + m[2].l) % 2 != 0 || m[2].l > m[0].l + m[1].l) {
        fail("a bispectrum of degrees {}, {}, {} is always 0, expected an even sum and none above that of the others",
             m[0].l, m[1].l, m[2].l);
      }
    }
  }
  std::sort(factors.begin(), factors.end());
  SymmetryFunction function;
  function.type = factors.size() == 1 ? factors.front().type : FunctionType::product;
  function.centre = centre;
  function.factors = std::move(factors);
  return function;
}

std::vector<Element> neighbours_of(const SymmetryFunction& function) {
  if (is_weighted(function.type) || is_moment(function.type)) return {};
  if (is_angular(function.type)) return {function.first, function.second};
  return {function.first};
}

std::string_view to_string(FunctionType type) { return type_names[static_cast<std::size_t>(type)]; }

std::string name_of(const SymmetryFunction& function) {
  const FunctionType type = function.type;
  if (is_moment(type)) return name_of_moments(function);
  std::string out{to_string(type)};
  out.append(" ").append(function.centre.symbol());
  for (const Element element : neighbours_of(function)) out.append(" ").append(element.symbol());
  if (is_compact(type)) {
    append_parameter(out, "low", function.low);
    append_parameter(out, "cutoff", function.cutoff);
    if (is_angular(type)) {
      append_parameter(out, "from", function.angle_low);
      append_parameter(out, "to", function.angle_high);
    }
    return out + " shape=" + to_string(function.shape);
  }
  if (has_kappa(type)) append_parameter(out, "kappa", function.kappa);
  if (has_exponential(type)) {
    append_parameter(out, "eta", function.eta);
    if (function.r_s != 0 || !is_angular(type)) append_parameter(out, "r_s", function.r_s);
  }
  if (is_angular(type)) {
    append_parameter(out, "zeta", function.zeta);
    append_parameter(out, "lambda", function.lambda);
  }
  append_parameter(out, "cutoff", function.cutoff);
  return out;
}

std::string to_text(const SymmetryFunction& function) {
  if (!has_cutoff_function(function.type)) return name_of(function);
  return name_of(function) + " cutoff-function=" + to_text(function.cutoff_function);
}

SymmetryFunction parse_symmetry_function(std::string_view line, const CutoffFunction& standard) {
  const auto words = split(line);
  if (words.empty()) fail("empty line, expected a symmetry function");
  SymmetryFunction function;
  function.type = parse_type(words[0]);
  const bool moments = is_moment(function.type);
  const std::size_t neighbours = is_weighted(function.type) || moments ? 0 : is_angular(function.type) ? 2 : 1;
  for (std::size_t i = 1; i <= 1 + neighbours; ++i) {
    if (i >= words.size() || words[i].find('=') != std::string_view::npos) {
      fail("{} has {} elements, expected centre{}", words[0], i - 1,
           neighbours == 0   ? ""
           : neighbours == 1 ? " and one neighbour"
                             : " and two neighbours");
    }
  }
  function.centre = element_of(words[1]);
  if (moments) {
    auto factors = parse_factors(function.type, std::span{words}.subspan(2));
    if (function.type == FunctionType::product && factors.size() < 2) {
      fail("a product has 2 to {} factors, got {}", most_factors, factors.size());
    }
    return moment_function(function.centre, std::move(factors));
  }
  if (neighbours > 0) function.first = element_of(words[2]);
  if (neighbours > 1) function.second = element_of(words[3]);
  if (neighbours > 1 && function.second < function.first) std::swap(function.first, function.second);
  KeyValues keys{std::span{words}.subspan(2 + neighbours)};
  if (is_compact(function.type)) {
    take_compact_parameters(function, keys);
  } else {
    take_parameters(function, keys);
    function.cutoff_function = take_cutoff_function(keys, standard);
  }
  keys.finish();
  return function;
}

}  // namespace nnpipe::descriptor
