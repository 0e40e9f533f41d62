#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/input.hpp"
#include "potential/foreign/runner.hpp"
#include "potential/foreign/runner_function.hpp"
#include "potential/foreign/runner_network.hpp"
#include "potential/foreign/runner_settings.hpp"

namespace nnpipe::potential {

namespace {

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
                   fail("function {} of element {} occurs twice", key.second, key.first);
                 }
               });
  }
  return rows;
}

// The five kinds of scaling, onto (G − subtract) · factor.
class Scaling {
 public:
  explicit Scaling(const RunnerSettings& settings)
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

std::vector<Element> read_elements(const RunnerSettings& settings) {
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
    fail("{}: the list of elements names an element twice", settings.name());
  }
  return elements;
}

descriptor::CutoffFunction read_cutoff(const RunnerSettings& settings) {
  descriptor::CutoffFunction cutoff{descriptor::CutoffKind::cosine, 0};
  settings.need("cutoff_type", [&](const auto& words) {
    if (words.empty()) fail("expected a number");
    cutoff =
        runner_cutoff_function(to_int(words[0], "cutoff type"), words.size() > 1 ? to_finite(words[1], "alpha") : 0.0);
  });
  return cutoff;
}

using Functions = std::map<Element, std::vector<RunnerFunction>>;

// All functions, each centre's in n2p2's order.
Functions read_functions(const RunnerSettings& settings, const std::vector<Element>& elements) {
  const auto cutoff = read_cutoff(settings);
  Functions functions;
  const auto known = [&](Element element) {
    if (!std::binary_search(elements.begin(), elements.end(), element)) {
      fail("element {} is not in the list of elements", element.symbol());
    }
  };
  settings.each("symfunction_short", [&](const auto& words) {
    auto function = parse_runner_function(words, cutoff);
    for (const auto element : elements_of(function.function)) known(element);
    functions[function.function.centre].push_back(std::move(function));
  });
  const auto append = [&](Element centre, std::span<const std::string_view> words) {
    for (auto& function : parse_runner_functions(centre, words, elements, cutoff)) {
      functions[centre].push_back(std::move(function));
    }
  };
  settings.each("element_symfunction_short", [&](const auto& words) {
    if (words.empty()) fail("expected an element and its symmetry function");
    known(element_of(words[0]));
    append(element_of(words[0]), std::span{words}.subspan(1));
  });
  settings.each("global_symfunction_short", [&](const auto& words) {
    for (const auto element : elements) append(element, words);
  });
  for (const auto element : elements) {
    if (!functions.contains(element)) fail("{}: no symmetry functions of {}", settings.name(), element.symbol());
  }
  for (auto& [element, list] : functions) {
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  }
  return functions;
}

// Energies beside the networks' sum: E = E*/conv_energy + N · mean_energy + Σ atom_energy; lengths in the file are not
// normalised.
struct Energies {
  double factor = 1;                 // of a network's output
  std::map<Element, double> offset;  // of an atom
};

Energies read_energies(const RunnerSettings& settings, const std::vector<Element>& elements) {
  Energies energies;
  const double conv_energy = settings.number("conv_energy", 1);
  if (conv_energy == 0) fail("{}: conv_energy is 0", settings.name());
  if (settings.number("conv_length", 1) <= 0) fail("{}: conv_length is not positive", settings.name());
  energies.factor = 1 / conv_energy;
  std::map<Element, double> lone;
  settings.each("atom_energy", [&](const auto& words) {
    if (words.size() < 2) fail("expected an element and its energy");
    if (!lone.emplace(element_of(words[0]), to_finite(words[1], "energy")).second)
      fail("a second energy of {}", words[0]);
  });
  for (const auto element : elements) {
    energies.offset[element] = settings.number("mean_energy", 0) + (lone.contains(element) ? lone[element] : 0.0);
  }
  return energies;
}

// Folders that nnpipe writes say which units they are in.
void check_units(const std::string& file, const io::RunnerUnits& units) {
  constexpr std::string_view mark = "# units: ";
  std::size_t number = 0;
  const std::string text = io::read_text(file);
  for (const auto line : split(text, '\n')) {
    ++number;
    if (!line.starts_with(mark)) continue;
    const auto name = trim(line.substr(mark.size()));
    if (io::find_runner_units(name) && name != units.name) {
      fail("{}:{}: the file is in units {}, expected these, got {}", file, number, name, units.name);
    }
  }
}

}  // namespace

Model read_runner(const std::string& folder, const io::RunnerUnits& units) {
  check_units(folder + "/input.nn", units);
  const RunnerSettings settings{folder + "/input.nn"};
  const auto elements = read_elements(settings);
  const auto functions = read_functions(settings, elements);
  const Scaling scaling{settings};
  const auto statistics = read_statistics(folder + "/scaling.data");
  auto energies = read_energies(settings, elements);

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
    part.network = read_runner_network(settings, element, names.size(),
                                       fmt::format("{}/weights.{:03}.data", folder, element.number));
    part.targets.push_back({"energy", 0, units.energy * energies.factor});
    part.energy_offset = units.energy * energies.offset[element];
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
