#include "descriptor/recipes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"

namespace nnpipe::descriptor {

namespace {

constexpr std::array names{"shells", "thesis", "gastegger", "imbalzano"};

// Numbers of set files are read by people.
double rounded(double value) {
  if (value == 0) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

struct RadialForm {
  double eta, r_s;
};
struct AngularForm {
  double eta, zeta, lambda, cutoff;
};

struct Forms {
  std::vector<RadialForm> radial;
  std::vector<AngularForm> angular;

  void add_angles(double eta, std::initializer_list<double> zetas, double cutoff) {
    for (const double zeta : zetas) {
      for (const double lambda : {1.0, -1.0}) angular.push_back({eta, zeta, lambda, cutoff});
    }
  }
};

// The thesis's numbers stand for silicon: its nearest neighbours at 2.35 Å, a cutoff of 6 Å.
Forms thesis_forms(double cutoff, double nearest) {
  Forms forms;
  const double wide = std::pow(6 / cutoff, 2), sharp = std::pow(2.35 / nearest, 2);
  for (const double eta : {0.3, 0.1, 0.05, 0.005}) forms.radial.push_back({wide * eta, 0});
  for (const double r_s : {2.0, 2.7, 3.5, 4.2}) {
    const double scaled = r_s * nearest / 2.35;
    if (scaled < cutoff) forms.radial.push_back({5 * sharp, scaled});
  }
  for (const double reach : {1.0, 0.6}) forms.add_angles(0.01 * wide, {1, 2, 4, 16}, reach * cutoff);
  return forms;
}

Forms gastegger_forms(double cutoff, double low) {
  constexpr int grid = 8;
  Forms forms;
  const double step = (cutoff - 0.25 - low) / (grid - 1);
  for (int k = 0; k < grid; ++k) {
    const double r = low + k * step;
    forms.radial.push_back({1 / (2 * step * step), r});
    forms.radial.push_back({1 / (2 * r * r), 0});
    if (k % 2 == 1) forms.add_angles(1 / (2 * r * r), {1}, cutoff);
  }
  return forms;
}

Forms imbalzano_forms(double cutoff) {
  constexpr int n = 8;
  Forms forms;
  const auto power = [](int m) { return std::pow(n, static_cast<double>(m) / n); };
  for (int m = 0; m <= n; ++m) {
    const double eta = std::pow(power(m) / cutoff, 2);
    forms.radial.push_back({eta, 0});
    if (m > 0) forms.radial.push_back({std::pow(cutoff / power(m - 1) - cutoff / power(m), -2), cutoff / power(m)});
    if (m % 2 == 0) forms.add_angles(eta, {1, 4, 16}, cutoff);
  }
  return forms;
}

void add(FunctionPool& pool, SymmetryFunction function, Recipe recipe) {
  function.eta = rounded(function.eta);
  function.r_s = rounded(function.r_s);
  function.cutoff = rounded(function.cutoff);
  const bool known = std::ranges::any_of(pool.functions, [&](const auto& f) { return f.function == function; });
  if (!known) pool.functions.push_back({function, recipe});
}

void add_forms(FunctionPool& pool, const Forms& forms, SymmetryFunction function, Recipe recipe, bool radial) {
  if (radial) {
    for (const auto& form : forms.radial) {
      function.type = FunctionType::g2;
      function.eta = form.eta;
      function.r_s = form.r_s;
      add(pool, function, recipe);
    }
    return;
  }
  for (const auto& form : forms.angular) {
    function.type = FunctionType::g5;
    function.eta = form.eta;
    function.r_s = 0;
    function.zeta = form.zeta;
    function.lambda = form.lambda;
    function.cutoff = form.cutoff;
    add(pool, function, recipe);
  }
}

}  // namespace

std::string_view to_string(Recipe recipe) { return names[static_cast<std::size_t>(recipe)]; }

Recipe parse_recipe(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) fail("expected shells, thesis, gastegger or imbalzano, got '{}'", name);
  return static_cast<Recipe>(found - names.begin());
}

std::vector<FunctionPool> pool_of(const Survey& survey, const DesignOptions& options,
                                  const std::vector<Recipe>& recipes) {
  const SetFile shells = design(survey, options);
  const double cutoff = shells.sets.front().cutoff();
  std::vector<FunctionPool> pools;
  for (const auto& set : shells.sets) {
    FunctionPool pool{set.centre, {}};
    const auto near = [&](Element e) {
      return survey.closest(set.centre, e) > 0 && survey.closest(set.centre, e) < cutoff;
    };
    for (const Recipe recipe : recipes) {
      if (recipe == Recipe::shells) {
        for (const auto& function : set.functions) add(pool, function, recipe);
        continue;
      }
      const auto forms = [&](double low) {
        return recipe == Recipe::thesis      ? thesis_forms(cutoff, survey.nearest())
               : recipe == Recipe::gastegger ? gastegger_forms(cutoff, 0.95 * low)
                                             : imbalzano_forms(cutoff);
      };
      SymmetryFunction function;
      function.centre = set.centre;
      function.cutoff = cutoff;
      for (const Element a : survey.elements()) {
        if (!near(a)) continue;
        function.first = a;
        add_forms(pool, forms(survey.closest(set.centre, a)), function, recipe, true);
      }
      for (const Element a : survey.elements()) {
        for (const Element b : survey.elements()) {
          if (b < a || !near(a) || !near(b)) continue;
          function.first = a;
          function.second = b;
          const double low = 0.5 * (survey.closest(set.centre, a) + survey.closest(set.centre, b));
          add_forms(pool, forms(low), function, recipe, false);
        }
      }
    }
    pools.push_back(std::move(pool));
  }
  return pools;
}

double cost_of(const SymmetryFunction& function) {
  if (!is_angular(function.type)) return 1;
  if (is_narrow(function.type)) return 6;
  return function.zeta <= 4 && function.zeta == std::floor(function.zeta) ? 1.5 : 3;
}

}  // namespace nnpipe::descriptor
