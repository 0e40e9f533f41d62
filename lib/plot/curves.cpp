#include "plot/curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <string_view>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/column_units.hpp"
#include "io/table.hpp"

namespace nnpipe::plot {

namespace {

bool fits(const std::string& pattern, const std::string& name) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

bool fits_any(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) { return fits(pattern, name); });
}

struct Columns {
  std::size_t x = 0;
  std::vector<std::size_t> y;
};

std::size_t x_column(const io::TableHeader& header, const Wanted& wanted, const Template& form) {
  if (!wanted.x.empty()) return header.column(wanted.x);
  if (form.x.empty()) return 0;
  for (const auto& name : form.x) {
    if (header.has(name)) return header.column(name);
  }
  fail("no column {} for the x axis of {}, the table has {}", nnpipe::quoted(form.x.front()), form.name,
       join(header.fields, " "));
}

// Those asked for, else those the template names, else all, or the first, that are numbers.
std::vector<std::size_t> y_columns(const io::TableHeader& header, const Wanted& wanted, const Template& form,
                                   std::size_t x) {
  std::vector<std::size_t> y;
  for (const auto& name : wanted.y) y.push_back(header.column(name));
  if (form.histogram && wanted.y.empty() && !wanted.x.empty()) y = {x};
  if (!y.empty()) return y;
  if (!form.partials.empty() && !wanted.several_tables) {
    for (std::size_t c = 0; c < header.fields.size(); ++c) {
      if (fits(form.partials, header.fields[c])) y.push_back(c);
    }
    if (y.size() > 1) return y;
    y.clear();
  }
  for (const auto& names : form.y) {
    for (const auto& name : names) {
      for (std::size_t c = 0; c < header.fields.size(); ++c) {
        if (fits(name, header.fields[c])) y.push_back(c);
      }
    }
    if (!y.empty()) return y;
  }
  if (!form.y.empty()) {
    std::vector<std::string> names;
    for (const auto& group : form.y) names.push_back(nnpipe::quoted(group.front()));
    fail("no column {}, which {} draws, the table has {}", join(names, " or "), form.name, join(header.fields, " "));
  }
  for (std::size_t c = 0; c < header.fields.size(); ++c) {
    if ((c == x && !form.histogram) || header.is_text(c) || (form.one && !y.empty())) continue;
    y.push_back(c);
  }
  if (y.empty()) fail("no column to draw, the table has {}", join(header.fields, " "));
  return y;
}

// One axis has one unit. Columns that nothing is known of are let through.
void check_units(const io::TableHeader& header, const std::vector<std::size_t>& columns) {
  const auto unit_of = [](const std::string& kind) { return kind.substr(std::min(kind.find(" ("), kind.size())); };
  std::string unit;
  bool differ = false;
  std::vector<std::string> told;
  for (const std::size_t c : columns) {
    const std::string kind = label_of_column(header.fields[c]).kind;
    if (unit_of(kind).empty()) continue;
    if (unit.empty()) unit = unit_of(kind);
    differ = differ || unit_of(kind) != unit;
    told.push_back(fmt::format("{}: {}", header.fields[c], with_units(kind, header.units)));
  }
  if (differ) fail("--y: expected columns of one unit, for they share an axis, got {}", join(told, "; "));
}

// Symbols of elements, as in Si, Si-O or O-Si-O.
bool is_elements(std::string_view text) {
  for (const auto symbol : split(text, '-')) {
    const bool upper = !symbol.empty() && symbol[0] >= 'A' && symbol[0] <= 'Z';
    const bool lower = symbol.size() == 1 || (symbol.size() == 2 && symbol[1] >= 'a' && symbol[1] <= 'z');
    if (!upper || !lower) return false;
  }
  return !text.empty();
}

// What a legend calls a column where the axis says the rest: energy_Si-O is Si–O, msd_O is O, msd all. Empty: nothing
// of the kind.
std::string part_of(const std::string& column, const Template& form) {
  std::string_view part = column;
  std::vector<std::string> patterns;
  for (const auto& group : form.y) patterns.insert(patterns.end(), group.begin(), group.end());
  patterns.push_back(form.partials);
  for (const auto& pattern : patterns) {
    if (!pattern.ends_with('*')) continue;
    std::string head = pattern.substr(0, pattern.size() - 1);
    if (head.ends_with('_')) head.pop_back();
    if (column == head) return "all";
    if (column.starts_with(head + "_")) part = part.substr(head.size() + 1);
    if (part.size() != column.size()) break;
  }
  if (!is_elements(part)) return {};
  std::string out;
  for (const char c : part) out += c == '-' ? "–" : std::string_view{&c, 1};
  return out;
}

