#include "potential/foreign/runner.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "largest.hpp"
#include "models.hpp"
#include "potential/foreign/runner_function.hpp"
#include "potential/neural/network_potential.hpp"
#include "refusal.hpp"
#include "structures.hpp"
#include "temporary.hpp"
#include "test.hpp"

using namespace nnpipe;
using namespace nnpipe::potential;

namespace {

const std::string silicon = reference_folder() + "/runner-si";
const io::RunnerUnits angstrom = *io::find_runner_units("angstrom-ev");
const io::RunnerUnits bohr = *io::find_runner_units("bohr-hartree");

std::vector<Frame> silicon_frames() {
  std::vector<Frame> frames;
  io::RunnerReader reader{io::Input{silicon + "/output.data"}, bohr};
  for (Frame frame; reader.next(frame);) frames.push_back(frame);
  return frames;
}

// A potential of H and O in few words, with lines put in.
class SmallFolder {
 public:
  explicit SmallFolder(const std::string& settings = {}, const std::string& functions = {}) {
    std::string text =
        "number_of_elements 2 # two\nelements O H\nglobal_hidden_layers_short 1\nglobal_nodes_short 2\n"
        "global_activation_short t l\n";
    if (settings.find("cutoff_type") == std::string::npos) text += "cutoff_type 1\n";
    text += settings;
    text += !functions.empty() ? functions
                               : "symfunction_short H 2 O 0.5 0 6\nsymfunction_short H 2 H 0.5 0 6\n"
                                 "symfunction_short O 2 H 0.25 1 6\n";
    x_folder.write("input.nn", text);
    x_folder.write("scaling.data", "# a comment\n1 1 0.5 2.5 1.5 0.25\n1 2 1 5 2 0.5\n2 1 0 4 1 0.125\n");
    x_folder.write("weights.001.data", "0.1 a 1 0 1 1 1\n0.2\n0.3\n0.4\n0.5\n0.6\n0.7\n0.8\n0.9\n");
    x_folder.write("weights.008.data", "1\n2\n3\n4\n5\n6\n7\n");
  }
  Model read() const { return read_runner(path(), angstrom); }
  std::string path() const { return x_folder.path(""); }
  void write(const std::string& name, const std::string& text) const { x_folder.write(name, text); }
  std::string message() const {
    return refusal_of([&] { read(); });
  }

 private:
  TemporaryFolder x_folder;
};

}  // namespace

TEST_CASE("a network of RuNNer gives the energies and forces that n2p2 computes with it") {
  const auto potential = make_potential(read_runner(silicon, bohr));
  const auto frames = silicon_frames();
  REQUIRE(frames.size() == 25);
  for (std::size_t n = 0; n < frames.size(); ++n) {
    INFO("structure " << n + 1);
    Frame frame = frames[n];
    Evaluator evaluator{*potential};
    label(frame, evaluator);
    CHECK_THAT(*frame.energy, WithinRel(*frames[n].energy, 1e-9));
    if (n == 8) {  // n2p2's own forces are no gradient there, see tests/reference/runner-si/README.md
      check_forces(*potential, frame, 1e-7);
      continue;
    }
    // Forces of perfect crystals are 0 but for rounding: relative to 0.1 eV/Å at least.
    const double scale = std::max(largest(frames[n].forces), 0.1);
    double worst = 0;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (int k = 0; k < 3; ++k) worst = larger(worst, std::abs(frame.forces[i][k] - frames[n].forces[i][k]));
    }
    CHECK(worst < 1e-9 * scale);
  }
}

TEST_CASE("the order of lines in input.nn does not matter: functions are put into n2p2's order") {
  const TemporaryFolder folder;
  std::vector<std::string> lines;
  const std::string text = io::read_text(silicon + "/input.nn");
  for (const auto line : split(text, '\n')) lines.emplace_back(line);
  Random random{3};
  for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[random.below(i)]);
  folder.write("input.nn", join(lines, "\r\n"));
  for (const std::string name : {"scaling.data", "weights.014.data"}) {
    folder.write(name, io::read_text(silicon + "/" + name));
  }
  const Model model = read_runner(folder.path(""), bohr), straight = read_runner(silicon, bohr);
  CHECK(model.elements[0].set == straight.elements[0].set);
  CHECK(model.elements[0].inputs == straight.elements[0].inputs);
}

