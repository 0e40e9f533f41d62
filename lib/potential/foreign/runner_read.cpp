#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/input.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/foreign/runner_function.hpp"

namespace nnpipe::potential {

namespace {

// Keywords of input.nn that change the energy and have no equal here.
constexpr std::array refused{"global_symfunction_short",
                             "element_symfunction_short",
                             "pairsymfunction_short",
                             "global_pairsymfunction_short",
                             "use_electrostatics",
                             "electrostatic_type",
                             "use_vdw",
                             "vdw_type",
                             "use_damping",
                             "fixed_charge"};

// A keyword with its words and line.
struct Setting {
  std::vector<std::string> words;
  std::size_t line;
};

// input.nn: keywords in any order, # starts a comment.
class Settings {
 public:
  explicit Settings(const std::string& path) {
    io::Input input{path};
    x_name = input.name();
    std::string_view text;
    while (input.line(text)) {
      const auto words = split(text.substr(0, text.find('#')));
      if (words.empty()) continue;
      const std::string keyword{words[0]};
      if (std::find(refused.begin(), refused.end(), keyword) != refused.end()) {
        fail("{}: keyword {} has no equal here", input.place(), quoted(keyword));
      }
      x_settings.emplace(keyword, Setting{{words.begin() + 1, words.end()}, input.line_number()});
    }
  }

  const std::string& name() const { return x_name; }
  bool has(const std::string& keyword) const { return x_settings.contains(keyword); }

  // Runs `action(words)` on each line of the keyword, in the file's order.
  template <typename Action>
  void each(const std::string& keyword, Action&& action) const {
    const auto [begin, end] = x_settings.equal_range(keyword);
    for (auto at = begin; at != end; ++at) {
      with_place([&] { return fmt::format("{}:{}: {}", x_name, at->second.line, keyword); },
                 [&] {
                   const auto& words = at->second.words;
                   action(std::vector<std::string_view>{words.begin(), words.end()});
                 });
    }
  }

  // The same for a keyword that may stand once; false if it does not.
  template <typename Action>
  bool once(const std::string& keyword, Action&& action) const {
    if (x_settings.count(keyword) > 1) fail("{}: keyword {} is given twice", x_name, quoted(keyword));
    each(keyword, action);
    return has(keyword);
  }
  template <typename Action>
  void need(const std::string& keyword, Action&& action) const {
    if (!once(keyword, action)) fail("{}: no keyword {}", x_name, quoted(keyword));
  }
  double number(const std::string& keyword, double otherwise) const {
    once(keyword, [&](const auto& words) {
      if (words.empty()) fail("expected a number");
      otherwise = to_finite(words[0], "value");
    });
    return otherwise;
  }

 private:
  std::string x_name;
  std::multimap<std::string, Setting> x_settings;
};

// A row of scaling.data.
struct Statistics {
  double low, high, mean;
  std::optional<double> sigma;
};

// Rows by element and function, both from 1. RuNNer's own files have no sigma and end with a line of two energies.
std::map<std::pair<std::int64_t, std::int64_t>, Statistics> read_statistics(const std::string& path) {
  std::map<std::pair<std::int64_t, std::int64_t>, Statistics> rows;
  io::Input input{path};
  std::string_view text;
  while (input.line(text)) {
    const auto words = split(text.substr(0, text.find('#')));
    if (words.empty() || words.size() == 2) continue;
    with_place([&] { return input.place(); },
               [&] {
                 if (words.size() < 5) {
                   fail("expected element, function, minimum, maximum, mean and sigma, got {}", quoted(text));
                 }
                 Statistics row{to_finite(words[2], "minimum"), to_finite(words[3], "maximum"),
                                to_finite(words[4], "mean"), std::nullopt};
                 if (words.size() > 5) row.sigma = to_finite(words[5], "sigma");
                 if (words.size() > 6) fail("{} words, expected up to 6", words.size());
                 const std::pair key{to_int(words[0], "element"), to_int(words[1], "function")};
                 if (!rows.emplace(key, row).second) {
                   fail("function {} of element {} a second time", key.second, key.first);
                 }
               });
  }
  return rows;
}

// The five kinds of scaling, onto (G − subtract) · factor.
class Scaling {
 public:
  explicit Scaling(const Settings& settings)
      : x_scale{settings.has("scale_symmetry_functions")},
        x_center{settings.has("center_symmetry_functions")},
        x_sigma{settings.has("scale_symmetry_functions_sigma")},
        x_low{settings.number("scale_min_short", 0)},
        x_high{settings.number("scale_max_short", 1)} {
    if ((x_scale || x_sigma) && x_low == x_high) fail("{}: scale_min_short equals scale_max_short", settings.name());
    if (x_scale || x_center) x_sigma = false;  // as n2p2 decides
  }

