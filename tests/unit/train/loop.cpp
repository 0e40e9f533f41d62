// The loop of a fit: what is kept, when it ends, and how it goes on from a checkpoint.
#include "train/loop.hpp"

#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "io/table.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

class Nothing : public optimise::Objective {
 public:
  std::size_t parameters() const override { return 1; }
  std::size_t samples() const override { return 1; }
  double value(std::span<const double>) override { return 0; }
  double gradient(std::span<const double>, std::size_t, std::size_t, std::span<double>) override { return 0; }
  void shuffle(Random&) override {}
  void archive(Archive&) override {}
};

// Counts epochs in its one parameter, and hears the scores.
class Counter : public optimise::Optimizer {
 public:
  explicit Counter(std::size_t last = 1000) : x_last{last} {}
  bool epoch(std::span<double> parameters) override {
    if (parameters[0] >= static_cast<double>(x_last)) return false;
    parameters[0] += 1;
    return true;
  }
  void observe(double score) override { heard.push_back(score); }
  void archive(Archive& archive) override { archive.values(heard); }
  std::vector<double> heard;

 private:
  std::size_t x_last;
};

struct Loop {
  std::vector<double> scores;  // by epoch; the last one from there on
  std::size_t epochs = 1000, last = 1000;
  std::vector<double> held_out{};  // scores of what is held out; none: nothing is
  bool cautious = false;
  double l2 = 0;
  Nothing objective{};
  Stopwatch stopwatch{};

  static Errors at(const std::vector<double>& scores, std::span<const double> parameters) {
    const auto epoch = static_cast<std::size_t>(parameters[0]);
    const double score = scores[std::min(epoch, scores.size() - 1)];
    return {score, score, {}};
  }
  RunOutcome run(std::vector<Callback*> callbacks, Counter& counter, std::vector<double>& parameters,
                 Checkpoint* checkpoint = nullptr, const std::string& saved = {}) {
    return train::run({.optimizer = counter,
                       .objective = objective,
                       .training = [this](auto p) { return at(scores, p); },
                       .validation = held_out.empty() ? Measure{} : [this](auto p) { return at(held_out, p); },
                       .cautious = cautious,
                       .epochs = epochs,
                       .l2 = l2,
                       .callbacks = callbacks,
                       .stopwatch = stopwatch,
                       .checkpoint = checkpoint,
                       .saved = saved},
                      parameters);
  }
  RunOutcome run(std::vector<Callback*> callbacks) {
    Counter counter{last};
    std::vector<double> parameters{0};
    return run(std::move(callbacks), counter, parameters);
  }
};

}  // namespace

TEST_CASE("a fit ends so many epochs after the lowest score, however long it went on before") {
  Loop loop{{5, 4, 4.5, 4.2, 3, 3.5, 3.1, 3.2, 3.05, 3.01}};
  EarlyStopping four{4}, three{3}, two{2}, never{0};
  CHECK(loop.run({&four}).epochs == 8);   // epoch 4 was the lowest
  CHECK(loop.run({&three}).epochs == 7);  // the count begins anew at epoch 4
  CHECK(loop.run({&two}).epochs == 3);    // epochs 2 and 3 are above epoch 1
  loop.epochs = 50;
  const auto whole = loop.run({&never});
  CHECK(whole.epochs == 50);
  CHECK_FALSE(whole.stopped);
}

TEST_CASE("the parameters of the lowest score are kept, of equal ones the first") {
  Loop loop{{5, 4, 2, 3, 2, 6}};
  loop.epochs = 5;
  BestParameters best;
  loop.run({&best});
  CHECK(best.parameters() == std::vector<double>{2});
  CHECK(best.report().epoch == 2);
  CHECK(best.report().score() == 2);
}

TEST_CASE("where few are held out the worse of both scores counts, in what is kept and in when a fit ends") {
  // Held out, the first epoch is best by chance; trained on, the third.
  const std::vector<double> training{9, 7, 5, 3, 2}, held_out{4, 1, 3, 3.5, 6};
  for (const bool cautious : {false, true}) {
    CAPTURE(cautious);
    Loop loop{.scores = training, .epochs = 4, .held_out = held_out, .cautious = cautious};
    Counter counter{4};
    BestParameters best;
    std::vector<double> parameters{0};
    loop.run({&best}, counter, parameters);
    CHECK(best.report().epoch == (cautious ? 3 : 1));
    CHECK(best.report().score() == (cautious ? 3.5 : 1));
    CHECK(counter.heard == (cautious ? std::vector<double>{7, 5, 3.5, 6} : std::vector<double>{1, 3, 3.5, 6}));
  }
}