TEST_CASE("a potential written for RuNNer and read again is the same potential, in any units") {
  Random random{5};
  Model model;
  model.elements.push_back(
      random_element({"G2 O Si eta=1 r_s=1.5 cutoff=5 cutoff-function=poly2 inner=0.25",
                      "G1 O O cutoff=4.5 cutoff-function=poly2 inner=0.25",
                      "G5 O Si Si eta=0.05 r_s=0.5 zeta=1 lambda=-1 cutoff=5 cutoff-function=poly2 inner=0.25"},
                     random));
  model.elements.push_back(
      random_element({"G4 Si O O eta=0.03 zeta=2 lambda=-1 cutoff=4 cutoff-function=poly2 inner=0.25",
                      "G2 Si Si eta=0.3 r_s=1 cutoff=5 cutoff-function=poly2 inner=0.25",
                      "G2 Si O eta=2 r_s=1.6 cutoff=4 cutoff-function=poly2 inner=0.25"},
                     random));
  model.elements[1].network = random_network({3, 5, 3, 1}, random);  // another size than oxygen's
  const Frame frame = random_frame(random, skewed_cell(6.5, {true, true, true}), 14, 1.6, {Element{14}, Element{8}});
  const auto label_of = [&](const Model& m) {
    Frame labelled = frame;
    const auto potential = make_potential(m);
    Evaluator evaluator{*potential};
    label(labelled, evaluator);
    return labelled;
  };
  const Frame want = label_of(model);
  for (const auto& units : io::runner_units()) {
    INFO(units.name);
    const TemporaryFolder folder;
    write_runner(model, folder.path("made/here"), units);
    const Model read = read_runner(folder.path("made/here"), units);
    const Frame got = label_of(read);
    CHECK_THAT(*got.energy, WithinRel(*want.energy, 1e-12));
    for (std::size_t i = 0; i < frame.size(); ++i) {
      for (int k = 0; k < 3; ++k)
        CHECK_THAT(got.forces[i][k], WithinAbs(want.forces[i][k], 1e-11 * largest(want.forces)));
    }
    CHECK(read.elements[0].inputs[0].low ==
          Approx(model.elements[0].inputs[1].low));  // the training range, by n2p2's order
    CHECK_THAT(read.elements[0].energy_offset, WithinRel(model.elements[0].energy_offset, 1e-14));
  }
}

TEST_CASE("compact and weighted functions have RuNNer's lines and n2p2's order, and keep their values in any units") {
  // By type; then 2 to 13 by rc, eta, rs; others by subtype, elements, rc, rl, angles.
  const std::vector<std::string> lines{
      "O 12 0.3 0.5 5",          "O 12 0.3 1 5",    "O 13 0.05 0.5 -1 2 5", "O 20 H 0.5 4 e",
      "O 20 O 0.5 4 p1a",        "O 20 H 0.5 4 p2", "O 20 O -4 4 p2",       "O 21 H O 0.5 4 0 180 p3",
      "O 22 H H 0 4 -60 60 p4a", "O 23 0.5 4 p2",   "O 24 0 4 90 270 ea",   "O 25 0 4 30 150 p2",
      "O 25 0 4 30 160 p2"};
  std::vector<std::vector<double>> orders;
  Model model;
  Random random{6};
  std::vector<std::string> functions;
  for (const auto& line : lines) {
    const auto words = split(std::string_view{line});
    const auto function = parse_runner_function(words, {descriptor::CutoffKind::poly2, 0.25});
    CHECK(line_of(function) == line);
    CHECK(line_of(runner_function(function.function)) == line);
    orders.push_back(function.order);
    functions.push_back(to_text(function.function));
  }
  CHECK(std::is_sorted(orders.begin(), orders.end()));
  model.elements = {random_element({"wC2 H low=0.5 cutoff=4 shape=poly1"}, random), random_element(functions, random)};
  const Frame frame = random_frame(random, skewed_cell(6, {true, true, true}), 10, 1.2, {Element{1}, Element{8}});
  const double want = energy_of(*make_potential(model), frame);
  for (const auto& units : io::runner_units()) {
    const TemporaryFolder folder;
    write_runner(model, folder.path("made"), units);
    CHECK_THAT(energy_of(*make_potential(read_runner(folder.path("made"), units)), frame), WithinRel(want, 1e-11));
  }
}