Columns columns_of(const io::TableHeader& header, const Wanted& wanted, const Template& form) {
  Columns columns;
  columns.x = x_column(header, wanted, form);
  columns.y = y_columns(header, wanted, form, columns.x);
  std::vector<std::size_t> all = columns.y;
  if (!form.histogram) all.push_back(columns.x);
  for (const std::size_t c : all) {
    if (header.is_text(c)) fail("column {} holds words, expected numbers", nnpipe::quoted(header.fields[c]));
  }
  if (!form.y.empty()) check_units(header, columns.y);
  return columns;
}

// In a legend: the column, the table, or both where both are needed to tell curves apart.
Series empty_series(const std::string& table, const std::string& column, const std::string& part, bool alone,
                    const Wanted& wanted, const io::TableHeader& header, const Template& form) {
  Series series;
  series.column = column;
  series.label = part.empty() ? column : part;
  const auto known = std::find_if(form.labels.begin(), form.labels.end(),
                                  [&](const auto& entry) { return fits(entry.first, column); });
  if (known != form.labels.end()) {
    series.label = with_units(known->second, header.units);
    series.label_is_ours = !wanted.several_tables;
  }
  if (!wanted.several_tables || table == "-") return series;
  const std::string stem = std::filesystem::path{table}.stem().string();
  series.label = alone ? stem : stem + " " + series.label;
  return series;
}

// From `first` on, one series of all, broken where one ends and the next begins.
void join_branches(std::vector<Series>& series, std::size_t first) {
  for (std::size_t i = first + 1; i < series.size(); ++i) {
    series[first].x.push_back(NAN);
    series[first].y.push_back(NAN);
    series[first].x.insert(series[first].x.end(), series[i].x.begin(), series[i].x.end());
    series[first].y.insert(series[first].y.end(), series[i].y.begin(), series[i].y.end());
  }
  series.resize(std::min(series.size(), first + 1));
}

void append(Series& series, double x, double y, bool ascending) {
  if (ascending && !series.x.empty() && x < series.x.back()) {
    series.x.push_back(NAN);
    series.y.push_back(NAN);
  }
  series.x.push_back(x);
  series.y.push_back(y);
}

// A label with the unit that the table says of its column in place of another; markup in a unit is none of ours.
std::string in_unit(std::string label, const std::string& unit) {
  if (unit.empty() || unit == "1" || unit == "-" || unit.find_first_of("_^{}@&~\\") != std::string::npos) return label;
  label.erase(std::min(label.find(" ("), label.size()));
  return fmt::format("{} ({})", label, unit);
}

// What the columns' table says of their unit, if it is one.
std::string unit_of(const io::TableHeader& header, const std::vector<std::size_t>& columns) {
  std::string unit = io::unit_of_column(header, columns.front());
  const bool one =
      std::all_of(columns.begin(), columns.end(), [&](auto c) { return io::unit_of_column(header, c) == unit; });
  return one ? unit : std::string{};
}

