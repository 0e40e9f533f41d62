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
