#include "md/thermo.hpp"

#include <utility>

namespace nnpipe::md {

namespace {

bool has_volume(const Cell& cell) { return cell.periodic[0] && cell.periodic[1] && cell.periodic[2]; }

io::TableHeader header_of(const State& state, bool outside) {
  io::TableHeader header;
  header.units = state.units;
  header.fields = {"step", "time", "temp", "pe", "ke", "etotal"};
  if (has_volume(state.cell)) {
    for (const auto* name : {"press", "pxx", "pyy", "pzz", "pxy", "pxz", "pyz", "volume"})
      header.fields.emplace_back(name);
  }
  if (outside) header.fields.emplace_back("outside");
  header.notes = {{"atoms", std::to_string(state.size())}};
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
  if (has_volume(state.cell)) {
    thermo.volume = state.cell.volume();
    Tensor6 sum = kinetic_tensor(state);
    sum += moment.evaluator.virial();
    thermo.pressure = (units.pressure / thermo.volume) * sum;
    thermo.press = thermo.pressure.trace() / 3;
  }
  return thermo;
}

ThermoTable::ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
                         const std::int64_t* outside)
    : x_every{every},
      x_has_volume{has_volume(start.cell)},
      x_outside{outside},
      x_table{path, header_of(start, outside != nullptr), encoding} {}

potential::Want ThermoTable::want(std::int64_t step) const {
  return {true, x_has_volume && step % x_every == 0, false};
}

bool ThermoTable::see(const Moment& moment) {
  if (moment.step % x_every != 0) return true;
  const Thermo t = thermo_of(moment);
  x_row = {static_cast<double>(t.step), t.time, t.temp, t.pe, t.ke, t.etotal};
  if (x_has_volume) {
    const Tensor6& p = t.pressure;
    for (const double value : {t.press, p.xx, p.yy, p.zz, p.xy, p.xz, p.yz, t.volume}) x_row.push_back(value);
  }
  if (x_outside != nullptr) x_row.push_back(static_cast<double>(*x_outside));
  x_table.write(x_row);
  return true;
}

}  // namespace nnpipe::md
