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