TEST_CASE("a malformed compact or weighted function of RuNNer is named with its line") {
  const auto message = [](const std::string& line) {
    return SmallFolder{{}, "symfunction_short " + line + "\n"}.message();
  };
  CHECK_THAT(message("H 20 O 0 6 p5"), ContainsSubstring("unknown subtype 'p5', expected p1, p2, p3, p4 or e"));
  CHECK_THAT(message("H 20 O 6 6 p2"), ContainsSubstring("rl is not below rc, got 6 and 6"));
  CHECK_THAT(message("H 22 O O 0 6 -10 60 p2"), ContainsSubstring("angles are out of range"));
  CHECK_THAT(message("H 12 0.5 6"), ContainsSubstring("symmetry function of type 12: expected 5 words, got 4"));
}

TEST_CASE("every scaling of n2p2 becomes its formula") {
  const double low = -0.5, high = 2;
  struct Case {
    std::string words;
    double value;  // of G = 2, minimum 0.5, maximum 2.5, mean 1.5, sigma 0.25
  };
  const std::string bounds = "scale_min_short -0.5\nscale_max_short 2\n";
  for (const auto& [words, value] : {
           Case{"", 2},
           Case{"scale_symmetry_functions\n", low + (high - low) * (2 - 0.5) / (2.5 - 0.5)},
           Case{"center_symmetry_functions\n", 2 - 1.5},
           Case{"scale_symmetry_functions\ncenter_symmetry_functions\n", low + (high - low) * (2 - 1.5) / (2.5 - 0.5)},
           Case{"scale_symmetry_functions_sigma\n", low + (high - low) * (2 - 1.5) / 0.25},
       }) {
    INFO(words);
    const auto model = SmallFolder{words + bounds}.read();
    const auto& input = model.elements[0].inputs[0];
    CHECK_THAT(input.apply(2), WithinAbs(value, 1e-14));
    CHECK(input.low == 0.5);
    CHECK(input.high == 2.5);
  }
}

TEST_CASE("elements are counted by atomic number, functions by n2p2's order, and weights go source by source") {
  const auto model = SmallFolder{"atom_energy O -3\nmean_energy -2\nconv_energy 4\nconv_length 7\n"}.read();
  REQUIRE(model.elements.size() == 2);
  CHECK(model.elements[0].element == Element{1});
  CHECK(model.elements[0].set.functions[0].first == Element{1});
  CHECK(model.elements[0].set.functions[0].cutoff == 6);  // conv_length does not touch lengths of the file
  CHECK(model.elements[0].network.weights(0)[1] == 0.2);
  CHECK(model.elements[0].network.biases(1)[0] == 0.9);
  CHECK(model.elements[0].energy_offset == -2);
  CHECK(model.elements[1].energy_offset == -5);
  CHECK(model.elements[0].targets[0].factor == 0.25);
}

TEST_CASE("normalize_nodes divides weights and biases by the number of inputs; S is a sigmoid turned round") {
  const auto plain = SmallFolder{}.read(), divided = SmallFolder{"normalize_nodes\n"}.read();
  for (std::size_t k = 0; k < 9; ++k) {
    CHECK_THAT(divided.elements[0].network.parameters()[k],
               WithinRel(plain.elements[0].network.parameters()[k] / 2, 1e-15));
  }
  CHECK(divided.elements[1].network.parameters()[0] == 1);
  CHECK(divided.elements[1].network.parameters()[4] == 2.5);
  const auto turned = SmallFolder{"element_activation_short H S l\n"}.read();
  CHECK(turned.elements[0].network.activations()[0].name() == "sigmoid");
  CHECK(turned.elements[0].network.parameters()[0] == -0.1);
  CHECK(turned.elements[0].network.parameters()[8] == 0.9);
}

