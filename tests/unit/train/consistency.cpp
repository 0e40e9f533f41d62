#include <cmath>

#include "small_frames.hpp"
#include "test.hpp"
#include "train/frames/consistency.hpp"
#include "train/frames/plausible.hpp"
#include "train/frames/structure_hash.hpp"

using namespace nnpipe;

namespace {

// Labelled by a network, so that all labels are of one potential, and then changed.
struct Labels {
  double energy = 1, force = 1, stress = 1;
};

std::vector<Frame> frames(std::size_t count) {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  std::vector<Frame> all;
  for (std::size_t f = 0; f < count; ++f) {
    auto& frame = all.emplace_back(small::frame(random));
    const double stretch = random.uniform(0.98, 1.02);
    for (Vec3& x : frame.positions) x = stretch * x;
    for (Vec3& edge : frame.cell.vectors) edge = stretch * edge;
    small::label(frame, model);
  }
  return all;
}

std::vector<std::string> doubts(Labels factors, double shift = 0, std::size_t count = 40) {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  auto all = frames(count);
  for (std::size_t f = 0; f < all.size(); ++f) {
    auto& frame = all[f];
    const double lone = -2 * 4 - 3 * 2;
    frame.energy = lone + factors.energy * (*frame.energy - lone) + (f % 3 == 0 ? shift : 0);
    for (Vec3& force : frame.forces) force = factors.force * force;
    for (double* v : {&frame.virial->xx, &frame.virial->yy, &frame.virial->zz, &frame.virial->xy, &frame.virial->xz,
                      &frame.virial->yz}) {
      *v *= factors.stress;
    }
  }
  const auto data = small::data(all, model, {true, true, true, {}});
  return train::doubts(train::consistency(data, small::all(all.size())), data, UnitStyle::metal);
}

bool says(const std::vector<std::string>& lines, std::string_view what) {
  return lines.size() == 1 && lines.front().find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("labels of one potential raise no doubt") {
  CHECK(doubts({}).empty());
  CHECK(doubts({0.7, 1, 1}).empty());
}

TEST_CASE("the potential that forces tell of agrees with energies and stresses") {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  const auto all = frames(40);
  const auto data = small::data(all, model, {true, true, true, {}});
  const auto found = train::consistency(data, small::all(all.size()));
  // A network without hidden layers is linear in its functions.
  CHECK(found.explained > 0.999);
  CHECK(found.energy.factor == Approx(1).margin(0.02));
  CHECK(found.energy.correlation > 0.999);
  CHECK(found.stress.factor == Approx(1).margin(0.02));
}

TEST_CASE("energies, forces and stresses of another unit or sign are told, and which they are") {
  CHECK(says(doubts({1 / 27.2114, 1, 1}),
             "as if energies were in hartree (1/27.2): are the units others? Stresses agree"));
  CHECK(says(doubts({23.06, 1, 1}), "as if energies were in kcal/mol"));
  CHECK(says(doubts({1, 1 / 51.422, 1}),
             "as if forces were in hartree/bohr (51.4): are the units others? Stresses do not"));
  CHECK(says(doubts({1, -1, 1}), "forces, with which stresses disagree too, of the opposite sign"));
  CHECK(says(doubts({1, 1, -1}), "stresses are of the opposite sign"));
  CHECK(says(doubts({1, 1, 1602.18}), "as if stresses were in kbar (1602)"));
}

TEST_CASE("labels that agree nearly wholly are told of with few frames, too") {
  CHECK(doubts({}, 0, 8).empty());
  CHECK(says(doubts({1, 1, -1}, 0, 8), "stresses are of the opposite sign"));
  CHECK(doubts({1, 1, -1}, 0, 4).empty());
  // 3.5 deviations of what a correlation of so many numbers is by chance.
  const auto tells = [](std::size_t count, double correlation) {
    return train::Agreement{1, correlation, 0, count}.tells();
  };
  CHECK_FALSE(tells(4, 0.998));
  CHECK(tells(7, 0.942));
  CHECK_FALSE(tells(7, 0.94));
  CHECK(tells(12, -0.83));
  CHECK_FALSE(tells(12, -0.82));
  CHECK(tells(100, 0.61));
  CHECK_FALSE(tells(100, 0.59));
}

TEST_CASE("energies of two references are told by a frame of each") {
  CHECK(says(doubts({}, 40), "energies are of two kinds"));
}

TEST_CASE("without forces nothing is said") {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  const auto all = frames(12);
  const auto data = small::data(all, model, {true, false, false, {}});
  const auto found = train::consistency(data, small::all(all.size()));
  CHECK_FALSE(found.energy.tells());
  CHECK(train::doubts(found, data, UnitStyle::metal).empty());
}

TEST_CASE("likely units are named by factor, the surest alone") {
  CHECK(train::likely_units(1 / 27.2114, false) == "as if energies were in hartree (1/27.2)");
  CHECK(train::likely_units(-24.4, false) ==
        "as if forces were in rydberg/bohr (25.7), or energies were in kcal/mol (23.1)");
  CHECK(train::likely_units(160.2, true) == "as if stresses were in GPa (160)");
  CHECK(train::likely_units(1, false).empty());
}

TEST_CASE("a fit whose force error is most of the forces has learned little") {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  const auto all = frames(6);
  const auto data = small::data(all, model, {true, true, false, {}});
  double squares = 0, count = 0;
  for (const auto& frame : all) {
    for (const Vec3& force : frame.forces) squares += dot(force, force), count += 3;
  }
  const double size = std::sqrt(squares / count);
  const auto learned = [&](double error, double weighty, std::size_t epochs = 5) {
    return train::little_learned(train::label_sizes(data, small::all(all.size())), {0.1, error, 1, weighty, epochs},
                                 UnitStyle::metal);
  };
  CHECK(says(learned(0.7 * size, 0), "70 % of the forces' own root mean square"));
  CHECK(says(learned(0.7 * size, 0), "after 5 epochs the force error is"));
  CHECK(says(learned(0.7 * size, 0), "few epochs"));
  // A linear fit has no epochs.
  CHECK(learned(0.7 * size, 0, 0).front().starts_with("the force error is"));
  CHECK_FALSE(says(learned(0.7 * size, 0, 0), "epochs"));
  const auto of_held_out = train::little_learned({size, 0, 0}, {0, size, 0, 0, 5, true}, UnitStyle::metal);
  CHECK(says(of_held_out, "the force error of the held-out frames is"));
  CHECK(learned(0.5 * size, 0).empty());
  CHECK(learned(0.7 * size, 2 * size).empty());
}

TEST_CASE("labels that do not vary, but are missed, are told of") {
  const auto told = [](train::LabelSizes sizes, train::Reached reached) {
    return train::little_learned(sizes, reached, UnitStyle::metal);
  };
  CHECK(says(told({0, 0.5, 20}, {0.01, 0.78, 0.003, 0.06, 35}),
             "the force error is 780 meV/Å, while every force in the frames is 0: are they labels?"));
  CHECK(says(told({3, 0, 20}, {0.144, 0.9, 0.003, 0.06}),
             "the energy error is 144 meV/atom, while the energies per atom are all the same: are they labels?"));
  CHECK(told({3, 0, 20}, {0.002, 0.9, 0.003, 0.06}).empty());  // less than three times the scale
  CHECK(told({3, 0, 1}, {0.144, 0.9, 0.003, 0.06}).empty());   // one energy varies by nothing
  CHECK(says(told({3, 0.1, 20}, {0.095, 0.9, 0.003, 0.06}), "95 % of the energies' own spread of 100"));
  CHECK(told({3, 0.1, 20}, {0.085, 0.9, 0.003, 0.06}).empty());
}

TEST_CASE("stresses missed by nearly all of their own spread are told of, whatever their mean") {
  Random random{7};
  const auto model = small::model(small::set(), {}, "tanh", random);
  auto all = frames(6);
  for (std::size_t f = 0; f < all.size(); ++f) {
    const double s = f % 2 == 0 ? 0.03 : -0.03;
    all[f].virial = -all[f].cell.volume() * Virial{1 + s, 1 - s, 1 + s, s, -s, s};
  }
  const auto spread_of = [&](std::size_t frames) {
    const auto data = small::data(all, model, {true, true, true, {}});
    return train::label_sizes(data, small::all(frames)).stress;
  };
  CHECK(spread_of(6) == Approx(0.03));
  CHECK(spread_of(3) == 0);  // too few to tell of
  const auto told = [&](double error, double weighty, std::size_t epochs) {
    train::LabelSizes sizes;
    sizes.stress = 0.03;
    train::Reached reached;
    reached.stress_error = error, reached.stress_weighty = weighty, reached.epochs = epochs;
    return train::little_learned(sizes, reached, UnitStyle::metal);
  };
  CHECK(
      says(told(0.0276, 0, 0), "the stress error is 4.422 GPa, 92 % of the stresses' own spread of 4.807: little was"));
  CHECK(says(told(0.0276, 0, 20), "after 20 epochs the stress error is"));
  CHECK(told(0.0276, 0, 19).empty());
  CHECK(says(told(0.0276, 0, 0), "opposite sign"));
  CHECK(told(0.0264, 0, 0).empty());
  CHECK(told(0.0276, 0.028, 0).empty());
}

TEST_CASE("held-out errors far above those of training are no sound fit, small ones and near ones are") {
  train::EpochReport report;
  report.has_validation = true;
  report.training.of = {{1, 1, 0}, {30, 20, 0}, {}};  // meV/atom, meV/Å
  report.validation.of = {{2, 1, 0}, {400, 200, 0}, {}};
  const train::FrameOptions options;
  const auto words = [&](train::LabelSizes sizes) {
    return train::overfitted(report, sizes, options, UnitStyle::metal, "give more frames");
  };
  CHECK(words({2, 0.1}) ==
        "force errors are 400 meV/Å on the held-out frames and 30 on the training frames, expected at most 5 times as "
        "much (--max-gap): give more frames");
  CHECK(words({8.1, 0.1}).empty());  // a twentieth of what forces are
  CHECK_FALSE(words({7.9, 0.1}).empty());
  report.validation.of[1].rmse = 149;  // 5 times 30 meV/Å are allowed
  CHECK(words({2, 0.1}).empty());
  report.training.of[1].rmse = 1;  // of less than --force-scale nothing is expected
  report.validation.of[1].rmse = 99;
  CHECK(words({1, 0.1}).empty());
  report.validation.of[1].rmse = 101;
  CHECK_FALSE(words({1, 0.1}).empty());
  // Without forces energies count: five times 1 meV/atom.
  report.validation.of[0].rmse = 5.1;
  CHECK_THAT(words({0, 0.1}), ContainsSubstring("energy errors are 5.1 meV/atom on the held-out frames and 1 on"));
  CHECK(words({0, 0.11}).empty());
  report.has_validation = false;
  CHECK(words({1, 0.1}).empty());
}

TEST_CASE("a structure is known again by fewer digits, and not by other elements, cells or positions") {
  Random random{3};
  const Frame frame = small::frame(random);
  const auto hash = [](const Frame& f) { return train::structure_hash(f.cell, f.positions, f.elements); };
  Frame rounded = frame;
  for (Vec3& x : rounded.positions) x = {std::round(1e9 * x.x) / 1e9, std::round(1e9 * x.y) / 1e9, x.z};
  rounded.energy = -3;
  CHECK(hash(rounded) == hash(frame));
  Frame other = frame;
  other.positions[2].y += 1e-3;
  CHECK(hash(other) != hash(frame));
  other = frame;
  std::swap(other.elements[0], other.elements[1]);
  CHECK(hash(other) != hash(frame));
  other = frame;
  other.cell.vectors[0].x += 1e-3;
  CHECK(hash(other) != hash(frame));
}
