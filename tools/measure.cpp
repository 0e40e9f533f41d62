// measure: what trajectories, series and potentials tell: distributions, transport, crystals, defects.
#include "measure/measure.hpp"

#include "cli/commands.hpp"

int main(int argc, char** argv) {
  using namespace nnpipe;
  return cli::command_program(
      argc, argv,
      {"measure",
       "Measure a quantity of a trajectory, of a series or of a potential.",
       "QUANTITY",
       {{"rdf", "radial distribution functions and coordination, by pair", measure::rdf},
        {"adf", "distribution of the angles between bonds", measure::adf},
        {"structure-factor", "structure factors, by pair", measure::structure_factor},
        {"coordination", "numbers of neighbours", measure::coordination},
        {"msd", "mean square displacement and diffusion coefficient", measure::msd},
        {"vacf", "velocity autocorrelation, or its vibrational spectrum", measure::vacf},
        {"mean", "means of a table's columns with their errors", measure::mean},
        {"eos", "energy against volume and the Birch-Murnaghan equation", measure::eos},
        {"elastic", "elastic constants and moduli", measure::elastic},
        {"vacancy", "energy of a vacancy", measure::vacancy},
        {"surface", "energy of a surface", measure::surface},
        {"phonon", "phonon frequencies along a path", measure::phonon},
        {"dimer", "energy and force of two atoms against distance", measure::dimer}},
       {"measure rdf --cutoff 6 --bins 300 traj.xyz > rdf.tab", "measure elastic --potential Si.sw si.xyz"}});
}
