# label --calculator ase:SCRIPT takes labels from any ASE calculator, through one Python process.
/usr/bin/python3 -c 'import ase' 2>/dev/null || skip 'no python3-ase'
cat >emt.py <<'END'
import os
from ase.calculators.emt import EMT
print("this goes to standard error, where it harms nobody")
open("starts", "a").write("one\n")
calculator = EMT()
END
expect_ok make-cell fcc --element Cu --constant 3.6 --repeat 2,2,2 --rattle 0.1 --seed 3 -o cu.xyz
cat cu.xyz cu.xyz >two.xyz
expect_status 0 label --calculator ase:emt.py two.xyz -o labelled.xyz
expect_stderr 'this goes to standard error'
expect_frames 2 labelled.xyz
expect_lines 1 starts
cat >check.py <<'END'
import ase.io
from ase.calculators.emt import EMT
for got in ase.io.read("labelled.xyz", ":"):
    atoms = got.copy()
    atoms.calc = EMT()
    assert abs(atoms.get_potential_energy() - got.get_potential_energy()) < 1e-12
    assert abs(atoms.get_forces() - got.get_forces()).max() < 1e-12
    assert abs(atoms.get_stress() - got.get_stress()).max() < 1e-12
END
expect_ok /usr/bin/python3 check.py

echo 'calculator = 1 / 0' >wrong.py
expect_status 1 label --calculator ase:wrong.py cu.xyz -o x.xyz
expect_stderr 'ZeroDivisionError'
expect_stderr 'frame 1: wrong.py: the calculator gave no labels; what Python says stands above'
echo 'pass' >empty.py
expect_status 1 label --calculator ase:empty.py cu.xyz -o x.xyz
expect_stderr "empty.py: no variable 'calculator'"
# A calculator that dies, without a word or by a signal.
for end in 'os._exit(7):exit status 7' 'os.kill(os.getpid(), 9):signal 9 (Killed)'; do
  cat >dies.py <<END
import os
from ase.calculators.emt import EMT
class Dies(EMT):
    def get_forces(self, atoms):
        ${end%%:*}
calculator = Dies()
END
  expect_status 1 label --calculator ase:dies.py cu.xyz -o x.xyz
  expect_stderr "frame 1: dies.py: the calculator gave no labels: Python ended with $(sed 's/[()]/./g' <<<"${end#*:}")"
done
# One that gives what is no label.
while read -r returned message; do
  cat >odd.py <<END
import numpy as np
from ase.calculators.emt import EMT
class Odd(EMT):
    def get_forces(self, atoms):
        return $returned
calculator = Odd()
END
  expect_status 1 label --calculator ase:odd.py cu.xyz -o x.xyz
  expect_stderr "^odd.py: the calculator gave forces $message"
done <<'END'
np.full((len(atoms),3),np.nan) that are not finite
np.zeros((len(atoms),2)) of shape .*, expected
END
# One whose stress is half of a tensor, one that moves what it is asked of.
while read -r line message; do
  cat >odd.py <<END
import numpy as np
from ase.calculators.emt import EMT
class Odd(EMT):
    def calculate(self, atoms=None, *others):
        super().calculate(atoms, *others)
        $line
calculator = Odd()
END
  expect_status 1 label --calculator ase:odd.py cu.xyz -o x.xyz
  expect_stderr "^odd.py: the calculator $message"
done <<'END'
self.results["stress"]=np.arange(9.0).reshape(3,3) gave a stress that is not symmetric
atoms.positions+=0.1 moved the atoms or the cell
atoms.cell[0]*=1.1 moved the atoms or the cell
END
# A script that reads its standard input takes no frame.
cat >reads.py <<'END'
import sys
from ase.calculators.emt import EMT
assert sys.stdin.read() == ""
calculator = EMT()
END
expect_status 0 timeout 60 label --calculator ase:reads.py two.xyz -o labelled.xyz
expect_frames 2 labelled.xyz
expect_fail 2 "label: --calculator: no file 'nowhere.py', expected ase:SCRIPT with a Python script" label \
  --calculator ase:nowhere.py cu.xyz -o x.xyz
expect_fail 2 "label: --calculator: no file '', expected ase:SCRIPT" label --calculator ase: cu.xyz -o x.xyz
expect_fail 2 "label: --calculator: no file 'ase', expected one, cp2k, espresso, lammps or ase:SCRIPT" label \
  --calculator ase cu.xyz -o x.xyz
expect_status 2 label --calculator ase:emt.py --jobs 2 cu.xyz -o x.xyz
expect_stderr '--jobs is for programs that run once a frame, not for --calculator ase:SCRIPT'
expect_absent x.xyz