TEST_CASE("all nine cutoff functions are read and written by their numbers") {
  for (int type = 0; type <= 8; ++type) {
    const auto number = std::to_string(type);
    auto model = SmallFolder{"cutoff_type " + number + " 0.5\n"}.read();
    const auto& cutoff = model.elements[0].set.functions[0].cutoff_function;
    CHECK(static_cast<int>(cutoff.kind) == type);
    CHECK(cutoff.inner == (type == 0 || type == 2 || type == 3 ? 0 : 0.5));
    const TemporaryFolder folder;
    write_runner(model, folder.path("x"), angstrom);
    CHECK_THAT(io::read_text(folder.path("x/input.nn")), ContainsSubstring("cutoff_type " + number + " "));
  }
}

TEST_CASE("what has no equal here, or is damaged, is named with its line") {
  const auto message = [](const std::string& settings, const std::string& functions = {}) {
    return SmallFolder{settings, functions}.message();
  };
  const std::string rest = "symfunction_short H 2 H 0.5 0 6\nsymfunction_short O 2 H 0.25 1 6\n";
  CHECK_THAT(message("cutoff_type 9\n"), ContainsSubstring("cutoff type 9, expected 0 to 8"));
  CHECK_THAT(message("element_activation_short H x l\n"),
             ContainsSubstring("unknown activation 'x', expected t, l, s, S, p"));
  CHECK_THAT(message("mean_energy 0\nconv_energy 0\nconv_length 1\n"), ContainsSubstring("conv_energy is 0"));
  CHECK_THAT(message("", "symfunction_short H 4 O 0.5 0 6\n" + rest),
             ContainsSubstring("input.nn:7: symfunction_short: symmetry function of type 4 has no equal"));
  CHECK_THAT(message("", "symfunction_short H 2 O 0.5 0\n" + rest), ContainsSubstring("expected 6 words, got 5"));
  CHECK_THAT(message("", "symfunction_short H 2 C 0.5 0 6\n" + rest),
             ContainsSubstring("element C is not in the list"));
  CHECK_THAT(message("", "symfunction_short H 2 O 0.5 0 6\n"), ContainsSubstring("no symmetry functions of O"));
  for (const auto& [settings, expected] : std::vector<std::pair<std::string, std::string>>{
           {"cutoff_type\n", "cutoff_type: expected a number"},
           {"cutoff_type 1 1.5\n", "inner cutoff out of range, expected a fraction in [0, 1), got 1.5"},
           {"mean_energy\nconv_energy 1\nconv_length 1\n", "mean_energy: expected a number"},
           {"conv_energy 1\nconv_length 1\n", "no keyword 'mean_energy', expected all of mean_energy, conv_energy and"},
           {"mean_energy 0\nconv_energy 1\nconv_length -1\n", "conv_length is not positive"},
           {"atom_energy O\n", "atom_energy: expected an element and its energy"},
           {"element_hidden_layers_short H\n", "expected an element and what it has"},
           {"element_nodes_short H\n", "expected an element and what it has"},
           {"element_activation_short H\n", "expected an element and what it has"},
           {"element_nodes_short H 1 2 3\n", "expected an element, a layer and its nodes"},
           {"element_nodes_short H 3 2\n", "layer 3 of 1"},
           {"element_hidden_layers_short H 2\n", "layer 2 of H: no number of nodes"},
           {"element_activation_short H 1 1\n", "expected an element, a layer, a node and its activation"},
           {"element_activation_short H 1 3 s\n", "node 3 of a layer of 2"},
           {"element_activation_short H s t l l\n", "4 activations for 2 layers"},
           {"element_activation_short H 1 1 s\n", "layer 1 of H: activations s and t, expected one for all its nodes"},
           {"atom_energy O 1\natom_energy O 2\n", "atom_energy: a second energy of O"},
           {"element_symfunction_short C 2 0.5 0 6\n", "element C is not in the list of elements"},
           {"element_symfunction_short\n", "expected an element and its symmetry function"},
           {"global_symfunction_short\n", "expected the type of a symmetry function"},
           {"global_symfunction_short 4 0.5 6\n", "symmetry function of type 4 has no equal here"},
           {"scale_symmetry_functions\nscale_min_short 1\n", "input.nn: scale_min_short equals scale_max_short"},
       }) {
    CHECK_THAT(message(settings), ContainsSubstring(expected));
  }
  for (const auto& [line, expected] : std::vector<std::pair<std::string, std::string>>{
           {"H", "expected centre element and type of a symmetry function"},
           {"H 2 O 0.5 0 0", "cutoff is not positive, got 0"},
           {"H 2 O -0.5 0 6", "eta is negative, got -0.5"},
           {"H 3 O O 0.5 1 0.5 6", "zeta is below 1, got 0.5"},
       }) {
    CHECK_THAT(message("", "symfunction_short " + line + "\n" + rest), ContainsSubstring(expected));
  }
  for (const auto& [settings, row, expected] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"", "2.5 0.5 1.5 0.25", "function 1 of H: minimum 2.5 is above the maximum 0.5"},
           {"scale_symmetry_functions_sigma\n", "0.5 2.5 1.5", "no sigma in scaling.data, expected one for"},
           {"scale_symmetry_functions\n", "1 1 1 0", "the function is constant, expected a range to scale it by"},
       }) {
    const SmallFolder other{settings};
    other.write("scaling.data", "1 1 " + row + "\n1 2 1 5 2 0.5\n2 1 0 4 1 0.125\n");
    CHECK_THAT(other.message(), ContainsSubstring(expected));
  }
  CHECK_THAT(message("global_hidden_layers_short 2\n"), ContainsSubstring("global_hidden_layers_short"));
  const auto replaced = [](std::string from, std::string to) {
    const SmallFolder other;
    std::string text = io::read_text(other.path() + "/input.nn");
    text.replace(text.find(from), from.size(), to);
    other.write("input.nn", text);
    return other.message();
  };
  CHECK_THAT(replaced("layers_short 1", "layers_short 2"),
             ContainsSubstring("2 hidden layers, but 1 numbers of nodes and 2 activations"));
  CHECK_THAT(replaced("activation_short t l", "activation_short t t"),
             ContainsSubstring("activation 't' of the output, expected l"));
  CHECK_THAT(replaced("elements O H", "# none"), ContainsSubstring("input.nn: no keyword 'elements'"));
  CHECK_THAT(replaced("cutoff_type 1", "# none"), ContainsSubstring("input.nn: no keyword 'cutoff_type'"));
  CHECK_THAT(replaced("global_hidden_layers_short 1", "# none"), ContainsSubstring("no keyword 'global_hidden_layers"));
  CHECK_THAT(replaced("layers_short 1", "layers_short 1 1"), ContainsSubstring("expected one number"));
  CHECK_THAT(replaced("nodes_short 2", "nodes_short 0"), ContainsSubstring("0 nodes, expected 1 to 100000"));
  CHECK_THAT(replaced("elements O H", "elements H H"), ContainsSubstring("names an element twice"));
  CHECK_THAT(replaced("number_of_elements 2", "number_of_elements 3"), ContainsSubstring("3, but 2 elements"));
  const SmallFolder folder;
  folder.write("scaling.data", "1 1 0.5 2.5 1.5 0.25\n1 1 1 5 2 0.5\n2 1 0 4 1 0.125\n");
  CHECK_THAT(folder.message(), ContainsSubstring("scaling.data:2: function 1 of element 1 occurs twice"));
  folder.write("scaling.data", "1 1 0.5 2.5\n");
  CHECK_THAT(folder.message(), ContainsSubstring("scaling.data:1: expected element, function, minimum, maximum"));
  folder.write("scaling.data", "# a comment\n1 1 0.5 2.5 1.5 0.25\n1 2 1 5 2 0.5\n2 1 0 4 1 0.125\n");
  folder.write("weights.008.data", "1\n2\n3\n4\n5\n6\n");
  CHECK_THAT(folder.message(), ContainsSubstring("weights.008.data: 6 numbers, expected 7: the network is 1-2-1"));
  folder.write("weights.008.data", "1\n2\n3\n4\n5\n6\n7\n8\n");
  CHECK_THAT(folder.message(), ContainsSubstring("weights.008.data:8: more numbers than the 7 of the network"));
  folder.write("weights.008.data", "1\n2\n3\nnan\n5\n6\n7\n");
  CHECK_THAT(folder.message(), ContainsSubstring("weights.008.data:4: weight"));
  folder.write("scaling.data", "1 1 0.5 2.5 1.5 0.25\n1 2 1 5 2 0.5\n");
  folder.write("weights.008.data", "1\n2\n3\n4\n5\n6\n7\n");
  CHECK_THAT(folder.message(), ContainsSubstring("scaling.data: function 1 of O: is missing"));
}

