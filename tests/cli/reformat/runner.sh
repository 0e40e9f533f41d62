# Potentials and structures of RuNNer come in and go out.
folder=$REFERENCE/runner-si
expect_fail 2 'do not say their units, expected --units angstrom-ev' reformat "$folder" -o si.nnp
expect_fail 1 'do not say their units, expected --units angstrom-ev' reformat "$folder/output.data" -o si.xyz
expect_ok reformat --units bohr-hartree "$folder" -o si.nnp
expect_ok reformat --units bohr-hartree "$folder/output.data" -o want.xyz
expect_frames 25 want.xyz
expect_ok label --on-extrapolation ignore --potential si.nnp want.xyz -o got.xyz
frame_energies want.xyz >want
frame_energies got.xyz >got
paste got want | while read -r a b; do expect_near "$a" "$b" 1e-9; done

# Out and in again: the same energies, whatever the units.
for units in angstrom-ev bohr-hartree; do
  expect_ok reformat --to runner --units $units si.nnp -o out-$units/
  expect_file out-$units/input.nn out-$units/scaling.data out-$units/weights.014.data
  expect_ok reformat --units $units out-$units -o again.nnp
  expect_ok label --on-extrapolation ignore --potential again.nnp want.xyz -o got.xyz
  frame_energies got.xyz >got
  paste got want | while read -r a b; do expect_near "$a" "$b" 1e-9; done
done
expect_fail 1 "out-bohr-hartree/input.nn:[0-9]+: the file is in units bohr-hartree, expected these, got angstrom-ev" \
  reformat --units angstrom-ev out-bohr-hartree -o never.nnp
expect_ok reformat --to runner --units bohr-hartree want.xyz -o structures.data
expect_ok reformat --from runner --units bohr-hartree structures.data -o again.xyz
expect_frames 25 again.xyz
expect_ok bash -c 'reformat --from nnp --no-provenance < si.nnp > same.nnp'
expect_ok label --on-extrapolation ignore --potential same.nnp want.xyz -o again.xyz

rm -rf out-* ./*
expect_ok reformat --units bohr-hartree "$folder" -o si.nnp
expect_fail 1 'several files to write, expected -o FOLDER' reformat --to runner si.nnp
expect_fail 1 'cannot make the folder' reformat --to runner si.nnp -o si.nnp
expect_fail 2 'format lammps-dump cannot hold a potential, expected nnp, runner or kim' reformat \
  --to lammps-dump si.nnp
expect_fail 1 'not a potential, expected one to write as nnp' reformat --to nnp "$REFERENCE/lammps/si64.data"
mkdir broken
cp "$folder"/{input.nn,scaling.data} broken
expect_fail 1 'broken/weights.014.data: cannot open' reformat --units bohr-hartree broken -o x.nnp
head -n 900 "$folder/weights.014.data" >broken/weights.014.data
expect_fail 1 'broken/weights.014.data: 900 numbers, expected 1297' reformat --units bohr-hartree broken -o x.nnp

# Potentials of other kinds are refused by their kind, unknown keywords by name.
cp "$folder/weights.014.data" broken
for words in 'nnp_type 4G-HDNNP:a potential of kind 4G-HDNNP, expected one of short range alone' \
  'use_electrostatics:a potential with charges' 'nnp_gen 3:a potential with charges .3G-HDNNP' \
  'own_keyword 3:unknown keyword .own_keyword.: whether it changes the energy cannot be told'; do
  { cat "$folder/input.nn"; echo "${words%%:*}"; } >broken/input.nn
  expect_fail 1 "${words#*:}" reformat --units bohr-hartree broken -o x.nnp
done
