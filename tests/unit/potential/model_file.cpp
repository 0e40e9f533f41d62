#include <fstream>
#include <iterator>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "models.hpp"
#include "potential/neural/file.hpp"
#include "refusal.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

std::string written(const Model& model) {
  const TemporaryFolder folder;
  io::Output output{folder.path("a.nnp")};
  write_model(model, output);
  output.close();
  return folder.read("a.nnp");
}

Model read(const std::string& text) {
  const TemporaryFolder folder;
  io::Input input{folder.write("a.nnp", text)};
  return read_model(input);
}

// The message without the temporary file's path.
std::string error_of(const std::string& text) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.nnp", text);
  try {
    io::Input input{path};
    read_model(input);
  } catch (const Error& error) {
    const std::string message = error.what();
    REQUIRE(message.rfind(path, 0) == 0);
    return message.substr(path.size());
  }
  return "no error";
}

// With the checksum of the changed text, so that the fault itself is met.
std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  text.replace(at, what.size(), by);
  text.resize(text.find("checksum "));
  return text + "checksum " + hash_of(text) + "\nend\n";
}

void check_equal(const Model& a, const Model& b) {
  CHECK(a.units == b.units);
  CHECK(a.kind == b.kind);
  CHECK(a.cutoff == b.cutoff);
  CHECK(a.pair_end == b.pair_end);
  CHECK(a.zbl == b.zbl);
  CHECK(a.shortest == b.shortest);
  CHECK(a.fewest == b.fewest);
  CHECK(a.dispute == b.dispute);
  CHECK(a.made_by == b.made_by);
  REQUIRE(a.elements.size() == b.elements.size());
  for (std::size_t i = 0; i < a.elements.size(); ++i) {
    const auto &x = a.elements[i], &y = b.elements[i];
    CHECK(x.element == y.element);
    CHECK(x.set == y.set);
    CHECK(x.inputs == y.inputs);
    CHECK(x.network == y.network);
    CHECK(x.targets == y.targets);
    CHECK(x.energy_offset == y.energy_offset);
  }
}

Model with_core(Model model) {
  model.zbl = Zbl{0.75, 1.6};
  return model;
}

// Radii for two pairs, others by the common ones, and shortest distances.
Model with_pairs(Model model, double outer) {
  const Element si{14}, o{8};
  model.zbl = Zbl{outer > 0 ? 0.5 : 0, outer, {{si, si, 1.3, 2.2}, {o, si, 0.9, 1.5}}};
  model.shortest = {{si, si, 2.2}, {o, si, 1.5}};
  model.fewest = {{si, 12}, {o, 3}};
  model.dispute = {2.5, 0.75, 0.125};
  return model;
}

Model columns_model() {
  Random random{3};
  Model model;
  model.kind = InputKind::columns;
  model.units = UnitStyle::none;
  ElementModel element;
  element.inputs = {{"a", 0, 1, -1, 1}, {"b", 0.5, 2, 0, 1}};
  element.network = random_network({2, 3, 2}, random);
  element.targets = {{"y", 0, 1}, {"z", 1, 0.1}};
  model.elements.push_back(element);
  return model;
}

}  // namespace

TEST_CASE("a potential file reads back as the same bits, and is written as the same bytes") {
  for (const auto& model : {two_element_model(), with_core(two_element_model()), with_pairs(two_element_model(), 0),
                            with_pairs(two_element_model(), 1.2), pair_model(PairEnd::force_shifted),
                            with_core(pair_model(PairEnd::truncated)), columns_model()}) {
    const auto text = written(model);
    check_equal(read(text), model);
    CHECK(written(read(text)) == text);
    CHECK(text.rfind("nnp-potential 1\n", 0) == 0);
    CHECK(text.substr(text.size() - 5) == "\nend\n");
  }
}

TEST_CASE("numbers of every size survive a potential file") {
  auto model = pair_model(PairEnd::truncated);
  auto parameters = model.elements[0].network.parameters();
  const double hard[] = {5e-324, 9.9999999999999997e99, -0.0, 1.0 / 3, 0.1 + 0.2, 123456789.123456789, -1e-17};
  for (std::size_t i = 0; i < std::size(hard); ++i) parameters[i] = hard[i];
  check_equal(read(written(model)), model);
}

