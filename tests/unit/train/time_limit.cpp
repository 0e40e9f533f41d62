// Fits that end by a time, on clocks that the tests move.
#include "train/time_limit.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "optimise/adam.hpp"
#include "optimise/first_order.hpp"
#include "temporary.hpp"
#include "test.hpp"
#include "train/frames/fit.hpp"
#include "train/linear/shape_choice.hpp"
#include "train/loop.hpp"
#include "train/small_frames.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

struct HandClock {
  std::shared_ptr<double> now = std::make_shared<double>(0);
  double operator()() const { return *now; }
  void pass(double seconds) const { *now += seconds; }
};

// One parameter that counts epochs, each of which takes its time.
class Slow : public optimise::Optimizer, public optimise::Objective {
 public:
  Slow(HandClock clock, std::vector<double> seconds) : x_clock{std::move(clock)}, x_seconds{std::move(seconds)} {}
  bool epoch(std::span<double> p) override {
    const auto made = static_cast<std::size_t>(p[0]);
    x_clock.pass(x_seconds[std::min(made, x_seconds.size() - 1)]);
    p[0] += 1;
    return true;
  }
  void expect(std::size_t epochs) override { expected.push_back(epochs); }
  void archive(Archive&) override {}
  std::size_t parameters() const override { return 1; }
  std::size_t samples() const override { return 1; }
  double value(std::span<const double>) override { return 0; }
  double gradient(std::span<const double>, std::size_t, std::size_t, std::span<double>) override { return 0; }
  void shuffle(Random&) override {}
  std::vector<std::size_t> expected;

 private:
  HandClock x_clock;
  std::vector<double> x_seconds;  // of each epoch; the last from there on
};

RunOutcome run_slowly(Slow& slow, Pace& pace, std::size_t epochs, const HandClock& clock, double measuring,
                      BestParameters& best) {
  Callback* callbacks[] = {&best};
  Stopwatch stopwatch;
  std::vector<double> parameters{0};
  const auto measure = [&](std::span<const double> p) {
    clock.pass(measuring);
    return Errors{1 / (1 + p[0]), 1 / (1 + p[0]), {}};
  };
  return train::run({.optimizer = slow,
                     .objective = slow,
                     .training = measure,
                     .validation = {},
                     .epochs = epochs,
                     .callbacks = callbacks,
                     .stopwatch = stopwatch,
                     .pace = &pace},
                    parameters);
}

}  // namespace

TEST_CASE("a part of the time left ends before the whole, and no limit has no end") {
  HandClock clock;
  const TimeLimit whole{10, clock};
  clock.pass(2);
  CHECK(whole.left() == 8);
  const TimeLimit half = whole.part(0.5);
  CHECK(half.seconds() == 6);
  clock.pass(5);
  CHECK(half.over());
  CHECK_FALSE(whole.over());
  CHECK(half.left() == -1);
  CHECK_FALSE(TimeLimit{}.over());
  CHECK_FALSE(TimeLimit{}.part(0.1).is_set());
  CHECK(TimeLimit{}.left() == std::numeric_limits<double>::infinity());
}

TEST_CASE("a fit makes the epochs that its time has room for, and keeps the best") {
  HandClock clock;
  Slow slow{clock, {1.5}};
  Pace pace{1000, TimeLimit{20.9, clock}};
  BestParameters best;
  const auto outcome = run_slowly(slow, pace, 1000, clock, 0.5, best);
  CHECK(outcome.out_of_time);
  CHECK(outcome.epochs == 10);  // 0.5 s to measure before the first, then 2 s each
  CHECK(*clock.now == 20.5);
  CHECK(best.report().epoch == 10);
  CHECK(best.report().most_epochs == 10);
  CHECK(slow.expected[1] == 10);  // known after the first
  CHECK(slow.expected.back() == 10);
}

