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


def checked(name, values, shape):
    """The values as numbers, or an end with a word of what is wrong with them."""
    values = np.asarray(values, dtype=float)
    if values.shape != shape:
        sys.exit(f"{sys.argv[1]}: the calculator gave {name} of shape {values.shape}, expected {shape}")
    if not np.isfinite(values).all():
        sys.exit(f"{sys.argv[1]}: the calculator gave {name} that are not finite")
    return values


def answer(atoms):
    energy = float(checked("energies", atoms.get_potential_energy(), ()))
    forces = checked("forces", atoms.get_forces(), (len(atoms), 3))
    stress = ""
    if atoms.cell.rank == 3:
        try:
            tensor = checked("stresses", atoms.get_stress(voigt=False), (3, 3))
            stress = ' stress="' + " ".join(map(repr, tensor.ravel().tolist())) + '"'
        except PropertyNotImplementedError:
            pass
    lattice = ' Lattice="' + " ".join(map(repr, atoms.cell.array.ravel().tolist())) + '"' if stress else ""
    print(len(atoms), file=answers)
    print(f"Properties=species:S:1:pos:R:3:forces:R:3 energy={energy!r}{stress}{lattice}", file=answers)
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
