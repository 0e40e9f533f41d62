#include "md/ensemble.hpp"

#include "base/error.hpp"
#include "base/notice.hpp"
#include "base/text.hpp"
#include "md/barostat.hpp"
#include "md/thermostat.hpp"

namespace nnpipe::md {

namespace {

void check_positive(double value, std::string_view what) {
  if (!(value > 0)) fail("{} is {}, expected more than 0", what, to_text(value));
}

}  // namespace

std::vector<std::string> ensemble_names() { return {"nve", "nvt", "langevin", "bussi", "npt", "npt-full"}; }

bool has_thermostat(std::string_view ensemble) { return ensemble != "nve"; }
bool has_barostat(std::string_view ensemble) { return ensemble == "npt" || ensemble == "npt-full"; }

std::unique_ptr<Integrator> make_integrator(const Ensemble& ensemble) {
  const std::string& name = ensemble.name;
  if (name == "nve") return std::make_unique<VelocityVerlet>();
  if (nearest(name, ensemble_names()) != name) {
    fail("unknown ensemble {}, expected {}", quoted(name), join(ensemble_names(), ", "));
  }
  check_positive(ensemble.temperature.from, "the temperature");
  check_positive(ensemble.temperature.to, "the temperature");
  check_positive(ensemble.tau_t, "the time of the thermostat");
  if (name == "nvt") return std::make_unique<NoseHoover>(ensemble);
  if (name == "langevin") return std::make_unique<Langevin>(ensemble);
  if (name == "bussi") return std::make_unique<Bussi>(ensemble);
  check_positive(ensemble.tau_p, "the time of the barostat");
  return std::make_unique<CellRescaling>(ensemble, name == "npt-full");
}

void check_ensemble(const Ensemble& ensemble, const State& state) {
  if (!has_thermostat(ensemble.name)) return;
  if (!(degrees_of_freedom(state) > 0)) {
    fail("{} free atoms have no temperature, expected more for ensemble {}", state.free_atoms(), ensemble.name);
  }
  if (ensemble.name == "nvt" && !(kinetic_energy(state) > 0)) {
    notice("all atoms are at rest: the Nosé-Hoover thermostat only scales velocities, expected some to begin with");
  }
  if (!has_barostat(ensemble.name)) return;
  const auto& periodic = state.cell.periodic;
  if (!(periodic[0] && periodic[1] && periodic[2])) {
    fail("the cell is not periodic in all directions, expected that for ensemble {}", ensemble.name);
  }
  if (state.free_atoms() < state.size()) fail("atoms are held, expected none in a cell that changes");
}

}  // namespace nnpipe::md
