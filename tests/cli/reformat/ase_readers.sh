# Readers against ASE's, over files of other programs: energies, forces, stress with its sign, positions and cell.
python=
for candidate in /usr/bin/python3 python3; do
  if "$candidate" -c 'import ase' 2>/dev/null; then python=$candidate && break; fi
done
[[ -n $python ]] || skip 'no python3-ase'
small=$REFERENCE/codes/small

cat >compare.py <<'END'
import sys, warnings, numpy as np, ase.io
warnings.simplefilter('ignore')
ours, path, format, labels = sys.argv[1:5]
ours, theirs = ase.io.read(ours, ':', format='extxyz'), ase.io.read(path, ':', format=format)
assert len(ours) == len(theirs), f'{len(ours)} frames, ASE has {len(theirs)}'
def near(a, b, what):
    size = max(1.0, np.abs(np.asarray(b)).max())
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-6 * size, err_msg=what)
def energy(atoms):
    try: return atoms.get_potential_energy(force_consistent=True)
    except Exception: return atoms.get_potential_energy()
for a, b in zip(ours, theirs):
    assert (a.numbers == b.numbers).all(), 'elements'
    near(a.cell, b.cell, 'cell')
    near(a.positions, b.positions, 'positions')
    if 'E' in labels: near(energy(a), energy(b), 'energy')
    if 'F' in labels: near(a.get_forces(), b.get_forces(apply_constraint=False), 'forces')
    if 'S' in labels: near(a.get_stress(), b.get_stress(), 'stress')
    if 'P' in labels: assert (a.pbc == b.pbc).all(), 'pbc'
END
# compare FILE FORMAT LABELS [OPTION…]
compare() {
  expect_status 0 reformat --no-provenance "${@:4}" "$1" -o ours.xyz
  expect_ok "$python" compare.py ours.xyz "$1" "$2" "$3"
}
# ASE wants k-points and the first structure by itself, and reads no stars.
for_ase() {
  awk '
    { gsub(/\*\*+/, " -20.3") }
    FNR == NR { if (/<structure>/) ++here; if (here == 1) first = first $0 "\n"; if (/<\/structure>/) here += 10; next }
    / <atominfo>/ { print "<kpoints><varray name=\"kpointlist\" ><v> 0 0 0 </v></varray></kpoints>" }
    { print }
    /<\/atominfo>/ { sub(/<structure>/, "<structure name=\"initialpos\" >", first); printf "%s", first }' "$small/$1" "$small/$1"
}
for_ase linear-response.vasprun.xml >vasprun.xml
compare vasprun.xml vasp-xml EFSP
for_ase stars.vasprun.xml >vasprun.xml
compare vasprun.xml vasp-xml EFSP
cp "$REFERENCE/codes/si.pw.out" pw.out
compare pw.out espresso-out EFSP
cp "$small/XDATCAR" XDATCAR
compare XDATCAR vasp-xdatcar P
cp "$small/npt.XDATCAR" XDATCAR
compare XDATCAR vasp-xdatcar P
for file in molecule virials capital; do
  compare "$small/$file.xyz" extxyz ''
done
# ASE takes forces of XSF in hartree/Å, as XCrySDen has them; aenet's are in eV/Å.
sed 1d "$small/bulk.xsf" >plain.xsf
compare plain.xsf xsf FP
compare "$small/bulk.xsf" xsf P
expect_status 0 reformat --to poscar "$small/arrays.xyz" -o POSCAR
compare POSCAR vasp P
expect_ok reformat --to lammps-dump "$small/bulk.xsf" -o si.dump
compare si.dump lammps-dump-text FP
