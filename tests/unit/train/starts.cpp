// Fits to frames: their starts, draws and checkpoints.
#include "train/frames/starts.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/error.hpp"
#include "io/extxyz.hpp"
#include "temporary.hpp"
#include "test.hpp"
#include "train/frames/fit.hpp"
#include "train/frames/force_objective.hpp"
#include "train/frames/short_range.hpp"
#include "train/linear/frame_errors.hpp"
#include "train/linear/linear_fit.hpp"
#include "train/small_frames.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

struct Asked {
  FrameOptions frames;
  FitOptions fit;
};

Asked quick() {
  Asked asked;
  asked.frames.labels = {true, true, false, {}};
  asked.fit.hidden = {3};
  asked.fit.epochs = 3;
  asked.fit.validation = 0;
  return asked;
}

std::string frames_file(const TemporaryFolder& folder, int count = 8) {
  Random random{2};
  const auto teacher = small::model(small::set(), {3}, "tanh", random);
  io::FrameWriter writer{folder.path("frames.xyz")};
  for (int k = 0; k < count; ++k) {
    Frame frame = small::frame(random);
    small::label(frame, teacher);
    writer.write(frame);
  }
  writer.close();
  return folder.path("frames.xyz");
}

FitResult fitted(const std::string& path, const Asked& asked) {
  io::FrameReader frames{path};
  return fit_frames(frames, small::set(), asked.frames, asked.fit);
}

bool same_networks(const potential::Model& a, const potential::Model& b) {
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(),
                    [](const auto& one, const auto& other) { return one.network == other.network; });
}

}  // namespace

TEST_CASE("a bootstrap draws as many frames as there are, some twice, others by another seed") {
  const std::vector<std::size_t> frames{3, 5, 8, 13, 21, 34, 55, 89};
  const auto drawn = bootstrap(frames, 1);
  CHECK(drawn.size() == frames.size());
  CHECK(std::is_sorted(drawn.begin(), drawn.end()));
  for (const auto f : drawn) CHECK(std::find(frames.begin(), frames.end(), f) != frames.end());
  CHECK(drawn != frames);
  CHECK(bootstrap(frames, 1) == drawn);
  CHECK(bootstrap(frames, 2) != drawn);
}

TEST_CASE("each network of a committee has a draw of its own: the second is that of the next seed alone") {
  const TemporaryFolder folder;
  const auto path = frames_file(folder);
  auto asked = quick();
  asked.frames.bootstrap = asked.frames.committee = true;
  asked.frames.starts = 2;
  const auto both = fitted(path, asked);
  REQUIRE(both.members.size() == 2);
  asked.frames.starts = 1;
  asked.fit.seed = 2;
  const auto second = fitted(path, asked);
  CHECK(same_networks(both.members[1], second.members[0]));
  CHECK_FALSE(same_networks(both.members[0], second.members[0]));
  CHECK(both.epochs == 6);
}

TEST_CASE("of several starts the one with the lowest score is the model") {
  const TemporaryFolder folder;
  auto asked = quick();
  asked.frames.starts = 3;
  asked.frames.committee = true;
  const auto result = fitted(frames_file(folder), asked);
  REQUIRE(result.members.size() == 3);
  CHECK(same_networks(result.model, result.members[result.best.start - 1]));
  CHECK(result.first.start == 1);
  CHECK(result.first.epoch == 0);
  CHECK(result.best.score() < result.first.score());
}

TEST_CASE("a fit killed in its second start ends with the same networks, and others refuse its checkpoint") {
  const TemporaryFolder folder;
  const auto path = frames_file(folder);
  struct Kill : Callback {
    bool after(const EpochReport& report, std::span<const double>) override {
      if (report.start == 2 && report.epoch == 2) fail("killed");
      return false;
    }
  } kill;
  auto asked = quick();
  asked.frames.starts = 2;
  asked.frames.committee = true;
  const auto whole = fitted(path, asked);
  asked.fit.checkpoint = {folder.path("check"), 0};
  asked.fit.progress = &kill;
  CHECK_THROWS_WITH(fitted(path, asked), "killed");
  asked.fit.progress = nullptr;
  const std::vector<std::function<void(Asked&)>> others{
      [](Asked& a) { a.fit.epochs = 4; },
      [](Asked& a) { a.fit.patience = 2; },
      [](Asked& a) { a.fit.seed = 2; },
      [](Asked& a) { a.fit.hidden = {4}; },
      [](Asked& a) { a.fit.activations = {"sigmoid"}; },
      [](Asked& a) { a.fit.l2 = 1e-9; },
      [](Asked& a) { a.fit.validation = 0.2; },
      [](Asked& a) { a.fit.optimizer.name = "lm"; },
      [](Asked& a) { a.frames.starts = 3; },
      [](Asked& a) { a.frames.committee = false; },
      [](Asked& a) { a.frames.bootstrap = true; },
      [](Asked& a) { a.frames.force_share = 0.5; },
      [](Asked& a) { a.frames.energy_scale = 2; },
      [](Asked& a) { a.frames.force_scale = 30; },
      [](Asked& a) { a.frames.labels.forces = false; },
      [](Asked& a) {
        a.frames.offsets = {{"Si", -4}, {"O", -1}};
      },
  };
  for (std::size_t k = 0; k < others.size(); ++k) {
    auto other = asked;
    others[k](other);
    INFO("other " << k);
    CHECK_THROWS_WITH(fitted(path, other),
                      ContainsSubstring("is a checkpoint of another fit, with other data or options"));
  }
  const auto resumed = fitted(path, asked);
  CHECK(resumed.epochs == whole.epochs);
  CHECK(same_networks(resumed.members[0], whole.members[0]));
  CHECK(same_networks(resumed.members[1], whole.members[1]));
  CHECK_THROWS_WITH(fitted(frames_file(folder, 7), asked), ContainsSubstring("other data or options"));
}

