// Thermodynamic quantities of a run, under LAMMPS's names, and the table of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "md/run.hpp"
#include "potential/committee_spread.hpp"

namespace nnpipe::md {

struct Thermo {
  std::int64_t step = 0;
  double time = 0;                    // ps
  double temp = 0;                    // K, over 3N − 3 degrees of freedom; 3N of the free ones where atoms are held
  double pe = 0, ke = 0, etotal = 0;  // eV
  double econserve = 0;               // eV: etotal and what thermostat and barostat have taken
  double press = 0;                   // bar, kinetic part included; 0 without a volume
  Tensor6 pressure;                   // bar
  double volume = 0;                  // Å³; 0 unless periodic in all three directions
  double mass = 0;                    // g/mol
  double outside = 0;                 // values outside the training range
  double spread_energy = 0, spread_max = 0, spread_rms = 0;  // of a committee, eV per atom and eV/Å
  Cell cell;
  UnitStyle units = UnitStyle::metal;
};

// Needs the virial of the evaluation.
Thermo thermo_of(const Moment& moment);

// The columns there are, under LAMMPS's names: step time temp pe ke etotal econserve, outside (values out of the
// training range, as of the last look), and of a volume press pxx … pyz volume density enthalpy lx ly lz xy xz yz cella
// cellb cellc cellalpha cellbeta cellgamma; of a committee spread_energy spread_max spread_rms.
std::vector<std::string> thermo_columns();
// What is written unless asked otherwise.
std::vector<std::string> default_thermo_columns(const State& start, bool thermostat, bool outside,
                                                bool committee = false);
// Throws Error for a name that is none.
void check_thermo_columns(const std::vector<std::string>& columns);

// Writes a row every so many steps, and at the first one.
class ThermoTable final : public Observer {
 public:
  // `outside`: where that column is read. Throws Error for a column that is not there, or needs a volume.
  ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
              const std::vector<std::string>& columns, const std::int64_t* outside = nullptr);
  // Goes on with a table that stands there, and outlives a failure.
  ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
              const std::vector<std::string>& columns, const std::int64_t* outside, const io::Standing& standing);

  // Where the columns of a committee are read; it looks at the steps of the rows before they are written.
  void show_spread(const potential::CommitteeSpread& spread) { x_spread = &spread; }

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;
  io::Standing sync() { return x_table.sync(); }
  void close() { x_table.close(); }

 private:
  void choose(const std::vector<std::string>& columns);

  std::int64_t x_every;
  bool x_has_volume;
  const std::int64_t* x_outside;
  const potential::CommitteeSpread* x_spread = nullptr;
  io::TableWriter x_table;
  std::vector<double (*)(const Thermo&)> x_columns;
  std::vector<double> x_row;
};

}  // namespace nnpipe::md