TEST_CASE("with time enough a fit makes as many epochs as without a limit") {
  HandClock clock;
  Slow slow{clock, {1}};
  Pace pace{7, TimeLimit{100, clock}};
  BestParameters best;
  const auto outcome = run_slowly(slow, pace, 7, clock, 0.1, best);
  CHECK_FALSE(outcome.out_of_time);
  CHECK(outcome.epochs == 7);
  for (const auto epochs : slow.expected) CHECK(epochs == 7);
}

TEST_CASE("one epoch that takes long does not end a fit that has time for more") {
  HandClock clock;
  Slow slow{clock, {1, 1, 1, 1, 1, 1, 8, 1}};
  Pace pace{1000, TimeLimit{20.5, clock}};
  BestParameters best;
  CHECK(run_slowly(slow, pace, 1000, clock, 0, best).epochs >= 11);
  CHECK(*clock.now <= 20.5);
}

TEST_CASE("a fit whose time is over makes no epoch, and within an epoch time is kept to measure it") {
  HandClock clock;
  Slow slow{clock, {1}};
  clock.pass(5);
  Pace late{10, TimeLimit{4, clock}};
  BestParameters best;
  const auto outcome = run_slowly(slow, late, 10, clock, 0, best);
  CHECK(outcome.epochs == 0);
  CHECK(outcome.out_of_time);

  Pace pace{10, TimeLimit{20, clock}};
  clock.pass(3);  // measured at 8 s
  pace.begin();
  CHECK_FALSE(pace.interrupts());
  clock.pass(8.5);
  CHECK_FALSE(pace.interrupts());
  clock.pass(0.5);
  CHECK(pace.interrupts());
}

TEST_CASE("a fit that goes on from a checkpoint is paced by its own epochs") {
  HandClock clock;
  Pace pace{1000, TimeLimit{30, clock}};
  pace.resume(50);
  clock.pass(2);
  pace.count();
  CHECK(pace.epochs() == 51 + 14);
}

TEST_CASE("learning rates fall to the end that is expected, constant ones only where epochs are cut off") {
  HandClock clock;
  Slow objective{clock, {0}};
  for (const auto schedule : {optimise::Schedule::geometric, optimise::Schedule::constant}) {
    optimise::FirstOrderOptions options;
    options.rate = 0.1;
    options.last_rate = 0.001;
    options.schedule = schedule;
    options.epochs = 1000;
    optimise::FirstOrder method{objective, make_rule(optimise::Adam{}), options};
    std::vector<double> p{0};
    CHECK(method.rate() == 0.1);
    method.epoch(p);
    method.expect(1000);
    if (schedule == optimise::Schedule::constant) CHECK(method.rate() == 0.1);
    method.expect(11);
    for (int epoch = 1; epoch < 10; ++epoch) method.epoch(p);
    CHECK(method.rate() == Approx(0.001));
  }
}

TEST_CASE("an epoch in batches ends where it is interrupted") {
  class Counted : public Slow {
   public:
    using Slow::Slow;
    std::size_t samples() const override { return 100; }
    double gradient(std::span<const double>, std::size_t, std::size_t, std::span<double> g) override {
      g[0] = 0;
      ++batches;
      return 0;
    }
    int batches = 0;
  };
  Counted objective{HandClock{}, {0}};
  optimise::FirstOrderOptions options;
  options.batch = 10;
  options.interrupted = [&] { return objective.batches == 4; };
  optimise::FirstOrder method{objective, make_rule(optimise::Adam{}), options};
  std::vector<double> p{0};
  CHECK(method.epoch(p));
  CHECK(objective.batches == 4);
}

namespace {

// An epoch takes a second.
class Ticking : public Callback {
 public:
  explicit Ticking(HandClock clock) : x_clock{std::move(clock)} {}
  bool after(const EpochReport& report, std::span<const double>) override {
    if (report.epoch > 0) x_clock.pass(1);
    epochs.resize(std::max(epochs.size(), report.start));
    epochs[report.start - 1] = report.epoch;
    return false;
  }
  std::vector<std::size_t> epochs;  // of each start

