"""What label --calculator ase:SCRIPT runs: frames in extended XYZ on standard input, each answered with its labels.

SCRIPT is Python and leaves an ASE calculator in the variable `calculator`. What it prints goes to standard error.
"""
import io
import os
import runpy
import sys

import ase.io
import numpy as np
from ase.calculators.calculator import PropertyNotImplementedError

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def frames():
    for first in iter(sys.stdin.readline, ""):
        rest = [sys.stdin.readline() for _ in range(int(first) + 1)]
        yield ase.io.read(io.StringIO(first + "".join(rest)), format="extxyz")


def answer(atoms):
    energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    stress = ""
    if atoms.cell.rank == 3:
        try:
            stress = ' stress="' + " ".join(map(repr, atoms.get_stress(voigt=False).ravel().tolist())) + '"'
        except PropertyNotImplementedError:
            pass
    lattice = ' Lattice="' + " ".join(map(repr, atoms.cell.array.ravel().tolist())) + '"' if stress else ""
    print(len(atoms), file=answers)
    print(f"Properties=species:S:1:pos:R:3:forces:R:3 energy={float(energy)!r}{stress}{lattice}", file=answers)
    for symbol, numbers in zip(atoms.get_chemical_symbols(), np.hstack([atoms.positions, forces]).tolist()):
        print(symbol, *map(repr, numbers), file=answers)
    answers.flush()


def main():
    script = sys.argv[1]
    calculator = runpy.run_path(script).get("calculator")
    if calculator is None:
        sys.exit(f"{script}: no variable 'calculator'")
    for atoms in frames():
        atoms.calc = calculator
        answer(atoms)


main()
