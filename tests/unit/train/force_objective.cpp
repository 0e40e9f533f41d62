#include "train/frames/force_objective.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

#include "base/threads.hpp"
#include "largest.hpp"
#include "test.hpp"
#include "train/small_frames.hpp"

using namespace nnpipe;

namespace {

const train::LossScales scales{2e-2, 0.3, 5e-3};

// Some frames, periodic or not, labelled by a teacher.
std::vector<Frame> frames(const potential::Model& teacher, Random& random, std::size_t count = 4) {
  std::vector<Frame> result;
  for (std::size_t i = 0; i < count; ++i) {
    result.push_back(small::frame(random, i % 4 != 3));
    small::label(result.back(), teacher);
  }
  return result;
}

}  // namespace

TEST_CASE("a network's own labels cost nothing") {
  Random random{1};
  const auto teacher = small::model(small::set(), {5, 4}, "tanh", random);
  const auto data = small::data(frames(teacher, random), teacher, {true, true, true, {}});
  train::ForceObjective objective{data, small::all(4), teacher, scales};
  std::vector<double> parameters;
  train::ForceObjective::get_parameters(teacher, parameters);
  const auto errors = objective.errors(parameters);
  CHECK(errors.of[train::frame_energy].rmse < 1e-13);
  CHECK(errors.of[train::frame_force].rmse < 1e-13);
  CHECK(errors.of[train::frame_stress].rmse < 1e-13);
  CHECK(errors.loss < 1e-20);
}

TEST_CASE("typical energies and forces of a network's own labels are those of the labels") {
  Random random{1};
  const auto teacher = small::model(small::set(), {5, 4}, "tanh", random);
  const auto labelled = frames(teacher, random);
  const auto data = small::data(labelled, teacher, {true, true, true, {}});
  train::ForceObjective objective{data, small::all(4), teacher, scales};
  std::vector<double> parameters;
  train::ForceObjective::get_parameters(teacher, parameters);
  const auto typical = objective.typical(parameters);
  double energies = 0, forces = 0;
  for (const auto& frame : labelled) {
    double energy = *frame.energy;  // above that of atoms alone
    for (const Element element : frame.elements) energy += element.number == 14 ? 4 : 2;
    energies += std::pow(energy / static_cast<double>(frame.size()), 2) / 4;
    for (const Vec3 f : frame.forces) forces += norm2(f) / static_cast<double>(4 * 3 * frame.size());
  }
  CHECK(typical.energy == Approx(std::sqrt(energies)).epsilon(1e-10));
  CHECK(typical.energy_label == Approx(std::sqrt(energies)).epsilon(1e-10));
  CHECK(typical.force == Approx(std::sqrt(forces)).epsilon(1e-10));
  CHECK(typical.force_label == Approx(std::sqrt(forces)).epsilon(1e-10));
}

TEST_CASE("each part of the loss is half the square of its root mean square error, in units of its scale") {
  Random random{4};
  const auto teacher = small::model(small::set(), {5}, "tanh", random);
  const auto student = small::model(small::set(), {4}, "tanh", random);
  const auto data = small::data(frames(teacher, random), student, {true, true, true, {}});
  train::ForceObjective objective{data, small::all(4), student, scales};
  std::vector<double> parameters;
  train::ForceObjective::get_parameters(student, parameters);
  const auto errors = objective.errors(parameters);
  const std::array<double, 3> by{scales.energy, scales.force, scales.stress};
  double sum = 0;
  for (std::size_t part = 0; part < 3; ++part) {
    REQUIRE(errors.of[part].rmse > 0);
    CHECK(errors.of[part].loss == Approx(0.5 * std::pow(errors.of[part].rmse / by[part], 2)).epsilon(1e-10));
    sum += errors.of[part].loss;
  }
  CHECK(errors.loss == Approx(sum).epsilon(1e-12));
}

