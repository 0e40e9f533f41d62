# Damaged files of every format: each is refused with its own message, and nothing is written.

# refuse FORMAT MESSAGE TEXT [OPTION…]: TEXT as printf has it.
refuse() {
  CASE_NOTE="$1: $2"
  # shellcheck disable=SC2059
  printf "$3" >bad
  expect_fail 1 "^reformat: bad(:[0-9]+)?: .*$2" reformat --from "$1" --to extxyz bad "${@:4}" -o out.xyz
  expect_fail 1 "^reformat: stdin(:[0-9]+)?: .*$2" reformat --from "$1" --to extxyz "${@:4}" -o out.xyz <bad
}

box='0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n'
masses='\nMasses\n\n1 28.085\n\n'
atoms="title\n2 atoms\n1 atom types\n$box${masses}Atoms # atomic\n\n1 1 1 1 1\n2 1 3 3 3\n\n"
refuse lammps-data "section Atoms stands before the header line 'N atoms'" \
  "title\n1 atom types\n${box}\nAtoms\n\n1 1 1 1 1\n"
refuse lammps-data 'number of atoms: expected 0 to 2000000000, got -2' "title\n-2 atoms\n"
refuse lammps-data 'line of Masses has 1 words, expected 2' "title\n1 atoms\n1 atom types\n$box\nMasses\n\n1\n"
refuse lammps-data 'velocity has 3 words, expected 4: id vx vy vz' "${atoms}Velocities\n\n1 0 0\n"
refuse lammps-data 'second velocity of atom 1' "${atoms}Velocities\n\n1 0 0 0\n1 0 0 0\n"
refuse lammps-data 'number of atom types: expected 0 to 10000, got 99999999' "title\n1 atoms\n99999999 atom types\n$box"
refuse lammps-data "no header line 'N atoms', expected a LAMMPS data file" "title\n1 atom types\n$box"
refuse lammps-data '2 types in reduced units, expected --elements to name them' \
  "title\n2 atoms\n2 atom types\n$box\nAtoms # atomic\n\n1 1 1 1 1\n2 2 3 3 3\n" --units lj

bounds='ITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n'
head="ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\n$bounds"
refuse lammps-dump 'ITEM: ATOMS before time step, number of atoms and box bounds' \
  'ITEM: TIMESTEP\n0\nITEM: ATOMS x y z\n'
refuse lammps-dump 'stream ends in the middle of a frame.s header' "$head"
refuse lammps-dump 'box bounds have 1 words, expected 2' 'ITEM: TIMESTEP\n0\nITEM: BOX BOUNDS pp pp pp\n0\n'
refuse lammps-dump 'column x is given twice' "${head}ITEM: ATOMS element x x z\nSi 1 1 1\n"
refuse lammps-dump 'mass: expected a positive number, got 0' "${head}ITEM: ATOMS element mass x y z\nSi 0 1 1 1\n"
refuse lammps-dump 'no column element or type, expected one of them' "${head}ITEM: ATOMS x y z\n1 1 1\n"
refuse lammps-dump 'type 0, expected 1 or more' "${head}ITEM: ATOMS type x y z\n0 1 1 1\n" --elements Si

refuse mlip 'expected BEGIN_CFG, got .Size.' 'Size\n 1\n' --elements Si
refuse mlip 'no atoms, expected AtomData' 'BEGIN_CFG\nEND_CFG\n' --elements Si

refuse runner "expected 'begin set=NAME', got 'begin train'" 'begin train\nend\n' --units angstrom-ev
refuse runner "no structures, expected 'begin'" '# none\n\n' --units angstrom-ev
refuse runner 'a fourth lattice vector, expected three or none' \
  'begin\nlattice 1 0 0\nlattice 0 1 0\nlattice 0 0 1\nlattice 1 1 1\nend\n' --units angstrom-ev
refuse runner 'energy is given twice' 'begin\nenergy 1\nenergy 1\nend\n' --units angstrom-ev

espresso='Program PWSCF\nlattice parameter (alat) = 10 a.u.\nnumber of atoms/cell = 1\n'
refuse espresso 'no frames in the file' "$espresso"
refuse espresso 'no atoms, expected one at least' "$espresso!    total energy = -1 Ry\n"
refuse espresso 'position: expected three numbers, got 2' "${espresso}positions (alat units)\n1 Si tau( 1) = ( 0 0 )\n"
refuse espresso "position: expected a site and its element, got '1'" "${espresso}positions (alat units)\n1\n"
refuse espresso "unknown element '14'" "${espresso}ATOMIC_POSITIONS bohr\n14 0 0 0\n"

