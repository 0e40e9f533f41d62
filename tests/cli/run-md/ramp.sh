# A ramp that ends far from where it was to end is told of; one that fluctuations explain is not.
make-cell diamond --element Si --constant 5.431 --repeat 3 --rattle 0.05 -o si.xyz
run=(run-md --potential "$SHARE/potentials/Si.sw" --every 0 --thermo-output thermo.tab si.xyz -o end.xyz)
for ensemble in nvt langevin; do
  expect_status 0 "${run[@]}" --ensemble "$ensemble" --temperature 300,3000 --steps 100 --thermo 100
  expect_stderr \
    '^run-md: warning: the ramp of --temperature ended at [0-9.]+ K, expected 3000: it is faster than the thermostat follows in --tau-t 0.1 ps'
  expect_near "$(sed -nE 's/.* ended at ([0-9.]+) K.*/\1/p' "$ERR")" "$(table_column thermo.tab temp | tail -n 1)" 1
done
expect_ok "${run[@]}" --ensemble bussi --temperature 300,310 --tau-t 0.01 --steps 200
expect_ok "${run[@]}" --ensemble langevin --temperature 100,3000 --tau-t 0.005 --steps 300
expect_ok "${run[@]}" --ensemble nvt --temperature 300,3000 --steps 0
expect_ok "${run[@]}" --ensemble nvt --temperature 300,3000 --steps 100 --quiet
