// Frames that give what they have, isolated atoms, and what keeps atoms apart where there are no data.
#include "train/frames/short_range.hpp"

#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "potential/evaluator.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/lone_atoms.hpp"
#include "train/small_frames.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

Frame atom(const std::string& symbol, double energy, double edge = 0) {
  Frame frame;
  frame.elements = {element_of(symbol)};
  frame.positions = {Vec3{}};
  frame.energy = energy;
  if (edge > 0) frame.cell = Cell::orthogonal(edge, edge, edge);
  return frame;
}

}  // namespace

TEST_CASE("each frame gives the labels it has, and one without any is passed over") {
  Random random{1};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  auto frames = small::labelled(4, model, random);
  frames[0].forces.clear();
  frames[1].energy.reset();
  frames[2].forces.clear();
  frames[2].energy.reset();
  FrameLabels labels;
  labels.forces_if_any = true;
  FrameData data{small::set(), labels};
  CHECK(data.add(frames[0], "a"));
  CHECK(data.add(frames[1], "b"));
  CHECK_FALSE(data.add(frames[2], "c"));  // its virial is not asked for
  CHECK(data.add(frames[3], "d"));
  data.check_labels();
  CHECK(data.size() == 3);
  CHECK(data.labels().energies);
  CHECK(data.labels().forces);
  CHECK(data.counts().energies == 2);
  CHECK(data.counts().forces == 2);
  CHECK(data.counts().stresses == 0);
  // Constants of the elements come from the frames with an energy alone.
  const auto offsets = data.least_squares_offsets({0, 1, 2});
  CHECK(offsets == data.least_squares_offsets({0, 2}));
}

TEST_CASE("the loss of partly labelled frames is that of each part over the frames that have it") {
  Random random{2};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto guess = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(4, model, random);
  auto partly = frames;
  partly[0].forces.clear(), partly[1].forces.clear();
  partly[2].energy.reset(), partly[3].energy.reset();
  const FrameLabels both{true, true, false, {}};
  const auto all = small::data(frames, model, both), some = small::data(partly, model, both);
  std::vector<double> parameters;
  ForceObjective::get_parameters(guess, parameters);
  const LossScales scales{1e-3, 20e-3, 0};
  ForceObjective energies{all, {0, 1}, guess, {1e-3, 0, 0}}, forces{all, {2, 3}, guess, {0, 20e-3, 0}};
  ForceObjective mixed{some, small::all(4), guess, scales};
  CHECK(mixed.value(parameters) == Approx(energies.value(parameters) + forces.value(parameters)).epsilon(1e-12));
}

TEST_CASE("an atom of weight 0 has no part in the loss, and weights act like that many equal rows") {
  Random random{3};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto guess = small::model(small::set(), {3}, "tanh", random);
  auto frames = small::labelled(1, model, random);
  auto spoilt = frames;
  spoilt[0].forces[1] = Vec3{1e3, -1e3, 0};
  FrameLabels labels{false, true, false, {}};
  labels.atom_weights = "trust";
  for (auto* set : {&frames, &spoilt}) set->front().columns = {{"trust", 'R', 1, {"1", "0", "2", "1", "1"}}};
  const auto good = small::data(frames, model, labels), bad = small::data(spoilt, model, labels);
  std::vector<double> parameters, jacobian, residuals;
  ForceObjective::get_parameters(guess, parameters);
  ForceObjective one{good, {0}, guess, {0, 20e-3, 0}}, other{bad, {0}, guess, {0, 20e-3, 0}};
  CHECK(one.value(parameters) == Approx(other.value(parameters)).epsilon(1e-12));
  // The rows are those of the same loss.
  one.rows(parameters, 0, 1, jacobian, residuals);
  double sum = 0;
  for (const double r : residuals) sum += 0.5 * r * r;
  CHECK(sum == Approx(one.value(parameters)).epsilon(1e-12));
}

