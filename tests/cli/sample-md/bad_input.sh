# What cannot be sampled, and options that contradict each other.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
expect_fail 2 '^sample-md: --potential is missing' sample-md si64.xyz
expect_fail 2 '^sample-md: --alpha: alpha -1, expected more than 0' sample-md --potential "$sw" --alpha -1 si64.xyz
expect_fail 2 "^sample-md: --alpha: unknown element 'Sx'" sample-md --potential "$sw" --alpha Sx=1 si64.xyz
expect_fail 2 '^sample-md: --every needs --no-sampling' sample-md --potential "$sw" --every 5 si64.xyz
expect_fail 2 '^sample-md: --alpha and --no-sampling exclude each other' sample-md --potential "$sw" --alpha 1 \
  --no-sampling si64.xyz
expect_fail 2 '^sample-md: --cutoff and --whole-frames exclude each other' sample-md --potential "$sw" --cutoff 5 \
  --whole-frames si64.xyz
expect_fail 1 '^sample-md: si64.xyz: frame 1: no alpha for element Si, expected Si=NUMBER' sample-md --potential "$sw" \
  --alpha O=1 si64.xyz -o out
expect_fail 1 'frame 1: 64 atoms to choose from, expected at least 65' sample-md --potential "$sw" --atoms 65 si64.xyz \
  -o out
expect_fail 1 'frame 1: 0 atoms to choose from of element O, expected at least 1' sample-md --potential "$sw" \
  --element O si64.xyz -o out
sed 's/:velo:R:3/:speed:R:3/' si64.xyz >still.xyz
expect_fail 1 'the frame has no velocities, expected them or --temperature' sample-md --potential "$sw" still.xyz -o out
head -n 30 si64.xyz >cut.xyz
expect_fail 1 '^sample-md: cut.xyz:30: frame 1, atom 29: stream ends here, expected 64 atoms' sample-md \
  --potential "$sw" cut.xyz -o out
expect_fail 1 'stdin: no frames' sample-md --potential "$sw"