# Trajectories of CP2K: files beside the positions.
trajectory() {
  CASE_NOTE="cp2k: $2"
  expect_fail 1 "^reformat: (run-pos-1.xyz:3: frame 1: )?$1:[0-9]+: .*$2" reformat --from cp2k-trajectory \
    --to extxyz run-pos-1.xyz -o out.xyz
}
cell() { printf '# Step Time Ax Ay Az Bx By Bz Cx Cy Cz Volume\n%s\n' "$1" >run-1.cell; }
cell '0 0 9 0 0 0 9 0 0 0 9 729'
printf '1\ntime = 0.5, E = -1\nSi 0 0 0\n' >run-pos-1.xyz
trajectory run-pos-1.xyz 'expected i = STEP, …, E = ENERGY, got .time'
printf '1\ni = 0, time = 0, E = -1\nSi 0 0 0\n' >run-pos-1.xyz
cell '0 0 9 0 0'
trajectory run-1.cell 'expected step, time and nine numbers, got .0 0 9 0 0.'
cell '0 0 9 0 0 0 9 0 0 0 9 729'
printf '1\n' >run-frc-1.xyz
trajectory run-frc-1.xyz 'stream ends in the middle of a step'
printf '1\nstep 0\n' >run-frc-1.xyz
trajectory run-frc-1.xyz 'expected i = STEP, …, got .step 0.'

# Folders of DeePMD.
folder() {
  CASE_NOTE="deepmd: $1"
  expect_fail 1 "^reformat: deep/?.*$1" reformat --from deepmd --to extxyz deep -o out.xyz
}
mkdir -p deep/set.000
echo 0 >deep/type.raw
echo Si >deep/type_map.raw
folder 'set.000: no coord.npy or coord.raw'
: >deep/set.000/coord.raw
folder ': no frames'
echo 0 0 >deep/set.000/coord.raw
folder 'coord.raw:1: expected 3 numbers, got 2'
echo 0 0 0 >deep/set.000/coord.raw
folder 'set.000: no box, expected one or a file nopbc'
rm deep/set.000/coord.raw
printf '\x93NUMPY\x02\x00\x00\x00\x02\x00' >deep/set.000/coord.npy
folder 'coord.npy: header of 131072 bytes'

# Images: each of 1 byte, in a file of dimensions 2, and labels beside them.
idx() { printf "\\0\\0\\x08$1" >"$2"; }
images() {
  CASE_NOTE="idx: $1"
  expect_fail 1 "^reformat: .*$1" reformat "${@:2}" -o out.tab
}
idx '\0' images
images 'images: expected 1 to 8 dimensions, got 0' images
idx '\x02\0\0\0\x02\0\0\0\0' images
images 'images: dimension 2 is 0' images
idx '\x02\0\0\0\x02\x01\0\0\x01' images
images 'images: items of more than 16777216 bytes' images
idx '\x02\0\0\0\x02\0\0\0\x01abc' images
images 'images: goes on after its 2 items' images
idx '\x02\0\0\0\x02\0\0\0\x01ab' images
echo labels >labels
images 'labels: no IDX file of unsigned bytes' images labels
CASE_NOTE=
expect_fail 2 '^reformat: expected images and labels, got 3 files' reformat images labels labels -o out.tab

# What cannot be written in another format.
si='2\nLattice="9 0 0 0 9 0 0 0 9" Properties=species:S:1:pos:R:3%s\nSi 1 1 1%s\nO 3 3 3%s\n'
write() {
  CASE_NOTE="to $1: $2"
  expect_fail 1 "^reformat: .*$2" reformat --to "$1" good.xyz "${@:3}" -o out
}
# shellcheck disable=SC2059
printf "$si" ' Origin="1 2"' '' '' >good.xyz
write lammps-data "key Origin: expected three numbers, got '1 2'"
# shellcheck disable=SC2059
printf "$si" ':type:I:1' ' 0' ' 1' >good.xyz
write lammps-data 'column type: expected 1 to 10000, got 0'
write lammps-data 'element O is not among those of --elements' --elements Si
write deepmd 'element O has no type, expected --elements to name all' --elements Si