  descriptor::ColumnScaling of(std::string name, const Statistics& row) const {
    descriptor::ColumnScaling scaling{std::move(name), 0, 1, row.low, row.high};
    if (row.low > row.high) fail("minimum {} is above the maximum {}", row.low, row.high);
    if (x_scale || x_sigma) {
      if (x_sigma && !row.sigma) fail("no sigma in scaling.data, expected one for scale_symmetry_functions_sigma");
      const double width = x_sigma ? *row.sigma : row.high - row.low;
      if (!(width > 0)) fail("the function is constant, expected a range to scale it by");
      scaling.factor = (x_high - x_low) / width;
      scaling.subtract = (x_center || x_sigma ? row.mean : row.low) - x_low / scaling.factor;
    } else if (x_center) {
      scaling.subtract = row.mean;
    }
    return scaling;
  }

 private:
  bool x_scale, x_center, x_sigma;
  double x_low, x_high;
};

// Hidden layers and activation words of one element.
struct Topology {
  std::size_t hidden = 0;
  std::vector<std::string> nodes, activations;
};

// By RuNNer's letters. S, 1 − sigmoid(u), is sigmoid(−u): the layer changes sign.
network::Activation activation_of(std::string_view letter) {
  if (letter == "t") return network::Activation{"tanh"};
  if (letter == "l") return network::Activation{"identity"};
  if (letter == "s" || letter == "S") return network::Activation{"sigmoid"};
  if (letter == "r") return network::Activation{"relu"};
  fail("activation {} has no equal here, expected t, l, s, S or r", quoted(letter));
}

Topology topology_of(const Settings& settings, Element element) {
  Topology topology;
  settings.need("global_hidden_layers_short", [&](const auto& words) {
    if (words.size() != 1) fail("expected one number");
    topology.hidden = static_cast<std::size_t>(std::max<std::int64_t>(0, to_int(words[0], "layers")));
  });
  settings.need("global_nodes_short", [&](const auto& words) { topology.nodes.assign(words.begin(), words.end()); });
  settings.need("global_activation_short",
                [&](const auto& words) { topology.activations.assign(words.begin(), words.end()); });
  const auto own = [&](const char* keyword, auto&& action) {
    settings.each(keyword, [&](const std::vector<std::string_view>& words) {
      if (words.size() < 2) fail("expected an element and what it has");
      if (element_of(words[0]) == element) action(std::vector<std::string_view>{words.begin() + 1, words.end()});
    });
  };
  own("element_hidden_layers_short", [&](const auto& words) {
    topology.hidden = static_cast<std::size_t>(std::max<std::int64_t>(0, to_int(words[0], "layers")));
  });
  // "ELEMENT LAYER NODES" sets one layer, "ELEMENT NODES …" all of them.
  own("element_nodes_short", [&](const auto& words) {
    const auto first = to_int(words[0], "nodes");
    if (words.size() == 2 && first >= 1 && first <= static_cast<std::int64_t>(topology.nodes.size())) {
      topology.nodes[static_cast<std::size_t>(first - 1)] = std::string{words[1]};
    } else {
      topology.nodes.assign(words.begin(), words.end());
    }
  });
  own("element_activation_short", [&](const auto& words) {
    if (parse_int(words[0])) fail("activations of single nodes have no equal here");
    topology.activations.assign(words.begin(), words.end());
  });
  if (topology.nodes.size() < topology.hidden || topology.activations.size() < topology.hidden) {
    fail("{}: {} hidden layers, but {} numbers of nodes and {} activations", settings.name(), topology.hidden,
         topology.nodes.size(), topology.activations.size());
  }
  return topology;
}

// The network of one element, its parameters still 0.
network::Mlp make_network(std::size_t inputs, const Topology& topology) {
  std::vector<std::size_t> sizes{inputs};
  std::vector<network::Activation> activations;
  for (std::size_t l = 0; l < topology.hidden; ++l) {
    const auto nodes = to_int(topology.nodes[l], "nodes");
    if (nodes < 1 || nodes > 100000) fail("layer of {} nodes, expected 1 or more", nodes);
    sizes.push_back(static_cast<std::size_t>(nodes));
    activations.push_back(activation_of(topology.activations[l]));
  }
  sizes.push_back(1);
  if (topology.activations.size() > topology.hidden && topology.activations[topology.hidden] != "l") {
    fail("activation {} of the output, expected l", quoted(topology.activations[topology.hidden]));
  }
  activations.emplace_back("identity");
  return {sizes, activations};
}

// The first column of weights.ZZZ.data, which has our order.
void read_weights(const std::string& path, network::Mlp& network) {
  io::Input input{path};
  std::size_t count = 0;
  const auto parameters = network.parameters();
  std::string_view text;
  while (input.line(text)) {
    const auto words = split(text.substr(0, text.find('#')));
    if (words.empty()) continue;
    if (count == parameters.size()) fail("{}: more numbers than the {} of the network", input.place(), count);
    parameters[count++] = with_place([&] { return input.place(); }, [&] { return to_finite(words[0], "weight"); });
  }
  if (count != parameters.size()) {
    fail("{}: {} numbers, expected {}: the network is {}", input.name(), count, parameters.size(),
         fmt::join(network.sizes(), "-"));
  }
}

// With normalize_nodes each neuron's sum, bias included, is divided by the number of its inputs.
void normalise(network::Mlp& network, const Topology& topology, bool by_inputs) {
  for (std::size_t l = 0; l < network.layers(); ++l) {
    double factor = by_inputs ? 1.0 / static_cast<double>(network.columns(l)) : 1.0;
    if (l < topology.hidden && topology.activations[l] == "S") factor = -factor;
    for (double& w : network.weights(l)) w *= factor;
    for (double& b : network.biases(l)) b *= factor;
  }
}

std::vector<Element> read_elements(const Settings& settings) {
  std::vector<Element> elements;
  settings.need("elements", [&](const auto& words) {
    for (const auto word : words) elements.push_back(element_of(word));
  });
  settings.once("number_of_elements", [&](const auto& words) {
    const auto number = words.empty() ? 0 : to_int(words[0], "number");
    if (number != static_cast<std::int64_t>(elements.size())) fail("{}, but {} elements", number, elements.size());
  });
  std::sort(elements.begin(), elements.end());
  if (std::adjacent_find(elements.begin(), elements.end()) != elements.end()) {
    fail("{}: an element stands twice in the list of elements", settings.name());
  }
  return elements;
}

descriptor::CutoffFunction read_cutoff(const Settings& settings) {
  descriptor::CutoffFunction cutoff{descriptor::CutoffKind::cosine, 0};
  settings.need("cutoff_type", [&](const auto& words) {
    if (words.empty()) fail("expected a number");
    cutoff =
        runner_cutoff_function(to_int(words[0], "cutoff type"), words.size() > 1 ? to_finite(words[1], "alpha") : 0.0);
  });
  return cutoff;
}

// All functions, each centre's in n2p2's order.
std::map<Element, std::vector<RunnerFunction>> read_functions(const Settings& settings,
                                                              const std::vector<Element>& elements) {
  const auto cutoff = read_cutoff(settings);
  std::map<Element, std::vector<RunnerFunction>> functions;
  settings.each("symfunction_short", [&](const auto& words) {
    const auto known = [&](Element element) {
      if (!std::binary_search(elements.begin(), elements.end(), element)) {
        fail("element {} is not in the list of elements", element.symbol());
      }
    };
    auto function = parse_runner_function(words, cutoff);
    for (const auto element : elements_of(function.function)) known(element);
    functions[function.function.centre].push_back(std::move(function));
  });
  for (const auto element : elements) {
    if (!functions.contains(element)) fail("{}: no symmetry functions of {}", settings.name(), element.symbol());
  }
  for (auto& [element, list] : functions) {
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  }
  return functions;
}

}  // namespace

Model read_runner(const std::string& folder, const io::RunnerUnits& units) {
  const Settings settings{folder + "/input.nn"};
  settings.once("nnp_type", [](const auto& words) {
    if (words.size() != 1 || (words[0] != "1" && words[0] != "2G" && words[0] != "2G-HDNNP")) {
      fail("only potentials of short range (2G-HDNNP) have an equal here");
    }
  });
  const auto elements = read_elements(settings);
  const auto functions = read_functions(settings, elements);
  const Scaling scaling{settings};
  const auto statistics = read_statistics(folder + "/scaling.data");
  std::map<Element, double> atom_energies;
  settings.each("atom_energy", [&](const auto& words) {
    if (words.size() < 2) fail("expected an element and its energy");
    if (!atom_energies.emplace(element_of(words[0]), to_finite(words[1], "energy")).second) {
      fail("a second energy of {}", words[0]);
    }
  });
  // E = E*/conv_energy + N · mean_energy + Σ atom_energy; lengths in the file are not normalised.
  const double mean_energy = settings.number("mean_energy", 0), conv_energy = settings.number("conv_energy", 1);
  if (conv_energy == 0) fail("{}: conv_energy is 0", settings.name());

  Model model;
  for (std::size_t e = 0; e < elements.size(); ++e) {
    const Element element = elements[e];
    ElementModel part;
    part.element = part.set.centre = element;
    for (const auto& line : functions.at(element)) {
      part.set.functions.push_back(with_lengths(line.function, units.length));
    }
    const auto names = part.set.column_names();
    for (std::size_t f = 0; f < names.size(); ++f) {
      const auto row = statistics.find({static_cast<std::int64_t>(e + 1), static_cast<std::int64_t>(f + 1)});
      with_place([&] { return fmt::format("{}/scaling.data: function {} of {}", folder, f + 1, element.symbol()); },
                 [&] {
                   if (row == statistics.end()) fail("is missing");
                   part.inputs.push_back(scaling.of(names[f], row->second));
                 });
    }
    const auto topology = topology_of(settings, element);
    part.network = with_place([&] { return settings.name(); }, [&] { return make_network(names.size(), topology); });
    read_weights(fmt::format("{}/weights.{:03}.data", folder, element.number), part.network);
    normalise(part.network, topology, settings.has("normalize_nodes"));
    part.targets.push_back({"energy", 0, units.energy / conv_energy});
    const auto lone = atom_energies.find(element);
    part.energy_offset = units.energy * (mean_energy + (lone == atom_energies.end() ? 0.0 : lone->second));
    model.elements.push_back(std::move(part));
  }
  for (const auto& [key, row] : statistics) {
    const auto [e, f] = key;
    const auto known = e >= 1 && e <= static_cast<std::int64_t>(model.elements.size())
                           ? static_cast<std::int64_t>(model.elements[static_cast<std::size_t>(e - 1)].inputs.size())
                           : 0;
    if (f < 1 || f > known) fail("{}/scaling.data: function {} of element {} is not in input.nn", folder, f, e);
  }
  with_place([&] { return folder; }, [&] { model.check(); });
  return model;
}

}  // namespace nnpipe::potential
