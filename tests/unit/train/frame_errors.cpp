// Errors of a model on the frames of a fit, against those of the objective that a fit makes small.
#include "train/linear/frame_errors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/shown_units.hpp"
#include "small_frames.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

potential::Model model_of(const std::vector<std::size_t>& hidden, Random& random) {
  auto model = small::model(small::set(), hidden, "tanh", random);
  for (auto& element : model.elements) element.energy_offset = 0;
  return model;
}

std::vector<Frame> labelled_by(const potential::Model& model, Random& random) {
  std::vector<Frame> frames;
  for (int f = 0; f < 4; ++f) {
    frames.push_back(small::frame(random, f != 3));
    small::label(frames.back(), model);
  }
  return frames;
}

}  // namespace

TEST_CASE("a potential has the errors that the fit of its network sees: energies, forces, stresses") {
  Random random{6};
  const auto teacher = model_of({5}, random), student = model_of({4}, random);
  const auto data = small::data(labelled_by(teacher, random), student, {true, true, true, {}});
  const train::LossScales scales{2e-2, 0.3, 5e-3};
  const auto own = train::errors_of(teacher, data, small::all(4), scales);
  const auto errors = train::errors_of(student, data, small::all(4), scales);
  train::ForceObjective objective{data, small::all(4), student, scales};
  std::vector<double> parameters;
  train::ForceObjective::get_parameters(student, parameters);
  const auto seen = objective.errors(parameters);
  const auto& shown = shown_units(UnitStyle::metal);
  const double units[3] = {shown.small_energy.factor, shown.small_force.factor, shown.stress.factor};
  for (std::size_t part = 0; part < 3; ++part) {
    CHECK(own.of[part].rmse < 1e-8 * errors.of[part].rmse);
    CHECK(errors.of[part].rmse == Approx(units[part] * seen.of[part].rmse).epsilon(1e-8));
    CHECK(errors.of[part].mean == Approx(units[part] * seen.of[part].mean).epsilon(1e-8));
    CHECK(errors.of[part].loss == Approx(seen.of[part].loss).epsilon(1e-8));
  }
  CHECK(errors.loss == Approx(seen.loss).epsilon(1e-8));
}

TEST_CASE("members are moved apart until their deviation is as large as the errors of their mean") {
  Random random{7};
  const auto teacher = model_of({5}, random);
  const auto frames = labelled_by(teacher, random);
  const std::vector<potential::Model> members{model_of({4}, random), model_of({4}, random), model_of({3}, random)};
  const auto data = small::data(frames, teacher, {true, true, true, {}});
  double errors = 0, variances = 0;
  for (const Frame& frame : frames) {
    std::vector<Frame> predicted(members.size(), frame);
    for (std::size_t m = 0; m < members.size(); ++m) small::label(predicted[m], members[m]);
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const Vec3 a = predicted[0].forces[i], b = predicted[1].forces[i], c = predicted[2].forces[i];
      errors += norm2((a + b + c) * (1.0 / 3) - frame.forces[i]);
      // Of three numbers the variance of a sample is a sixth of the squares of their differences.
      variances += (norm2(a - b) + norm2(b - c) + norm2(c - a)) / 6;
    }
  }
  CHECK(train::spread_factor(members, data, small::all(4)) == Approx(std::sqrt(errors / variances)).epsilon(1e-8));
}

TEST_CASE("the typical error leaves out the tenth of the energies that are farthest off, and offsets and repulsion") {
  Random random{8};
  const auto teacher = model_of({5}, random), student = model_of({4}, random);
  std::vector<Frame> frames;
  for (int f = 0; f < 20; ++f) {
    frames.push_back(small::frame(random, f % 2 == 0));
    small::label(frames.back(), teacher);
  }
  std::vector<double> energies;
  double squares = 0, components = 0;
  for (const Frame& frame : frames) {
    Frame predicted = frame;
    small::label(predicted, student);
    energies.push_back(std::abs(*predicted.energy - *frame.energy) / static_cast<double>(frame.size()));
    for (std::size_t i = 0; i < frame.size(); ++i) squares += norm2(predicted.forces[i] - frame.forces[i]);
    components += 3 * static_cast<double>(frame.size());
  }
  const auto error_of = [&](const potential::Model& model) {
    return train::typical_error(model, small::data(frames, teacher, {true, true, true, {}}), small::all(20));
  };
  const auto wanted = [&] {
    auto some = energies;
    std::sort(some.begin(), some.end());
    some.resize(18);
    return std::sqrt(squares / components) * std::sqrt(std::accumulate(some.begin(), some.end(), 0.0) / 18);
  };
  const double plain = error_of(student);
  CHECK(plain == Approx(wanted()).epsilon(1e-8));
  auto shifted = student;
  for (auto& element : shifted.elements) element.energy_offset = -3;
  CHECK(error_of(shifted) == Approx(plain).epsilon(1e-12));
  // However far two are off.
  *frames[4].energy += 100;
  *frames[9].energy -= 50;
  energies[4] = energies[9] = 1e9;
  CHECK(error_of(student) == Approx(wanted()).epsilon(1e-8));
  *frames[5].energy += 100;
  CHECK(error_of(student) > 1.2 * plain);
}
