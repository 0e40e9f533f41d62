"""Holds the ASE calculator against label's frames, ASE's own differences, and tables against their text."""
import copy
import os
import pickle
import subprocess
import sys

import ase.io
import numpy as np
from ase.build import bulk, molecule
from ase.calculators.calculator import PropertyNotImplementedError
from ase.constraints import ExpCellFilter
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution
from ase.md.verlet import VelocityVerlet
from ase.optimize import BFGS
from ase.units import fs
from nnpipe import NNPipe, NNPipeError, read_table, set_threads

potential = sys.argv[1]


def close(a, b, tolerance):
    assert np.allclose(a, b, rtol=tolerance, atol=tolerance), (a, b)


def raises(kind, words, action):
    try:
        action()
    except kind as error:
        assert words in str(error), error
    else:
        raise AssertionError(f"no {kind}")


# label's numbers.
want = ase.io.read("sw.xyz")
atoms = want.copy()
atoms.calc = NNPipe(potential)
close(atoms.get_potential_energy(), want.get_potential_energy(), 1e-12)
close(atoms.get_forces(), want.get_forces(), 1e-12)
close(atoms.get_stress(), want.get_stress(), 1e-12)
close(atoms.get_potential_energies().sum(), want.get_potential_energy(), 1e-12)
assert atoms.calc.members == 1 and atoms.calc.units == "metal" and atoms.calc.elements == [14]

# Stress is the derivative of the energy by strain, tension positive.
strained = atoms.copy()
strained.calc = atoms.calc
energies = []
for sign in (1, -1):
    strained.set_cell(atoms.cell.array @ (np.eye(3) + sign * 1e-5 * np.diag([0, 1, 0])), scale_atoms=True)
    energies.append(strained.get_potential_energy())
close((energies[0] - energies[1]) / 2e-5 / atoms.get_volume(), atoms.get_stress()[1], 1e-6)

# Neighbour lists are kept while atoms move little.
before = atoms.calc.list_builds
for _ in range(5):
    atoms.rattle(0.001, seed=3)
    atoms.get_forces()
assert atoms.calc.list_builds <= before + 1, atoms.calc.list_builds
fresh = atoms.copy()
fresh.calc = NNPipe(potential, skin=0)
close(fresh.get_forces(), atoms.get_forces(), 1e-12)

# Molecular dynamics keeps its energy, relaxations find the crystal.
small = bulk("Si", cubic=True)
small.rattle(0.05, seed=1)
small.calc = NNPipe(potential)
MaxwellBoltzmannDistribution(small, temperature_K=300, rng=np.random.RandomState(1))
start = small.get_total_energy()
VelocityVerlet(small, 1 * fs).run(50)
close(small.get_total_energy(), start, 1e-3)
small.set_cell(small.cell * 1.02, scale_atoms=True)
assert BFGS(ExpCellFilter(small), logfile=None).run(fmax=1e-4, steps=200)
close(small.get_potential_energy() / 8, -4.3366, 1e-3)

# A molecule in no cell has no stress; elements that are not there, and files that are not, are said.
pair = molecule("Si2")
pair.calc = NNPipe(potential)
pair.get_potential_energy()
raises(PropertyNotImplementedError, "without a volume", pair.get_stress)
raises(NNPipeError, "not a committee", lambda: pair.calc.get_property("spread", pair))
carbon = bulk("C")
carbon.calc = NNPipe(potential)
raises(NNPipeError, "element 'C' is not in the potential", carbon.get_potential_energy)
raises(NNPipeError, "cannot open", lambda: NNPipe("missing.nnp"))
raises(TypeError, "NNPipe has no option thread, expected potential, skin or threads", lambda: NNPipe(potential, thread=2))
missing = subprocess.run([sys.executable, "-c", "import nnpipe"], env={**os.environ, "NNPIPE_LIBRARY": "/nowhere.so"},
                         capture_output=True, text=True)
assert "cannot load its library: /nowhere.so" in missing.stderr and missing.returncode == 1, missing.stderr
twice = bulk("Si", cubic=True)
twice.positions[1] = twice.positions[0]
twice.calc = NNPipe(potential)
raises(NNPipeError, "atoms 1 and 2", twice.get_forces)

# A cell whose rows are not its columns.
tilted = ase.io.read("tilted.xyz")
again = tilted.copy()
again.calc = NNPipe(potential)
close(again.get_potential_energy(), tilted.get_potential_energy(), 1e-12)
close(again.get_forces(), tilted.get_forces(), 1e-12)
close(again.get_stress(), tilted.get_stress(), 1e-12)

