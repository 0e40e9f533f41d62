# Frames of electronic-structure codes and of other fitting programs, told by their bytes.
expect_ok reformat "$REFERENCE/codes/si.pw.out" -o si.xyz
expect_frames 1 si.xyz
expect_ok reformat "$REFERENCE/codes/water.cp2k.out" -o water.xyz
expect_near "$(frame_energies water.xyz)" -937.0888836915129 1e-8

# Out and in again.
for format in poscar mlip deepmd; do
  expect_ok reformat --no-provenance --to $format --elements H,O water.xyz -o there.$format
  expect_ok reformat --no-provenance --elements H,O there.$format -o $format.xyz
done
sed 1,2d water.xyz >want
for format in mlip deepmd; do
  sed 1,2d $format.xyz >got
  expect_same got want
  expect_near "$(frame_energies $format.xyz)" -937.0888836915129 1e-8
done
cut -d' ' -f1-4 want >positions
# Labels of other frames in the folder would be taken for those of the new ones.
sed 's/ energy=[^ ]*//; s/:forces:R:3/:f:R:3/' water.xyz >unlabelled.xyz
expect_ok reformat --to deepmd unlabelled.xyz -o bare
expect_fail 1 \
  '^reformat: there.deepmd/set.000/(energy|force|virial).npy: of earlier data, expected a folder without it' \
  reformat --to deepmd unlabelled.xyz -o there.deepmd
expect_ok reformat --to deepmd --elements H,O water.xyz -o there.deepmd
expect_ok reformat --no-provenance there.deepmd -o again.xyz
sed 1,2d again.xyz >got
expect_same got want
sed 1,2d poscar.xyz >got
expect_same got positions

# Frames of several files follow each other.
expect_ok reformat water.xyz si.xyz "$REFERENCE/codes/si.pw.out" -o all.xyz
expect_frames 3 all.xyz
expect_fail 1 'a POSCAR file holds no more' reformat --to poscar all.xyz -o POSCAR
expect_fail 1 'frame 2: other atoms than the first' reformat --to deepmd all.xyz -o deep
expect_fail 1 'types have numbers only, expected --elements' reformat there.mlip

# A slab must not become a crystal without a word; a molecule stays one where the format has molecules.
make-cell diamond --element Si --constant 5.431 --rattle 0.1 -o crystal.xyz
sed 's/pbc="T T T"/pbc="T T F"/' crystal.xyz >slab.xyz
sed 's/pbc="T T T"/pbc="F F F"/' crystal.xyz >cluster.xyz
for format in mlip deepmd runner; do
  expect_fail 1 'frame 1: periodic in some directions only, expected all or none: .* has no other structures$' \
    reformat --to $format --units bohr-hartree slab.xyz -o never
  [[ $format != runner ]] || continue
  expect_ok reformat --to $format cluster.xyz -o cluster.$format
  expect_ok reformat --elements Si cluster.$format -o back.xyz
  ! grep -q 'pbc="T' back.xyz || unmet "$format: a cluster came back as a crystal"
done
for format in poscar lammps-data; do
  expect_status 0 reformat --to $format slab.xyz -o slab.$format
  expect_stderr "^reformat: warning: the frame is not periodic in all directions, which $format does not say: it will be"
  expect_ok reformat --to $format crystal.xyz -o crystal.$format
done