TEST_CASE("the covariance of scaled inputs is that over the atoms of an element") {
  Random random{5};
  const auto model = small::model(small::set(), {2}, "tanh", random);
  train::FrameData data{small::set(), {true, true, false, {}}};
  for (const auto& frame : frames(model, random)) data.add(frame, "frame");
  data.describe(std::size_t{1} << 30);
  const auto& inputs = model.elements[1].inputs;
  const std::size_t n = inputs.size();
  std::vector<std::vector<double>> atoms;
  for (const std::size_t f : {std::size_t{0}, std::size_t{2}, std::size_t{3}}) {
    train::FrameBlock spare;
    const auto& part = data.block(f, spare).species[1];
    for (std::size_t i = 0; i < part.atoms.size(); ++i) {
      auto& scaled = atoms.emplace_back();
      for (std::size_t s = 0; s < n; ++s) {
        scaled.push_back((part.inputs[i * n + s] - inputs[s].subtract) * inputs[s].factor);
      }
    }
  }
  REQUIRE(atoms.size() == 9);
  const auto mean = [&](auto&& of) {
    double sum = 0;
    for (const auto& atom : atoms) sum += of(atom) / 9;
    return sum;
  };
  const auto covariance = data.covariance(1, {0, 2, 3}, train::InputTransform{inputs});
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      const double of_a = mean([&](const auto&x) { return x[a]; }), of_b = mean([&](const auto&x) { return x[b]; });
      const double want = mean([&](const auto& x) { return (x[a] - of_a) * (x[b] - of_b); });
      CHECK_THAT(covariance[a * n + b], WithinAbs(want, 1e-12));
    }
  }
}

TEST_CASE("the gradient of a loss of energies, forces and stress passes central differences") {
  Random random{2};
  for (const std::string activation : {"tanh", "sigmoid", "identity"}) {
    for (const auto& hidden : std::vector<std::vector<std::size_t>>{{}, {4}, {4, 3}, {3, 3, 3}}) {
      const auto teacher = small::model(small::set(), {5}, "tanh", random);
      const auto student = small::model(small::set(), hidden, activation, random);
      auto labelled = frames(teacher, random);
      labelled[1].set_info("config_type", "Surface");
      const auto data = small::data(labelled, student, {true, true, true, {{"Surface", 3.0}}});
      train::ForceObjective objective{data, small::all(4), student, scales};
      std::vector<double> parameters, gradient(objective.parameters());
      train::ForceObjective::get_parameters(student, parameters);
      const double loss = objective.gradient(parameters, 0, 4, gradient);
      CHECK(loss == Approx(objective.value(parameters)).epsilon(1e-12));
      double worst = 0, size = 0;
      for (std::size_t w = 0; w < parameters.size(); ++w) {
        const double h = 1e-5, at = parameters[w];
        parameters[w] = at + h;
        const double up = objective.value(parameters);
        parameters[w] = at - h;
        const double down = objective.value(parameters);
        parameters[w] = at;
        worst = larger(worst, std::abs((up - down) / (2 * h) - gradient[w]));
        size = larger(size, std::abs(gradient[w]));
      }
      CHECK(worst < 1e-7 * size);
    }
  }
}

