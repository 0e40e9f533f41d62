#include "potential/registry.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "atoms/bounds.hpp"
#include "base/error.hpp"
#include "base/sniff.hpp"
#include "base/text.hpp"
#include "io/input.hpp"
#include "potential/classical/buckingham.hpp"
#include "potential/classical/lennard_jones.hpp"
#include "potential/classical/morse.hpp"
#include "potential/classical/parameter_file.hpp"
#include "potential/classical/stillinger_weber.hpp"
#include "potential/classical/vashishta.hpp"
#include "potential/neural/file.hpp"
#include "potential/neural/kernel_potential.hpp"
#include "potential/neural/network_potential.hpp"
#include "potential/sum.hpp"
#include "potential/zbl.hpp"

namespace nnpipe::potential {

namespace {

// What is wrong with a parameter is wrong with the command line.
template <typename Action>
void as_usage(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    fail_usage("{}", error.what());
  }
}

// The parameters behind the colon of an inline form, which are some of `names`; each is given once.
class Parameters {
 public:
  Parameters(std::string_view text, std::string_view names) {
    if (trim(text).empty()) return;
    std::vector<std::string> known;
    for (const auto name : split(names)) known.emplace_back(name);
    for (const auto part : split(text, ',')) {
      const auto equals = part.find('=');
      const auto key = trim(part.substr(0, equals));
      if (find(key)) fail_usage("{} is given twice", quoted(key));
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        const auto hint = nearest(key, known);
        fail_usage("unknown parameter {}, expected {}{}", quoted(key), join(known, ", "),
                   hint.empty() ? "" : fmt::format(" (did you mean {}?)", hint));
      }
      const bool flag = equals == std::string_view::npos;
      x_entries.emplace_back(key, flag ? std::optional<std::string_view>{} : trim(part.substr(equals + 1)));
    }
  }

  double number(std::string_view key) const {
    const auto* entry = find(key);
    if (!entry) fail_usage("parameter {} is missing", quoted(key));
    if (!entry->second) fail_usage("{} has no value, expected {}=NUMBER", quoted(key), key);
    const auto value = parse_double(*entry->second);
    if (!value || !(*value >= -1e300 && *value <= 1e300)) {
      fail_usage("{}: expected a finite number, got {}", key, quoted(*entry->second));
    }
    as_usage([&] { check_strength(key, *value); });
    return *value;
  }

  // A length that is a cutoff, or that distances are divided by.
  double length(std::string_view key) const {
    const double value = positive(key);
    as_usage([&] { check_cutoff(key, value); });
    return value;
  }

  double positive(std::string_view key) const {
    const double value = number(key);
    if (!(value > 0)) fail_usage("{}: expected a positive number, got {}", key, value);
    return value;
  }

  bool flag(std::string_view key) const {
    const auto* entry = find(key);
    if (!entry) return false;
    if (entry->second) fail_usage("{} takes no value, got {}", quoted(key), quoted(*entry->second));
    return true;
  }

  UnitStyle units() const {
    const auto* entry = find("units");
    if (!entry) return UnitStyle::metal;
    const auto name = entry->second.value_or("");
    if (name != "metal" && name != "lj") fail_usage("unknown units {}, expected metal or lj", quoted(name));
    return parse_unit_style(name);
  }

 private:
  using Entry = std::pair<std::string_view, std::optional<std::string_view>>;

  const Entry* find(std::string_view key) const {
    const auto at = std::find_if(x_entries.begin(), x_entries.end(), [&](const Entry& e) { return e.first == key; });
    return at == x_entries.end() ? nullptr : &*at;
  }

  std::vector<Entry> x_entries;
};

template <typename Form>
PotentialPtr finish(Form form, const Parameters& parameters) {
  form.cutoff = parameters.length("cutoff");
  form.shift = parameters.flag("shift");
  form.units = parameters.units();
  if constexpr (std::is_same_v<Form, LennardJones>) {
    return make_lennard_jones(form);
  } else {
    return std::make_unique<PairPotential<Form>>(form);
  }
}

PotentialPtr lennard_jones(const Parameters& parameters) {
  LennardJones form{};
  form.epsilon = parameters.positive("epsilon");
  form.sigma = parameters.length("sigma");
  return finish(form, parameters);
}

PotentialPtr morse(const Parameters& parameters) {
  Morse form{};
  form.depth = parameters.positive("depth");
  form.width = parameters.positive("width");
  form.distance = parameters.length("distance");
  return finish(form, parameters);
}

PotentialPtr buckingham(const Parameters& parameters) {
  Buckingham form{};
  form.a = parameters.number("a");
  form.rho = parameters.length("rho");
  form.c = parameters.number("c");
  return finish(form, parameters);
}

Zbl zbl_of(const Parameters& parameters) {
  const Zbl zbl{parameters.number("inner"), parameters.positive("outer")};
  if (!(zbl.inner >= 0 && zbl.inner < zbl.outer)) fail_usage("expected 0 <= inner < outer");
  as_usage([&] { zbl.check(); });
  return zbl;
}

