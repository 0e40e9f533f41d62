#include "potential/foreign/runner_function.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::potential {

namespace {

using descriptor::CompactShape;
using descriptor::CutoffFunction;
using descriptor::CutoffKind;
using descriptor::FunctionType;
using descriptor::SymmetryFunction;

// What each type's line has behind centre and type, in RuNNer's order.
struct Form {
  int number;
  FunctionType type;
  std::size_t words;  // with centre and type; the one type 3 and 9 may have behind them not counted
};
constexpr std::array<Form, 11> forms{{{2, FunctionType::g2, 6},
                                      {3, FunctionType::g4, 8},
                                      {9, FunctionType::g5, 8},
                                      {12, FunctionType::wg2, 5},
                                      {13, FunctionType::wg4, 7},
                                      {20, FunctionType::c2, 6},
                                      {21, FunctionType::c4, 9},
                                      {22, FunctionType::c5, 9},
                                      {23, FunctionType::wc2, 5},
                                      {24, FunctionType::wc4, 7},
                                      {25, FunctionType::wc5, 7}}};

// In the order of RuNNer's numbers.
constexpr std::array runner_cutoffs{
    CutoffKind::hard, CutoffKind::cosine, CutoffKind::tanh3, CutoffKind::tanh3_normalized,
    CutoffKind::exp,  CutoffKind::poly1,  CutoffKind::poly2, CutoffKind::poly3,
    CutoffKind::poly4};

const Form& form_of(std::string_view word) {
  const auto number = to_int(word, "type");
  for (const auto& form : forms) {
    if (form.number == number) return form;
  }
  fail("symmetry function of type {} has no equal here, expected 2, 3, 9, 12, 13 or 20 to 25", number);
}

// RuNNer's p1 … p4 and e, with an a behind them where steep.
std::string subtype_of(const CompactShape& shape) {
  const auto name = descriptor::to_string(shape.kind);
  return (name == "exp" ? "e" : "p" + std::string{name.substr(4)}) + (shape.steep ? "a" : "");
}

CompactShape parse_subtype(std::string_view name) {
  for (const auto kind : descriptor::compact_kinds) {
    for (const bool steep : {false, true}) {
      if (subtype_of({kind, steep}) == name) return {kind, steep};
    }
  }
  fail("unknown subtype {}, expected p1, p2, p3, p4 or e, or one of them with a behind it", quoted(name));
}

// n2p2's order; for types 2 to 13 type, α and cutoff type (the same for all), rc, eta, rs, zeta, lambda, elements; for
// the others type, subtype, elements, rc, rl, angles. A function has those that it has; elements go by Z.
std::vector<double> order_of(int number, const SymmetryFunction& f) {
  std::vector<double> order{static_cast<double>(number)};
  std::vector<double> elements;
  for (const Element element : descriptor::neighbours_of(f)) elements.push_back(element.number);
  if (!is_compact(f.type)) {
    order.insert(order.end(), {f.cutoff, f.eta, f.r_s});
    if (is_angular(f.type)) order.insert(order.end(), {f.zeta, f.lambda});
    order.insert(order.end(), elements.begin(), elements.end());
    return order;
  }
  // Subtypes by their letters: e, ea, p1, p1a, …
  const auto kind = std::find(descriptor::compact_kinds.begin(), descriptor::compact_kinds.end(), f.shape.kind);
  order.push_back(2.0 * static_cast<double>(kind - descriptor::compact_kinds.begin()) + (f.shape.steep ? 1 : 0));
  order.insert(order.end(), elements.begin(), elements.end());
  order.insert(order.end(), {f.cutoff, f.low});
  if (is_angular(f.type)) order.insert(order.end(), {f.angle_low, f.angle_high});
  return order;
}

void check_ranges(const SymmetryFunction& f) {
  if (!(f.cutoff > 0)) fail("cutoff is not positive, got {}", f.cutoff);
  if (f.eta < 0) fail("eta is negative, got {}", f.eta);
  if (f.zeta < 1) fail("zeta is below 1, got {}", f.zeta);
  if (f.low >= f.cutoff) fail("rl is not below rc, got {} and {}", f.low, f.cutoff);
  if (!is_compact(f.type) || !is_angular(f.type)) return;
  const double low = f.angle_low, high = f.angle_high, middle = 0.5 * (low + high);
  const bool inside = low >= 0 && high <= 180, mirrored = (middle == 0 || middle == 180) && high - low <= 360;
  if (low >= high || (!inside && !mirrored)) {
    fail("angles are out of range, expected 0 to 180 or a range around 0 or 180, got {} to {}", low, high);
  }
}

}  // namespace

