#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "largest.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/neural/network_potential.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

// One potential of tests/reference/runner-kinds: its files, and what its energies and forces are, in its own units.
struct Case {
  std::string name;
  io::RunnerUnits units;
  std::map<std::string, std::string> files;
  std::map<std::string, double> energy;
  std::map<std::string, std::vector<Vec3>> forces;
};

struct Reference {
  std::map<std::string, Frame> frames;  // lengths in the units of the case
  std::vector<Case> cases;
};

Reference read_reference() {
  Reference reference;
  io::Input input{reference_folder() + "/runner-kinds/cases.data"};
  std::string_view line;
  std::string file, frame;
  std::map<std::string, std::vector<Vec3>> lattices;
  while (input.line(line)) {
    const auto words = split(line);
    const auto vector = [&](std::size_t at) {
      return Vec3{to_finite(words[at], "x"), to_finite(words[at + 1], "y"), to_finite(words[at + 2], "z")};
    };
    if (line.starts_with("|")) {
      reference.cases.back().files[file].append(line.substr(1)).append("\n");
    } else if (words[0] == "frame") {
      frame = words[1];
    } else if (words[0] == "lattice") {
      lattices[frame].push_back(vector(1));
    } else if (words[0] == "atom") {
      reference.frames[frame].elements.push_back(element_of(words[1]));
      reference.frames[frame].positions.push_back(vector(2));
    } else if (words[0] == "case") {
      reference.cases.push_back({std::string{words[1]}, *io::find_runner_units(words[2]), {}, {}, {}});
    } else if (words[0] == "file") {
      file = words[1];
    } else if (words[0] == "energy") {
      frame = words[1];
      reference.cases.back().energy[frame] = to_finite(words[2], "energy");
    } else if (words[0] == "force") {
      reference.cases.back().forces[frame].push_back(vector(1));
    }
  }
  for (const auto& [name, rows] : lattices) {
    reference.frames[name].cell = Cell{{rows.at(0), rows.at(1), rows.at(2)}, {true, true, true}};
  }
  return reference;
}

Frame in_angstrom(Frame frame, double length) {
  for (auto& position : frame.positions) position *= length;
  for (auto& vector : frame.cell.vectors) vector *= length;
  return frame;
}

void check(const Case& expected, const Model& model, const std::map<std::string, Frame>& frames) {
  const auto potential = make_potential(model);
  Evaluator evaluator{*potential};
  for (const auto& [name, frame] : frames) {
    INFO(expected.name << " in " << name);
    Frame labelled = in_angstrom(frame, expected.units.length);
    label(labelled, evaluator);
    CHECK_THAT(*labelled.energy, WithinRel(expected.units.energy * expected.energy.at(name), 1e-12));
    const auto& forces = expected.forces.at(name);
    REQUIRE(forces.size() == labelled.forces.size());
    double scale = 1;
    for (const auto& force : forces) scale = larger(scale, norm(force));
    for (std::size_t i = 0; i < forces.size(); ++i) {
      for (int k = 0; k < 3; ++k) {
        CHECK_THAT(labelled.forces[i][k] / expected.units.force(), WithinAbs(forces[i][k], 1e-12 * scale));
      }
    }
  }
}

}  // namespace

TEST_CASE("every kind of potential of RuNNer and n2p2 gives the energies and forces that its formulas give") {
  const auto reference = read_reference();
  CHECK(reference.cases.size() == 55);
  for (const auto& each : reference.cases) {
    const TemporaryFolder folder;
    for (const auto& [name, text] : each.files) folder.write(name, text);
    const Model model = read_runner(folder.path(""), each.units);
    check(each, model, reference.frames);
  }
}

TEST_CASE("what RuNNer and n2p2 have is written again as they have it, and gives the same energies and forces") {
  const auto reference = read_reference();
  std::size_t written = 0;
  for (const auto& each : reference.cases) {
    // One list of layers and activations for all elements, in n2p2's files.
    if (each.name == "element-activation" || each.name == "element-layers") continue;
    const TemporaryFolder folder;
    for (const auto& [name, text] : each.files) folder.write(name, text);
    const Model model = read_runner(folder.path(""), each.units);
    write_runner(model, folder.path("again"), each.units);
    check(each, read_runner(folder.path("again"), each.units), reference.frames);
    ++written;
  }
  CHECK(written == reference.cases.size() - 2);
}
