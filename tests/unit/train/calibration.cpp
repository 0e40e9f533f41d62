#include "train/frames/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "potential/committee_spread.hpp"
#include "potential/neural/network_potential.hpp"
#include "test.hpp"
#include "train/frames/guards.hpp"
#include "train/frames/short_range.hpp"
#include "train/small_frames.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

TEST_CASE("errors that are Gaussian with so many spreads as their deviation give that factor") {
  Random random{7};
  std::vector<double> ratios;
  for (int k = 0; k < 40000; ++k) ratios.push_back(std::abs(2.5 * random.normal()));
  CHECK(calibrated_factor(ratios) == Approx(2.5).epsilon(0.02));
  // A few errors far beyond all others, as of structures that the fit knows little of, do not make the rest small.
  auto tailed = ratios;
  for (int k = 0; k < 40000; k += 10) tailed[static_cast<std::size_t>(k)] *= 10;
  const double factor = calibrated_factor(tailed);
  const auto within = [&](double limit) {
    return static_cast<double>(std::count_if(tailed.begin(), tailed.end(), [&](double r) { return r <= limit; })) /
           static_cast<double>(tailed.size());
  };
  // Both parts are off alike, in units of what is as bad: a little more, or less, is worse by one of them.
  const auto off = [&](double f) {
    return std::pow((within(f) - 0.6827) / 0.08, 2) + std::pow((within(2 * f) - 0.9545) / 0.04, 2);
  };
  for (const double part : {0.8, 0.9, 0.97, 1.03, 1.1, 1.25}) CHECK(off(factor) < off(part * factor) + 1e-3);
  CHECK(within(factor) < 0.76);
  CHECK(within(2 * factor) > 0.9);
  CHECK(calibrated_factor({}) == 0);
  CHECK(calibrated_factor({std::nan("")}) == 0);
}

TEST_CASE("a committee's factor makes its spread the error of unseen frames, whatever the spread's scale") {
  Random random{3};
  const auto truth = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(12, truth, random);
  const auto data = small::data(frames, truth, {true, true, false, {}});
  // Members: the truth with weights that are off at random.
  const auto committee = [&](double off) {
    Random noise{11};
    std::vector<potential::Model> members(6, truth);
    for (auto& member : members) {
      for (auto& element : member.elements) {
        for (double& weight : element.network.parameters()) weight += off * noise.normal();
      }
    }
    return members;
  };
  const auto all = small::all(frames.size());
  const auto of = [&](double off) {
    SpreadCalibration calibration{committee(off), data};
    calibration.add_unseen(all);
    return calibration.result(all);
  };
  const auto small_one = of(1e-4), large_one = of(1e-3);
  // Of an atom and a frame that are as disputed as usual.
  const auto usual = [](const potential::Dispute& dispute) {
    return potential::CommitteeSpread{0, 0, dispute.floor, {dispute.floor}}.expected(0, dispute);
  };
  // The mean of six is off by a member's deviation over the root of six; a component has a third of |F|².
  CHECK(usual(small_one) > 0.1 * small_one.floor);
  CHECK(usual(small_one) < 0.5 * small_one.floor);
  const potential::CommitteeSpread three{0, 0, 4, {0, 3}};
  CHECK(three.expected(1, small_one) == Approx(small_one.factor * std::sqrt(25 + small_one.floor * small_one.floor)));
  CHECK(three.expected(1, {1, 0.5, 0}) == 1.5);  // a file without a floor
  CHECK(large_one.factor == Approx(small_one.factor).epsilon(0.05));
  // Members that differ little may differ by twice as much as forces are large.
  double squares = 0, atoms = 0;
  for (const auto& frame : frames) {
    for (const Vec3 force : frame.forces) squares += norm2(force), atoms += 1;
  }
  CHECK(small_one.limit == Approx(2 * std::sqrt(squares / atoms)).epsilon(0.01));
  // The floor is the root mean square of the spreads.
  const auto rms_of = [&](const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return std::sqrt(sum / static_cast<double>(values.size()));
  };
  // Members that differ by more give a limit by the spread that few atoms exceed, not by the largest.
  const auto members = committee(0.3);
  const auto potential = potential::make_potential(members);
  potential::Evaluator evaluator{*potential};
  std::vector<double> spreads;
  for (const auto& frame : frames) {
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {});
    const auto spread = potential::committee_spread(*potential::committee_of(*potential), evaluator);
    spreads.insert(spreads.end(), spread.atoms.begin(), spread.atoms.end());
  }
  CHECK(of(0.3).floor == Approx(rms_of(spreads)).epsilon(1e-12));
  std::sort(spreads.begin(), spreads.end());
  CHECK(of(0.3).limit == Approx(6 * spreads[spreads.size() - 2]).epsilon(1e-9));
}