RunnerFunction parse_runner_function(std::span<const std::string_view> words, const CutoffFunction& cutoff) {
  if (words.size() < 2) fail("expected centre element and type of a symmetry function");
  RunnerFunction result;
  auto& f = result.function;
  f.centre = element_of(words[0]);
  const Form& form = form_of(words[1]);
  result.type = form.number;
  f.type = form.type;
  const bool may_have_more = result.type == 3 || result.type == 9;
  if (words.size() < form.words || words.size() > form.words + (may_have_more ? 1 : 0)) {
    fail("symmetry function of type {}: expected {} words, got {}", result.type, form.words, words.size());
  }
  std::size_t at = 2;
  const auto number = [&](std::string_view name) { return to_finite(words[at++], name); };
  if (!is_weighted(f.type)) f.first = element_of(words[at++]);
  if (!is_weighted(f.type) && is_angular(f.type)) f.second = element_of(words[at++]);
  if (is_angular(f.type) && f.second < f.first) std::swap(f.first, f.second);
  if (is_compact(f.type)) {
    f.low = number("rl");
    f.cutoff = number("rc");
    if (is_angular(f.type)) {
      f.angle_low = number("left angle");
      f.angle_high = number("right angle");
    }
    f.shape = parse_subtype(words[at]);
  } else {
    f.cutoff_function = cutoff;
    f.eta = number("eta");
    if (result.type == 2 || is_weighted(f.type)) f.r_s = number("r_s");
    if (is_angular(f.type)) {
      f.lambda = number("lambda");
      f.zeta = number("zeta");
    }
    f.cutoff = number("cutoff");
    if (at < words.size()) f.r_s = number("r_s");
  }
  check_ranges(f);
  result.order = order_of(result.type, f);
  return result;
}

std::vector<RunnerFunction> parse_runner_functions(Element centre,
                                                   std::span<const std::string_view> type_and_parameters,
                                                   const std::vector<Element>& elements, const CutoffFunction& cutoff) {
  if (type_and_parameters.empty()) fail("expected the type of a symmetry function");
  const auto type = form_of(type_and_parameters[0]).type;
  std::vector<RunnerFunction> functions;
  const auto append = [&](const std::vector<Element>& neighbours) {
    std::vector<std::string_view> words{centre.symbol(), type_and_parameters[0]};
    for (const auto neighbour : neighbours) words.push_back(neighbour.symbol());
    words.insert(words.end(), type_and_parameters.begin() + 1, type_and_parameters.end());
    functions.push_back(parse_runner_function(words, cutoff));
  };
  if (is_weighted(type)) append({});
  for (std::size_t i = 0; !is_weighted(type) && i < elements.size(); ++i) {
    if (!is_angular(type)) append({elements[i]});
    for (std::size_t j = i; is_angular(type) && j < elements.size(); ++j) append({elements[i], elements[j]});
  }
  return functions;
}

RunnerFunction runner_function(const SymmetryFunction& function) {
  RunnerFunction result{function, 2, {}};
  if (function.type == FunctionType::g1) {  // G2 whose exponential is 1
    result.function.type = FunctionType::g2;
    result.function.eta = result.function.r_s = 0;
  }
  const auto form =
      std::find_if(forms.begin(), forms.end(), [&](const Form& each) { return each.type == result.function.type; });
  if (form == forms.end()) fail("RuNNer has no function '{}'", name_of(function));
  result.type = form->number;
  result.order = order_of(result.type, result.function);
  return result;
}

std::string line_of(const RunnerFunction& function) {
  const auto& f = function.function;
  std::string text = fmt::format("{} {}", f.centre.symbol(), function.type);
  const auto append = [&](double value) { text += " " + to_text(value); };
  for (const Element element : descriptor::neighbours_of(f)) text.append(" ").append(element.symbol());
  if (is_compact(f.type)) {
    append(f.low);
    append(f.cutoff);
    if (is_angular(f.type)) {
      append(f.angle_low);
      append(f.angle_high);
    }
    return text + " " + subtype_of(f.shape);
  }
  const bool in_place = f.type == FunctionType::g2 || is_weighted(f.type);  // of r_s, which else stands last
  append(f.eta);
  if (in_place) append(f.r_s);
  if (is_angular(f.type)) {
    append(f.lambda);
    append(f.zeta);
  }
  append(f.cutoff);
  if (!in_place && f.r_s != 0) append(f.r_s);
  return text;
}

std::vector<Element> elements_of(const SymmetryFunction& function) {
  auto elements = descriptor::neighbours_of(function);
  elements.insert(elements.begin(), function.centre);
  return elements;
}

SymmetryFunction with_lengths(SymmetryFunction function, double factor) {
  function.eta /= factor * factor;
  function.kappa /= factor;
  function.r_s *= factor;
  function.cutoff *= factor;
  function.low *= factor;
  return function;
}

int runner_cutoff_type(const CutoffFunction& function) {
  const auto found = std::find(runner_cutoffs.begin(), runner_cutoffs.end(), function.kind);
  if (found == runner_cutoffs.end()) fail("RuNNer has no cutoff function {}", to_string(function.kind));
  return static_cast<int>(found - runner_cutoffs.begin());
}

CutoffFunction runner_cutoff_function(std::int64_t type, double alpha) {
  if (type < 0 || type >= static_cast<std::int64_t>(runner_cutoffs.size())) {
    fail("cutoff type {}, expected 0 to {}", type, runner_cutoffs.size() - 1);
  }
  const auto kind = runner_cutoffs[static_cast<std::size_t>(type)];
  if (alpha < 0 || alpha >= 1) fail("inner cutoff out of range, expected a fraction in [0, 1), got {}", alpha);
  return {kind, has_inner(kind) && kind != CutoffKind::hard ? alpha : 0};
}

}  // namespace nnpipe::potential