TEST_CASE("the normal equations are those of an explicit Jacobian, which is the residuals' derivative") {
  Random random{3};
  const auto teacher = small::model(small::set(), {5}, "tanh", random);
  const auto student = small::model(small::set(), {4, 3}, "tanh", random);
  const auto data = small::data(frames(teacher, random), student, {true, true, true, {}});
  train::ForceObjective objective{data, small::all(4), student, scales};
  const std::size_t n = objective.parameters();
  std::vector<double> parameters, matrix(n * n), gradient(n), by_gradient(n), jacobian, residuals, up, down, unused;
  train::ForceObjective::get_parameters(student, parameters);
  const double loss = objective.normal_equations(parameters, matrix, gradient);
  CHECK(loss == Approx(objective.gradient(parameters, 0, 4, by_gradient)).epsilon(1e-12));
  objective.rows(parameters, 0, 4, jacobian, residuals);
  // Three periodic frames with stress, one without.
  REQUIRE(residuals.size() == 4 * 16 + 3 * 6);
  double worst = 0, worst_gradient = 0, worst_derivative = 0;
  for (std::size_t j = 0; j < n; ++j) {
    worst_gradient = larger(worst_gradient, std::abs(gradient[j] - by_gradient[j]) / (1 + std::abs(gradient[j])));
    for (std::size_t i = j; i < n; ++i) {
      double sum = 0;
      for (std::size_t r = 0; r < residuals.size(); ++r) sum += jacobian[r * n + i] * jacobian[r * n + j];
      worst = larger(worst, std::abs(sum - matrix[j * n + i]) / (1 + std::abs(sum)));
    }
    const double h = 1e-5, at = parameters[j];
    parameters[j] = at + h;
    objective.rows(parameters, 0, 4, unused, up);
    parameters[j] = at - h;
    objective.rows(parameters, 0, 4, unused, down);
    parameters[j] = at;
    for (std::size_t r = 0; r < residuals.size(); ++r) {
      worst_derivative = larger(worst_derivative, std::abs((up[r] - down[r]) / (2 * h) - jacobian[r * n + j]) /
                                                      (1 + std::abs(jacobian[r * n + j])));
    }
  }
  CHECK(worst < 1e-11);
  CHECK(worst_gradient < 1e-11);
  CHECK(worst_derivative < 1e-6);
}

TEST_CASE("beyond the robust limit value, gradient and normal equations are those of one loss") {
  Random random{3};
  const auto teacher = small::model(small::set(), {5}, "tanh", random);
  const auto student = small::model(small::set(), {4, 3}, "tanh", random);
  const auto data = small::data(frames(teacher, random), student, {true, true, true, {}});
  const double plain = train::ForceObjective{data, small::all(4), student, scales}.value([&] {
    std::vector<double> parameters;
    train::ForceObjective::get_parameters(student, parameters);
    return parameters;
  }());
  // Limits of scales: all errors beyond, some, none.
  for (const double robust : {1e-3, 0.5, 1e6}) {
    train::ForceObjective objective{data, small::all(4), student, scales, robust};
    const std::size_t n = objective.parameters();
    std::vector<double> parameters, matrix(n * n), gradient(n), by_gradient(n);
    train::ForceObjective::get_parameters(student, parameters);
    const double value = objective.value(parameters);
    CHECK(objective.gradient(parameters, 0, 4, by_gradient) == Approx(value).epsilon(1e-12));
    CHECK(objective.normal_equations(parameters, matrix, gradient) == Approx(value).epsilon(1e-12));
    CHECK((robust < 1 ? value < 0.9 * plain : value == Approx(plain).epsilon(1e-12)));
    for (std::size_t j = 0; j < n; ++j) {
      CHECK(gradient[j] == Approx(by_gradient[j]).margin(1e-11));
      const double h = 1e-5, at = parameters[j];
      parameters[j] = at + h;
      const double up = objective.value(parameters);
      parameters[j] = at - h;
      CHECK((up - objective.value(parameters)) / (2 * h) == Approx(gradient[j]).epsilon(1e-5).margin(1e-6));
      parameters[j] = at;
    }
  }
}

