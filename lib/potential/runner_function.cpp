#include "potential/runner_function.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace nnpipe::potential {

namespace {

using descriptor::CutoffFunction;
using descriptor::CutoffKind;
using descriptor::FunctionType;
using descriptor::SymmetryFunction;

// "type, cutoff type, α, rc, eta, rs, zeta, lambda, e1, e2 (those it has; elements by Z)"
std::vector<double> order_of(int type, const SymmetryFunction& f) {
  const auto number = [](Element element) { return static_cast<double>(element.number); };
  std::vector<double> order{static_cast<double>(type), f.cutoff, f.eta, f.r_s};
  if (type == 2) {
    order.push_back(number(f.first));
  } else {
    order.insert(order.end(), {f.zeta, f.lambda, number(f.first), number(f.second)});
  }
  return order;
}

}  // namespace

RunnerFunction parse_runner_function(std::span<const std::string_view> words, const CutoffFunction& cutoff) {
  if (words.size() < 2) fail("expected centre element and type of a symmetry function");
  RunnerFunction result;
  auto& f = result.function;
  f.centre = element_of(words[0]);
  f.cutoff_function = cutoff;
  result.type = static_cast<int>(to_int(words[1], "type"));
  const auto number = [&](std::size_t at, std::string_view name) { return to_finite(words[at], name); };
  const auto count = [&](std::size_t least, std::size_t most) {
    if (words.size() < least || words.size() > most) {
      fail("symmetry function of type {}: expected {} words, got {}", result.type, least, words.size());
    }
  };
  if (result.type == 2) {
    count(6, 6);
    f.type = FunctionType::g2;
    f.first = element_of(words[2]);
    f.eta = number(3, "eta");
    f.r_s = number(4, "r_s");
    f.cutoff = number(5, "cutoff");
  } else if (result.type == 3 || result.type == 9) {
    count(8, 9);
    f.type = result.type == 3 ? FunctionType::g4 : FunctionType::g5;
    f.first = element_of(words[2]);
    f.second = element_of(words[3]);
    if (f.second < f.first) std::swap(f.first, f.second);
    f.eta = number(4, "eta");
    f.lambda = number(5, "lambda");
    f.zeta = number(6, "zeta");
    f.cutoff = number(7, "cutoff");
    if (words.size() == 9) f.r_s = number(8, "r_s");
  } else {
    fail("symmetry function of type {} has no equal here, expected 2, 3 or 9", result.type);
  }
  if (!(f.cutoff > 0)) fail("cutoff is not positive, got {}", f.cutoff);
  if (f.eta < 0) fail("eta is negative, got {}", f.eta);
  if (f.zeta < 1) fail("zeta is below 1, got {}", f.zeta);
  result.order = order_of(result.type, f);
  return result;
}

RunnerFunction runner_function(const SymmetryFunction& function) {
  RunnerFunction result{function, 2, {}};
  switch (function.type) {
    case FunctionType::g1:  // G2 whose exponential is 1
      result.function.type = FunctionType::g2;
      result.function.eta = result.function.r_s = 0;
      break;
    case FunctionType::g2: break;
    case FunctionType::g4: result.type = 3; break;
    case FunctionType::g5: result.type = 9; break;
    default: fail("RuNNer has no function '{}'", name_of(function));
  }
  result.order = order_of(result.type, result.function);
  return result;
}

std::string line_of(const RunnerFunction& function) {
  const auto& f = function.function;
  std::string text = fmt::format("{} {} {}", f.centre.symbol(), function.type, f.first.symbol());
  if (function.type == 2) {
    return text + fmt::format(" {} {} {}", to_text(f.eta), to_text(f.r_s), to_text(f.cutoff));
  }
  text += fmt::format(" {} {} {} {} {}", f.second.symbol(), to_text(f.eta), to_text(f.lambda), to_text(f.zeta),
                      to_text(f.cutoff));
  return f.r_s == 0 ? text : text + " " + to_text(f.r_s);
}

std::vector<Element> elements_of(const SymmetryFunction& function) {
  std::vector<Element> elements{function.centre, function.first};
  if (is_angular(function.type)) elements.push_back(function.second);
  return elements;
}

SymmetryFunction with_lengths(SymmetryFunction function, double factor) {
  function.eta /= factor * factor;
  function.kappa /= factor;
  function.r_s *= factor;
  function.cutoff *= factor;
  return function;
}

int runner_cutoff_type(const CutoffFunction& function) { return static_cast<int>(function.kind); }

CutoffFunction runner_cutoff_function(std::int64_t type, double alpha) {
  if (type < 0 || type >= static_cast<std::int64_t>(descriptor::cutoff_kinds.size())) {
    fail("cutoff type {}, expected 0 to {}", type, descriptor::cutoff_kinds.size() - 1);
  }
  const auto kind = static_cast<CutoffKind>(type);
  if (alpha < 0 || alpha >= 1) fail("inner cutoff out of range, expected a fraction in [0, 1), got {}", alpha);
  const bool has_inner = kind != CutoffKind::tanh3 && kind != CutoffKind::tanh3_normalized && kind != CutoffKind::hard;
  return {kind, has_inner ? alpha : 0};
}

}  // namespace nnpipe::potential
