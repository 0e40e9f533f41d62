# One result from one finished step, with its own units, cell and elements, from files of other programs.
files=$REFERENCE/codes/small
energy() { expect_ok reformat --no-provenance "$files/$1" -o out.xyz; expect_near "$(frame_energies out.xyz | head -n 1)" "$2" 1e-5; }
key() { grep -o "$1=\"[^\"]*\"" out.xyz | head -n 1 | cut -d'"' -f2; }

energy cp2k-2025.out -212.584756
[[ $(key pbc) == 'T T T' ]] || unmet 'periodic'
expect_near "$(key stress | cut -d' ' -f5)" -0.0156038 1e-7
expect_near "$(awk 'NR == 3 { print $5 }' out.xyz)" 0.51422 1e-5
energy cp2k-7.out -212.584756
[[ $(key pbc) == 'T T T' ]] || unmet 'periodic by POISSON'
expect_near "$(key stress | cut -d' ' -f9)" -0.0218453 1e-7
energy potcar-names.OUTCAR -20.5
[[ $(sed -n '4s/ .*//p' out.xyz) == O ]] || unmet 'the second element'
energy hybrid.pw.out -137.4175
expect_frames 1 out.xyz
energy linear-response.vasprun.xml -20.5
energy stars.vasprun.xml -20.5
energy arrays.xyz -1
[[ $(key Lattice) == '4 0 0 0.5 4 0 0 0 5' && $(key pbc) == 'T T F' ]] || unmet 'arrays of two dimensions'
energy hartree.xyz -13.605693
expect_near "$(key stress | cut -d' ' -f1)" 0.0062415 1e-7
energy molecule.xyz -14.2
! grep -q stress out.xyz || unmet 'a stress of zeros without a cell'

# Steps that are no reference are left out, counted and named; those that did not converge are kept on request.
expect_status 0 reformat --no-provenance "$files/unconverged.OUTCAR" -o out.xyz
expect_stderr 'OUTCAR: left out 1 step \(1\) whose electrons did not converge, which reformat --keep-unconverged keeps'
expect_frames 1 out.xyz
expect_ok reformat --no-provenance --keep-unconverged "$files/unconverged.OUTCAR" -o out.xyz
expect_frames 2 out.xyz
[[ $(grep -c 'converged=F' out.xyz) == 1 ]] || unmet 'the step that did not converge is marked'
expect_fail 1 'no frames in the file: left out 1 step' reformat "$files/cp2k-unconverged.out" -o no.xyz
expect_ok reformat --keep-unconverged "$files/cp2k-unconverged.out" -o out.xyz
expect_status 0 reformat --no-provenance "$files/machine-learned.OUTCAR" -o out.xyz
expect_stderr 'left out 3 steps \(1, 3, 4\) of the machine-learned force field'
expect_near "$(frame_energies out.xyz)" -20.5 0

# Runs that were cut off: whole frames on request.
rm out.xyz
for file in cut-off.vasprun.xml cut-off.xyz; do
  expect_fail 1 '; reformat --keep-complete keeps the 1 whole frame before it$' reformat "$files/$file" -o out.xyz
  expect_status 0 reformat --keep-complete "$files/$file" -o kept.xyz
  expect_stderr '; kept the 1 whole frame before it$'
  expect_frames 1 kept.xyz
  rm kept.xyz
done

# Several configurations, in one cell or each in its own.
for file in XDATCAR npt.XDATCAR; do
  expect_ok reformat --no-provenance "$files/$file" -o out.xyz
  expect_frames 2 out.xyz
done
[[ $(grep -o 'Lattice="[^ ]*' out.xyz | tr '\n' ' ') == 'Lattice="4 Lattice="4.1 ' ]] || unmet 'two cells'

# Mixed sets of DeePMD.
expect_ok reformat --no-provenance "$files/deepmd-mixed" -o out.xyz
[[ $(awk 'NF == 7 { printf "%s", $1 }' out.xyz) == SiOHOOH ]] || unmet 'each frame has its own types'

# Two labels that contradict each other stop only who takes them, and the option that decides is named.
expect_ok measure rdf --cutoff 3 --bins 3 "$files/gpumd-dump.xyz" -o rdf.tab
expect_fail 1 'disagree by the sign, as GPUMD.s do, .* --virial-key virial or --stress-key stress' reformat "$files/gpumd-dump.xyz"
expect_ok reformat --no-provenance --virial-key virial "$files/gpumd-dump.xyz" -o out.xyz
expect_near "$(key stress | cut -d' ' -f1)" -0.05 1e-12
for file in virials capital; do
  expect_ok reformat --to mlip "$files/$file.xyz" -o out.cfg
  [[ $(grep -A 1 PlusStress out.cfg | tail -n 1) == ' 1 2 3 0.3 0.2 0.1' && $(grep -A 1 Energy out.cfg | tail -n 1) == ' -5.5' ]] ||
    unmet "labels of $file.xyz"
done

# What LAMMPS takes for a comment.
expect_fail 1 "atom style 'wrapped positions' is not known, .*--atom-style says the style" reformat "$files/comment.data" -o no.xyz
expect_ok reformat --atom-style atomic "$files/comment.data" -o out.xyz

# Rows of one atom, or one feature, twice.
cfg() { # ID FEATURE
  printf 'BEGIN_CFG\n Size\n 2\n AtomData: id type cartes_x cartes_y cartes_z\n 1 0 0 0 0\n %s 0 0 0 2\n' "$1"
  printf ' Feature by A\n Feature %s B\nEND_CFG\n' "$2"
}
expect_ok reformat --from mlip --elements Si <(cfg 2 of) -o two.xyz
expect_fail 1 'two atoms have id 1$' reformat --from mlip --elements Si <(cfg 1 of) -o never.xyz
expect_fail 1 "feature 'by' occurs twice$" reformat --from mlip --elements Si <(cfg 2 by) -o never.xyz
