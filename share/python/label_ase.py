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
# A script that reads its standard input would take a frame, and wait for the rest of it for ever.
questions = os.fdopen(os.dup(0), encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def frames():
    for first in iter(questions.readline, ""):
        rest = [questions.readline() for _ in range(int(first) + 1)]
        yield ase.io.read(io.StringIO(first + "".join(rest)), format="extxyz")


def checked(name, values, shape):
    """The values as numbers, or an end with a word of what is wrong with them."""
    values = np.asarray(values, dtype=float)
    if values.shape != shape:
        sys.exit(f"{sys.argv[1]}: the calculator gave {name} of shape {values.shape}, expected {shape}")
    if not np.isfinite(values).all():
        sys.exit(f"{sys.argv[1]}: the calculator gave {name} that are not finite")
    return values


def expect_symmetric(tensor):
    # Of three rows ASE takes the upper triangle.
    tensor = np.asarray(tensor, dtype=float)
    if tensor.shape == (3, 3) and abs(tensor - tensor.T).max() > 1e-4 * abs(tensor).max():
        sys.exit(f"{sys.argv[1]}: the calculator gave a stress that is not symmetric")


def answer(atoms):
    asked = atoms.copy()
    energy = float(checked("energies", atoms.get_potential_energy(), ()))
    forces = checked("forces", atoms.get_forces(), (len(atoms), 3))
    stress = ""
    if atoms.cell.rank == 3:
        try:
            expect_symmetric(atoms.calc.get_stress(atoms))
            tensor = checked("stresses", atoms.get_stress(voigt=False), (3, 3))
            stress = ' stress="' + " ".join(map(repr, tensor.ravel().tolist())) + '"'
        except PropertyNotImplementedError:
            pass
    if (atoms.positions != asked.positions).any() or (atoms.cell.array != asked.cell.array).any():
        sys.exit(f"{sys.argv[1]}: the calculator moved the atoms or the cell: its labels are those of another frame")
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
