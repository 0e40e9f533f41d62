#include "potential/neural/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "descriptor/key_values.hpp"
#include "potential/neural/sealed_reader.hpp"
#include "potential/neural/target_text.hpp"

namespace nnpipe::potential {

namespace {

constexpr int version = 1;
constexpr std::array<std::string_view, 3> kind_names{"symmetry-functions", "distance", "columns"};
constexpr std::array<std::string_view, 3> end_names{"truncated", "shifted", "force-shifted"};
// Far above any network of atoms; below what a damaged number would make the reader ask memory for.
constexpr std::int64_t most_parameters = 100'000'000;

std::vector<double> parse_weights(std::string_view text) {
  std::vector<double> weights;
  for (const auto word : split(text)) weights.push_back(to_finite(word, "linear weight"));
  if (weights.empty()) fail("linear without weights");
  return weights;
}

std::string zbl_text(const Zbl& zbl) {
  std::string text;
  if (zbl.pairs.empty() || zbl.outer > 0) {
    text = fmt::format("zbl inner={} outer={}\n", to_text(zbl.inner), to_text(zbl.outer));
  }
  for (const auto& pair : zbl.pairs) {
    text += fmt::format("zbl {} {} inner={} outer={}\n", pair.first.symbol(), pair.second.symbol(), to_text(pair.inner),
                        to_text(pair.outer));
  }
  return text;
}

// One line: of all pairs, or of the one whose elements stand in front.
void parse_zbl(std::string_view text, Zbl& zbl) {
  const auto words = split(text);
  const bool of_pair = words.size() == 4;
  descriptor::KeyValues keys{std::span{words}.subspan(of_pair ? 2 : 0)};
  const double inner = keys.need_number("inner"), outer = keys.need_number("outer");
  keys.finish();
  if (of_pair) {
    zbl.pairs.push_back({element_of(words[0]), element_of(words[1]), inner, outer});
  } else {
    if (zbl.outer > 0) fail("zbl of all pairs is given twice");
    zbl.inner = inner;
    zbl.outer = outer;
  }
  zbl.check();
}

PairDistance parse_shortest(std::string_view text) {
  const auto words = split(text);
  if (words.size() != 3) fail("expected two elements and their shortest distance, got {}", quoted(text));
  return {element_of(words[0]), element_of(words[1]), to_finite(words[2], "shortest distance")};
}

FewestNeighbours parse_fewest(std::string_view text) {
  const auto words = split(text);
  if (words.size() != 2) fail("expected an element and a number of neighbours, got {}", quoted(text));
  const auto count = to_int(words[1], "number of neighbours");
  if (count < 0 || count > 1'000'000) fail("number of neighbours is out of range, got {}", count);
  return {element_of(words[0]), static_cast<std::size_t>(count)};
}

std::size_t parameter_count(const std::vector<std::size_t>& sizes) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    count += (sizes[i] + 1) * sizes[i + 1];
    if (count > static_cast<std::size_t>(most_parameters)) fail("expected at most {} parameters", most_parameters);
  }
  return count;
}

std::vector<std::size_t> parse_sizes(std::string_view text) {
  std::vector<std::size_t> sizes;
  for (const auto word : split(text)) {
    const auto size = to_int(word, "layer size");
    if (size < 1 || size > most_parameters) fail("layer size is out of range, got {}", size);
    sizes.push_back(static_cast<std::size_t>(size));
  }
  if (sizes.size() < 2) fail("expected two layer sizes at least, got {}", sizes.size());
  parameter_count(sizes);  // throws where they are too many
  return sizes;
}

// The numbers of one line each: a column of W_l, then b_l.
template <typename Visit>
void for_parameter_lines(const network::Mlp& network, Visit&& visit) {
  for (std::size_t layer = 0; layer < network.layers(); ++layer) {
    const std::size_t rows = network.rows(layer);
    for (std::size_t column = 0; column <= network.columns(layer); ++column) {
      visit(network.weights_offset(layer) + column * rows, rows);
    }
  }
}

// The lines of a file in their fixed order: each is asked for by its first word.
class ModelReader : private SealedReader {
 public:
  // begun: the first line is taken already.
  explicit ModelReader(io::Input& input, bool begun = false)
      : SealedReader{input, {"nnp-potential", version, "network potential", "potential file"}}, x_begun{begun} {}

