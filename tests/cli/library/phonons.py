"""Forces of phonopy's displaced cells by NNPipe and by label; acoustic modes at Γ are 0, the optical one is silicon's."""
import subprocess
import sys

import ase.io
import numpy as np
from ase import Atoms
from ase.build import bulk
from nnpipe import NNPipe
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms

potential = sys.argv[1]
cell = bulk("Si", a=5.431)
phonon = Phonopy(PhonopyAtoms(symbols=cell.get_chemical_symbols(), cell=cell.cell.array,
                              scaled_positions=cell.get_scaled_positions()), 2 * np.eye(3, dtype=int))
phonon.generate_displacements(distance=0.01)
supercells = [Atoms(s.symbols, positions=s.positions, cell=s.cell, pbc=True) for s in phonon.supercells_with_displacements]
calculator, forces = NNPipe(potential), []
for atoms in supercells:
    atoms.calc = calculator
    forces.append(atoms.get_forces())
ase.io.write("supercells.xyz", [atoms.copy() for atoms in supercells], format="extxyz")
# ASE writes eight digits: what it reads back is what both are given.
given = ase.io.read("supercells.xyz", ":")
subprocess.run(["label", "--potential", potential, "supercells.xyz", "-o", "labelled.xyz"], check=True)
for atoms, want in zip(given, ase.io.read("labelled.xyz", ":")):
    atoms.calc = calculator
    assert abs(atoms.get_forces() - want.get_forces()).max() < 1e-12
    assert abs(atoms.get_potential_energy() - want.get_potential_energy()) < 1e-12 * len(atoms)
phonon.forces = forces
phonon.produce_force_constants()
frequencies = phonon.get_frequencies([0, 0, 0])
assert abs(frequencies[:3]).max() < 0.05, frequencies
# Stillinger and Weber's silicon has its Raman mode at 17.8 THz, stiffer than the true 15.5.
assert 17 < frequencies[3] < 18.6 and np.ptp(frequencies[3:]) < 1e-3, frequencies
