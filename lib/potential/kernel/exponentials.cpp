#include <algorithm>
#include <cmath>
#include <map>

#include "potential/kernel/plan.hpp"

namespace nnpipe::potential::kernel {

namespace {

using Way = ExponentialStep::Way;

class Programmer {
 public:
  Programmer(const std::vector<Exponential>& wanted, double cutoff, double ulps)
      : x_wanted{wanted}, x_done(wanted.size()), x_cutoff{cutoff}, x_ulps{ulps} {
    x_program.entries = wanted.size();
  }

  ExponentialProgram finish() {
    powers();
    shifts();
    for (std::size_t e = 0; e < x_wanted.size(); ++e) {
      if (!x_done[e]) gaussian(e);
    }
    return std::move(x_program);
  }

 private:
  void gaussian(std::size_t e) {
    ExponentialStep step{Way::gaussian, e};
    step.eta = x_wanted[e].eta;
    step.r_s = x_wanted[e].r_s;
    x_program.steps.push_back(step);
    x_done[e] = true;
  }

  void product(std::size_t entry, std::size_t a, std::size_t b, double scale) {
    ExponentialStep step{Way::product, entry};
    step.a = a;
    step.b = b;
    step.scale = scale;
    x_program.steps.push_back(step);
    if (entry < x_done.size()) x_done[entry] = true;
  }

  // R_s = 0 and η a whole multiple n of the least one: powers e^n, whose error is n times that of e.
  void powers() {
    std::size_t base = x_wanted.size();
    for (std::size_t e = 0; e < x_wanted.size(); ++e) {
      const bool candidate = x_wanted[e].r_s == 0 && x_wanted[e].eta > 0;
      if (candidate && (base == x_wanted.size() || x_wanted[e].eta < x_wanted[base].eta)) base = e;
    }
    if (base == x_wanted.size()) return;
    std::map<int, std::size_t> multiples;  // n → what is wanted
    for (std::size_t e = 0; e < x_wanted.size(); ++e) {
      const double ratio = x_wanted[e].eta / x_wanted[base].eta, whole = std::round(ratio);
      const bool small = x_wanted[e].eta * x_cutoff * x_cutoff < largest_exponent();
      if (x_wanted[e].r_s != 0 || whole > x_ulps || whole < 1 || !small) continue;
      if (std::abs(ratio - whole) < 1e-14 * ratio) multiples[static_cast<int>(whole)] = e;
    }
    gaussian(base);
    std::map<int, std::size_t> made{{1, base}};
    for (const auto& [n, entry] : multiples) make_power(n, multiples, made);
  }

  // From the largest power below n that is there already; n is made of it and what is then missing.
  void make_power(int n, const std::map<int, std::size_t>& wanted, std::map<int, std::size_t>& made) {
    if (made.count(n)) return;
    const int below = std::prev(made.lower_bound(n))->first;
    make_power(n - below, wanted, made);
    const auto found = wanted.find(n);
    const std::size_t entry = found != wanted.end() ? found->second : x_program.entries++;
    product(entry, made[below], made[n - below], 1);
    made[n] = entry;
  }

  // One η and evenly spaced R_s = c, c + Δ, …: each is the one before times exp[2ηΔ(r − c)] and a constant.
  void shifts() {
    for (std::size_t e = 0; e < x_wanted.size(); ++e) {
      if (x_done[e]) continue;
      std::vector<std::size_t> run{e};
      for (std::size_t other = 0; other < x_wanted.size(); ++other) {
        if (other != e && !x_done[other] && x_wanted[other].eta == x_wanted[e].eta) run.push_back(other);
      }
      std::sort(run.begin(), run.end(),
                [&](std::size_t a, std::size_t b) { return x_wanted[a].r_s < x_wanted[b].r_s; });
      if (run.size() < 3) continue;
      const double spacing = x_wanted[run[1]].r_s - x_wanted[run[0]].r_s;
      std::size_t length = 2;
      while (length < run.size() &&
             std::abs(x_wanted[run[length]].r_s - x_wanted[run[length - 1]].r_s - spacing) < 1e-14 * x_cutoff) {
        ++length;
      }
      if (length < 3) continue;
      run.resize(length);
      shift(run, spacing);
    }
  }

  void shift(const std::vector<std::size_t>& run, double spacing) {
    const double eta = x_wanted[run[0]].eta, first = x_wanted[run[0]].r_s;
    const double slope = 2 * eta * spacing;
    // Exponents cost their own size in units of the last place.
    const double farthest = std::max(std::abs(first), std::abs(x_cutoff - first));
    const double steps = static_cast<double>(run.size() - 1) * slope * farthest;
    if (eta * farthest * farthest + steps > std::min(x_ulps, largest_exponent())) return;
    gaussian(run[0]);
    const std::size_t factor = x_program.entries++;
    ExponentialStep step{Way::linear, factor};
    step.slope = slope;
    step.r_s = first;
    x_program.steps.push_back(step);
    for (std::size_t i = 1; i < run.size(); ++i) {
      // −(c_i² − c_{i−1}²)η + 2ηΔc with c_i = c + iΔ.
      const double from = x_wanted[run[i - 1]].r_s - first, to = x_wanted[run[i]].r_s - first;
      product(run[i], run[i - 1], factor, std::exp(-eta * (to * to - from * from)));
    }
  }

  // Beyond it products would leave the range of numbers.
  double largest_exponent() const { return x_ulps > 16 ? 300 : 30; }

  const std::vector<Exponential>& x_wanted;
  std::vector<bool> x_done;
  double x_cutoff, x_ulps;
  ExponentialProgram x_program;
};

}  // namespace

ExponentialProgram make_program(const std::vector<Exponential>& wanted, double cutoff, double ulps) {
  return Programmer{wanted, cutoff, ulps}.finish();
}

}  // namespace nnpipe::potential::kernel