TEST_CASE("errors that all members share are expected even where the members agree") {
  Random random{3};
  const auto truth = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(12, truth, random);
  const auto data = small::data(frames, truth, {true, true, false, {}});
  auto off = truth;
  for (auto& element : off.elements) {
    for (double& weight : element.network.parameters()) weight += 0.1 * random.normal();
  }
  // Two members that differ by the weights of one element alone: atoms without it nearby have no spread.
  std::vector<potential::Model> members(2, off);
  for (double& weight : members[0].elements[0].network.parameters()) weight += 0.01 * random.normal();
  const auto all = small::all(frames.size());
  SpreadCalibration calibration{members, data};
  calibration.add_unseen(all);
  const auto dispute = calibration.result(all);
  const auto potential = potential::make_potential(members);
  const auto& committee = *potential::committee_of(*potential);
  potential::Evaluator evaluator{*potential};
  std::vector<double> errors, by_atom, by_frame;
  double squares = 0;
  for (const auto& frame : frames) {
    evaluator.set_atoms(frame);
    evaluator.compute(frame.cell, frame.positions, {});
    const auto spread = potential::committee_spread(committee, evaluator);
    double of_frame = 0;
    for (const double one : spread.atoms) of_frame += one * one / static_cast<double>(frame.size());
    for (std::size_t i = 0; i < frame.size(); ++i) {
      CHECK(spread.expected(i, dispute) >= dispute.factor * dispute.floor);
      const Vec3 error = evaluator.forces()[i] - frame.forces[i];
      for (const double part : {error.x, error.y, error.z}) {
        errors.push_back(std::abs(part));
        by_atom.push_back(spread.atoms[i] * spread.atoms[i]);
        by_frame.push_back(of_frame);
        squares += by_atom.back();
      }
    }
  }
  const double floor = squares / static_cast<double>(errors.size());
  CHECK(dispute.floor == Approx(std::sqrt(floor)).epsilon(1e-9));
  std::vector<double> ratios;
  for (std::size_t k = 0; k < errors.size(); ++k) {
    ratios.push_back(errors[k] / std::sqrt(by_atom[k] + by_frame[k] + floor));
  }
  CHECK(dispute.factor == Approx(calibrated_factor(ratios)).epsilon(1e-9));
}

TEST_CASE("guards are compressed pairs with the energy of their frame and the work against its forces") {
  Random random{5};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(3, model, random);
  auto data = small::data(frames, model, {true, true, false, {}});
  const auto wall = wall_of(data.elements(), shortest_distances(data));
  const auto made = guards(data, wall, 1e-3);
  REQUIRE_FALSE(made.empty());
  const std::size_t before = data.size();
  for (const auto& guard : made) {
    CHECK(guard.has_energy);
    CHECK(guard.forces.empty());
    CHECK(guard.weight > 0);
    // Off by half an electronvolt costs no more than a frame that is off by its scale.
    const double off = 0.5 / static_cast<double>(guard.atoms());
    CHECK(guard.weight * off * off / 1e-6 <= 1 + 1e-9);
    if (guard.place == "guard of atoms alone") {
      CHECK(guard.energy == 0);
      continue;
    }
    // The two atoms that have moved did so by opposite ways, towards each other, in one of the frames.
    int frames_of_guard = 0;
    for (std::size_t f = 0; f < data.size(); ++f) {
      const auto& from = data.frame(f);
      double work = 0;
      int moved = 0;
      Vec3 sum;
      for (std::size_t i = 0; i < from.positions.size(); ++i) {
        const Vec3 way = guard.positions[i] - from.positions[i];
        work -= dot(from.forces[i], way);
        sum += way;
        moved += norm(way) > 0 ? 1 : 0;
      }
      if (moved != 2) continue;
      ++frames_of_guard;
      CHECK(norm(sum) < 1e-12);
      CHECK(guard.energy == Approx(from.energy + std::max(0.0, work)).epsilon(1e-12));
    }
    CHECK(frames_of_guard == 1);
  }
  data.add_guards(made);
  CHECK(data.size() == before);
  CHECK(data.guards() == made.size());
  // No energies: nothing to guard with. A loss without energies: neither.
  CHECK(guards(data, wall, 0).empty());
}

TEST_CASE("the fewest neighbours are those of the loneliest atom of its element, of a start those of both") {
  Random random{9};
  const auto model = small::model(small::set(), {3}, "tanh", random);
  const auto frames = small::labelled(3, model, random);
  const auto data = small::data(frames, model, {true, true, false, {}});
  // By counting images one by one.
  const double within = 2.5;
  std::vector<std::size_t> least(data.elements().size(), 1000);
  for (const auto& frame : frames) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      std::size_t count = 0;
      for (std::size_t j = 0; j < frame.size(); ++j) {
        for (int a = -2; a <= 2; ++a) {
          for (int b = -2; b <= 2; ++b) {
            for (int c = -2; c <= 2; ++c) {
              const Vec3 shift = frame.cell.cartesian({double(a), double(b), double(c)});
              const Vec3 d = frame.positions[j] + shift - frame.positions[i];
              count += norm(d) > 1e-9 && norm(d) < within ? 1 : 0;
            }
          }
        }
      }
      for (std::size_t e = 0; e < least.size(); ++e) {
        if (data.elements()[e] == frame.elements[i]) least[e] = std::min(least[e], count);
      }
    }
  }
  const auto found = fewest_neighbours(data, within);
  REQUIRE(found.size() == least.size());
  for (std::size_t e = 0; e < least.size(); ++e) CHECK(found[e].neighbours == least[e]);
  auto start = model, next = model;
  start.fewest = {{data.elements()[0], 0}};
  note_fewest_neighbours(data, &start, next);
  CHECK(next.fewest_neighbours(data.elements()[0]) == 0);
  CHECK(next.fewest_neighbours(data.elements()[1]) == fewest_neighbours(data, model.range())[1].neighbours);
}
