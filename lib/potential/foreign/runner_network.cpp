#include "potential/foreign/runner_network.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/input.hpp"

namespace nnpipe::potential {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> letters{{{"t", "tanh"},
                                                                                {"l", "identity"},
                                                                                {"s", "sigmoid"},
                                                                                {"p", "softplus"},
                                                                                {"r", "relu"},
                                                                                {"g", "gaussian"},
                                                                                {"c", "cosine"},
                                                                                {"e", "exponential"},
                                                                                {"h", "square"}}};

// S, 1 − sigmoid(u), is sigmoid(−u): its layer changes sign.
network::Activation activation_of(std::string_view letter) {
  if (letter == "S") return network::Activation{"sigmoid"};
  const auto found =
      std::find_if(letters.begin(), letters.end(), [&](const auto& each) { return each.first == letter; });
  if (found != letters.end()) return network::Activation{found->second};
  fail("unknown activation {}, expected t, l, s, S, p, r, g, c, e or h", quoted(letter));
}

// One layer behind the inputs: its size and the letter of each of its nodes.
struct Layer {
  std::size_t nodes = 0;
  std::string letter;
  std::vector<std::string> by_node;  // empty: `letter` for all
};

std::size_t to_size(std::string_view word, std::string_view what, std::int64_t low = 1) {
  const auto size = to_int(word, what);
  if (size < low || size > 100000) fail("{} {}, expected {} to 100000", size, what, low);
  return static_cast<std::size_t>(size);
}

using Words = std::vector<std::string_view>;

// The layers of one element, the output last.
class Topology {
 public:
  Topology(const RunnerSettings& settings, Element element) : x_settings{settings}, x_element{element} {
    read_global();
    // "ELEMENT LAYERS": RuNNer takes the first of the layers, and the output behind them.
    own("element_hidden_layers_short", [&](std::span<const std::string_view> words) {
      const auto hidden = to_size(words[0], "hidden layers", 0);
      const auto output = x_layers.back();
      x_layers.pop_back();
      x_layers.resize(hidden);
      x_layers.push_back(output);
    });
    own("element_nodes_short", [&](std::span<const std::string_view> words) { set_nodes(words); });
    own("element_activation_short", [&](std::span<const std::string_view> words) { set_activations(words); });
    check();
  }

  std::size_t size() const { return x_layers.size(); }
  const Layer& operator[](std::size_t layer) const { return x_layers[layer]; }

 private:
  std::size_t hidden() const { return x_layers.size() - 1; }

  void read_global() {
    const auto& name = x_settings.name();
    std::size_t hidden = 0;
    x_settings.need("global_hidden_layers_short", [&](const Words& words) {
      if (words.size() != 1) fail("expected one number");
      hidden = to_size(words[0], "hidden layers", 0);
    });
    Words nodes, activations;
    x_settings.need("global_nodes_short", [&](const Words& words) { nodes = words; });
    x_settings.need("global_activation_short", [&](const Words& words) { activations = words; });
    if (nodes.size() < hidden || activations.size() < hidden) {
      fail("{}: {} hidden layers, but {} numbers of nodes and {} activations", name, hidden, nodes.size(),
           activations.size());
    }
    for (std::size_t l = 0; l < hidden; ++l) {
      x_layers.push_back({with_place([&] { return name; }, [&] { return to_size(nodes[l], "nodes"); }),
                          std::string{activations[l]},
                          {}});
    }
    x_layers.push_back({1, activations.size() > hidden ? std::string{activations[hidden]} : "l", {}});
  }

  // Runs `action(words)` on each line of the keyword for this element, its symbol left out.
  template <typename Action>
  void own(const char* keyword, Action&& action) {
    x_settings.each(keyword, [&](const Words& words) {
      if (words.size() < 2) fail("expected an element and what it has");
      if (element_of(words[0]) == x_element) action(std::span{words}.subspan(1));
    });
  }

  // "LAYER NODES", or the nodes of all hidden layers.
  void set_nodes(std::span<const std::string_view> words) {
    const auto first = to_size(words[0], "nodes");
    if (words.size() == hidden() && (words.size() != 2 || first > hidden())) {
      for (std::size_t l = 0; l < words.size(); ++l) x_layers[l].nodes = to_size(words[l], "nodes");
      return;
    }
    if (words.size() != 2) fail("expected an element, a layer and its nodes");
    x_layers[to_layer(words[0], hidden())].nodes = to_size(words[1], "nodes");
  }

  // "LAYER NODE TYPE", or the letters of all layers.
  void set_activations(std::span<const std::string_view> words) {
    if (!parse_int(words[0])) {
      if (words.size() < hidden() || words.size() > x_layers.size()) {
        fail("{} activations for {} layers", words.size(), x_layers.size());
      }
      for (std::size_t l = 0; l < words.size(); ++l) x_layers[l].letter = words[l];
      return;
    }
    if (words.size() != 3) fail("expected an element, a layer, a node and its activation");
    auto& layer = x_layers[to_layer(words[0], x_layers.size())];
    const auto node = to_size(words[1], "node");
    if (node > layer.nodes) fail("node {} of a layer of {}", node, layer.nodes);
    layer.by_node.resize(layer.nodes, layer.letter);
    layer.by_node[node - 1] = words[2];
  }

  static std::size_t to_layer(std::string_view word, std::size_t layers) {
    const auto layer = to_size(word, "layer");
    if (layer > layers) fail("layer {} of {}", layer, layers);
    return layer - 1;
  }

  void check() {
    for (std::size_t l = 0; l < x_layers.size(); ++l) {
      auto& layer = x_layers[l];
      const auto where = fmt::format("{}: layer {} of {}", x_settings.name(), l + 1, x_element.symbol());
      if (layer.nodes == 0) fail("{}: no number of nodes", where);
      if (!layer.by_node.empty()) {
        for (const auto& letter : layer.by_node) {
          if (letter != layer.by_node[0]) {
            fail("{}: activations {} and {}, expected one for all its nodes", where, layer.by_node[0], letter);
          }
        }
        layer.letter = layer.by_node[0];
      }
    }
    // n2p2 takes the output as linear whatever stands there, RuNNer does not.
    if (x_layers.back().letter != "l") {
      fail("{}: activation {} of the output, expected l", x_settings.name(), quoted(x_layers.back().letter));
    }
  }

  const RunnerSettings& x_settings;
  Element x_element;
  std::vector<Layer> x_layers;
};

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
    if (topology[l].letter == "S") factor = -factor;
    for (double& w : network.weights(l)) w *= factor;
    for (double& b : network.biases(l)) b *= factor;
  }
}

}  // namespace

std::string runner_letter_of(const network::Activation& activation) {
  for (const auto& [letter, name] : letters) {
    if (name == activation.name()) return std::string{letter};
  }
  fail("RuNNer has no activation {}", activation.name());
}

network::Mlp read_runner_network(const RunnerSettings& settings, Element element, std::size_t inputs,
                                 const std::string& path) {
  const Topology topology{settings, element};
  std::vector<std::size_t> sizes{inputs};
  std::vector<network::Activation> activations;
  for (std::size_t l = 0; l < topology.size(); ++l) {
    sizes.push_back(topology[l].nodes);
    activations.push_back(
        with_place([&] { return settings.name(); }, [&] { return activation_of(topology[l].letter); }));
  }
  network::Mlp network{sizes, activations};
  read_weights(path, network);
  normalise(network, topology, settings.has("normalize_nodes"));
  return network;
}

}  // namespace nnpipe::potential