TEST_CASE("a potential of RuNNer or n2p2 that is not of short range alone is refused by its kind, before all else") {
  for (const auto& [settings, expected] : std::vector<std::pair<std::string, std::string>>{
           {"nnp_type 4G-HDNNP", "input.nn:7: nnp_type 4G-HDNNP: a potential of kind 4G-HDNNP, expected one of short"},
           {"nnp_type ED-GHDNNP", "nnp_type ED-GHDNNP: a potential of kind ED-GHDNNP"},
           {"nnp_type 4", "nnp_type 4: a potential with charges that flow (4G-HDNNP)"},
           {"nnp_type 10", "nnp_type 10: a potential of charges (Q-HDNNP)"},
           {"nnp_type 1", "nnp_type 1: a potential of short range with a second network of charges"},
           {"nn_type 3G", "nn_type 3G: a potential of kind 3G"},
           {"nnp_gen 3", "nnp_gen 3: a potential with charges (3G-HDNNP)"},
           {"nnp_generation 4", "nnp_generation 4: a potential with charges that flow (4G-HDNNP)"},
           {"nn_type_short 2", "nn_type_short 2: a potential of pairs, expected one of short range alone"},
           {"nnp_type", "nnp_type: expected what kind of potential it is"},
           {"use_electrostatics", "keyword 'use_electrostatics': a potential with charges (3G- or 4G-HDNNP)"},
           {"use_gausswidth", "keyword 'use_gausswidth': a potential with charges (3G- or 4G-HDNNP)"},
           {"electrostatic_type 1", "keyword 'electrostatic_type' belongs to a potential with charges"},
           {"symfunction_electrostatic H 2 O 1 0 6", "keyword 'symfunction_electrostatic' belongs to a potential with"},
           {"global_nodes_electrostatic 15 15", "keyword 'global_nodes_electrostatic' belongs to a potential with"},
           {"element_hardness H 5", "keyword 'element_hardness' belongs to a potential with charges"},
           {"fixed_gausswidth H 1.2", "keyword 'fixed_gausswidth' belongs to a potential with charges"},
           {"fixed_charge H 0.4", "keyword 'fixed_charge' belongs to a potential with charges"},
           {"ewald_alpha 0.2", "keyword 'ewald_alpha' belongs to a potential with charges"},
           {"global_nodes_pair 15", "keyword 'global_nodes_pair' belongs to a potential of pairs or to a Hamiltonian"},
           {"pairsymfunction_short H O 1 6", "keyword 'pairsymfunction_short' belongs to a potential of pairs"},
           {"use_vdw", "keyword 'use_vdw': a term of dispersion beside the networks has no equal here"},
           {"vdw_type 1", "keyword 'vdw_type': a term of dispersion beside the networks"},
           {"fc_cosine 1 12.0", "keyword 'fc_cosine': a file of RuNNer 2, expected one of RuNNer 1 or n2p2"},
           {"own_keyword 1", "unknown keyword 'own_keyword': whether it changes the energy cannot be told"},
       }) {
    // Neither functions nor weights would fit: the kind is said first.
    const SmallFolder folder{settings + "\n", "symfunction_short H 2 O 0.5 0 6\n"};
    folder.write("weights.001.data", "1\n");
    CHECK_THAT(folder.message(), ContainsSubstring(expected));
  }
}

