#include "optimise/kalman.hpp"

#include <algorithm>
#include <armadillo>
#include <barrier>
#include <cmath>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::optimise;

namespace {

// Residuals h·w − y, `per_sample` a sample, in a fixed order.
class Linear : public RowObjective {
 public:
  Linear(std::size_t parameters, std::size_t samples, std::size_t per_sample, std::uint64_t seed)
      : h(parameters, samples * per_sample), y(samples * per_sample), x_samples{samples}, x_per_sample{per_sample} {
    Random random{seed};
    for (double& value : h) value = random.normal();
    for (double& value : y) value = random.normal();
  }
  std::size_t parameters() const override { return h.n_rows; }
  std::size_t samples() const override { return x_samples; }
  void shuffle(Random&) override {}
  void archive(Archive&) override {}
  double value(std::span<const double>) override { return 0; }
  double gradient(std::span<const double>, std::size_t, std::size_t, std::span<double>) override { return 0; }
  double normal_equations(std::span<const double>, std::span<double>, std::span<double>) override { return 0; }
  std::size_t row_count(std::size_t) const override { return x_per_sample; }
  // The filter takes residuals times √samples: each counts as one observation of unit variance.
  void rows(std::span<const double> parameters, std::size_t first, std::size_t last, std::vector<double>& jacobian,
            std::vector<double>& residuals) override {
    const double scale = 1 / std::sqrt(static_cast<double>(x_samples));
    const arma::vec w{parameters.data(), parameters.size()};
    const arma::mat part = h.cols(first * x_per_sample, last * x_per_sample - 1);
    const arma::vec r = part.t() * w - y.subvec(first * x_per_sample, last * x_per_sample - 1);
    jacobian.assign(part.begin(), part.end());
    residuals.assign(r.begin(), r.end());
    for (double& value : jacobian) value *= scale;
    for (double& value : residuals) value *= scale;
  }

  arma::mat h;
  arma::vec y;

 private:
  std::size_t x_samples, x_per_sample;
};

// Ridge regression about `prior` in which each update of so many rows makes all that came before count λ times as much;
// 1 − λ shrinks by `approach` after each.
arma::vec forgetful_ridge(const Linear& data, const arma::vec& prior, const KalmanOptions& options, std::size_t rows,
                          int epochs) {
  arma::mat matrix = arma::eye(prior.size(), prior.size()) / options.uncertainty;
  arma::vec right = matrix * prior;
  double lambda = options.forgetting;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t first = 0; first < data.y.size(); first += rows) {
      const std::size_t last = std::min<std::size_t>(first + rows, data.y.size()) - 1;
      matrix = lambda * matrix + data.h.cols(first, last) * data.h.cols(first, last).t();
      right = lambda * right + data.h.cols(first, last) * data.y.subvec(first, last);
      lambda = 1 - (1 - lambda) * options.approach;
    }
  }
  return arma::solve(matrix, right);
}

double distance(const std::vector<double>& a, const arma::vec& b) {
  return arma::norm(arma::vec{a} - b) / arma::norm(b);
}

}  // namespace

TEST_CASE("on a linear problem the Kalman filter that forgets nothing is ridge regression") {
  for (const std::size_t per_sample : {1U, 4U}) {
    Linear data{12, 30, per_sample, 5};
    KalmanOptions options;
    options.forgetting = 1;
    options.uncertainty = 0.7;
    options.rows = 3;
    KalmanFilter filter{data, options};
    std::vector<double> w(12, 0.4);
    filter.epoch(w);
    const arma::vec prior(12, arma::fill::value(0.4));
    const arma::mat matrix = data.h * data.h.t() + arma::eye(12, 12) / 0.7;
    const arma::vec closed = arma::solve(matrix, data.h * data.y + prior / 0.7);
    CHECK(distance(w, closed) < 1e-10);
  }
}

TEST_CASE("what the filter took in earlier counts less, by a factor that approaches 1") {
  Linear data{7, 20, 2, 6};
  KalmanOptions options;
  options.forgetting = 0.8;
  options.approach = 0.9;
  options.rows = 4;  // two samples an update
  KalmanFilter filter{data, options};
  std::vector<double> w(7, -0.2);
  filter.epoch(w);
  filter.epoch(w);
  const arma::vec prior(7, arma::fill::value(-0.2));
  CHECK(distance(w, forgetful_ridge(data, prior, options, 4, 2)) < 1e-9);
  // Neither a constant factor nor one that is soon 1 gives the same.
  auto constant = options;
  constant.approach = 1;
  CHECK(distance(w, forgetful_ridge(data, prior, constant, 4, 2)) > 1e-3);
}

