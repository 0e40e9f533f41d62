#include "analysis/errors.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/gradients.hpp"
#include "analysis/parity.hpp"
#include "base/random.hpp"
#include "potential/registry.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::analysis;

namespace {

Frame labelled(double energy, std::vector<Vec3> forces) {
  Frame frame;
  frame.cell = Cell::orthogonal(5, 5, 5);
  frame.positions.resize(forces.size());
  frame.elements.assign(forces.size(), element_of("Si"));
  frame.energy = energy;
  frame.forces = std::move(forces);
  return frame;
}

io::Table table_of(const ErrorTable& errors, const TemporaryFolder& folder) {
  const std::string path = folder.path("errors.tab");
  io::TableWriter writer{path, errors.header()};
  errors.write(writer);
  writer.close();
  return io::read_table(path);
}

}  // namespace

TEST_CASE("statistics of few errors are those by hand") {
  ErrorStatistics errors;
  CHECK(errors.quantile(0.95) == 0);
  for (const double e : {1.0, -2.0, 3.0, -4.0}) errors.add(e);
  CHECK(errors.count() == 4);
  CHECK_THAT(errors.rmse(), WithinRel(std::sqrt(30.0 / 4), 1e-14));
  CHECK_THAT(errors.mae(), WithinRel(2.5, 1e-14));
  CHECK(errors.max() == 4);
  // As numpy.percentile: between the third and fourth of 1 2 3 4 at rank 0.95 · 3.
  CHECK_THAT(errors.quantile(0.95), WithinRel(3.85, 1e-14));
  CHECK(errors.quantile(0) == 1);
  CHECK(errors.quantile(1) == 4);
}

TEST_CASE("quantiles of many errors are within 0.05 % of sorting them, in bounded memory") {
  Random random{1};
  ErrorStatistics errors;
  std::vector<double> sizes;
  for (int i = 0; i < 200000; ++i) {
    const double e = random.normal() * std::exp(3 * random.normal());
    sizes.push_back(std::abs(e));
    errors.add(e);
  }
  for (int i = 0; i < 100; ++i) {
    sizes.push_back(0);
    errors.add(0);
  }
  std::sort(sizes.begin(), sizes.end());
  for (const double q : {0.01, 0.5, 0.9, 0.95, 0.999}) {
    const double want = sizes[static_cast<std::size_t>(q * static_cast<double>(sizes.size() - 1))];
    CHECK_THAT(errors.quantile(q), WithinRel(want, 1e-3));
  }
  CHECK(errors.quantile(0) == 0);
  CHECK(errors.quantile(1) <= errors.max());
}

TEST_CASE("errors are gathered by element, configuration and size of force, in the units of tables") {
  const TemporaryFolder folder;
  Frame reference = labelled(-8, {{0.3, 0, 0}, {0, 4, 0}});
  reference.elements[1] = element_of("O");
  reference.virial = Virial{1, 2, 3, 4, 5, 6};
  reference.set_info("config_type", "hot liquid");
  Frame predicted = reference;
  predicted.energy = -8.01;
  predicted.forces[0].x += 0.001;
  predicted.forces[1].z -= 0.002;
  predicted.virial->xx -= 0.125;
  ErrorTable errors{UnitStyle::metal, {0.5, 1}};
  errors.add({reference, predicted});
  const io::Table table = table_of(errors, folder);
  CHECK(table.header.fields ==
        std::vector<std::string>{"quantity", "unit", "subset", "count", "rmse", "mae", "max", "p95", "mean"});
  struct Row {
    std::string quantity, unit, subset;
    double count, rmse, max, mean;
  };
  // Stress is −virial/V: a virial that is predicted too small is a stress predicted too large.
  const double stress = 0.001 * 160.21766208;
  const std::vector<Row> want{
      {"energy", "meV/atom", "all", 1, 5, 5, -5},
      {"energy", "meV/atom", "config_type:hot_liquid", 1, 5, 5, -5},
      {"force", "meV/Å", "all", 6, std::sqrt(5.0 / 6), 2, -1.0 / 6},
      {"force", "meV/Å", "O", 3, std::sqrt(4.0 / 3), 2, -2.0 / 3},
      {"force", "meV/Å", "Si", 3, std::sqrt(1.0 / 3), 1, 1.0 / 3},
      {"force", "meV/Å", "config_type:hot_liquid", 6, std::sqrt(5.0 / 6), 2, -1.0 / 6},
      {"force", "meV/Å", "size:0-0.5", 3, std::sqrt(1.0 / 3), 1, 1.0 / 3},
      {"force", "meV/Å", "size:1-", 3, std::sqrt(4.0 / 3), 2, -2.0 / 3},
      {"stress", "GPa", "all", 6, stress / std::sqrt(6.0), stress, stress / 6},
      {"stress", "GPa", "config_type:hot_liquid", 6, stress / std::sqrt(6.0), stress, stress / 6}};
  REQUIRE(table.rows() == want.size());
  for (std::size_t r = 0; r < want.size(); ++r) {
    CHECK(table.words[0][r] == want[r].quantity);
    CHECK(table.words[1][r] == want[r].unit);
    CHECK(table.words[2][r] == want[r].subset);
    CHECK(table.at(r, 3) == want[r].count);
    CHECK_THAT(table.at(r, 4), WithinRel(want[r].rmse, 1e-9));
    CHECK_THAT(table.at(r, 6), WithinRel(want[r].max, 1e-9));
    CHECK_THAT(table.at(r, 8), WithinRel(want[r].mean, 1e-9));
  }
}

