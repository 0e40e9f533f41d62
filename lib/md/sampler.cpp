#include "md/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/error.hpp"
#include "base/text.hpp"
#include "md/trajectory.hpp"

namespace nnpipe::md {

double Alphas::of(Element element) const {
  for (const auto& [name, alpha] : named) {
    if (name == element) return alpha;
  }
  if (only_named) fail("no alpha for element {}, expected {}=NUMBER", element.symbol(), element.symbol());
  return common;
}

Alphas parse_alphas(std::string_view text) {
  Alphas alphas;
  const auto positive = [&](std::string_view word) {
    const double value = to_finite(word, "alpha");
    if (!(value > 0)) fail("alpha {}, expected more than 0", word);
    return value;
  };
  if (text.find('=') == std::string_view::npos) {
    alphas.common = positive(trim(text));
    return alphas;
  }
  alphas.only_named = true;
  for (const auto part : split(text, ',')) {
    const auto words = split(trim(part), '=');
    if (words.size() != 2) fail("expected ELEMENT=NUMBER, got {}", quoted(part));
    const Element element = element_of(words[0]);
    for (const auto& [name, alpha] : alphas.named) {
      if (name == element) fail("element {} occurs twice", element.symbol());
    }
    alphas.named.emplace_back(element, positive(words[1]));
  }
  return alphas;
}

int sampling_interval(double force, double alpha, int tau_max) {
  if (force > alpha) return 1;
  if (force * tau_max <= alpha) return tau_max;  // no quotient: the force may be zero
  return std::min(static_cast<int>(std::floor(alpha / force)), tau_max);
}

Schedule::Schedule(Sampling sampling, const Frame& start, std::vector<std::size_t> atoms)
    : x_sampling{std::move(sampling)}, x_atoms{std::move(atoms)}, x_tau(x_atoms.size(), 1) {
  if (!x_sampling.by_force) return;
  for (const auto atom : x_atoms) x_alphas.push_back(x_sampling.alphas.of(start.elements[atom]));
}

bool Schedule::possible(std::int64_t step) const {
  return (x_sampling.by_force && step % x_sampling.tau_max == 0) || any_due(step);
}

void Schedule::renew(std::int64_t step, std::span<const Vec3> forces) {
  if (!x_sampling.by_force || step % x_sampling.tau_max != 0) return;
  for (std::size_t k = 0; k < x_atoms.size(); ++k) {
    x_tau[k] = sampling_interval(norm(forces[x_atoms[k]]), x_alphas[k], x_sampling.tau_max);
  }
}

bool Schedule::due(std::int64_t step, std::size_t chosen) const {
  return x_sampling.by_force ? step % x_tau[chosen] == 0 : step % x_sampling.every == 0;
}

bool Schedule::any_due(std::int64_t step) const {
  for (std::size_t k = 0; k < x_atoms.size(); ++k) {
    if (due(step, k)) return true;
  }
  return false;
}

bool Schedule::all_due(std::int64_t step) const {
  const auto shortest = std::min_element(x_tau.begin(), x_tau.end());
  return shortest != x_tau.end() && due(step, static_cast<std::size_t>(shortest - x_tau.begin()));
}

std::vector<std::size_t> choose_atoms(const Frame& frame, std::size_t count, const Element* element, Random& random) {
  std::vector<std::size_t> atoms;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (element == nullptr || frame.elements[i] == *element) atoms.push_back(i);
  }
  if (atoms.size() < count) {
    fail("{} atoms to choose from{}, expected at least {}", atoms.size(),
         element != nullptr ? fmt::format(" of element {}", element->symbol()) : "", count);
  }
  random.shuffle(atoms);
  atoms.resize(count);
  std::sort(atoms.begin(), atoms.end());
  return atoms;
}

SiteSampler::SiteSampler(Schedule schedule, const Frame& start, double reach, Sink sink)
    : x_schedule{std::move(schedule)},
      x_start{start},
      x_reach{reach},
      x_sink{std::move(sink)},
      x_list{reach, default_skin(start.units)} {
  if (const std::string* history = start.find_info("made_by")) x_history = *history;
}

potential::Want SiteSampler::want(std::int64_t step) const { return {true, false, x_schedule.possible(step)}; }

bool SiteSampler::see(const Moment& moment) {
  x_schedule.renew(moment.step, moment.evaluator.forces());
  if (!x_schedule.any_due(moment.step)) return true;
  x_list.update(moment.state.cell, moment.state.positions);
  const auto& atoms = x_schedule.atoms();
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    if (!x_schedule.due(moment.step, k)) continue;
    Frame frame = sample(moment, atoms[k]);
    if (!x_history.empty()) frame.set_info("made_by", std::exchange(x_history, {}));
    x_sink(frame);
  }
  return true;
}

Frame SiteSampler::sample(const Moment& moment, std::size_t atom) const {
  const auto list = x_list.view();
  const auto positions = x_list.positions();
  const auto owners = x_list.owner();
  struct Near {
    double distance2;
    Vec3 place;
    std::size_t owner;
  };
  std::vector<Near> near;
  for (int n = list.first[atom]; n < list.first[atom + 1]; ++n) {
    const auto j = static_cast<std::size_t>(list.index[static_cast<std::size_t>(n)]);
    const Vec3 r = positions[j] - positions[atom];
    const double distance2 = norm2(r);
    if (distance2 <= x_reach * x_reach) near.push_back({distance2, r, static_cast<std::size_t>(owners[j])});
  }
  // An order of its own: that of the list changes whenever the list is made anew.
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return std::tie(a.distance2, a.place.x, a.place.y, a.place.z) <
           std::tie(b.distance2, b.place.x, b.place.y, b.place.z);
  });
  Frame frame;
  frame.units = x_start.units;
  frame.elements.push_back(x_start.elements[atom]);
  frame.positions.emplace_back();
  for (const Near& neighbour : near) {
    frame.elements.push_back(x_start.elements[neighbour.owner]);
    frame.positions.push_back(neighbour.place);
  }
  frame.site_energy = moment.evaluator.site_energies()[atom];
  const Vec3 force = moment.evaluator.forces()[atom];
  frame.info = {{"atom", std::to_string(atom + 1)},
                {"step", std::to_string(moment.step)},
                {"reach", to_text(x_reach)},
                {"site_force", fmt::format("{} {} {}", to_text(force.x), to_text(force.y), to_text(force.z))}};
  return frame;
}

FrameSampler::FrameSampler(Schedule schedule, const Frame& start, Sink sink)
    : x_schedule{std::move(schedule)}, x_frame{frame_kept(start)}, x_sink{std::move(sink)} {}

potential::Want FrameSampler::want(std::int64_t step) const {
  const bool possible = x_schedule.possible(step);
  return {true, possible, possible};
}

bool FrameSampler::see(const Moment& moment) {
  x_schedule.renew(moment.step, moment.evaluator.forces());
  if (!x_schedule.all_due(moment.step)) return true;
  fill_frame(x_frame, moment, {true, true, true});
  x_sink(x_frame);
  drop_history(x_frame);
  return true;
}

}  // namespace nnpipe::md