TEST_CASE("keywords of training, and of charges where the file says that there are none, are passed over") {
  const auto plain = SmallFolder{}.read();
  for (const std::string settings :
       {"nnp_type 2G-HDNNP\nelectrostatic_type 1\nglobal_nodes_electrostatic 15\newald_alpha 0.2\n", "nnp_type 0\n",
        "nnp_type 2\n", "nnp_gen 2\nuse_short_nn\n", "nn_type 1\nnn_type_short 1\n",
        "runner_mode 3\nkalman_lambda_charge 0.98\nweightse_min -1\nuse_old_weights_charge\nshort_energy_group 1\n",
        "task_batch_size_force 8\nselection_mode_energy 1\nwrite_trainlog\nrmse_threshold_trials 3\n",
        "use_damping 0.1\nprint_mad\nnormalize_data_set force\nremove_atom_energies\n"}) {
    INFO(settings);
    CHECK(SmallFolder{settings}.message() == "no error");
    CHECK(SmallFolder{settings}.read().elements[0].network == plain.elements[0].network);
  }
}

TEST_CASE("energies of lone atoms that RuNNer and n2p2 take differently are refused") {
  CHECK_THAT(SmallFolder{"runner_mode 3\natom_energy O -3\n"}.message(),
             ContainsSubstring("atom_energy without remove_atom_energies: n2p2 adds these energies, RuNNer does not"));
  CHECK(SmallFolder{"runner_mode 3\nremove_atom_energies\natom_energy O -3\n"}.read().elements[1].energy_offset == -3);
}