TEST_CASE("force rows of a share stand for those left out: each is one of all rows, weighted up") {
  Random random{4};
  const auto model = small::model(small::set(), {4}, "tanh", random);
  const auto guess = small::model(small::set(), {4}, "tanh", random);
  const auto frames = small::labelled(3, model, random);
  const auto data = small::data(frames, model, {true, true, false, {}});
  ForceObjective objective{data, small::all(3), guess, {1e-3, 20e-3, 0}};
  std::vector<double> parameters, jacobian, all, some;
  ForceObjective::get_parameters(guess, parameters);
  objective.rows(parameters, 0, 3, jacobian, all);
  objective.set_row_share(0.4);  // 2 of 5 atoms
  objective.shuffle(random);
  objective.rows(parameters, 0, 3, jacobian, some);
  REQUIRE(all.size() == 3 * 16);
  REQUIRE(some.size() == 3 * 7);
  const double up = std::sqrt(15.0 / 6.0);
  for (std::size_t row = 0; row < some.size(); ++row) {
    const double factor = row % 7 == 0 ? 1 : up;  // the energy stands for itself
    const auto is_it = [&](double r) { return std::abs(r * factor - some[row]) < 1e-12 * std::abs(some[row]); };
    CHECK(std::any_of(all.begin(), all.end(), is_it));
  }
}

namespace {

// Atoms far apart that attract one another, the more the nearer: what is learned of them falls where no data are.
std::string sticky_file(const TemporaryFolder& folder) {
  constexpr double cutoff = 4.2, depth = 60;
  Random random{2};
  io::FrameWriter writer{folder.path("sticky.xyz")};
  for (int k = 0; k < 24; ++k) {
    Frame frame = small::frame(random, false);
    for (Vec3& position : frame.positions) position = 1.4 * position;
    frame.forces.assign(frame.size(), {});
    double energy = 0;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (std::size_t j = 0; j < frame.size(); ++j) {
        const Vec3 d = frame.positions[j] - frame.positions[i];
        if (i == j || norm(d) > cutoff) continue;
        const double x = 1 - norm(d) / cutoff;
        energy -= 0.5 * depth * x * x * x;
        frame.forces[i] += (3 * depth * x * x / cutoff / norm(d)) * d;
      }
    }
    frame.energy = energy;
    writer.write(frame);
  }
  writer.close();
  return folder.path("sticky.xyz");
}

FrameProblem sticky(const TemporaryFolder& folder, const Asked& asked) {
  io::FrameReader frames{sticky_file(folder)};
  return read_frames(frames, small::set(), asked.frames, asked.fit);
}

}  // namespace

TEST_CASE("guards are in no fit that leaves no hole, and close those of one that does") {
  const TemporaryFolder folder;
  auto asked = quick();
  asked.frames.most_gap = 0;
  asked.fit.epochs = 20;
  asked.fit.validation = 0.25;
  asked.fit.seed =
      8;  // a fit whose hole closes in the first epochs: the roundings of other processors change it little
  std::vector<std::string> said;
  asked.frames.say = [&](const std::string& words) { said.push_back(words); };
  const auto went_on = [&] {
    return std::any_of(said.begin(), said.end(), [](const auto& words) { return words.find("guards") != words.npos; });
  };
  auto guarded = sticky(folder, asked);
  const auto closed = fit_problem(guarded, asked.frames, asked.fit);
  CHECK(went_on());
  // The same fit, with no guards to go on with.
  auto bare = asked;
  bare.frames.zbl_auto = false;
  auto plain = sticky(folder, bare);
  auto left = fit_problem(plain, bare.frames, bare.fit);
  left.model.zbl = wall_of(plain.data.elements(), plain.shortest);
  std::vector<potential::Model> none;
  const ContactSearch contacts{plain.data}, guarded_contacts{guarded.data};
  const double before = deepest(mend(left.model, none, &contacts));
  const double after = deepest(holes(closed.model, &guarded_contacts));
  CHECK(before > 0.1);
  CHECK(after < 0.5 * before);
  CHECK_FALSE(same_networks(closed.model, left.model));
  // Errors are those of the networks that are returned.
  auto model = closed.model;
  model.zbl.reset();
  for (auto& element : model.elements) element.energy_offset = 0;
  const auto scales = loss_scales(asked.frames, guarded.data.labels(), model.units);
  const auto errors = errors_of(model, guarded.data, guarded.split.validation, scales);
  CHECK(closed.best.validation.of[frame_force].rmse == Approx(errors.of[frame_force].rmse).epsilon(1e-6));
  CHECK(closed.best.validation.of[frame_energy].rmse == Approx(errors.of[frame_energy].rmse).epsilon(1e-6));
}

TEST_CASE("guards cost a linear fit no more than they may of its held-out error") {
  const TemporaryFolder folder;
  const auto path = sticky_file(folder);
  const auto error = [&](bool wall) {
    auto asked = quick();
    asked.frames.zbl_auto = wall;
    asked.frames.own_functions = true;
    asked.frames.design.cutoff = 4;
    asked.fit.validation = 0.25;
    io::FrameReader frames{path};
    const FrameProblem problem = read_frames(frames, std::nullopt, asked.frames, asked.fit);
    LinearFitOptions linear;
    linear.functions = 60;
    const auto result = fit_linear(problem, asked.frames, asked.fit, linear);
    CHECK(result.fit.model.zbl.has_value() == wall);
    return std::sqrt(result.fit.best.validation.score);
  };
  CHECK(error(true) <= (1 + most_loss_by_guards) * error(false));
}
