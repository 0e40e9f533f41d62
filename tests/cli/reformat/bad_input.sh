# What is wrong with a file is said with its line; nothing is left behind.
data=$REFERENCE/lammps/si64.data
dump=$REFERENCE/lammps/sw_si64.step0.dump
: >empty
expect_fail 1 '^reformat: empty: no frames, got an empty stream' reformat empty -o out
expect_fail 1 '^reformat: stdin: no frames, got an empty stream' reformat
expect_fail 1 '^reformat: empty: empty stream, expected a LAMMPS data file' reformat --from lammps-data empty -o out
echo 'what is this' >odd
expect_fail 1 '^reformat: odd: not one of the formats .*lammps-dump, .*extxyz, lammps-data' reformat odd -o out
expect_fail 1 '^reformat: missing: cannot open: No such file' reformat missing
head -n 50 "$data" >cut
expect_fail 1 '^reformat: cut: section Atoms has 35 lines, expected 64' reformat cut -o out
head -n 50 "$dump" >cut
expect_fail 1 '^reformat: cut:50: frame 1: stream ends in the middle of a frame.s atoms' reformat --elements Si cut \
  -o out
expect_fail 1 'no element for type 1, expected --elements to name it' reformat "$dump" -o out
expect_fail 1 'type 2 has no element, 1 given by --elements' reformat --elements Si "$REFERENCE/lammps/crist648.data" \
  -o out
sed '21s/ 1 [0-9.]*/ 1 nan/' "$data" >nan
expect_fail 1 '^reformat: nan:21: x is NaN' reformat nan
sed '1s/$/, units = real/' "$data" >real
expect_fail 1 "^reformat: real:1: unknown units 'real', expected metal or lj" reformat real
expect_fail 2 "^reformat: --elements: unknown element 'Sx'" reformat --elements Sx "$data"
expect_fail 2 "^reformat: --units: unknown units 'real'" reformat --units real "$data"
expect_fail 2 '^reformat: --to: expected .*, got .gromacs.' reformat --to gromacs "$data"
sed 's/$/\r/' "$data" >crlf
expect_ok reformat --no-provenance crlf
cp "$OUT" a
expect_ok reformat --no-provenance "$data"
expect_same "$OUT" a
# LAMMPS's formats, the list of what can be wrong: numbers, cells, counts.
sed '21s/ 1 [0-9.]*/ 1 inf/' "$data" >inf
expect_fail 1 '^reformat: inf:21: x is infinite' reformat inf
sed 's/^.* xlo xhi$/5 5 xlo xhi/' "$data" >flat
expect_fail 1 '^reformat: flat:[0-9]+: ' reformat flat
sed 's/^64 atoms/65 atoms/' "$data" >more
expect_fail 1 '^reformat: more:[0-9]+: section Velocities stands before all 65 atoms' reformat more
sed 's/^64 atoms/63 atoms/' "$data" >fewer
expect_fail 1 '^reformat: fewer:[0-9]+: ' reformat fewer
sed '12s/ 1 [^ ]*/ 1 nan/' "$dump" >nan.dump
expect_fail 1 '^reformat: nan.dump:12: frame 1.* NaN' reformat --elements Si nan.dump
sed '4s/.*/65/' "$dump" >more.dump
expect_fail 1 '^reformat: more.dump:[0-9]+: frame 1: ' reformat --elements Si more.dump
sed '6s/.*/0 0/' "$dump" >flat.dump
expect_fail 1 '^reformat: flat.dump:[0-9]+: frame 1: ' reformat --elements Si flat.dump