// A template's label belongs to the columns it names; it may have markup, names of columns have none.
void label_axes(const io::TableHeader& header, const Columns& columns, const Wanted& wanted, Picture& picture) {
  const Template& form = picture.form;
  const auto choose = [&](const std::string& asked, const std::string& ours, const std::string& name,
                          const std::string& unit, std::string& label, bool& is_ours) {
    is_ours = asked.empty() && !ours.empty();
    label = !asked.empty() ? asked : is_ours ? with_units(ours, header.units) : name;
    if (asked.empty() && !label.empty()) label = in_unit(label, unit);
  };
  // "force, reference (eV/Å)"
  const auto quantity = form.parity ? header.find("quantity") : std::vector<std::string>{};
  const auto of_quantity = [&](const std::string& label) {
    return quantity.empty() || label.empty() ? label : quantity.front() + ", " + label;
  };
  const bool counts = form.histogram;
  const std::string& x = header.fields[counts ? columns.y[0] : columns.x];
  const bool x_is_named = form.x.empty() || fits_any(form.x, x);
  choose(wanted.xlabel, x_is_named && !form.xlabel.empty() ? of_quantity(form.xlabel) : label_of_column(x).own, x,
         wanted.xscale == 1 ? unit_of(header, {counts ? columns.y[0] : columns.x}) : "", picture.xlabel,
         picture.xlabel_is_ours);
  // Ticks of one's own leave no number that has a unit.
  if (picture.xlabel_is_ours && !picture.xticks.empty())
    picture.xlabel.erase(std::min(picture.xlabel.find(" ("), picture.xlabel.size()));

  bool named = true, alike = true;
  const ColumnLabel first = label_of_column(header.fields[columns.y[0]]);
  for (const std::size_t c : columns.y) {
    const std::string& name = header.fields[c];
    named = named && (form.y.empty() || std::any_of(form.y.begin(), form.y.end(),
                                                    [&](const auto& group) { return fits_any(group, name); }));
    alike = alike && label_of_column(name).kind == first.kind;
  }
  const bool one = columns.y.size() == 1 || form.branches;
  const std::string ours = named && !form.ylabel.empty() ? form.ylabel : one ? first.own : alike ? first.kind : "";
  // A histogram counts along y.
  const std::string unit = wanted.yscale == 1 && !counts ? unit_of(header, columns.y) : "";
  choose(wanted.ylabel, of_quantity(ours), one ? header.fields[columns.y[0]] : "", unit, picture.ylabel,
         picture.ylabel_is_ours);
  if (!quantity.empty() && picture.note.empty() && unit != "1" && unit != "-") picture.note = unit;
}

}  // namespace

void read_curves(const std::string& path, const Wanted& wanted, Picture& picture) {
  io::TableReader table{path, {.allow_not_finite = true}};
  const auto& header = table.header();
  const Template& form = picture.form;
  const Columns columns = with_place([&] { return table.name(); }, [&] { return columns_of(header, wanted, form); });
  // Tables of no units go with any.
  if (has_units(picture.units) && has_units(header.units))
    check_same_units(picture.units, "what is drawn before", header.units, table.name());
  if (!has_units(picture.units)) picture.units = header.units;
  const std::size_t first = picture.series.size();
  if (form.corners && first == 0 && picture.xticks.empty() && wanted.x.empty()) {
    with_place([&] { return table.name(); },
               [&] {
                 for (const auto& note : header.find("corners")) {
                   for (const auto corner : split(std::string_view{note})) picture.xticks.push_back(parse_tick(corner));
                 }
               });
  }
  // Only if all of the table's curves have such a name, else one would be taken for another.
  std::vector<std::string> parts;
  for (const std::size_t c : columns.y) parts.push_back(part_of(header.fields[c], form));
  const bool known = std::none_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); });
  for (std::size_t i = 0; i < columns.y.size(); ++i) {
    const bool alone = form.branches || columns.y.size() == 1;
    picture.series.push_back(
        empty_series(path, header.fields[columns.y[i]], known ? parts[i] : "", alone, wanted, header, form));
  }
  const bool with_fit = !form.fit.empty() && wanted.y.empty() && header.has(form.fit);
  const std::size_t fit_column = with_fit ? header.column(form.fit) : 0;
  Series fit;
  const std::size_t number = first == 0 ? 0 : picture.series[first - 1].table + 1;
  for (std::size_t i = first; i < picture.series.size(); ++i) picture.series[i].table = number;
  std::vector<double> row(header.fields.size());
  while (table.next(row)) {
    const double x = row[columns.x] * wanted.xscale;
    for (std::size_t i = 0; i < columns.y.size(); ++i) {
      const double factor = form.histogram ? wanted.xscale : wanted.yscale;
      append(picture.series[first + i], x, row[columns.y[i]] * factor, form.ascending);
    }
    if (with_fit) append(fit, x, row[fit_column] * wanted.yscale, form.ascending);
  }
  if (table.rows() == 0) fail("{}: the table has no rows", table.name());
  if (form.branches) join_branches(picture.series, first);
  if (with_fit) picture.fits.push_back(std::move(fit));
  if (first == 0) label_axes(header, columns, wanted, picture);
}

std::string with_units(const std::string& label, UnitStyle style) {
  std::string out = label;
  const Units& units = units_of(UnitStyle::metal);
  const std::array<std::pair<std::string, std::string_view>, 7> names = {{{"{length}", units.length_name},
                                                                          {"{energy}", units.energy_name},
                                                                          {"{time}", units.time_name},
                                                                          {"{temperature}", units.temperature_name},
                                                                          {"{pressure}", units.pressure_name},
                                                                          {"{modulus}", "GPa"},
                                                                          {"{density}", "g/cm³"}}};
  bool any = false;
  for (const auto& [mark, unit] : names) {
    for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark)) {
      out.replace(at, mark.size(), unit);
      any = true;
    }
  }
  // Reduced numbers, and tables that say nothing of units, have none to show.
  if (any && !is_physical(style)) out.erase(std::min(out.find(" ("), out.size()));
  return out;
}

