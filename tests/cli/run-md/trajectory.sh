# Which frames are written, how a run goes on, and that threads and pipes change nothing.
reformat "$REFERENCE/lammps/si64.data" -o si64.xyz
sw=$SHARE/potentials/Si.sw
expect_ok run-md --no-provenance --potential "$sw" --steps 40 --every 20 si64.xyz
expect_frames 3 "$OUT"
cp "$OUT" traj.xyz
expect_ok run-md --no-provenance --potential "$sw" --steps 40 --every 20 --threads 3 - <si64.xyz
expect_same "$OUT" traj.xyz
expect_ok run-md --no-provenance --potential "$sw" --steps 40 --every 20 --threads 1 si64.xyz -o traj1.xyz
expect_same traj1.xyz traj.xyz

# Going on from the last frame is going on: 20 + 20 steps end where 40 do.
expect_ok run-md --no-provenance --potential "$sw" --steps 20 --every 0 --frame 2 traj.xyz
expect_near "$(frame_energies "$OUT")" "$(frame_energies traj.xyz | tail -n 1)" 1e-9
expect_fail 1 'traj.xyz: several frames, expected one alone, or --frame to choose' run-md --potential "$sw" traj.xyz \
  -o out
expect_fail 1 'frame 3 is the last, --frame asks for 4' run-md --potential "$sw" --frame 4 traj.xyz -o out

# Velocities drawn: by the seed, to the temperature.
draw() { run-md --no-provenance --potential "$sw" --steps 0 --temperature 300 --thermo-output "$2" \
  --seed "$1" si64.xyz -o "$3"; }
draw 1 one.tab one.xyz
draw 1 same.tab same.xyz
draw 2 two.tab two.xyz
expect_same one.xyz same.xyz
! cmp -s one.xyz two.xyz || unmet 'another seed gives the same velocities'
expect_near "$(table_value one.tab temp step=0)" 300 1e-9

expect_closed_pipe run-md --potential "$sw" --steps 200 --every 1 si64.xyz
expect_full_disk run-md --potential "$sw" --steps 10 --every 1 si64.xyz
expect_status 1 run-md --potential "$sw" --steps 10 --thermo-output /dev/full si64.xyz -o out
expect_absent out

# A name that promises a dump gets one; what is asked for counts more.
make-cell diamond --element Si --constant 5.431 -o named.xyz
for name in named.dump named.lammpstrj; do
  expect_ok run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 2 --every 1 named.xyz -o $name
  head -n 1 $name | grep -qx 'ITEM: UNITS\|ITEM: TIMESTEP' || unmet "$name is no dump"
done
expect_ok run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 2 --every 1 --format extxyz named.xyz \
  -o named.dump
expect_frames 3 named.dump
