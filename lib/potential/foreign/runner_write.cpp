#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/folder.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/foreign/runner_function.hpp"
#include "potential/foreign/runner_network.hpp"

namespace nnpipe::potential {

namespace {

// The functions of one element in n2p2's order, and where each stood.
struct Ordered {
  std::vector<RunnerFunction> functions;
  std::vector<std::size_t> from;
};

Ordered ordered(const ElementModel& element, const io::RunnerUnits& units) {
  std::vector<RunnerFunction> lines;
  for (const auto& function : element.set.functions) {
    lines.push_back(runner_function(with_lengths(function, 1 / units.length)));
  }
  Ordered result;
  result.from.resize(lines.size());
  std::iota(result.from.begin(), result.from.end(), std::size_t{0});
  std::stable_sort(result.from.begin(), result.from.end(),
                   [&](std::size_t a, std::size_t b) { return lines[a].order < lines[b].order; });
  for (const auto at : result.from) result.functions.push_back(std::move(lines[at]));
  return result;
}

// That of the first function that has one.
descriptor::CutoffFunction cutoff_function_of(const Model& model) {
  for (const auto& element : model.elements) {
    for (const auto& function : element.set.functions) {
      if (has_cutoff_function(function.type)) return function.cutoff_function;
    }
  }
  return {};
}

// What one file for all elements cannot say differently of each.
void check_uniform(const Model& model) {
  const auto& first = model.elements.front();
  const auto cutoff = cutoff_function_of(model);
  for (const auto& element : model.elements) {
    const auto symbol = element.element.symbol();
    if (!element.linear.empty()) fail("the network of {} has linear weights beside it: RuNNer has none", symbol);
    if (element.network.activations() != first.network.activations()) {
      fail("the networks of {} and {} differ in layers or activations, expected the same: RuNNer has one list",
           first.element.symbol(), symbol);
    }
    if (element.network.activations().back().name() != "identity") {
      fail("the output of the network of {} is not linear, expected identity", symbol);
    }
    for (const auto& function : element.set.functions) {
      if (has_cutoff_function(function.type) && function.cutoff_function != cutoff) {
        fail("cutoff functions {} and {}, expected one for all: RuNNer has no more", to_text(cutoff),
             to_text(function.cutoff_function));
      }
    }
  }
}

std::string settings_text(const Model& model, const std::vector<Ordered>& sets, const io::RunnerUnits& units) {
  const auto& first = model.elements.front();
  const auto& sizes = first.network.sizes();
  const auto hidden = sizes.size() - 2;
  std::string text;
  for (const auto& line : model.made_by) text += "# " + line + '\n';
  text += fmt::format("# units: {}\n", units.name);
  text += fmt::format("number_of_elements {}\nelements", model.elements.size());
  for (const auto& element : model.elements) text.append(" ").append(element.element.symbol());
  text += "\nremove_atom_energies\n";
  for (const auto& element : model.elements) {
    text += fmt::format("atom_energy {} {}\n", element.element.symbol(), to_text(element.energy_offset / units.energy));
  }
  const auto cutoff = cutoff_function_of(model);
  text += fmt::format("cutoff_type {} {}\n", runner_cutoff_type(cutoff), to_text(cutoff.inner));
  text += "scale_symmetry_functions_sigma\nscale_min_short 0\nscale_max_short 1\n";
  text += fmt::format("global_hidden_layers_short {}\nglobal_nodes_short {}\nglobal_activation_short", hidden,
                      fmt::join(sizes.begin() + 1, sizes.end() - 1, " "));
  for (const auto& activation : first.network.activations()) text += " " + runner_letter_of(activation);
  text += '\n';
  for (const auto& element : model.elements) {
    for (std::size_t l = 1; l <= hidden; ++l) {
      if (element.network.sizes()[l] == sizes[l]) continue;
      text += fmt::format("element_nodes_short {} {} {}\n", element.element.symbol(), l, element.network.sizes()[l]);
    }
  }
  for (const auto& set : sets) {
    for (const auto& function : set.functions) text += "symfunction_short " + line_of(function) + '\n';
  }
  return text;
}

// Mean and sigma say (G − subtract) · factor, minimum and maximum the training range.
std::string scaling_text(const Model& model, const std::vector<Ordered>& sets) {
  std::string text = "# e_index sf_index min max mean sigma\n";
  for (std::size_t e = 0; e < sets.size(); ++e) {
    for (std::size_t f = 0; f < sets[e].from.size(); ++f) {
      const auto& input = model.elements[e].inputs[sets[e].from[f]];
      text += fmt::format("{} {} {} {} {} {}\n", e + 1, f + 1, to_text(input.low), to_text(input.high),
                          to_text(input.subtract), to_text(1 / input.factor));
    }
  }
  return text;
}

// value, kind, index, then the neurons it joins; the target's scaling goes into the output layer.
std::string weights_text(const ElementModel& element, const Ordered& set, const io::RunnerUnits& units) {
  const auto& network = element.network;
  const auto& target = element.targets.front();
  std::string text = "# weights and biases\n";
  std::size_t index = 0;
  for (std::size_t l = 0; l < network.layers(); ++l) {
    const std::size_t rows = network.rows(l);
    const bool last = l + 1 == network.layers();
    const double factor = last ? target.factor / units.energy : 1.0;
    for (std::size_t column = 0; column < network.columns(l); ++column) {
      const std::size_t from = l == 0 ? set.from[column] : column;
      for (std::size_t row = 0; row < rows; ++row) {
        text += fmt::format("{} a {} {} {} {} {}\n", to_text(factor * network.weights(l)[from * rows + row]), ++index,
                            l, column + 1, l + 1, row + 1);
      }
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const double bias = factor * network.biases(l)[row] + (last ? target.offset / units.energy : 0.0);
      text += fmt::format("{} b {} {} {}\n", to_text(bias), ++index, l + 1, row + 1);
    }
  }
  return text;
}

}  // namespace

void write_runner(const Model& model, const std::string& folder, const io::RunnerUnits& units) {
  model.check();
  if (model.kind != InputKind::symmetry_functions) fail("a potential of pairs, expected one of symmetry functions");
  expect_metal(model.units, "the potential");
  if (model.zbl) {
    fail("the potential has core repulsion (zbl), which RuNNer's files cannot hold: fit it with --zbl none");
  }
  // RuNNer counts elements by atomic number.
  Model sorted = model;
  std::sort(sorted.elements.begin(), sorted.elements.end(),
            [](const auto& a, const auto& b) { return a.element < b.element; });
  check_uniform(sorted);
  std::vector<Ordered> sets;
  for (const auto& element : sorted.elements) sets.push_back(ordered(element, units));

  io::FolderFiles files{{"input.nn", settings_text(sorted, sets, units)}, {"scaling.data", scaling_text(sorted, sets)}};
  for (std::size_t e = 0; e < sets.size(); ++e) {
    files.emplace_back(fmt::format("weights.{:03}.data", sorted.elements[e].element.number),
                       weights_text(sorted.elements[e], sets[e], units));
  }
  io::write_folder(folder, files);
}

}  // namespace nnpipe::potential