TEST_CASE("what frames do not have is not compared") {
  ErrorTable errors{UnitStyle::lj, {}};
  Frame reference = labelled(1, {{0, 0, 0}});
  reference.forces.clear();
  Frame predicted = labelled(3, {{0, 0, 0}});
  errors.add({reference, predicted});
  CHECK(errors.all(Quantity::force) == nullptr);
  CHECK(errors.all(Quantity::stress) == nullptr);
  REQUIRE(errors.all(Quantity::energy) != nullptr);
  // Reduced units stay as they are.
  CHECK(errors.all(Quantity::energy)->rmse() == 2);
  CHECK(unit_of(Quantity::force, UnitStyle::lj) == "ε/σ");
}

TEST_CASE("site samples are compared by their site energy, by the element of their centre") {
  ErrorTable errors{UnitStyle::metal, {}};
  Frame reference = labelled(0, {{0, 0, 0}, {0, 0, 0}});
  reference.energy.reset();
  reference.forces.clear();
  reference.site_energy = -4;
  Frame predicted = reference;
  predicted.site_energy = -4.003;
  errors.add({reference, predicted});
  CHECK_THAT(errors.all(Quantity::energy)->rmse(), WithinRel(3, 1e-9));
}

TEST_CASE("the gradient check finds forces that are right, and forces that are not") {
  // No pair at the cutoff, where the force of a shifted potential jumps.
  const auto good = potential::load("lj:epsilon=0.0103,sigma=3.4,cutoff=7.7,shift");
  Random random{2};
  Frame frame = labelled(0, std::vector<Vec3>(8));
  frame.cell = Cell::orthogonal(8, 8, 8);
  for (std::size_t i = 0; i < 8; ++i) {
    frame.positions[i] =
        Vec3{4.0 * static_cast<double>(i % 2), 4.0 * static_cast<double>(i / 2 % 2), i < 4 ? 0.0 : 4.0};
    for (int d = 0; d < 3; ++d) frame.positions[i][d] += random.uniform(-0.3, 0.3);
  }
  // Forces as a bug would have them: a tenth too small.
  class Wrong : public potential::Potential {
   public:
    explicit Wrong(const potential::Potential& inner) : x_inner{inner} {}
    double cutoff() const override { return x_inner.cutoff(); }
    std::span<const Element> elements() const override { return x_inner.elements(); }
    bool any_element() const override { return true; }
    void compute(AtomsView atoms, NeighboursView list, potential::Want want, potential::Result& result) const override {
      x_inner.compute(atoms, list, want, result);
      for (Vec3& f : result.force) f *= 0.9;
    }

   private:
    const potential::Potential& x_inner;
  };
  const Wrong wrong{*good};
  ErrorTable right{UnitStyle::metal, {}}, off{UnitStyle::metal, {}};
  GradientCheck{*good, 20, 1}.add(frame, right);
  GradientCheck{wrong, 20, 1}.add(frame, off);
  CHECK(right.all(Quantity::gradient)->count() == 20);
  CHECK(right.all(Quantity::gradient)->max() < 1e-6);
  CHECK(off.all(Quantity::gradient)->max() > 0.1);
}

TEST_CASE("parity tables have a row a frame and a row a force component") {
  const TemporaryFolder folder;
  const Frame reference = labelled(-8, {{0.3, 0, 0}, {0, 4, 0}}), predicted = labelled(-9, {{0.5, 0, 1}, {0, 4, 0}});
  EnergyParity energies{folder.path("e"), UnitStyle::metal};
  ForceParity forces{folder.path("f"), UnitStyle::metal};
  EnergyParity none{"", UnitStyle::metal};
  energies.add({reference, predicted}, 7);
  forces.add({reference, predicted}, 7);
  none.add({reference, predicted}, 7);
  energies.close();
  forces.close();
  none.close();
  const io::Table e = io::read_table(folder.path("e")), f = io::read_table(folder.path("f"));
  REQUIRE(e.rows() == 1);
  CHECK(e.at(0, e.header.column("frame")) == 7);
  CHECK(e.at(0, e.header.column("reference")) == -4);
  CHECK(e.at(0, e.header.column("predicted")) == -4.5);
  REQUIRE(f.rows() == 6);
  CHECK(f.at(2, f.header.column("predicted")) == 1);
  CHECK(f.words[f.header.column("component")][2] == "z");
  CHECK(f.at(4, f.header.column("atom")) == 2);
  CHECK(folder.entries() == 2);
}

TEST_CASE("energies that are all off by the same are remarked on, those about the reference are not") {
  const auto remarks = [](double shift, double spread) {
    ErrorTable errors{UnitStyle::metal, {}};
    for (int i = 0; i < 10; ++i) {
      const Frame reference = labelled(-8, {{0.3, 0, 0}, {0, 4, 0}});
      Frame predicted = reference;
      *predicted.energy += 2 * (shift + (i % 2 == 0 ? spread : -spread));
      errors.add({reference, predicted});
    }
    return errors.remarks();
  };
  REQUIRE(remarks(0.2, 0.05).size() == 1);
  CHECK(remarks(0.2, 0.05).front().starts_with("energies are 200 meV/atom too high on the mean"));
  REQUIRE(remarks(-0.2, 0.05).size() == 1);
  CHECK(remarks(-0.2, 0.05).front().find("too low") != std::string::npos);
  CHECK(remarks(0.2, 0.2).empty());
  CHECK(remarks(0.02, 0).empty());
}

TEST_CASE("the mean of errors keeps their sign") {
  ErrorStatistics errors;
  for (const double error : {1.0, -4.0, -3.0}) errors.add(error);
  CHECK(errors.mean() == Approx(-2));
  CHECK(errors.mae() == Approx(8.0 / 3));
}