 private:
  HandClock x_clock;
};

struct TimedFit {
  HandClock clock;
  Ticking ticking{clock};
  FrameOptions options;
  FitOptions fit;
  FrameProblem problem = made();

  static FrameProblem made() {
    Random random{2};
    const auto teacher = small::model(small::set(), {3}, "tanh", random);
    TemporaryFolder folder;
    io::FrameWriter writer{folder.path("frames.xyz")};
    for (const auto& frame : small::labelled(8, teacher, random)) writer.write(frame);
    writer.close();
    io::FrameReader frames{folder.path("frames.xyz")};
    FrameOptions options;
    options.labels = {true, true, false, {}};
    return read_frames(frames, small::set(), options, {});
  }

  explicit TimedFit(double seconds) {
    options.labels = {true, true, false, {}};
    options.zbl_auto = false;
    fit.hidden = {3};
    fit.optimizer.name = "lm";
    fit.patience = 0;
    fit.progress = &ticking;
    fit.limit = TimeLimit{seconds, clock};
  }
  FitResult run() { return fit_problem(problem, options, fit); }
};

}  // namespace

TEST_CASE("the networks of a committee share the time") {
  TimedFit timed{60.5};
  timed.options.starts = 3;
  timed.options.committee = true;
  const auto result = timed.run();
  CHECK(result.members.size() == 3);
  REQUIRE(timed.ticking.epochs.size() == 3);
  for (const auto epochs : timed.ticking.epochs) {
    CHECK(epochs >= 16);
    CHECK(epochs <= 19);
  }
  CHECK(*timed.clock.now <= 60.5);
}

TEST_CASE("time that is left goes into further starts, until three in a row are no better") {
  TimedFit timed{1e6};
  timed.fit.epochs = 4;
  timed.options.further = 2;
  const auto result = timed.run();
  CHECK(timed.ticking.epochs.size() == result.best.start + 3);

  TimedFit short_one{10};
  short_one.fit.epochs = 4;
  short_one.options.further = 2;
  short_one.run();
  CHECK(short_one.ticking.epochs.size() == 2);

  TimedFit asked{1e6};  // with --starts 1
  asked.fit.epochs = 4;
  asked.run();
  CHECK(asked.ticking.epochs.size() == 1);
}

TEST_CASE("a fit without time for an epoch says so") {
  TimedFit timed{3};
  timed.clock.pass(4);
  CHECK_THROWS_WITH(timed.run(),
                    "the time limit was over before the first epoch, expected a longer one: there is no fit after 4 s");
}

namespace {

// Every look at the clock takes a second.
TimeLimit counted(double seconds) {
  return TimeLimit{seconds, [count = std::make_shared<double>(0)] { return *count += 1; }};
}

}  // namespace

TEST_CASE("trials of shapes are as many as their time allows, and with time enough the same as without a limit") {
  const auto timed = TimedFit::made();
  FrameOptions options;
  options.labels = {true, true, false, {}};
  const LinearTask task{timed.data, loss_scales(options, timed.data.labels(), UnitStyle::metal), UnitStyle::metal, 1};
  Split split;
  split.training = {0, 1, 2, 3, 4, 5};
  split.validation = {6, 7};
  const auto choose = [&](const TimeLimit& limit) {
    return choose_shape(
        task, split, 0, PriceLimit{.price = 10}, [](const std::string&) {}, limit);
  };
  const auto free = choose({}), plenty = choose(counted(1e6)), few = choose(counted(30));
  CHECK(plenty.best.cutoff == free.best.cutoff);
  CHECK(plenty.best.error == free.best.error);
  CHECK(plenty.tried.size() == free.tried.size());
  CHECK(few.tried.size() >= 1);
  CHECK(few.tried.size() < free.tried.size());
  CHECK(few.why.size() == 1);
  CHECK_THROWS_WITH(choose(counted(0.5)), ContainsSubstring("before the first trial of a cutoff"));
}
