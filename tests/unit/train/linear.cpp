// Linear fits: rows of the least-squares problem, normal equations, the choice of functions.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "descriptor/calculator.hpp"
#include "linear_frames.hpp"
#include "network/blas.hpp"
#include "test.hpp"
#include "train/linear/automatic_fit.hpp"
#include "train/linear/chosen_set.hpp"
#include "train/linear/linear_choice.hpp"
#include "train/linear/linear_search.hpp"
#include "train/linear/moment_rows.hpp"
#include "train/linear/normal_matrix.hpp"
#include "train/linear/price_estimate.hpp"
#include "train/linear/shape_choice.hpp"

using namespace nnpipe;
using namespace nnpipe::train;

namespace {

// Rows of a whole frame of one piece.
PieceRows rows_of(const MomentRows& maker, const FrameData& data, std::size_t f, FramePiece piece) {
  PieceRows rows;
  const network::SingleThreadedBlas blas;
  maker.make(data.frame(f), neighbourhoods(data.frame(f), maker.cutoff()), piece, rows);
  return rows;
}

// Frames of the type "heavy" count three times.
FrameData weighted_data(const std::vector<Frame>& frames) {
  descriptor::SetFile sets;
  for (const Element element : silica) sets.sets.push_back({element, {}, {}});
  FrameData data{sets, {true, true, true, {{"heavy", 3.0}}}};
  for (const Frame& frame : frames) data.add(frame, "frame");
  return data;
}

// Σ over atoms of each candidate.
std::vector<double> sums(const MomentRows& maker, const Frame& frame) {
  Random random{1};
  Frame copy = frame;
  copy.energy.reset();
  copy.forces.clear();
  copy.virial.reset();
  const auto data = data_of({labelled(copy, random)}, false);
  const auto rows = rows_of(maker, data, 0, {0, frame.size()});
  std::vector<double> out;
  for (std::size_t c = 0; c < maker.columns(); ++c) out.push_back(rows.whole[c * rows.whole_rows]);
  return out;
}

// Rows and labels of equal chance, and their normal equations.
struct RandomRows {
  arma::mat x;
  arma::vec y;
  NormalMatrix normal;

  RandomRows(std::uint64_t seed, std::size_t rows, std::size_t columns) : x(rows, columns), y(rows), normal{columns} {
    Random random{seed};
    for (auto& value : x) value = random.uniform(-1, 1);
    for (auto& value : y) value = random.uniform(-1, 1);
    normal.add(rows, x.memptr(), rows, std::span{y.memptr(), rows});
    normal.complete();
  }
};

}  // namespace

TEST_CASE("force rows of a linear fit are the negative gradients of its energy rows", "[train]") {
  Random random{3};
  const bool periodic = GENERATE(true, false);
  const Frame frame = labelled(small::frame(random, periodic), random);
  const MomentRows maker{make_pools(silica, small_pool())};
  const auto data = data_of({frame}, false);
  const auto rows = rows_of(maker, data, 0, {0, frame.size()});
  REQUIRE(rows.force_rows == 3 * frame.size());
  constexpr double h = 1e-4;
  for (const std::size_t atom : {std::size_t{0}, std::size_t{3}}) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      std::vector<std::vector<double>> at;
      for (const double step : {h, -h}) {
        Frame moved = frame;
        (axis == 0 ? moved.positions[atom].x : axis == 1 ? moved.positions[atom].y : moved.positions[atom].z) += step;
        at.push_back(sums(maker, moved));
      }
      for (std::size_t c = 0; c < maker.columns(); ++c) {
        const double numeric = -(at[0][c] - at[1][c]) / (2 * h);
        REQUIRE_THAT(rows.forces[c * rows.force_rows + 3 * atom + axis],
                     Catch::Matchers::WithinAbs(numeric, 1e-6 * (1 + std::abs(numeric))));
      }
    }
  }
}