ColumnLabel label_of_column(const std::string& column) {
  static const std::string energy = "energy ({energy})", pressure = "pressure ({pressure})",
                           length = "length ({length})", angle = "angle (degrees)", rmse = "RMSE", loss = "loss";
  static const std::map<std::string, ColumnLabel, std::less<>> labels = {
      {"r", {"{/:Italic r} ({length})", length}},
      {"angle", {angle, angle}},
      {"step", {"step", "step"}},
      {"time", {"time ({time})", "time ({time})"}},
      {"temp", {"temperature ({temperature})", "temperature ({temperature})"}},
      {"energy", {energy, energy}},
      {"pe", {"potential energy ({energy})", energy}},
      {"ke", {"kinetic energy ({energy})", energy}},
      {"etotal", {"total energy ({energy})", energy}},
      {"econserve", {"conserved energy ({energy})", energy}},
      {"enthalpy", {"enthalpy ({energy})", energy}},
      {"force", {"force ({energy}/{length})", "force ({energy}/{length})"}},
      {"slope", {"slope ({energy}/{length})", "force ({energy}/{length})"}},
      {"press", {pressure, pressure}},
      {"pxx", {"{/:Italic P}_{xx} ({pressure})", pressure}},
      {"pyy", {"{/:Italic P}_{yy} ({pressure})", pressure}},
      {"pzz", {"{/:Italic P}_{zz} ({pressure})", pressure}},
      {"pxy", {"{/:Italic P}_{xy} ({pressure})", pressure}},
      {"pxz", {"{/:Italic P}_{xz} ({pressure})", pressure}},
      {"pyz", {"{/:Italic P}_{yz} ({pressure})", pressure}},
      {"pressure", {"pressure ({modulus})", "pressure ({modulus})"}},
      {"volume", {"volume ({length}³)", "volume ({length}³)"}},
      {"density", {"density ({density})", "density ({density})"}},
      {"lx", {"{/:Italic l}_x ({length})", length}},
      {"ly", {"{/:Italic l}_y ({length})", length}},
      {"lz", {"{/:Italic l}_z ({length})", length}},
      {"xy", {"tilt {/:Italic xy} ({length})", length}},
      {"xz", {"tilt {/:Italic xz} ({length})", length}},
      {"yz", {"tilt {/:Italic yz} ({length})", length}},
      {"cella", {"{/:Italic a} ({length})", length}},
      {"cellb", {"{/:Italic b} ({length})", length}},
      {"cellc", {"{/:Italic c} ({length})", length}},
      {"cellalpha", {"α (degrees)", angle}},
      {"cellbeta", {"β (degrees)", angle}},
      {"cellgamma", {"γ (degrees)", angle}},
      {"train_rmse", {rmse, rmse}},
      {"validation_rmse", {rmse, rmse}},
      {"train_energy_rmse", {"RMSE of the energy (m{energy}/atom)", rmse}},
      {"validation_energy_rmse", {"RMSE of the energy (m{energy}/atom)", rmse}},
      {"train_force_rmse", {"RMSE of the force (m{energy}/{length})", rmse}},
      {"validation_force_rmse", {"RMSE of the force (m{energy}/{length})", rmse}},
      {"train_stress_rmse", {"RMSE of the stress ({modulus})", rmse}},
      {"validation_stress_rmse", {"RMSE of the stress ({modulus})", rmse}},
      {"train_loss", {loss, loss}},
      {"validation_loss", {loss, loss}},
      {"train_accuracy", {"accuracy", "accuracy"}},
      {"validation_accuracy", {"accuracy", "accuracy"}}};
  const auto known = labels.find(column);
  if (known != labels.end()) return known->second;
  // Functions of pairs: g_O-Si.
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
  const std::string_view pair = std::string_view{column}.substr(std::min<std::size_t>(2, column.size()));
  if (column.starts_with("g_") && std::all_of(pair.begin(), pair.end(), plain))
    return {fmt::format("{{/:Italic g}}_{{{}}}({{/:Italic r}})", pair), "{/:Italic g}({/:Italic r})"};
  return {};
}

}  // namespace nnpipe::plot