TEST_CASE("errors beyond the robust limit count linearly, and the gradient is that of the loss") {
  Random random{4};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto guess = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(2, model, random);
  const auto data = small::data(frames, model, {true, true, false, {}});
  std::vector<double> parameters;
  ForceObjective::get_parameters(guess, parameters);
  const LossScales scales{1e-2, 20e-3, 0};
  ForceObjective plain{data, small::all(2), guess, scales}, robust{data, small::all(2), guess, scales, 2},
      never{data, small::all(2), guess, scales, 1e9};
  CHECK(never.value(parameters) == plain.value(parameters));
  CHECK(robust.value(parameters) < plain.value(parameters));
  std::vector<double> gradient(parameters.size());
  robust.gradient(parameters, 0, 2, gradient);
  for (const std::size_t p : {std::size_t{0}, parameters.size() / 2, parameters.size() - 1}) {
    const double h = 1e-6;
    auto up = parameters, down = parameters;
    up[p] += h, down[p] -= h;
    const double slope = (robust.value(up) - robust.value(down)) / (2 * h);
    CHECK(gradient[p] == Approx(slope).epsilon(1e-5).margin(1e-7));
  }
}

TEST_CASE("an isolated atom is one without near images, or that says so; others are frames to fit") {
  LoneAtoms lone{6};
  CHECK(lone.take(atom("Si", -0.8), "a"));
  CHECK(lone.take(atom("O", -1.5, 20), "b"));
  CHECK_FALSE(lone.take(atom("Si", -5.4, 3.8), "c"));  // a crystal of one atom
  auto says = atom("H", -13.6, 3.8);
  says.set_info("config_type", "isolated_atom");
  CHECK(lone.take(says, "d"));
  CHECK(lone.energy(element_of("Si")) == -0.8);
  CHECK(lone.energy(element_of("O")) == -1.5);
  CHECK(lone.energy(element_of("H")) == -13.6);
  CHECK_FALSE(lone.energy(element_of("C")).has_value());
  CHECK(lone.words() == "H -13.6 (d), O -1.5 (b), Si -0.8 (a)");
  CHECK(lone.take(atom("Si", -0.8), "again"));
  CHECK_THROWS_WITH(lone.take(atom("Si", -0.7), "e"),
                    "e: an isolated atom of Si with energy -0.7, in a it is -0.8: say by --offsets which one counts");
  Random random{1};
  CHECK_FALSE(lone.take(small::frame(random), "f"));
}

TEST_CASE("the wall of a pair ends below its shortest distance and leaves the labels as they are") {
  Random random{5};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(3, model, random);
  auto data = small::data(frames, model, {true, true, false, {}});
  const auto shortest = shortest_distances(data);
  REQUIRE(shortest.size() == 3);  // Si Si, Si O, O O
  double nearest = 1e9;
  for (const auto& frame : frames) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        Vec3 s = frame.cell.fractional(frame.positions[j] - frame.positions[i]);
        for (int c = 0; c < 3; ++c) s[c] -= std::round(s[c]);
        nearest = std::min(nearest, norm(frame.cell.cartesian(s)));
      }
    }
  }
  double least = 1e9;
  for (const auto& pair : shortest) least = std::min(least, pair.distance);
  CHECK(least == Approx(nearest).epsilon(1e-12));
  const auto zbl = wall_of(data.elements(), shortest);
  const auto before = data.frame(1).energy;
  take_off(zbl, data);
  CHECK(data.frame(1).energy == before);
  for (const auto& pair : shortest) CHECK(zbl.radii(pair.first, pair.second).outer <= 0.95 * pair.distance);
  // Of pairs that never meet.
  const auto strangers = wall_of({element_of("C"), element_of("H")}, {});
  CHECK(strangers.radii(element_of("H"), element_of("C")).outer == Approx(0.75 * (0.76 + 0.31)).epsilon(0.05));
}