TEST_CASE("stress rows of a linear fit are derivatives by strain", "[train]") {
  Random random{5};
  const Frame frame = labelled(small::frame(random), random);
  const MomentRows maker{make_pools(silica, small_pool())};
  const auto data = data_of({frame}, true);
  const auto rows = rows_of(maker, data, 0, {0, frame.size()});
  REQUIRE(rows.whole_rows == 7);
  constexpr double h = 1e-4;
  constexpr std::size_t axes[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
  const auto strained = [&](std::size_t v, double e) {
    Frame out = frame;
    const auto strain = [&](Vec3& r) {
      double part[3] = {r.x, r.y, r.z};
      const double before[3] = {r.x, r.y, r.z};
      const auto [a, b] = axes[v];
      part[a] += 0.5 * e * before[b];
      part[b] += 0.5 * e * before[a];
      r = {part[0], part[1], part[2]};
    };
    for (Vec3& edge : out.cell.vectors) strain(edge);
    for (Vec3& r : out.positions) strain(r);
    return sums(maker, out);
  };
  for (std::size_t v = 0; v < 6; ++v) {
    const auto plus = strained(v, h), minus = strained(v, -h);
    for (std::size_t c = 0; c < maker.columns(); ++c) {
      const double numeric = (plus[c] - minus[c]) / (2 * h) / frame.cell.volume();
      REQUIRE_THAT(rows.whole[c * 7 + 1 + v], Catch::Matchers::WithinAbs(numeric, 1e-6 * (1 + std::abs(numeric))));
    }
  }
}

TEST_CASE("pieces of a frame add up to its rows", "[train]") {
  Random random{7};
  const Frame frame = labelled(small::frame(random), random);
  const MomentRows maker{make_pools(silica, small_pool())};
  const auto data = data_of({frame}, true);
  const auto whole = rows_of(maker, data, 0, {0, 5});
  const auto first = rows_of(maker, data, 0, {0, 2}), second = rows_of(maker, data, 0, {2, 5});
  for (std::size_t c = 0; c < maker.columns(); ++c) {
    for (std::size_t r = 0; r < 7; ++r) {
      const double sum = first.whole[c * 7 + r] + second.whole[c * 7 + r];
      REQUIRE_THAT(sum, Catch::Matchers::WithinAbs(whole.whole[c * 7 + r], 1e-10 * (1 + std::abs(sum))));
    }
    for (std::size_t r = 0; r < 15; ++r) {
      const double part = r < 6 ? first.forces[c * 6 + r] : second.forces[c * 9 + r - 6];
      REQUIRE_THAT(part, Catch::Matchers::WithinAbs(whole.forces[c * 15 + r], 1e-10 * (1 + std::abs(part))));
    }
  }
}

TEST_CASE("candidates chosen become functions of the same values", "[train]") {
  Random random{9};
  const Frame frame = labelled(small::frame(random), random);
  const MomentRows maker{make_pools(silica, small_pool())};
  const auto data = data_of({frame}, false);
  const auto near = neighbourhoods(data.frame(0), maker.cutoff());
  for (std::size_t e = 0; e < 2; ++e) {
    const auto& pool = maker.pools()[e];
    std::vector<std::size_t> chosen;
    for (std::size_t c = 1; c < pool.candidates.size(); c += 3) chosen.push_back(c);
    const auto set = chosen_set(pool, chosen);
    REQUIRE(set.functions.size() == chosen.size());
    const descriptor::Calculator calculator{set, silica};
    descriptor::Calculator::Workspace workspace;
    const auto all = maker.values(data.frame(0), near, e);
    std::size_t row = 0;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      if (frame.elements[i] != pool.centre) continue;
      std::vector<descriptor::Neighbour> neighbours;
      for (const auto& one : near[i]) neighbours.push_back({one.r, data.frame(0).species[one.owner]});
      std::vector<double> values(set.functions.size());
      calculator.values(neighbours, workspace, values);
      for (std::size_t s = 0; s < chosen.size(); ++s) {
        const double expected = all[row * pool.candidates.size() + chosen[s]];
        REQUIRE_THAT(values[s], Catch::Matchers::WithinAbs(expected, 1e-10 * (1 + std::abs(expected))));
      }
      ++row;
    }
  }
}

