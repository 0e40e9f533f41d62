// reformat: writes kimspec.edn, what is to be known of a KIM model beside its numbers.
#include "kimspec.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "io/bibtex.hpp"
#include "io/input.hpp"
#include "io/provenance.hpp"
#include "io/table.hpp"
#include "potential/classical/parameter_file.hpp"
#include "potential/classical/stillinger_weber.hpp"
#include "potential/neural/kernel_model.hpp"
#include "potential/registry.hpp"

namespace nnpipe::reformat {

namespace {

// A text of EDN: that of JSON.
std::string edn(std::string_view text) {
  std::string result{"\""};
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) >= ' ') result += c;
    if (c == '\n' || c == '\t') result += c == '\n' ? "\\n" : "\\t";
  }
  return result + '"';
}

// What OpenKIM calls the kind of one term.
std::string kind_of(const std::string& term) {
  if (potential::is_inline_form(term)) return term.substr(0, term.find(':'));
  io::Input input{term};
  if (input.peek(13) == "nnp-potential") return "neural network";
  if (input.peek(potential::kernel_magic_word.size()) == potential::kernel_magic_word) return "kernel regression";
  const auto file = potential::read_parameter_file(input);
  return file.entries[0].values.size() == potential::stillinger_weber_values ? "sw" : "vashishta";
}

std::string kind_of(const std::vector<std::string>& potentials) {
  std::vector<std::string> kinds;
  for (const auto& spec : potentials) {
    for (const auto& term : potential::terms_of(spec)) {
      auto kind = kind_of(term);
      if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(std::move(kind));
    }
  }
  return join(kinds, " + ");
}

// "energy 2.1 meV/atom (MAE), 3.0 (RMSE)": the rows of the whole set.
std::string errors_text(const std::string& path) {
  io::TableReader table{path};
  const auto& header = table.header();
  const auto quantity = header.column("quantity"), unit = header.column("unit"), subset = header.column("subset"),
             mae = header.column("mae"), rmse = header.column("rmse");
  std::string text;
  std::vector<double> row;
  std::vector<std::string> words;
  while (table.next(row, words)) {
    if (words[subset] != "all") continue;
    text += fmt::format("{}{} {:.4g} {} (MAE), {:.4g} (RMSE)", text.empty() ? "" : "; ", words[quantity], row[mae],
                        words[unit], row[rmse]);
  }
  if (text.empty()) fail("{}: no row with subset all, expected the table that validate writes", path);
  return text;
}

std::string price_text(const std::string& path) {
  io::TableReader table{path};
  std::vector<double> row(table.header().fields.size());
  const auto price = table.header().column("price");
  if (!table.next(row)) fail("{}: no row, expected the table of validate --price", path);
  return fmt::format("{:.3g} microseconds of one core for an atom and a step", row[price]);
}

std::string citations_text(const std::string& path) {
  io::Input input{path};
  std::string text;
  for (const auto& citation : io::read_bibtex(input)) {
    text += fmt::format("{}{{\"recordkey\" {}\n   \"recordtype\" {}", text.empty() ? "[" : "\n  ", edn(citation.key),
                        edn(citation.type));
    for (const auto& [name, value] : citation.fields) text += fmt::format("\n   {} {}", edn(name), edn(value));
    text += "}";
  }
  return text + "]";
}

std::string description_of(const KimSpec& spec) {
  std::string text = fmt::format("Made by nnpipe {} from {}. Its cutoff is {} angstrom.", version(),
                                 join(spec.potentials, ", "), to_text(spec.cutoff));
  if (spec.members > 1) text += fmt::format(" The mean of a committee of {} potentials.", spec.members);
  if (!spec.errors.empty()) text += " Errors on test frames: " + errors_text(spec.errors) + ".";
  if (!spec.price.empty()) text += " Price: " + price_text(spec.price) + ".";
  return text;
}

}  // namespace

std::string kimspec_text(const KimSpec& spec) {
  std::vector<std::string> symbols, quoted_symbols;
  for (const Element element : spec.elements) {
    symbols.emplace_back(element.symbol());
    quoted_symbols.push_back(edn(symbols.back()));
  }
  std::vector<std::pair<std::string_view, std::string>> entries{
      {"extended-id", edn(spec.name)},
      {"kim-item-type", edn("portable-model")},
      {"kim-api-version", edn("2.2")},
      {"domain", edn("openkim.org")},
      {"title", edn(fmt::format("{} potential of {} ({})", kind_of(spec.potentials), join(symbols, ", "), spec.name))},
      {"potential-type", edn(kind_of(spec.potentials))},
      {"species", "[" + join(quoted_symbols, " ") + "]"},
      {"description", edn(description_of(spec))},
      {"content-origin", edn(join(io::with_own_provenance({}), "; "))},
  };
  if (!spec.errors.empty()) entries.emplace_back("errors", edn(errors_text(spec.errors)));
  if (!spec.price.empty()) entries.emplace_back("price", edn(price_text(spec.price)));
  if (!spec.citations.empty()) entries.emplace_back("source-citations", citations_text(spec.citations));
  std::string text;
  for (const auto& [key, value] : entries) text += fmt::format("{}\"{}\" {}", text.empty() ? "{" : "\n ", key, value);
  return text + "}\n";
}

}  // namespace nnpipe::reformat
