# Data files and dumps of LAMMPS become frames and go back.
data=$REFERENCE/lammps/quartz9_full.data
expect_ok reformat --no-provenance --from lammps-data --units metal --elements Si,O "$data"
expect_stdout_equal quartz9.xyz
cp "$OUT" quartz9.xyz

# Masses tell the elements; the bytes tell the format.
expect_ok reformat --no-provenance "$data"
expect_same "$OUT" quartz9.xyz
expect_ok reformat --no-provenance - <"$data"
expect_same "$OUT" quartz9.xyz

# There and back again.
for format in lammps-data lammps-dump extxyz; do
  expect_ok reformat --no-provenance --to $format quartz9.xyz -o there
  expect_ok reformat --no-provenance there
  sed 's/ step=0//' "$OUT" >back
  expect_same back quartz9.xyz
done
expect_ok reformat --to lammps-data quartz9.xyz
grep -v '^LAMMPS data' "$data" | sed 's/ *#.*//' >want
grep -v '^LAMMPS data' "$OUT" | sed 's/ *#.*//' >got
expect_same got want

# What contradicts itself, or cannot be read back.
dump() { # NAMES ROW1 ROW2
  printf 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 4\n0 4\n'
  printf 'ITEM: ATOMS %s\n%s\n%s\n' "$@"
}
dump 'id type element x y z' '1 1 Si 0 0 0.5' '2 2 O 1 1 0.25' >named.dump
expect_status 0 reformat --elements O,Si named.dump -o named.xyz
expect_stderr '^reformat: warning: named.dump: the column element and --elements differ, --elements is taken$'
expect_ok reformat --elements Si,O named.dump -o named.xyz
dump 'id type element x y z' '1 1 C 0 0 0.5' '2 2 C 1 1 0.25' >unnamed.dump
expect_ok reformat --elements Si,O unnamed.dump -o named.xyz
for name in pos species; do
  dump "id type x y z $name" '1 1 0 0 0.5 7' '2 1 1 1 0.25 8' >own.dump
  expect_fail 1 "column '$name' would be written twice" reformat --elements Si own.dump -o never.xyz
done