TEST_CASE("loss, gradient and normal equations are the same bits on any number of threads, from memory, disk or anew") {
  Random random{4};
  const auto teacher = small::model(small::set(), {5}, "tanh", random);
  const auto student = small::model(small::set(), {4, 3}, "tanh", random);
  const auto labelled = frames(teacher, random, 70);
  const int before = thread_count();
  std::vector<std::vector<double>> results;
  const char* const usual = std::getenv("TMPDIR");
  const std::string folder = usual != nullptr ? usual : "";
  enum class Place { memory, disk, nowhere };
  for (const Place place : {Place::memory, Place::disk, Place::nowhere}) {
    // Without a folder there is no room on disk.
    if (place == Place::nowhere) ::setenv("TMPDIR", "/nowhere", 1);
    const std::size_t memory = place == Place::memory ? std::size_t{1} << 30 : 100'000;
    const auto data = small::data(labelled, student, {true, true, true, {}}, memory);
    folder.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", folder.c_str(), 1);
    CHECK((data.kept() == 70) == (place != Place::nowhere));
    CHECK((data.disk_bytes() > 0) == (place == Place::disk));
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      train::ForceObjective objective{data, small::all(70), student, scales};
      const std::size_t n = objective.parameters();
      std::vector<double> parameters, matrix(n * n), gradient(n), second(n);
      train::ForceObjective::get_parameters(student, parameters);
      auto& result = results.emplace_back();
      result.push_back(objective.normal_equations(parameters, matrix, gradient));
      result.push_back(objective.gradient(parameters, 10, 40, second));
      result.push_back(objective.errors(parameters).of[train::frame_force].rmse);
      result.insert(result.end(), matrix.begin(), matrix.end());
      result.insert(result.end(), gradient.begin(), gradient.end());
      result.insert(result.end(), second.begin(), second.end());
    }
  }
  set_thread_count(before);
  for (const auto& result : results) CHECK(result == results.front());
}

TEST_CASE("a share of the force rows gives the exact gradient and a matrix near the whole one") {
  Random random{5};
  const auto teacher = small::model(small::set(), {5}, "tanh", random);
  const auto student = small::model(small::set(), {3}, "tanh", random);
  // Of forces alone: rows of energies, which are many here, would hide what weight those of forces have.
  const auto data = small::data(frames(teacher, random, 60), student, {false, true, false, {}});
  train::ForceObjective objective{data, small::all(60), student, scales};
  const std::size_t n = objective.parameters();
  std::vector<double> parameters, whole(n * n), gradient(n), part(n * n), part_gradient(n);
  train::ForceObjective::get_parameters(student, parameters);
  objective.normal_equations(parameters, whole, gradient);
  objective.set_row_share(0.4);
  objective.normal_equations(parameters, part, part_gradient);
  double trace = 0, part_trace = 0;
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(part_gradient[i] == Approx(gradient[i]).epsilon(1e-9).margin(1e-9));
    trace += whole[i * n + i];
    part_trace += part[i * n + i];
  }
  CHECK(part_trace == Approx(trace).epsilon(0.2));
  CHECK(part_trace != trace);
}

TEST_CASE("labels that are asked for and that no frame has are refused, and atoms without functions") {
  Random random{6};
  Frame bare = small::frame(random);
  bare.energy = -1;
  train::FrameData forces{small::set(), {true, true, false, {}}}, stress{small::set(), {true, false, true, {}}};
  for (auto* data : {&forces, &stress}) CHECK(data->add(bare, "si.xyz: frame 3"));
  CHECK_THROWS_WITH(forces.check_labels(), "no frame has forces, expected some in a fit to forces");
  CHECK_THROWS_WITH(stress.check_labels(), "no frame has a stress, expected some in a fit to the stress");
  bare.elements[2] = element_of("C");
  CHECK_THROWS_WITH(forces.add(bare, "a"), ContainsSubstring("atom 3: the set has no functions centred on C"));
}

TEST_CASE("atomic offsets are recovered from energies that are sums of them") {
  Random random{7};
  train::FrameData data{small::set(), {true, false, false, {}}};
  for (int i = 0; i < 3; ++i) {
    Frame frame = small::frame(random);
    frame.elements[1] = element_of(i == 0 ? "Si" : "O");
    frame.elements[2] = element_of(i == 2 ? "O" : "Si");
    frame.energy = 0;
    for (const auto element : frame.elements) *frame.energy += element.number == 14 ? -5.5 : -2.25;
    data.add(frame, "frame");
  }
  const auto offsets = data.least_squares_offsets(small::all(3));
  CHECK(offsets[0] == Approx(-5.5));
  CHECK(offsets[1] == Approx(-2.25));
}