PotentialPtr zbl_alone(const Parameters& parameters) { return make_zbl(zbl_of(parameters)); }

struct InlineForm {
  std::string_view name, parameters;
  PotentialPtr (*make)(const Parameters&);
};
constexpr std::string_view zbl_parameters = "inner outer";
constexpr std::array inline_forms{InlineForm{"lj", "epsilon sigma cutoff shift units", lennard_jones},
                                  InlineForm{"morse", "depth width distance cutoff shift units", morse},
                                  InlineForm{"buckingham", "a rho c cutoff shift units", buckingham},
                                  InlineForm{"zbl", zbl_parameters, zbl_alone}};

PotentialPtr load_parameters(io::Input& input) {
  const ParameterFile file = read_parameter_file(input);
  const std::size_t values = file.entries[0].values.size();
  if (values == stillinger_weber_values) return make_stillinger_weber(file);
  if (values == vashishta_values) return make_vashishta(file);
  fail("{}: {} numbers in an entry, expected {} (Stillinger-Weber) or {} (Vashishta)", file.entries[0].place, values,
       stillinger_weber_values, vashishta_values);
}

PotentialPtr load_file(const std::string& path) {
  io::Input input{path};
  if (input.peek(1).empty()) fail("{}: an empty file, expected a potential", input.name());
  if (input.peek(13) == "nnp-potential") {
    auto models = read_models(input);
    return with_place([&] { return input.name(); }, [&] { return make_potential(std::move(models)); });
  }
  if (input.peek(kernel_magic_word.size()) == kernel_magic_word) {
    auto model = read_kernel_model(input);
    return with_place([&] { return input.name(); }, [&] { return make_kernel_potential(std::move(model)); });
  }
  const auto other = what_it_is(input.peek(sniffed_bytes));
  if (!other.empty() && !other.ends_with("potential")) {
    fail("{}: {}, expected a potential: a .nnp file, or LAMMPS's .sw or .vashishta", input.name(), other);
  }
  return load_parameters(input);
}

const InlineForm* inline_form_of(std::string_view term) {
  const auto name = term.substr(0, term.find(':'));
  const auto form =
      std::find_if(inline_forms.begin(), inline_forms.end(), [&](const auto& f) { return f.name == name; });
  return form == inline_forms.end() ? nullptr : &*form;
}

// The parameters of an inline form, read by `make`.
template <typename Make>
PotentialPtr with_parameters(const std::string& spec, std::string_view term, const InlineForm& form, Make&& make) {
  return with_place([&] { return "potential " + nnpipe::quoted(spec); },
                    [&] {
                      return make(Parameters{term.substr(form.name.size() + 1), form.parameters});
                    });
}

std::string in_folder(const std::string& folder, std::string_view file) {
  return folder.empty() ? std::string{file} : (std::filesystem::path{folder} / file).string();
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

// A file or one inline form.
PotentialPtr load_term(const std::string& spec, const std::string& term, const std::string& folder) {
  const auto* form = inline_form_of(term);
  if (form == nullptr) return load_file(in_folder(folder, term));
  if (!is_inline_form(term)) {
    fail_usage("potential {}: expected parameters, as in lj:epsilon=1,sigma=1,cutoff=2.5", nnpipe::quoted(spec));
  }
  return with_parameters(spec, term, *form, form->make);
}

}  // namespace

bool is_inline_form(std::string_view term) {
  return inline_form_of(term) != nullptr && term.find(':') != std::string_view::npos;
}

std::vector<std::string> terms_of(const std::string& spec, const std::string& folder) {
  std::vector<std::string> terms;
  std::string_view rest = spec;
  // From the right: a number may have a + in it, and so may the name of a file.
  for (auto at = rest.rfind('+'); at != std::string_view::npos && at > 0; at = rest.rfind('+', at - 1)) {
    if (is_file(in_folder(folder, rest))) break;
    const auto term = rest.substr(at + 1);
    if (!is_inline_form(term) && (term.empty() || !is_file(in_folder(folder, term)))) continue;
    terms.insert(terms.begin(), std::string{term});
    rest = rest.substr(0, at);
    at = rest.size();
  }
  terms.insert(terms.begin(), std::string{rest});
  return terms;
}

PotentialPtr load(const std::string& spec, const std::string& folder) {
  const auto terms = terms_of(spec, folder);
  auto first = load_term(spec, terms.front(), folder);
  std::vector<PotentialPtr> sum;
  // Core repulsion goes on top of the first term, which may have one of its own: then it is an error.
  for (std::size_t t = 1; t < terms.size(); ++t) {
    const auto* form = inline_form_of(terms[t]);
    if (form == nullptr || form->name != "zbl") {
      sum.push_back(load_term(spec, terms[t], folder));
      continue;
    }
    first = with_parameters(spec, terms[t], *form, [&](const Parameters& parameters) {
      return with_zbl(std::move(first), zbl_of(parameters));
    });
  }
  sum.insert(sum.begin(), std::move(first));
  return with_place([&] { return "potential " + nnpipe::quoted(spec); }, [&] { return make_sum(std::move(sum)); });
}

}  // namespace nnpipe::potential