TEST_CASE("normal equations are solved as the rows they were made of", "[train]") {
  Random random{11};
  constexpr std::size_t rows = 40, columns = 7;
  arma::mat x(rows, columns);
  arma::vec y(rows);
  for (auto& value : x) value = random.uniform(-1, 1);
  for (auto& value : y) value = random.uniform(-1, 1);
  NormalMatrix normal{columns};
  normal.add(25, x.memptr(), rows, std::span{y.memptr(), 25});
  normal.add(15, x.memptr() + 25, rows, std::span{y.memptr() + 25, 15});
  normal.complete();
  const std::vector<arma::uword> some{1, 4, 6};
  arma::vec scale(columns);
  for (std::size_t c = 0; c < columns; ++c) scale[c] = 0.5 + static_cast<double>(c);
  const arma::mat part = x.cols(arma::uvec{1, 4, 6});
  SECTION("without a ridge") {
    const arma::vec expected = arma::solve(part, y);
    const arma::vec weights = ridge_solution(normal, scale, 0, some);
    CHECK(arma::abs(weights - expected).max() < 1e-12);
    CHECK_THAT(normal.residual(some, weights),
               Catch::Matchers::WithinAbs(arma::accu(arma::square(part * weights - y)), 1e-11));
  }
  SECTION("with one, relative to the scale") {
    arma::mat damped = part.t() * part;
    for (std::size_t i = 0; i < 3; ++i) damped(i, i) += 0.3 * scale[some[i]] * scale[some[i]];
    const arma::vec expected = arma::solve(damped, part.t() * y);
    CHECK(arma::abs(ridge_solution(normal, scale, 0.3, some) - expected).max() < 1e-12);
  }
}

TEST_CASE("orthogonal least squares takes what lowers the residual most", "[train]") {
  Random random{13};
  constexpr std::size_t rows = 60, columns = 9;
  arma::mat x(rows, columns);
  for (auto& value : x) value = random.uniform(-1, 1);
  x.col(5) = x.col(2);  // says nothing new
  const arma::vec y = 3 * x.col(2) + 2 * x.col(7) + 0.5 * x.col(0) + 0.01 * x.col(8);
  NormalMatrix normal{columns};
  normal.add(rows, x.memptr(), rows, std::span{y.memptr(), rows});
  normal.complete();
  const arma::vec scale = arma::sqrt(normal.h.diag());
  const auto chosen = orthogonal_least_squares(normal, scale, 0, {}, 4);
  // By brute force: each is the best companion of those before it.
  std::vector<arma::uword> before;
  for (const auto next : chosen) {
    double least = 1e300;
    arma::uword best = 0;
    for (arma::uword c = 0; c < columns; ++c) {
      auto with = before;
      with.push_back(c);
      const arma::mat part = x.cols(arma::uvec{with});
      if (arma::rank(part) < with.size()) continue;
      const double residual = arma::accu(arma::square(part * arma::solve(part, y) - y));
      if (residual < least - 1e-12) {
        least = residual;
        best = c;
      }
    }
    CHECK(next == best);
    before.push_back(next);
  }
  const std::vector<arma::uword> forced{6};
  CHECK(orthogonal_least_squares(normal, scale, 0, forced, 3).front() == 6);
  const auto all = orthogonal_least_squares(normal, scale, 0, {}, columns);
  CHECK(all.size() == columns - 1);
}

TEST_CASE("orthogonal least squares chooses many columns as projections of the rows do", "[train]") {
  constexpr std::size_t columns = 200, count = 170;
  auto [x, y, normal] = RandomRows{29, 400, columns};
  const arma::vec scale = arma::sqrt(normal.h.diag());
  const auto chosen = orthogonal_least_squares(normal, scale, 0, {}, count);
  REQUIRE(chosen.size() == count);
  std::vector<char> open(columns, 1);
  for (const auto next : chosen) {
    arma::uword best = columns;
    double most = 0;
    for (arma::uword c = 0; c < columns; ++c) {
      const double gain = open[c] != 0 ? std::pow(arma::dot(x.col(c), y), 2) / arma::dot(x.col(c), x.col(c)) : 0;
      if (gain > most) {
        most = gain;
        best = c;
      }
    }
    REQUIRE(next == best);
    open[best] = 0;
    const arma::vec direction = arma::normalise(x.col(best));
    x -= direction * (direction.t() * x);
    y -= direction * arma::dot(direction, y);
  }
}

