# Every ensemble: what is held, what is conserved, ramps, chosen columns, threads.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
sw=$SHARE/potentials/Si.sw
go() { run-md --no-provenance --potential "$sw" --steps 200 --every 0 --thermo 20 \
  --thermo-output "$1.tab" "${@:2}" si.xyz -o "$1.xyz"; }
for ensemble in nvt langevin bussi npt npt-full; do
  go "$ensemble" --ensemble "$ensemble" --temperature 300 --timestep 0.001
  # Velocities were drawn, with that temperature.
  expect_near "$(table_value "$ensemble.tab" temp step=0)" 300 1e-9
  expect_near "$(table_value "$ensemble.tab" econserve step=200)" "$(table_value "$ensemble.tab" econserve step=0)" 0.02
  go threads --ensemble "$ensemble" --temperature 300 --timestep 0.001 --threads 3
  expect_same "$ensemble.xyz" threads.xyz
done
expect_near "$(table_value nvt.tab volume step=200)" 1281.5 0.1
[[ $(table_value npt.tab volume step=200) != $(table_value npt.tab volume step=0) ]] || unmet 'the volume stays'
go columns --ensemble npt-full --temperature 300,600 --pressure 0,10000 --tau-t 0.05 --tau-p 0.5 --velocities 100 \
  --thermo-columns step,temp,press,xy,density
expect_near "$(table_value columns.tab temp step=0)" 100 1e-9
expect_near "$(table_value columns.tab density step=0)" 2.329 0.001
[[ $(table_value columns.tab xy step=200) != 0 ]] || unmet 'the shape stays'

# From rest Nosé and Hoover's thermostat has nothing to scale, and says so; the others push, and say nothing.
rest() { run-md --potential "$sw" --temperature 300 --velocities 0 --steps 5 --every 0 --ensemble "$1" si.xyz \
  -o r.xyz; }
expect_status 0 rest nvt
expect_stderr '^run-md: warning: all atoms are at rest: the Nosé-Hoover thermostat only scales velocities, expected some to begin with$'
for ensemble in langevin bussi; do expect_ok rest "$ensemble"; done

fails() { expect_fail 2 "$1" run-md --potential "$sw" "${@:2}" si.xyz -o out; }
fails '^run-md: --ensemble nvt needs --temperature' --ensemble nvt
fails '^run-md: --temperature: expected a positive number with --ensemble nvt, got 0' --ensemble nvt --temperature 0
fails '^run-md: --temperature: expected one number or two, got 3' --ensemble nvt --temperature 1,2,3
fails '^run-md: a ramp of --temperature needs a thermostat' --temperature 1,2
fails '^run-md: --pressure needs --ensemble npt or npt-full, got nvt' --ensemble nvt --temperature 300 --pressure 1
fails '^run-md: --tau-t needs a thermostat' --temperature 300 --tau-t 1
fails "^run-md: --thermo-columns: unknown column 'Temp', expected some of step, time" --thermo-output t.tab \
  --thermo-columns step,Temp
sed 's/pbc="T T T"/pbc="T T F"/' si.xyz >slab.xyz
expect_fail 1 'slab.xyz: frame 1: the cell is not periodic in all directions' run-md --potential "$sw" --ensemble npt \
  --temperature 300 slab.xyz -o out
expect_fail 1 'slab.xyz: frame 1: column press needs a volume' run-md --potential "$sw" --temperature 300 \
  --thermo-output t.tab --thermo-columns press slab.xyz -o out