TEST_CASE("what RuNNer's files cannot hold is refused before a file is made") {
  const TemporaryFolder folder;
  const auto message = [&](const Model& model) {
    return refusal_of([&] { write_runner(model, folder.path("x"), angstrom); });
  };
  CHECK_THAT(message(two_element_model()), ContainsSubstring("cutoff functions cosine and poly4, expected one"));
  CHECK_THAT(message(pair_model(PairEnd::shifted)), ContainsSubstring("a potential of pairs"));
  Random random{1};
  Model model;
  model.elements.push_back(random_element({"G3 Si O kappa=1.1 cutoff=4 cutoff-function=exp"}, random));
  CHECK_THAT(message(model), ContainsSubstring("RuNNer has no function 'G3 Si O kappa=1.1 cutoff=4'"));
  model.elements[0] = random_element({"G1 Si O cutoff=4 cutoff-function=envelope p=6"}, random);
  CHECK_THAT(message(model), ContainsSubstring("RuNNer has no cutoff function envelope"));
  model.elements[0] = random_element({"G1 Si O cutoff=4 cutoff-function=exp"}, random);
  auto& network = model.elements[0].network;
  const auto with = [&](const std::string& hidden, const std::string& output) {
    Model changed = model;
    changed.elements[0].network =
        network::Mlp{{network.inputs(), 2, 1}, {network::Activation{hidden}, network::Activation{output}}};
    return changed;
  };
  CHECK_THAT(message(with("gelu", "identity")), ContainsSubstring("RuNNer has no activation gelu"));
  CHECK_THAT(message(with("tanh", "tanh")), ContainsSubstring("the output of the network of Si is not linear"));
  Model two = with("tanh", "identity");
  two.elements.push_back(random_element({"G1 O Si cutoff=4 cutoff-function=exp"}, random));
  two.elements[1].element = element_of("O");
  CHECK_THAT(message(two), ContainsSubstring("the networks of O and Si differ in layers or activations"));
  two.units = UnitStyle::lj;
  CHECK_THAT(message(two), ContainsSubstring("the potential: units lj, expected metal"));
  model.zbl = Zbl{0.5, 1};
  CHECK_THAT(message(model), ContainsSubstring("core repulsion") && ContainsSubstring("--zbl none"));
  CHECK(folder.entries() == 0);
}