TEST_CASE("solutions of the first columns are those of these columns alone, also where there is no factor for more",
          "[train]") {
  constexpr std::size_t columns = 20;
  auto [x, y, normal] = RandomRows{31, 60, columns};
  if (GENERATE(false, true)) normal.h(12, 12) = -5;
  const arma::vec scale(columns, arma::fill::value(3));
  constexpr double ridge = 1e-2;
  const NestedSolutions solutions{normal, scale, ridge};
  for (const std::size_t n : {1UL, 7UL, 12UL, 13UL, 20UL}) {
    CAPTURE(n);
    const arma::mat h = normal.h.submat(0, 0, n - 1, n - 1) + 9 * ridge * arma::eye(n, n);
    const arma::vec wanted = arma::solve(h, normal.b.head(n));
    CHECK(arma::abs(solutions.of_first(n) - wanted).max() < 1e-10);
  }
}

TEST_CASE("functions are chosen from the part of the products that is asked for", "[train]") {
  const MomentRows maker{make_pools(silica, small_pool())};
  Random random{19};
  std::vector<Frame> frames;
  for (int f = 0; f < 12; ++f) frames.push_back(labelled(small::frame(random), random));
  const auto data = data_of(frames, false);
  std::vector<std::vector<std::size_t>> groups(2);
  for (std::size_t f = 0; f < frames.size(); ++f) groups[f % 2].push_back(f);
  const auto ranks = maker.ranks();
  REQUIRE(ranks.size() == maker.columns());
  const LinearProblem problem{normal_equations(maker, data, groups, {1e-3, 20e-3, 0}), 2, ranks};
  const auto highest = [&](double part) {
    double most = 0;
    for (const auto column : problem.solve({40, 1e-6, 1, part}).columns) most = std::max(most, ranks[column]);
    return most;
  };
  CHECK(highest(0) == 0);
  CHECK(highest(0.3) > 0);
  CHECK(highest(0.3) <= 0.3);
  CHECK(highest(1) > 0.3);
  // Without products there are fewer candidates than with all: pairs, power spectra, bispectra.
  const auto plain = static_cast<std::size_t>(std::count(ranks.begin(), ranks.end(), 0.0));
  CHECK(plain > 40);
  CHECK(plain < ranks.size());
}

TEST_CASE("normal equations hold energies for each atom, forces and stresses, by their scales and weights", "[train]") {
  Random random{43};
  std::vector<Frame> frames;
  for (int f = 0; f < 4; ++f) frames.push_back(small::frame(random, f != 3));
  frames[1].elements.pop_back();
  frames[1].positions.pop_back();
  for (Frame& frame : frames) frame = labelled(frame, random);
  frames[2].set_info("config_type", "heavy");
  const auto data = weighted_data(frames);
  const MomentRows maker{make_pools(silica, small_pool())};
  const LossScales scales{1e-3, 20e-3, 0.1};
  const auto equations = normal_equations(maker, data, {{0, 2}, {1, 3}}, scales);
  // Twice the loss: the mean of each kind's squares over all frames, by the square of its scale.
  const double weights[4] = {1, 1, 3, 1}, energies = 6, forces = 3 * (5 + 4 + 3 * 5 + 5), stresses = 6 * (1 + 1 + 3);
  const std::size_t columns = maker.columns();
  for (std::size_t group = 0; group < 2; ++group) {
    arma::mat of_forces(columns, columns), whole(columns, columns);
    arma::vec force_b(columns), whole_b(columns);
    double force_squares = 0, whole_squares = 0;
    const auto add = [&](arma::mat& h, arma::vec& b, double& squares, const arma::vec& x, double y, double weight) {
      h += weight * x * x.t();
      b += weight * y * x;
      squares += weight * y * y;
    };
    for (const std::size_t f : {group, group + 2}) {
      const Frame& frame = frames[f];
      const auto n = static_cast<double>(frame.size());
      const auto rows = rows_of(maker, data, f, {0, frame.size()});
      const auto row = [&](const std::vector<double>& all, std::size_t count, std::size_t r) {
        arma::vec x(columns);
        for (std::size_t c = 0; c < columns; ++c) x[c] = all[c * count + r];
        return x;
      };
      for (std::size_t r = 0; r < 3 * frame.size(); ++r) {
        add(of_forces, force_b, force_squares, row(rows.forces, rows.force_rows, r),
            frame.forces[r / 3][static_cast<int>(r % 3)], weights[f] / forces / (scales.force * scales.force));
      }
      add(whole, whole_b, whole_squares, row(rows.whole, rows.whole_rows, 0) / n, *frame.energy / n,
          weights[f] / energies / (scales.energy * scales.energy));
      if (!frame.virial) continue;
      const auto& w = *frame.virial;
      const double parts[6] = {w.xx, w.yy, w.zz, w.xy, w.xz, w.yz};
      for (std::size_t v = 0; v < 6; ++v) {
        add(whole, whole_b, whole_squares, row(rows.whole, rows.whole_rows, v + 1), -parts[v] / frame.cell.volume(),
            weights[f] / stresses / (scales.stress * scales.stress));
      }
    }
    const auto& got = equations[group];
    CHECK(arma::norm(got.forces.h - of_forces, "fro") < 1e-10 * arma::norm(of_forces, "fro"));
    CHECK(arma::norm(got.whole.h - whole, "fro") < 1e-10 * arma::norm(whole, "fro"));
    CHECK(arma::norm(got.forces.b - force_b) < 1e-10 * arma::norm(force_b));
    CHECK(arma::norm(got.whole.b - whole_b) < 1e-10 * arma::norm(whole_b));
    CHECK(got.forces.squares == Approx(force_squares).epsilon(1e-12));
    CHECK(got.whole.squares == Approx(whole_squares).epsilon(1e-12));
  }
}

