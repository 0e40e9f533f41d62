# Streams of several frames, in any format that holds them.
dump=$REFERENCE/lammps/sw_si64.step
cat "${dump}0.dump" "${dump}100.dump" >two.dump
expect_ok reformat --elements Si two.dump
cp "$OUT" two.xyz
expect_frames 2 two.xyz
grep -q 'c_st:R:6:forces:R:3' two.xyz || unmet 'columns of the dump are not there'
expect_ok reformat --to lammps-dump two.xyz
[[ $(grep -c 'ITEM: TIMESTEP' "$OUT") == 2 ]] || unmet 'not two frames'
cp "$OUT" again.dump
expect_ok bash -c 'cat again.dump | reformat'
grep -v -n made_by "$OUT" >got
grep -v -n made_by two.xyz >want
expect_same got want
expect_fail 1 'a LAMMPS data file holds no more' reformat --to lammps-data two.xyz -o one.data
expect_closed_pipe reformat two.xyz
expect_full_disk reformat two.xyz

# A folder of DeePMD's counts its frames before the first: they are set aside, in a file beyond some MB.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 --rattle 0.1 -o cell.xyz
for _ in {1..500}; do cat cell.xyz; done >many.xyz
expect_ok reformat --to deepmd many.xyz -o deep
expect_ok reformat --no-provenance deep -o back.xyz
expect_frames 500 back.xyz
tail -n 1000 cell.xyz >want
tail -n 1000 back.xyz >got
expect_same got want
rm many.xyz back.xyz

# The energy of a site sample is a label that no other format holds: said once, and the atoms are written.
expect_ok make-cell diamond --element Si --constant 5.431 -o si8.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 12 si8.xyz -o samples.xyz
for to in mlip runner lammps-dump; do
  expect_status 0 reformat --to $to samples.xyz -o out
  expect_stderr "^reformat: warning: left out the energies of site samples, which $to cannot hold\$"
  [[ $(grep -c 'site samples' "$ERR") == 1 ]] || unmet "said more than once of $to"
done
expect_ok reformat samples.xyz -o out
