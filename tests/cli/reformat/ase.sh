# ASE reads what we write and we read what it writes: energy, forces, stress with its sign, columns, pbc.
python=
for candidate in /usr/bin/python3 python3; do
  if "$candidate" -c 'import ase' 2>/dev/null; then python=$candidate && break; fi
done
[[ -n $python ]] || skip 'no python3-ase'

cat >make.py <<'END'
import numpy as np, ase.build, ase.io
from ase.calculators.singlepoint import SinglePointCalculator
from ase.constraints import FixAtoms
frames = []
for n in range(2):
    atoms = ase.build.bulk('Si', cubic=True)
    random = np.random.default_rng(n)
    atoms.positions += 0.1 * random.normal(size=(8, 3))
    atoms.set_cell(atoms.cell + 0.1 * random.normal(size=(3, 3)), scale_atoms=True)
    atoms.numbers[3] = 8
    atoms.pbc = [True, True, n == 0]
    atoms.calc = SinglePointCalculator(atoms, energy=-3.5 - n, forces=random.normal(size=(8, 3)), stress=0.01 * random.normal(size=6))
    atoms.arrays['mine'] = random.normal(size=(8, 2))
    atoms.set_momenta(random.normal(size=(8, 3)))
    atoms.info['config_type'] = 'a b'
    atoms.set_constraint(FixAtoms([0, 2]))
    frames.append(atoms)
ase.io.write('ase.xyz', frames, format='extxyz')
ase.io.write('POSCAR', frames[0], format='vasp')
END
cat >compare.py <<'END'
import sys, numpy as np, ase.io
from ase import units
ours, theirs = (ase.io.read(name, ':', format='extxyz') for name in sys.argv[1:3])
assert len(ours) == len(theirs), 'number of frames'
for a, b in zip(ours, theirs):
    assert (a.numbers == b.numbers).all() and (a.pbc == b.pbc).all(), 'elements or pbc'
    np.testing.assert_allclose(a.cell, b.cell, rtol=0, atol=1e-14)
    for name, tolerance in (('positions', 0), ('mine', 0)):
        np.testing.assert_allclose(a.arrays[name], b.arrays[name], rtol=0, atol=tolerance)
    assert a.get_potential_energy() == b.get_potential_energy(), 'energy'
    np.testing.assert_allclose(a.get_forces(), b.get_forces(), rtol=0, atol=0)
    np.testing.assert_allclose(a.get_stress(), b.get_stress(), rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(a.arrays['velo'], b.get_velocities() * (1000 * units.fs), rtol=1e-6)
    assert a.info['config_type'] == b.info['config_type'], 'info'
END
expect_ok "$python" make.py
expect_ok reformat ase.xyz -o ours.xyz
expect_frames 2 ours.xyz
expect_ok "$python" compare.py ours.xyz ase.xyz

# What label writes has ASE's sign of stress: a crystal pressed together pushes out, so its stress is below 0.
expect_ok make-cell diamond --element Si --constant 5.2 -o pressed.xyz
expect_ok label --potential "$SHARE/potentials/Si.sw" pressed.xyz -o pressed-labelled.xyz
expect_ok "$python" \
  -c 'import ase.io; a = ase.io.read("pressed-labelled.xyz"); assert a.get_stress()[0] < 0 and len(a.get_forces()) == 8'

# POSCAR as ASE writes it, constraints and all.
expect_ok reformat POSCAR -o poscar.xyz
expect_ok "$python" -c 'import ase.io, numpy as np
a, b = ase.io.read("POSCAR", format="vasp"), ase.io.read("poscar.xyz")
np.testing.assert_allclose(a.positions, b.positions, atol=1e-12); assert (a.numbers == b.numbers).all()'
expect_ok reformat --to poscar poscar.xyz -o CONTCAR
expect_ok "$python" -c 'import ase.io, numpy as np
a, b = ase.io.read("POSCAR", format="vasp"), ase.io.read("CONTCAR", format="vasp")
np.testing.assert_allclose(a.positions, b.positions, atol=1e-12); assert (a.constraints[0].index == b.constraints[0].index).all()'
