# What a run cannot start from, or cannot go on with.
reformat "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
expect_fail 2 '^run-md: --potential is missing' run-md si64.xyz
expect_fail 2 '^run-md: --ensemble: expected nve, .*, got .nph.' run-md --potential "$sw" --ensemble nph si64.xyz
expect_fail 2 '^run-md: --timestep: expected a positive number, got .0.' run-md --potential "$sw" --timestep 0 si64.xyz
expect_fail 2 '^run-md: --thermo needs --thermo-output' run-md --potential "$sw" --thermo 10 si64.xyz
expect_fail 2 '^run-md: --thermo-output and --output both go to standard output' run-md --potential "$sw" \
  --thermo-output - si64.xyz
expect_fail 1 'no-such.sw' run-md --potential no-such.sw si64.xyz
sed 's/:velo:R:3/:speed:R:3/' si64.xyz >still.xyz
expect_fail 1 '^run-md: still.xyz: frame 1: the frame has no velocities, expected them or --temperature' \
  run-md --potential "$sw" still.xyz -o out --thermo-output thermo.tab
# Whose atoms they are comes first: without velocities too.
sed 's/^Si/Ar/' still.xyz >argon.xyz
expect_fail 1 "^run-md: argon.xyz: frame 1: .*element 'Ar' is not in the potential, which has Si" run-md \
  --potential "$sw" argon.xyz -o out
sed 's/^Si/C/' si64.xyz >carbon.xyz
expect_fail 1 "element 'C' is not in the potential, which has Si" run-md --potential "$sw" carbon.xyz -o out
sed 's/units=metal/units=lj/' si64.xyz >lj.xyz
expect_fail 1 'units differ: the frame has lj, the potential has metal' run-md --potential "$sw" lj.xyz -o out
sed '4s/^Si [^ ]* [^ ]* [^ ]*/'"$(sed -n '3s/^\(Si [^ ]* [^ ]* [^ ]*\).*/\1/p' si64.xyz)"'/' si64.xyz >twice.xyz
expect_fail 1 '^run-md: twice.xyz: frame 1: step 0: atoms 1 and 2 coincide' run-md --potential "$sw" twice.xyz -o out
expect_fail 1 'stdin: no frames' run-md --potential "$sw"
# A time step far too long: the run blows up, which ends it with status 3, names the step and keeps what was before.
expect_status 3 run-md --potential "$sw" --timestep 1 --steps 200 si64.xyz -o out --thermo-output thermo.tab
expect_stderr "^run-md: si64.xyz: frame 1: step 1: atom [0-9]+ moves .* in a step"
expect_frames 1 out
expect_rows 1 thermo.tab