TEST_CASE("without held-out rows epochs are compared by all that the optimiser makes small, the penalty included") {
  // Errors fall to the end; with ½ |w|² beside them, w the number of the epoch, the sums are 9, 6.5, 6, 8.4, 11.8.
  const std::vector<double> errors{9, 6, 4, 3.9, 3.8};
  for (const bool held_out : {false, true}) {
    CAPTURE(held_out);
    Loop loop{.scores = errors, .epochs = 4, .held_out = held_out ? errors : std::vector<double>{}, .l2 = 1};
    Counter counter{4};
    BestParameters best;
    EarlyStopping two{2};
    std::vector<double> parameters{0};
    const auto outcome = loop.run({&best, &two}, counter, parameters);
    CHECK(best.report().epoch == (held_out ? 4 : 2));
    CHECK(best.report().score() == (held_out ? 3.8 : 4));
    CHECK(outcome.stopped != held_out);
    CHECK(counter.heard == (held_out ? std::vector<double>{6, 4, 3.9, 3.8} : std::vector<double>{6.5, 6, 8.4}));
  }
}

TEST_CASE("a fit ends when its target is met or its optimiser has nothing to gain") {
  Loop loop{{5, 4, 3, 2, 1}};
  StopAtTarget target{2.5};
  const auto met = loop.run({&target});
  CHECK(met.stopped);
  CHECK(met.epochs == 3);
  loop.last = 2;
  const auto converged = loop.run({});
  CHECK(converged.converged);
  CHECK(converged.epochs == 2);
}

TEST_CASE("an optimiser hears the score of every epoch but the one before the first") {
  Loop loop{{5, 4, 3}};
  loop.epochs = 2;
  Counter counter;
  std::vector<double> parameters{0};
  loop.run({}, counter, parameters);
  CHECK(counter.heard == std::vector<double>{4, 3});
}

TEST_CASE("a score that is no number ends the fit") {
  Loop loop{{5, std::nan("")}};
  CHECK_THROWS_WITH(loop.run({}), "the fit diverged in epoch 1: the error is not finite");
}

TEST_CASE("a fit that was killed goes on from its checkpoint: patience, best and log are what they would have been") {
  const TemporaryFolder folder;
  const Loop whole{{5, 4, 4.5, 4.2, 3, 3.5, 3.1, 3.2, 3.3}};
  struct Kill : Callback {
    explicit Kill(std::size_t at) : epoch{at} {}
    bool after(const EpochReport& report, std::span<const double>) override {
      if (report.epoch == epoch) fail("killed");
      return false;
    }
    std::size_t epoch;
  };
  const auto fitted = [&](std::size_t kill, const std::string& saved, RunOutcome& outcome, BestParameters& best,
                          Checkpoint& checkpoint, const std::string& path) {
    Loop loop = whole;
    EarlyStopping patience{4};
    Kill killer{kill};
    io::TableHeader header;
    header.fields = {"epoch", "score"};
    Log log{path, header, [](const EpochReport& report, std::vector<double>& row) {
              row = {static_cast<double>(report.epoch), report.score()};
            }};
    Counter counter;
    std::vector<double> parameters{0};
    outcome = loop.run({&killer, &log, &best, &patience}, counter, parameters, &checkpoint, saved);
    log.close();
  };
  Checkpoint checkpoint{{folder.path("check"), 0}, "fit"}, none{{}, ""};
  RunOutcome once, twice;
  BestParameters best, killed, resumed;
  fitted(1000, {}, once, best, none, folder.path("once"));
  CHECK_THROWS_WITH(fitted(6, {}, twice, killed, checkpoint, folder.path("killed")), "killed");
  CHECK(saved_start(checkpoint.restore()) == 1);
  fitted(1000, checkpoint.restore(), twice, resumed, checkpoint, folder.path("twice"));
  CHECK(once.epochs == 8);
  CHECK(twice.epochs == once.epochs);
  CHECK(resumed.parameters() == best.parameters());
  CHECK(io::read_table(folder.path("twice")).values == io::read_table(folder.path("once")).values);
}