  // Whether a model follows, whose first line is taken.
  using SealedReader::another;

  Model read() {
    return with_own_place([&] { return read_all(); });
  }

 private:
  Model read_all() {
    first_line(x_begun);
    Model model;
    next();
    while (is("made-by")) {
      model.made_by.emplace_back(rest());
      next();
    }
    model.units = take("units", parse_unit_style);
    model.kind = take_name<InputKind>("kind", kind_names);
    if (model.kind != InputKind::columns) cutoff(model);
    while (is("zbl")) {
      if (!model.zbl) model.zbl.emplace();
      take("zbl", [&](std::string_view text) {
        parse_zbl(text, *model.zbl);
        return true;
      });
    }
    while (is("shortest")) model.shortest.push_back(take("shortest", parse_shortest));
    while (is("fewest-neighbours")) model.fewest.push_back(take("fewest-neighbours", parse_fewest));
    if (is("spread-limit")) model.dispute.limit = take_number("spread-limit");
    if (is("spread-factor")) model.dispute.factor = take_number("spread-factor");
    if (is("spread-floor")) model.dispute.floor = take_number("spread-floor");
    while (is("network")) model.elements.push_back(element(model.kind));
    finish("network");
    model.check();
    if (model.kind != InputKind::columns && model.range() != x_cutoff) {
      fail("cutoff {} is not that of the symmetry functions, {}", x_cutoff, model.range());
    }
    return model;
  }

  void cutoff(Model& model) {
    x_cutoff = take_number("cutoff");
    if (model.kind != InputKind::distance) return;
    model.cutoff = x_cutoff;
    model.pair_end = take_name<PairEnd>("pair-end", end_names);
  }

  ElementModel element(InputKind kind) {
    ElementModel element;
    element.element = take("network", [&](std::string_view symbol) {
      return kind == InputKind::columns ? Element{} : element_of(symbol);
    });
    element.set.centre = kind == InputKind::symmetry_functions ? element.element : Element{};
    if (kind != InputKind::columns) element.energy_offset = take_number("energy-offset");
    while (descriptor::is_basis_line(line())) moments_line(element);
    while (is("function")) {
      element.set.functions.push_back(
          take("function", [](std::string_view text) { return descriptor::parse_symmetry_function(text); }));
    }
    while (is("input")) element.inputs.push_back(take("input", descriptor::parse_column_scaling));
    if (is("polynomial")) {
      element.degree = take("polynomial", [](std::string_view text) {
        const auto degree = to_int(text, "degree");
        if (degree < 2 || degree > 1000) fail("expected a degree from 2 on, got {}", degree);
        return static_cast<std::size_t>(degree);
      });
    }
    while (is("target")) element.targets.push_back(take("target", parse_target));
    if (is("linear")) element.linear = take("linear", parse_weights);
    element.network = network();
    return element;
  }

  void moments_line(ElementModel& element) {
    if (descriptor::centre_of_basis_line(line()) != element.element)
      fail("moments of another element, got {}", quoted(line()));
    descriptor::read_basis_line(line(), element.set.moments);
    next();
  }

  network::Mlp network() {
    const auto sizes = take("layers", parse_sizes);
    auto activations = take("activations", [&](std::string_view text) {
      std::vector<network::Activation> all;
      for (const auto word : split(text)) all.emplace_back(word);
      if (all.size() + 1 != sizes.size()) fail("expected {} activations, got {}", sizes.size() - 1, all.size());
      return all;
    });
    const std::size_t expected = parameter_count(sizes);
    take("parameters", [&](std::string_view text) {
      const auto count = to_int(text, "parameters");
      if (count != static_cast<std::int64_t>(expected)) fail("expected {} parameters, got {}", expected, count);
      return count;
    });
    network::Mlp network{sizes, std::move(activations)};
    for_parameter_lines(network, [&](std::size_t first, std::size_t values) {
      numbers(network.parameters().subspan(first, values), "parameter");
    });
    return network;
  }

  bool x_begun;
  double x_cutoff = 0;
};