# A network: how far out of its range the atoms are, in widths of that range.
network = NNPipe(sys.argv[2])
pair = molecule("Si2")
pair.set_distance(0, 1, 3.5)
pair.calc = network
values = dict(word.split("=") for word in next(
    line for line in open(sys.argv[2]) if line.startswith("input ")).split()[2:])
low, high = float(values["low"]), float(values["high"])
value = np.exp(-0.5 * 3.5**2) * 0.5 * (np.cos(np.pi * 3.5 / 4) + 1)
assert value < low
close(network.get_property("extrapolation", pair), (low - value) / (high - low), 1e-8)

# Other elements at the same places are other atoms.
mixed = bulk("SiO", "rocksalt", a=4.4, cubic=True)
mixed.rattle(0.1, seed=1)
mixed.calc = NNPipe(sys.argv[3])
mixed.get_potential_energy()
mixed.numbers[[0, 1, 2]] = mixed.numbers[[1, 2, 0]]
fresh = mixed.copy()
fresh.calc = NNPipe(sys.argv[3])
close(mixed.get_forces(), fresh.get_forces(), 1e-10)

# A copy, in this process or in another, is a calculator of its own.
first = bulk("Si", cubic=True)
first.rattle(0.1, seed=4)
first.calc = NNPipe(potential, skin=0.3)
wanted = first.get_potential_energy()
second = copy.deepcopy(first)
assert second.calc is not first.calc and second.calc.skin == 0.3
second.rattle(0.1, seed=5)
assert second.get_potential_energy() != wanted
del second
close(first.get_potential_energy(), wanted, 0)
first.positions[0, 0] += 0.01
first.get_forces()
first.positions[0, 0] -= 0.01
close(first.get_potential_energy(), wanted, 1e-12)
again = first.copy()
again.calc = pickle.loads(pickle.dumps(first.calc))
close(again.get_potential_energy(), wanted, 1e-12)
pickle.dump(first, open("atoms.pickle", "wb"))
elsewhere = 'import pickle; print(repr(pickle.load(open("atoms.pickle", "rb")).get_potential_energy()))'
close(float(subprocess.run([sys.executable, "-c", elsewhere], check=True, capture_output=True).stdout), wanted, 1e-12)

# Tables.
text, binary = read_table("text.tab"), read_table("binary.tab")
assert text.dtype.names == binary.dtype.names and "energy" in text.dtype.names and len(text) == 5
assert (text == binary).all()
open("cut.tab", "wb").write(open("binary.tab", "rb").read()[:-30])
raises(NNPipeError, "ends", lambda: read_table("cut.tab"))
open("joined.tab", "wb").write(2 * open("binary.tab", "rb").read())
assert len(read_table("joined.tab")) == 10

# What every program refuses.
metal = open("text.tab").read()
def refused(text, message):
    open("odd.tab", "wb").write(text if isinstance(text, bytes) else text.encode())
    raises(NNPipeError, message, lambda: read_table("odd.tab"))
refused(metal + metal.replace("#! units metal", "#! units lj"), "tables of different units are joined")
refused(metal + metal.replace("#! fields", "#! text r\n#! fields"), "tables of different text are joined")
refused(metal.replace("#! data", "#! fields r energy\n#! data"), "fields occurs twice")
refused(metal.replace("#! fields r", "#! fields energy"), "fields has a column twice")
head, rows = metal.split("#! data\n")
refused(head + "#! data\n" + "1_0" + rows[rows.index(" "):], "column r: expected numbers, got 1_0")
number = rows[rows.index(" "):]
for word in ("1e999", "inf", "\u0663"):
    refused(head + "#! data\n" + word + number, "column r: expected numbers, got " + word)
refused(head + "#! data\n\"1" + number, "row 1: No closing quotation")
refused(head.encode() + b"#! data\n\xff" + number.encode(), "row 1: 'utf-8' codec")
binary = open("binary.tab", "rb").read()
at = binary.index(b"#! data\n") + 8
for count in (2**40, 2**63):
    refused(binary[:at] + count.to_bytes(8, "little") + binary[at + 8:], "the stream ends inside a block")
for threads in (0, 2**33 + 1):
    raises(NNPipeError, "threads, expected 1 to 4096", lambda: set_threads(threads))
raises(NNPipeError, "a zero byte in the potential", lambda: NNPipe(sys.argv[1] + "\0junk"))