TEST_CASE("a potential file cut at any byte is an error with its place") {
  const auto text = written(pair_model(PairEnd::shifted));
  // Without its last byte alone the file is whole: the line end behind `end`.
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    INFO(length << " of " << text.size() << " bytes");
    CHECK_THAT(error_of(text.substr(0, length)), StartsWith(":"));
  }
  CHECK(error_of(text.substr(0, text.size() - 1)) == "no error");
}

TEST_CASE("a potential file with any byte changed is an error") {
  const auto text = written(pair_model(PairEnd::shifted));
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto damaged = text;
    damaged[at] = damaged[at] == '7' ? '3' : '7';
    INFO("byte " << at << " of " << text.size());
    CHECK(error_of(damaged) != "no error");
  }
}

TEST_CASE("a potential file with CRLF line ends and a byte-order mark is read") {
  const auto model = two_element_model();
  std::string text = "\xef\xbb\xbf";
  for (const char byte : written(model)) text += byte == '\n' ? std::string{"\r\n"} : std::string{byte};
  check_equal(read(text), model);
}

TEST_CASE("a malformed potential file says where and what") {
  const auto text = written(two_element_model());
  CHECK(error_of("") == ": empty file, expected the first line 'nnp-potential 1'");
  CHECK(error_of("# LAMMPS\n") ==
        ":1: no network potential, expected the first line 'nnp-potential 1', got '# LAMMPS'");
  CHECK(error_of(replaced(text, "nnp-potential 1", "nnp-potential 2")) ==
        ":1: potential file of version 2, this program knows up to 1: use a newer nnpipe");
  CHECK(error_of(replaced(text, "units metal", "units si")) == ":4: unknown units 'si', expected metal or lj");
  CHECK(error_of(replaced(text, "kind symmetry-functions", "kind moments")) ==
        ":5: kind is one of symmetry-functions, distance, columns, got 'moments'");
  CHECK(error_of(replaced(text, "cutoff 5", "cutoff five")) == ":6: cutoff: expected a number, got 'five'");
  CHECK_THAT(error_of(replaced(text, "cutoff 5", "cutoff 4")),
             EndsWith("cutoff 4 is not that of the symmetry functions, 5"));
  CHECK(error_of(replaced(text, "network Si", "network Sx")) == ":8: unknown element 'Sx'");
  CHECK(error_of(replaced(text, "function G1 Si O cutoff", "function G1 Si O cut")) == ":10: missing cutoff=…");
  CHECK_THAT(error_of(replaced(text, "activations tanh", "activations tan")),
             StartsWith(":24: unknown activation 'tan'"));
  CHECK(error_of(replaced(text, "activations tanh ", "activations ")) == ":24: expected 3 activations, got 2");
  CHECK(error_of(replaced(text, "layers 6 5 4 1", "layers 6 5 4 0")) == ":23: layer size is out of range, got 0");
  CHECK(error_of(replaced(text, "parameters 64", "parameters 65")) == ":25: expected 64 parameters, got 65");
  CHECK(error_of(replaced(text, "layers 6 5 4 1", "layers 90000000 90000000 4 1")) ==
        ":23: expected at most 100000000 parameters");
  CHECK_THAT(error_of(replaced(text, "network O", "network Si")),
             EndsWith("the symmetry functions are centred on Si") || EndsWith("has another centre"));
  CHECK_THAT(error_of(replaced(text, "target energy", "polynomial 1\ntarget energy")),
             EndsWith("expected a degree from 2 on, got 1"));
  CHECK(error_of(replaced(text, "nnp-potential 1", "nnp-potential 0")) == ":1: no such version, expected 1, got 0");
  CHECK_THAT(error_of(replaced(text, "target energy", "target\ntarget energy")), EndsWith(": target without a name"));
  CHECK(error_of(replaced(text, "layers 6 5 4 1", "layers 6")) == ":23: expected two layer sizes at least, got 1");
  CHECK_THAT(error_of(text.substr(0, text.size() - 4) + "ende\nend\n"), EndsWith("expected 'end', got 'ende'"));
  CHECK_THAT(error_of(text + "more\n"), EndsWith("more text after 'end', got 'more'"));
}