void append_element(std::string& text, const ElementModel& element, InputKind kind) {
  text += "\nnetwork";
  if (kind != InputKind::columns) {
    text += fmt::format(" {}\nenergy-offset {}", element.element.symbol(), to_text(element.energy_offset));
  }
  text += '\n';
  if (element.set.moments) {
    for (const auto& line : to_lines(*element.set.moments, element.element)) text += line + '\n';
  }
  for (const auto& function : element.set.functions) text += "function " + to_text(function) + '\n';
  for (const auto& input : element.inputs) text += "input " + to_text(input) + '\n';
  if (element.degree != 1) text += fmt::format("polynomial {}\n", element.degree);
  for (const auto& target : element.targets) text += "target " + target_text(target) + '\n';
  if (!element.linear.empty()) {
    text += "linear";
    for (const double weight : element.linear) {
      text += ' ';
      append(text, weight);
    }
    text += '\n';
  }
  const auto& network = element.network;
  text += fmt::format("layers {}\nactivations", fmt::join(network.sizes(), " "));
  for (const auto& activation : network.activations()) text.append(" ").append(activation.name());
  text += fmt::format("\nparameters {}\n", network.parameters().size());
  for_parameter_lines(network, [&](std::size_t first, std::size_t values) {
    for (std::size_t i = 0; i < values; ++i) {
      if (i > 0) text += ' ';
      append(text, network.parameters()[first + i]);
    }
    text += '\n';
  });
}

}  // namespace

Model read_model(io::Input& input) {
  ModelReader reader{input};
  Model model = reader.read();
  if (reader.another()) fail("{}: a committee of several models, expected one", input.name());
  return model;
}

namespace {

bool same_network(const ElementModel& a, const ElementModel& b) {
  return a.element == b.element && std::ranges::equal(a.network.parameters(), b.network.parameters()) &&
         a.linear == b.linear && a.targets == b.targets && a.energy_offset == b.energy_offset;
}

// Of equal members the spread is 0 whatever they are asked: as where one file was joined to itself.
void tell_of_equal_members(const std::vector<Model>& models, const std::string& file) {
  for (std::size_t i = 0; i < models.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!std::ranges::equal(models[i].elements, models[j].elements, same_network)) continue;
      notice(fmt::format("{}: members {} and {} of the committee are the same network, which tell no uncertainty", file,
                         j + 1, i + 1));
      return;
    }
  }
}

}  // namespace

std::vector<Model> read_models(io::Input& input) {
  std::vector<Model> models;
  for (bool another = false; models.empty() || another;) {
    ModelReader reader{input, another};
    models.push_back(reader.read());
    another = reader.another();
  }
  tell_of_equal_members(models, input.name());
  return models;
}

void write_model(const Model& model, io::Output& output) {
  model.check();
  std::string text{model_magic};
  text += '\n';
  for (const auto& line : model.made_by) text += "made-by " + line + '\n';
  text += fmt::format("units {}\nkind {}\n", to_string(model.units), kind_names[static_cast<std::size_t>(model.kind)]);
  if (model.kind != InputKind::columns) text += fmt::format("cutoff {}\n", to_text(model.range()));
  if (model.kind == InputKind::distance) {
    text += fmt::format("pair-end {}\n", end_names[static_cast<std::size_t>(model.pair_end)]);
  }
  if (model.zbl) text += zbl_text(*model.zbl);
  for (const auto& pair : model.shortest) {
    text += fmt::format("shortest {} {} {}\n", pair.first.symbol(), pair.second.symbol(), to_text(pair.distance));
  }
  for (const auto& one : model.fewest) {
    text += fmt::format("fewest-neighbours {} {}\n", one.element.symbol(), one.neighbours);
  }
  if (model.dispute.limit > 0) text += fmt::format("spread-limit {}\n", to_text(model.dispute.limit));
  if (model.dispute.factor > 0) text += fmt::format("spread-factor {}\n", to_text(model.dispute.factor));
  if (model.dispute.floor > 0) text += fmt::format("spread-floor {}\n", to_text(model.dispute.floor));
  for (const auto& element : model.elements) append_element(text, element, model.kind);
  text += '\n';
  text += fmt::format("checksum {}\nend\n", hash_of(text));
  output.write(text);
}

}  // namespace nnpipe::potential