TEST_CASE("rows that are kept of single frames add up to their normal equations", "[train]") {
  Random random{41};
  std::vector<Frame> frames;
  for (int f = 0; f < 6; ++f) {
    frames.push_back(labelled(small::frame(random), random));
    if (f % 2 == 1) frames.back().set_info("config_type", "heavy");
  }
  const auto data = weighted_data(frames);
  const MomentRows maker{make_pools(silica, small_pool())};
  const auto equations = normal_equations(maker, data, {{0, 2, 4}, {1, 3, 5}}, {1e-3, 20e-3, 0.1});
  const std::size_t width = maker.columns() + 1;
  double of_frame = 1;
  for (const auto& group : equations) {
    CHECK(group.all_energies);
    CHECK(group.energies.weights == std::vector<double>(3, of_frame));
    CHECK(group.stresses.weights == std::vector<double>(18, of_frame));
    of_frame = 3;
    double squares = 0, product = 0;
    for (const auto* kept : {&group.energies, &group.stresses}) {
      REQUIRE(kept->values.size() == width * kept->count());
      for (std::size_t at = 0; at < kept->values.size(); at += width) {
        const double label = kept->values[at + width - 1];
        squares += label * label;
        product += label * kept->values[at + 3];
      }
    }
    CHECK(squares > 0);
    CHECK(squares == Approx(group.whole.squares));
    CHECK(product == Approx(group.whole.b[3]));
  }
}

