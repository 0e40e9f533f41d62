#include "md/thermo.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

#include "base/error.hpp"
#include "base/shown_units.hpp"
#include "base/text.hpp"
#include "io/column_units.hpp"

namespace nnpipe::md {

namespace {

bool has_volume(const Cell& cell) { return cell.periodic[0] && cell.periodic[1] && cell.periodic[2]; }

struct Column {
  const char* name;
  bool needs_volume;
  double (*value)(const Thermo&);
};

double degrees(Vec3 a, Vec3 b) {
  return std::acos(std::clamp(dot(a, b) / (norm(a) * norm(b)), -1.0, 1.0)) * 180 / std::numbers::pi;
}
// g/mol per Å³ in g/cm³ (Avogadro's number as LAMMPS has it); in reduced units plain.
double density(const Thermo& t) { return t.mass / t.volume / by_style(t.units, 0.602214129, 1.0); }
double enthalpy(const Thermo& t) { return t.etotal + t.press / units_of(t.units).pressure * t.volume; }
const Vec3& edge(const Thermo& t, std::size_t i) { return t.cell.vectors[i]; }

// Edges and tilts are those of the cell turned as LAMMPS has it: a along x, b in the xy plane.
constexpr Column columns[] = {
    {"step", false, [](const Thermo& t) { return static_cast<double>(t.step); }},
    {"time", false, [](const Thermo& t) { return t.time; }},
    {"temp", false, [](const Thermo& t) { return t.temp; }},
    {"pe", false, [](const Thermo& t) { return t.pe; }},
    {"ke", false, [](const Thermo& t) { return t.ke; }},
    {"etotal", false, [](const Thermo& t) { return t.etotal; }},
    {"econserve", false, [](const Thermo& t) { return t.econserve; }},
    {"press", true, [](const Thermo& t) { return t.press; }},
    {"pxx", true, [](const Thermo& t) { return t.pressure.xx; }},
    {"pyy", true, [](const Thermo& t) { return t.pressure.yy; }},
    {"pzz", true, [](const Thermo& t) { return t.pressure.zz; }},
    {"pxy", true, [](const Thermo& t) { return t.pressure.xy; }},
    {"pxz", true, [](const Thermo& t) { return t.pressure.xz; }},
    {"pyz", true, [](const Thermo& t) { return t.pressure.yz; }},
    {"volume", true, [](const Thermo& t) { return t.volume; }},
    {"density", true, density},
    {"enthalpy", true, enthalpy},
    {"lx", true, [](const Thermo& t) { return norm(edge(t, 0)); }},
    {"ly", true, [](const Thermo& t) { return norm(cross(edge(t, 0), edge(t, 1))) / norm(edge(t, 0)); }},
    {"lz", true, [](const Thermo& t) { return t.volume / norm(cross(edge(t, 0), edge(t, 1))); }},
    {"xy", true, [](const Thermo& t) { return dot(edge(t, 0), edge(t, 1)) / norm(edge(t, 0)); }},
    {"xz", true, [](const Thermo& t) { return dot(edge(t, 0), edge(t, 2)) / norm(edge(t, 0)); }},
    {"yz", true,
     [](const Thermo& t) {
       const Vec3 x = edge(t, 0) / norm(edge(t, 0)), normal = cross(edge(t, 0), edge(t, 1));
       return dot(cross(normal / norm(normal), x), edge(t, 2));
     }},
    {"cella", true, [](const Thermo& t) { return norm(edge(t, 0)); }},
    {"cellb", true, [](const Thermo& t) { return norm(edge(t, 1)); }},
    {"cellc", true, [](const Thermo& t) { return norm(edge(t, 2)); }},
    {"cellalpha", true, [](const Thermo& t) { return degrees(edge(t, 1), edge(t, 2)); }},
    {"cellbeta", true, [](const Thermo& t) { return degrees(edge(t, 0), edge(t, 2)); }},
    {"cellgamma", true, [](const Thermo& t) { return degrees(edge(t, 0), edge(t, 1)); }},
    {"outside", false, [](const Thermo& t) { return t.outside; }},
    {"spread_energy", false, [](const Thermo& t) { return t.spread_energy; }},
    {"spread_max", false, [](const Thermo& t) { return t.spread_max; }},
    {"spread_rms", false, [](const Thermo& t) { return t.spread_rms; }},
};

const Column& column_named(const std::string& name) {
  for (const Column& column : columns) {
    if (name == column.name) return column;
  }
  fail("unknown column {}, expected some of {}", quoted(name), join(thermo_columns(), ", "));
}

std::string unit_of(const std::string& column) {
  const auto is = [&](std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), column) != names.end();
  };
  if (is({"pe", "ke", "etotal", "econserve", "enthalpy"})) return "eV";
  if (is({"press", "pxx", "pyy", "pzz", "pxy", "pxz", "pyz"})) return "bar";
  if (is({"lx", "ly", "lz", "xy", "xz", "yz", "cella", "cellb", "cellc"})) return "Å";
  if (is({"cellalpha", "cellbeta", "cellgamma"})) return "degrees";
  if (is({"spread_max", "spread_rms"})) return "meV/Å";
  return column == "time"            ? "ps"
         : column == "temp"          ? "K"
         : column == "volume"        ? "Å³"
         : column == "density"       ? "g/cm³"
         : column == "spread_energy" ? "meV/atom"
                                     : "1";
}