TEST_CASE("a potential file that was edited by hand is refused by its checksum") {
  auto text = written(two_element_model());
  text.replace(text.find("eta=0.3"), 7, "eta=0.4");
  CHECK_THAT(error_of(text), ContainsSubstring("checksum differs, expected "));
}

// What check() says of a model that was changed.
template <class Change>
std::string error_after(Model model, Change&& change) {
  change(model);
  return refusal_of([&] { model.check(); });
}

TEST_CASE("a model that does not fit together is not written") {
  const auto error = [](auto&& change) { return error_after(two_element_model(), change); };
  CHECK(error([](Model&) {}) == "no error");
  CHECK(error([](Model& m) { m.elements.clear(); }) == "the model has no network");
  CHECK(error([](Model& m) { m.elements[0].inputs.pop_back(); }) == "network Si: 5 inputs, but the network takes 6");
  CHECK(error([](Model& m) { m.elements[1].set.functions.pop_back(); }) ==
        "network O: 2 symmetry functions, but 3 inputs");
  CHECK(error([](Model& m) { m.elements[1].inputs[0].factor = 0; }) ==
        "network O: input G2_1: factor is 0, which loses the column");
  CHECK(error([](Model& m) { m.elements[0].network.parameters()[3] = 0.0 / 0.0; }) ==
        "network Si: a network parameter is not finite");
  CHECK(error([](Model& m) { m.elements[0].inputs[0].name = ""; }) == "network Si: input without a name");
  CHECK(error([](Model& m) { m.elements[0].inputs[1].name = m.elements[0].inputs[0].name; }) ==
        "network Si: input G1_1 is given twice");
  CHECK(error([](Model& m) { m.elements[0].targets[0].name = "a b"; }) ==
        "network Si: name 'a b' of target has white space or =");
  CHECK_THAT(error([](Model& m) { m.elements[0].inputs[0].low = 1e9; }),
             StartsWith("network Si: input G1_1: low 1000000000 is above high "));
  CHECK(error([](Model& m) { m.elements[0].network.parameters()[3] = -1e101; }) ==
        "network Si: a network parameter is -1e+101, expected a size up to 1e+100");
  CHECK(error([](Model& m) { m.elements[0].energy_offset = 1e101; }) ==
        "network Si: energy offset is 1e+101, expected a size up to 1e+100");
  CHECK(error([](Model& m) { m.elements[0].network = {}; }) == "network Si: no network");
  CHECK(error([](Model& m) { m.elements[0].degree = 2; }) == "network Si: a polynomial without a table's columns");
  auto columns = columns_model();
  columns.zbl = Zbl{0.75, 1.6};
  CHECK_THROWS_WITH(columns.check(), "zbl without a potential");
  CHECK(error([](Model& m) { m.elements[1] = m.elements[0]; }) == "element Si has two networks");
  CHECK(error([](Model& m) { m.units = UnitStyle::none; }) == "a potential needs units metal or lj, got none");
  CHECK(error([](Model& m) {
          m.elements.pop_back();
          m.kind = InputKind::columns;
        }) == "network Si: symmetry functions without use");
  CHECK(error([](Model& m) { m.elements[0].set.centre = element_of("O"); }) ==
        "network Si: the symmetry functions are centred on O");
  const auto pair_error = [](auto&& change) { return error_after(pair_model(PairEnd::shifted), change); };
  CHECK(pair_error([](Model&) {}) == "no error");
  CHECK_THAT(pair_error([](Model& m) { m.cutoff = 0; }), EndsWith("a pair potential needs a cutoff above 0, got 0"));
  CHECK_THAT(
      pair_error([](Model& m) {
        auto& element = m.elements[0];
        element.inputs.push_back(element.inputs[0]);
        element.inputs[1].name = "other";
        element.network = network::Mlp{{2, 2, 1}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
      }),
      EndsWith("a pair potential has one input, got 2"));
  CHECK_THAT(
      pair_error([](Model& m) {
        auto& element = m.elements[0];
        element.targets.push_back(element.targets[0]);
        element.targets[1].name = "other";
        element.network = network::Mlp{{1, 2, 2}, {network::Activation{"tanh"}, network::Activation{"identity"}}};
      }),
      EndsWith("a potential has one output, got 2"));
  CHECK(error([](Model& m) { m.kind = InputKind::distance; }) == "a model of this kind has one network, got 2");
  CHECK(error([](Model& m) { m.elements[0].targets.clear(); }) == "network Si: 0 targets, but the network gives 1");
}

TEST_CASE("the file that the manual page shows is read, and is what is written") {
  std::ifstream page{share_folder() + "/doc/formats/nnp.md"};
  std::string line, text;
  while (std::getline(page, line) && line != "```") continue;
  while (std::getline(page, line) && line != "```") text += line + '\n';
  const auto model = read(text);
  CHECK(model.kind == InputKind::distance);
  CHECK(written(model) == text);
}

TEST_CASE("the fewest neighbours and what a committee's spread is worth are told by name, and refused out of bounds") {
  const auto text = written(with_pairs(two_element_model(), 0));
  CHECK(text.find("\nfewest-neighbours Si 12\nfewest-neighbours O 3\nspread-limit 2.5\nspread-factor "
                  "0.75\nspread-floor 0.125\n") != std::string::npos);
  const Model model = read(text);
  CHECK(model.fewest_neighbours(Element{14}) == 12);
  CHECK(model.fewest_neighbours(Element{1}) == 0);
  CHECK_THAT(error_of(replaced(text, "fewest-neighbours Si 12", "fewest-neighbours Si")),
             EndsWith("expected an element and a number of neighbours, got 'Si'"));
  CHECK_THAT(error_of(replaced(text, "fewest-neighbours Si 12", "fewest-neighbours Si -1")),
             EndsWith("number of neighbours is out of range, got -1"));
  CHECK_THAT(error_of(replaced(text, "spread-limit 2.5", "spread-limit -2.5")),
             EndsWith("expected a spread that is finite and not negative, got -2.5"));
}

TEST_CASE("members of a committee that do not say the same of its spread say nothing") {
  auto one = with_pairs(two_element_model(), 0), other = one;
  CHECK(dispute_of(std::vector{one, other}) == Dispute{2.5, 0.75, 0.125});
  CHECK(dispute_of(std::vector{one}) == Dispute{});
  other.dispute.limit = 3;
  CHECK(dispute_of(std::vector{one, other}) == Dispute{});
}

TEST_CASE("radii of pairs and shortest distances are told by name, and refused where they make no sense") {
  const auto text = written(with_pairs(two_element_model(), 0));
  CHECK(text.find("\nzbl Si Si inner=1.3 outer=2.2\nzbl O Si inner=0.9 outer=1.5\nshortest Si Si 2.2\n") !=
        std::string::npos);
  const Model model = read(text);
  CHECK(model.shortest_distance(Element{14}, Element{8}) == 1.5);
  CHECK(model.shortest_distance(Element{8}, Element{8}) == 0);
  CHECK_THAT(error_of(replaced(text, "zbl O Si", "zbl Si Si")), EndsWith("zbl: the pair Si Si is given twice"));
  CHECK_THAT(error_of(replaced(text, "outer=1.5", "outer=0.5")),
             EndsWith("zbl: expected 0 <= inner < outer, got inner 0.9 and outer 0.5"));
  CHECK_THAT(error_of(replaced(text, "shortest Si Si 2.2", "shortest Si 2.2")),
             EndsWith("expected two elements and their shortest distance, got 'Si 2.2'"));
  CHECK_THAT(error_of(replaced(text, "shortest Si Si 2.2", "shortest Si Si -1")),
             EndsWith("the shortest distance of Si and Si is -1"));
  const auto common = written(with_core(two_element_model()));
  CHECK_THAT(
      error_of(replaced(common, "zbl inner=0.75 outer=1.6\n", "zbl inner=0.75 outer=1.6\nzbl inner=1 outer=2\n")),
      EndsWith("zbl of all pairs is given twice"));
}