TEST_CASE("parameters of different blocks are independent: a problem that falls apart is solved as by one block") {
  Linear data{6, 25, 1, 7};
  for (arma::uword row = 0; row < data.y.size(); ++row) {
    // Rows see either the first or the last three parameters.
    for (arma::uword i = 0; i < 3; ++i) data.h(row % 2 == 0 ? i : i + 3, row) = 0;
  }
  KalmanOptions options;
  options.rows = 1;
  std::vector<double> whole(6, 0.1), apart(6, 0.1);
  KalmanFilter one{data, options};
  options.largest_block = 3;
  KalmanFilter two{data, options, {3}};
  CHECK(one.blocks() == 1);
  REQUIRE(two.blocks() == 2);
  CHECK(two.remark() == "covariance in 2 blocks");
  CHECK(two.bytes() == sizeof(double) * 18);
  one.epoch(whole);
  two.epoch(apart);
  CHECK(distance(apart, arma::vec{whole}) < 1e-12);
}

TEST_CASE("strips of the covariance give what one matrix gives: ridge regression") {
  Linear data{600, 40, 3, 11};
  KalmanOptions options;
  options.forgetting = 1;
  options.rows = 6;
  KalmanFilter filter{data, options};
  CHECK(filter.bytes() < sizeof(double) * 600 * 600);
  std::vector<double> w(600, 0.1);
  filter.epoch(w);
  const arma::vec prior(600, arma::fill::value(0.1));
  const arma::mat matrix = data.h * data.h.t() + arma::eye(600, 600);
  CHECK(distance(w, arma::solve(matrix, data.h * data.y + prior)) < 1e-10);
}

namespace {

// Threads in the part of processes: each has its own numbers until all have met.
class Threads {
 public:
  explicit Threads(std::size_t count) : x_meeting{static_cast<std::ptrdiff_t>(count)}, x_told(count) {}

  class Member : public Team {
   public:
    Member(Threads& all, std::size_t rank) : x_all{all}, x_rank{rank} {}
    std::size_t count() const override { return x_all.x_told.size(); }
    std::size_t rank() const override { return x_rank; }
    void share(std::span<double> values, std::span<const std::size_t> first) const override {
      x_all.x_told[x_rank].assign(values.begin(), values.end());
      x_all.x_meeting.arrive_and_wait();
      for (std::size_t p = 0; p < count(); ++p) {
        for (std::size_t i = first[p]; i < first[p + 1]; ++i) values[i] = x_all.x_told[p][i];
      }
      x_all.x_meeting.arrive_and_wait();
    }

   private:
    Threads& x_all;
    std::size_t x_rank;
  };

 private:
  std::barrier<> x_meeting;
  std::vector<std::vector<double>> x_told;
};

// Parameters and covariance after two epochs, of each member.
std::vector<std::pair<std::vector<double>, std::string>> fits_of_team(std::size_t count) {
  std::vector<std::pair<std::vector<double>, std::string>> results(count);
  Threads threads{count};
  std::vector<std::thread> members;
  for (std::size_t rank = 0; rank < count; ++rank) {
    members.emplace_back([&, rank] {
      Linear data{830, 12, 5, 9};
      KalmanOptions options;
      options.largest_block = 600;
      const Threads::Member team{threads, rank};
      KalmanFilter filter{data, options, {580}, team};
      std::vector<double> w(830, 0.2);
      filter.epoch(w);
      filter.epoch(w);
      Archive saved;
      filter.archive(saved);
      results[rank] = {w, saved.bytes()};
    });
  }
  for (auto& member : members) member.join();
  return results;
}

}  // namespace

TEST_CASE("the processes of a team have the same parameters and covariance as one alone, to the last bit") {
  const auto alone = fits_of_team(1).front();
  for (const std::size_t count : {2U, 3U, 5U}) {
    for (const auto& one : fits_of_team(count)) {
      CHECK(one.first == alone.first);
      CHECK(one.second == alone.second);
    }
  }
}

TEST_CASE("parts of like cost hold every task once, in order, and none costs much more than another") {
  const std::vector<double> costs{2, 3, 3, 2, 3, 2};
  CHECK(parts_of_like_cost(costs, 1) == std::vector<std::size_t>{0, 6});
  CHECK(parts_of_like_cost(costs, 2) == std::vector<std::size_t>{0, 3, 6});
  CHECK(parts_of_like_cost(costs, 3) == std::vector<std::size_t>{0, 2, 4, 6});
  // More processes than tasks: some have none.
  const auto many = parts_of_like_cost(costs, 9);
  REQUIRE(many.size() == 10);
  CHECK(std::is_sorted(many.begin(), many.end()));
  CHECK((many.front() == 0 && many.back() == 6));
  CHECK(parts_of_like_cost({}, 2) == std::vector<std::size_t>{0, 0, 0});
}

TEST_CASE("a filter that is restored from an archive goes on with the same bits") {
  Linear data{5, 12, 1, 8};
  std::vector<double> w(5, 0.3);
  KalmanFilter filter{data, {}};
  filter.epoch(w);
  Archive saved;
  filter.archive(saved);
  auto again = w;
  filter.epoch(w);
  KalmanFilter other{data, {}};
  Archive bytes{saved.bytes()};
  other.archive(bytes);
  other.epoch(again);
  CHECK(again == w);
}
