// Thermodynamic quantities of a run, under LAMMPS's names, and the table of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/table.hpp"
#include "md/run.hpp"

namespace nnpipe::md {

struct Thermo {
  std::int64_t step = 0;
  double time = 0;                    // ps
  double temp = 0;                    // K, over 3N − 3 degrees of freedom
  double pe = 0, ke = 0, etotal = 0;  // eV
  double press = 0;                   // bar, kinetic part included; 0 without a volume
  Tensor6 pressure;                   // bar
  double volume = 0;                  // Å³; 0 unless periodic in all three directions
};

// Needs the virial of the evaluation.
Thermo thermo_of(const Moment& moment);

// Writes a row every so many steps, and at the first one. Fields: step time temp pe ke etotal, where there is a volume
// press pxx pyy pzz pxy pxz pyz volume, and where the potential has a training range `outside`: how many symmetry
// functions of how many atoms left it (as of the last look).
class ThermoTable final : public Observer {
 public:
  ThermoTable(const std::string& path, std::int64_t every, const State& start, io::Encoding encoding,
              const std::int64_t* outside = nullptr);

  potential::Want want(std::int64_t step) const override;
  bool see(const Moment& moment) override;
  void close() { x_table.close(); }

 private:
  std::int64_t x_every;
  bool x_has_volume;
  const std::int64_t* x_outside;
  io::TableWriter x_table;
  std::vector<double> x_row;
};

}  // namespace nnpipe::md