io::TableHeader header_of(const State& state, const std::vector<std::string>& fields) {
  io::TableHeader header;
  header.units = state.units;
  header.fields = fields;
  header.notes = {{"atoms", std::to_string(state.size())}};
  io::note_column_units(header, unit_of);
  return header;
}

}  // namespace

Thermo thermo_of(const Moment& moment) {
  const State& state = moment.state;
  const Units& units = units_of(state.units);
  Thermo thermo;
  thermo.step = moment.step;
  thermo.time = moment.time;
  thermo.temp = temperature(state);
  thermo.pe = moment.evaluator.energy();
  thermo.ke = kinetic_energy(state);
  thermo.etotal = thermo.pe + thermo.ke;
  thermo.econserve = thermo.etotal + (moment.integrator != nullptr ? moment.integrator->reservoir() : 0);
  thermo.cell = state.cell;
  thermo.units = state.units;
  for (const double mass : state.masses) thermo.mass += mass;
  if (has_volume(state.cell)) {
    thermo.volume = state.cell.volume();
    Tensor6 sum = kinetic_tensor(state);
    sum += moment.evaluator.virial();
    thermo.pressure = (units.pressure / thermo.volume) * sum;
    thermo.press = thermo.pressure.trace() / 3;
  }
  return thermo;
}

std::vector<std::string> thermo_columns() {
  std::vector<std::string> names;
  for (const Column& column : columns) names.emplace_back(column.name);
  return names;
}

std::vector<std::string> default_thermo_columns(const State& start, bool thermostat, bool outside, bool committee) {
  std::vector<std::string> names{"step", "time", "temp", "pe", "ke", "etotal"};
  if (thermostat) names.emplace_back("econserve");
  if (has_volume(start.cell)) {
    names.insert(names.end(), {"press", "pxx", "pyy", "pzz", "pxy", "pxz", "pyz", "volume"});
  }
  if (outside) names.emplace_back("outside");
  if (committee) names.insert(names.end(), {"spread_energy", "spread_max", "spread_rms"});
  return names;
}

void check_thermo_columns(const std::vector<std::string>& names) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    column_named(*name);
    if (std::find(names.begin(), name, *name) != name) fail("column {} is given twice", quoted(*name));
  }
}

ThermoTable::ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
                         const std::vector<std::string>& names, const std::int64_t* outside)
    : x_every{every},
      x_has_volume{has_volume(start.cell)},
      x_outside{outside},
      x_table{path, header_of(start, names), encoding} {
  choose(names);
}

ThermoTable::ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
                         const std::vector<std::string>& names, const std::int64_t* outside,
                         const io::Standing& standing)
    : x_every{every},
      x_has_volume{has_volume(start.cell)},
      x_outside{outside},
      x_table{path, header_of(start, names), encoding, standing} {
  choose(names);
}

void ThermoTable::choose(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const Column& column = column_named(name);
    if (column.needs_volume && !x_has_volume) {
      fail("column {} needs a volume, expected a cell periodic in all directions", name);
    }
    x_columns.push_back(column.value);
  }
}

potential::Want ThermoTable::want(std::int64_t step) const {
  return {true, x_has_volume && step % x_every == 0, false};
}

bool ThermoTable::see(const Moment& moment) {
  if (moment.step % x_every != 0) return true;
  Thermo thermo = thermo_of(moment);
  if (x_outside != nullptr) thermo.outside = static_cast<double>(*x_outside);
  if (x_spread != nullptr) {
    thermo.spread_energy = x_spread->energy;
    thermo.spread_max = x_spread->largest;
    thermo.spread_rms = x_spread->rms;
  }
  x_row.clear();
  for (const auto value : x_columns) x_row.push_back(value(thermo));
  x_table.write(x_row);
  return true;
}

}  // namespace nnpipe::md