TEST_CASE("energies of all frames are kept as long as there is room for them, else of the first", "[train]") {
  Random random{42};
  const MomentRows maker{make_pools(silica, small_pool())};
  // A group of so many rows is made in four parts.
  std::vector<Frame> frames(4 * kept_frames + 8, labelled(small::frame(random), random));
  const auto data = data_of(frames, true);
  std::vector<std::size_t> all(frames.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const double bytes = 8.0 * static_cast<double>(frames.size() * (maker.columns() + 2));
  const auto roomy = normal_equations(maker, data, {all}, {1e-3, 20e-3, 0.1}, bytes).front();
  CHECK(roomy.all_energies);
  CHECK(roomy.energies.count() == frames.size());
  CHECK(roomy.stresses.count() == 6 * 4 * kept_frames);
  const auto tight = normal_equations(maker, data, {all}, {1e-3, 20e-3, 0.1}, bytes - 1).front();
  CHECK_FALSE(tight.all_energies);
  CHECK(tight.energies.count() == 4 * kept_frames);
  CHECK(tight.stresses.count() == 6 * 4 * kept_frames);
}

TEST_CASE("a trial is judged by mean absolute errors of energies, which one frame far off does not rule", "[train]") {
  LinearTrial even, one_far;
  even.force_loss = one_far.force_loss = 1;
  even.energy_count = one_far.energy_count = 10;
  even.energy_sum = 10 * 1.0;  // each off by 1
  even.energy_loss = 0.5 * 10;
  one_far.energy_sum = 9 * 0.5 + 5;  // one off by 5
  one_far.energy_loss = 0.5 * (9 * 0.25 + 25);
  CHECK(one_far.energy_loss > even.energy_loss);
  CHECK(one_far.error() < even.error());
}

TEST_CASE("lanes that small molecules leave empty count in the estimate of the price", "[train]") {
  Random random{23};
  const auto pools = make_pools(silica, small_pool());
  std::vector<std::size_t> few(20);
  std::iota(few.begin(), few.end(), std::size_t{0});
  std::vector<descriptor::Set> sets;
  for (const auto& pool : pools) sets.push_back(chosen_set(pool, few));
  const auto price_of_atoms = [&](std::size_t oxygen, std::size_t silicon) {
    Frame frame;
    for (std::size_t i = 0; i < oxygen + silicon; ++i) {
      frame.elements.push_back(silica[i < oxygen ? 0 : 1]);
      frame.positions.push_back({100.0 * static_cast<double>(i), 0, 0});
    }
    const auto data = data_of({labelled(frame, random)}, false);
    return PriceEstimate{data}(sets);
  };
  const double full = price_of_atoms(4, 4);
  CHECK(full > 0);
  CHECK(price_of_atoms(8, 8) == Approx(full));
  CHECK(price_of_atoms(1, 1) == Approx(4 * full));
  CHECK(price_of_atoms(5, 0) == Approx(8.0 / 5 * price_of_atoms(4, 0)));
}

TEST_CASE("an atom's estimated price grows with its neighbours, its functions and their channels", "[train]") {
  const auto pools = make_pools(silica, small_pool());
  const auto price = [&](std::size_t functions, double neighbours) {
    std::vector<std::size_t> some(functions);
    std::iota(some.begin(), some.end(), std::size_t{0});
    return estimated_price(chosen_set(pools[0], some), silica, neighbours);
  };
  CHECK(price(40, 30) > price(40, 20));
  CHECK(price(40, 30) - price(40, 20) == Approx(price(40, 20) - price(40, 10)));
  CHECK(price(60, 20) > price(40, 20));
  CHECK(price(6, 20) > 0);
}

TEST_CASE("a larger price pays where doubling it takes a fifth off the error", "[train]") {
  CHECK(pays({2.8, 10}, {5.6, 7.9}));
  CHECK_FALSE(pays({2.8, 10}, {5.6, 8.1}));
  CHECK(pays({2.8, 10}, {11.2, 6.3}));  // a fifth, and a fifth of what is left
  CHECK_FALSE(pays({2.8, 10}, {11.2, 6.5}));
  CHECK(pays({5, 10}, {7.5, 8.7}));  // 0.8^log2(1.5) = 0.878
  CHECK_FALSE(pays({5, 10}, {7.5, 8.8}));
  CHECK_FALSE(pays({5, 10}, {7.5, 11}));
}

TEST_CASE("words for prices are limits, of which balanced alone may rise; numbers are limits that stay", "[train]") {
  for (const char* word : {"fast", "accurate", "best", "0.5", "7"}) {
    const auto range = price_of(word);
    CHECK(range.usual > 0);
    CHECK(range.most == range.usual);
  }
  CHECK(price_of("balanced").most == price_of("accurate").usual);
  CHECK(price_of("fast").usual < price_of("balanced").usual);
  CHECK(price_of("accurate").usual < price_of("best").usual);
  CHECK(price_of("7").usual == 7);
  for (const char* wrong : {"free", "", "0", "-1", "nan", "inf"}) CHECK_THROWS_AS(price_of(wrong), Error);
}

TEST_CASE("the best potential within the price is chosen, else the first", "[train]") {
  LinearTrials trials;
  for (const double price : {1.0, 2.0, 3.0}) {
    auto& row = trials.rows.emplace_back();
    row.price = price;
    row.error = 11 - 2 * price;
  }
  trials.choose(10);
  CHECK(trials.chosen == 2);
  trials.choose(2.5);
  CHECK(trials.best().price == 2);
  CHECK(trials.best().chosen);
  CHECK_FALSE(trials.rows[2].chosen);
  trials.choose(2.2);
  CHECK(trials.chosen == 1);
  trials.choose(0.5);
  CHECK(trials.chosen == 0);
}

TEST_CASE("the price rises from one number of functions to another as far as that pays", "[train]") {
  LinearTrials trials;
  for (const auto& [price, force] : {std::pair{1.0, 100.0}, {2.0, 50.0}, {4.0, 45.0}, {4.2, 35.0}, {8.0, 30.0}}) {
    auto& row = trials.rows.emplace_back();
    row.price = price;
    row.force = row.error = force;
  }
  trials.choose(2);
  REQUIRE(trials.chosen == 1);
  trials.rise(5);
  CHECK(trials.chosen == 3);  // 4 µs would not have paid
  CHECK(std::count_if(trials.rows.begin(), trials.rows.end(), [](const LinearRow& row) { return row.chosen; }) == 1);
  trials.choose(2);
  trials.rise(4.1);
  CHECK(trials.chosen == 1);
  trials.rise(0);
  CHECK(trials.chosen == 1);
}

TEST_CASE("energies and forces together decide whether a number of functions pays, as much as either alone",
          "[train]") {
  // Twice the price pays where all errors fall by a fifth.
  for (const auto& [energy, force, pays] :
       {std::tuple{0.79, 0.79, true}, {0.81, 0.81, false}, {0.5, 1.0, true}, {1.0, 0.7, true}, {0.6, 1.0, false}}) {
    CAPTURE(energy, force);
    LinearTrials trials;
    for (const bool larger : {false, true}) {
      auto& row = trials.rows.emplace_back();
      row.price = larger ? 2 : 1;
      row.energy = larger ? energy : 1;
      row.force = larger ? force : 1;
      row.error = judged(row.energy, row.force);
    }
    trials.choose(1);
    trials.rise(2);
    CHECK(trials.chosen == (pays ? 1 : 0));
  }
}

TEST_CASE("labels that are a linear function of few candidates are learned exactly", "[train]") {
  Random random{17};
  std::vector<Frame> frames;
  for (int f = 0; f < 30; ++f) frames.push_back(labelled(small::frame(random), random));
  const MomentRows maker{make_pools(silica, small_pool())};
  auto data = data_of(frames, false);
  const std::vector<std::size_t> true_columns{2, 20, maker.first(1) + 5, maker.first(1) + 40};
  const std::vector<double> true_weights{0.7, -0.05, 0.3, 0.02};
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const auto rows = rows_of(maker, data, f, {0, 5});
    double energy = 1.5 * static_cast<double>(3) - 0.5 * 2;  // constants of O and Si
    std::vector<double> forces(15);
    for (std::size_t i = 0; i < true_columns.size(); ++i) {
      energy += true_weights[i] * rows.whole[true_columns[i]];
      for (std::size_t r = 0; r < 15; ++r) forces[r] += true_weights[i] * rows.forces[true_columns[i] * 15 + r];
    }
    frames[f].energy = energy;
    for (std::size_t i = 0; i < 5; ++i) frames[f].forces[i] = {forces[3 * i], forces[3 * i + 1], forces[3 * i + 2]};
  }
  const auto learned = data_of(frames, false);
  std::vector<std::vector<std::size_t>> groups(3);
  for (std::size_t f = 0; f < frames.size(); ++f) groups[f % 3].push_back(f);
  const LinearProblem problem{normal_equations(maker, learned, groups, {1e-3, 20e-3, 0}), 2};
  LinearSearch search;
  search.functions = {4, 8, 16};
  search.ridges = {1e-12, 1e-6};
  const auto trials = problem.search(search);
  REQUIRE(trials.size() == 4);
  CHECK(trials[0].error() <= trials[1].error());
  CHECK(trials[0].energy_count == 20);  // frames of both groups that were held out
  const auto solution = problem.solve({16, 1e-12, 1});
  // On all frames the solution predicts what it was made of.
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const auto rows = rows_of(maker, learned, f, {0, 5});
    double energy = 0;
    for (std::size_t i = 0; i < solution.columns.size(); ++i)
      energy += solution.weights[i] * rows.whole[solution.columns[i]];
    CHECK_THAT(energy, Catch::Matchers::WithinAbs(*frames[f].energy, 1e-4));
  }
}