TEST_CASE("what a repulsion does within the data is taken off energies, forces and stresses") {
  Random random{6};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(3, model, random);
  auto data = small::data(frames, model, {true, true, true, {}});
  const auto before = small::data(frames, model, {true, true, true, {}});
  const potential::Zbl zbl{0.5, 2.6};
  take_off(zbl, data);
  const auto core = potential::make_zbl(zbl);
  for (std::size_t f = 0; f < frames.size(); ++f) {
    Frame repelled = frames[f];
    potential::Evaluator evaluator{*core};
    evaluator.set_atoms(repelled);
    potential::label(repelled, evaluator);
    REQUIRE(*repelled.energy > 1);
    CHECK(data.frame(f).energy == Approx(before.frame(f).energy - *repelled.energy).epsilon(1e-10));
    for (std::size_t i = 0; i < repelled.size(); ++i) {
      CHECK(norm(data.frame(f).forces[i] - before.frame(f).forces[i] + repelled.forces[i]) < 1e-9);
    }
    const auto& w = *repelled.virial;
    const double parts[6] = {w.xx, w.yy, w.zz, w.xy, w.xz, w.yz};
    for (std::size_t v = 0; v < 6; ++v) {
      CHECK_THAT(data.frame(f).stress[v],
                 WithinAbs(before.frame(f).stress[v] + parts[v] / repelled.cell.volume(), 1e-9));
    }
  }
  // The energy of a site has half of each pair's.
  Frame two;
  two.elements = {element_of("Si"), element_of("O")};
  two.positions = {Vec3{}, Vec3{1.7, 0, 0}};
  potential::Evaluator evaluator{*core};
  evaluator.set_atoms(two);
  evaluator.compute(two.cell, two.positions, {});
  Frame site = two;
  site.site_energy = -3;
  FrameData sites{small::set(), {true, false, false, {}}};
  REQUIRE(sites.add(site, "site"));
  REQUIRE(evaluator.energy() > 1);
  take_off(zbl, sites);
  CHECK(sites.frame(0).energy == Approx(-3 - evaluator.energy() / 2).epsilon(1e-12));
}

TEST_CASE("of the holes of a pair that one is told which programs do not end at, before deeper ones") {
  const Element h{1}, c{6};
  const std::vector<Hole> both{{h, c, 0.97, 0.3, 259, "beside a third atom", true},
                               {h, c, 0.95, 0.8, 0.2, "in a.xyz: frame 2", false}};
  REQUIRE(in_words(both).size() == 1);
  CHECK(in_words(both).front() ==
        "the energy of H and C in a.xyz: frame 2 falls by 0.2 eV as they come nearer, from 0.95 to 0.8 Å, nearer than "
        "any "
        "in the frames: add frames of compressed structures");
  CHECK(
      in_words({both.front()}).front() ==
      "the energy of H and C beside a third atom falls by 259 eV as they come nearer, from 0.97 to 0.3 Å, nearer than "
      "any in the frames: no frame is like this, and runs end with status 3 there, but not in LAMMPS; to close it add "
      "frames of compressed structures");
}

TEST_CASE("a hole between the wall and the data is found and mended by a steeper wall") {
  Random random{8};
  auto model = small::model(small::set(), {4}, "tanh", random);
  const Element si = element_of("Si"), o = element_of("O");
  // Strong pull: the networks' forces are as large as the wall's near its end.
  for (auto& element : model.elements) element.targets.front().factor = 6;
  model.zbl = potential::Zbl{0, 0, {{si, si, 0.2, 2.2}, {si, o, 0.2, 1.6}, {o, o, 0.2, 2.2}}};
  model.shortest = {{si, si, 2.2}, {si, o, 1.6}, {o, o, 2.2}};
  const auto found = holes(model);
  auto plain = model;
  plain.zbl.reset();
  CHECK(holes(plain).empty());  // without a wall nothing is claimed
  if (!found.empty()) {
    CHECK(found.front().to < found.front().from);
    CHECK(found.front().depth > 1e-2);
    CHECK_THAT(in_words(found).front(), ContainsSubstring("falls by"));
  }
  std::vector<potential::Model> members;
  const auto left = mend(model, members);
  CHECK(left.size() <= found.size());
  for (const auto& hole : left) CHECK(hole.depth > 0);
  // What was mended is monotone: the energy rises all the way in.
  for (const auto& pair : model.zbl->pairs) {
    bool is_left = false;
    for (const auto& hole : left) is_left = is_left || (hole.first == pair.first && hole.second == pair.second);
    if (is_left) continue;
    const auto potential = potential::make_potential(model);
    potential::Evaluator evaluator{*potential};
    Frame two;
    two.elements = {pair.first, pair.second};
    two.positions = {Vec3{}, Vec3{pair.outer, 0, 0}};
    evaluator.set_atoms(two);
    double highest = -1e300;
    for (double r = pair.outer; r > 0.3 * pair.outer; r -= 0.01) {
      two.positions[1].x = r;
      evaluator.compute(two.cell, two.positions, {});
      CHECK(evaluator.energy() > highest - 1.1e-2);
      highest = std::max(highest, evaluator.energy());
    }
  }
}
