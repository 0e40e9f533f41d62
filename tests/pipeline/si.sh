# The whole road of scripts/si.lua, small: its pictures, its table and its page are there, and its numbers make sense.
expect_status 0 nnpipe run si sampled=100,300 tested=200 atoms=10 tested_atoms=20 cold_atoms=2 cold_steps=50 \
  site_steps=200 alpha=20 tau_max=20 rounds=1,1 round_steps=100 round_frames=1,1 round_epochs=10 \
  frame_temperatures=100,300 frames=3 settle=100 every=30 active_rounds=1 active_temperatures=600 active_steps=100 \
  active_frames=3 epochs=40 starts=2 checked_atoms=10 adam_epochs=5,10 frame_epochs=8 cells=2 equilibration=100 \
  steps=200 long=yes long_steps=2000 long_seeds=2 long_on_extrapolation=ignore out=si
expect_stdout '^site energy RMSE +meV +0\.8640 '
expect_stdout '^bulk modulus off, from site energies +% +1\.580 .* 1\.580 '
expect_stdout '^bulk modulus off, from frames +% +1\.580 .* 0\.5000 +0\.1000 +(missed|met|moonshot)$'
for picture in training energy-parity energy-errors force-parity force-errors equation-of-state phonons nve-energy rdf \
  rounds-of-sites \
  long-volume rounds/errors; do
  expect_file si/$picture.png si/$picture.svg
done
grep -q 'A nanosecond at 1000 K' si/report.html && grep -q '<svg' si/report.html || unmet 'the page lacks something'
value() { awk -v name="\"$1\"" \
  'index($0, name) == 1 { for (i = 1; i <= NF; ++i) if ($i ~ /"$/) last = i; print $(last + 3) }' si/summary.tab; }
expect_less "$(value 'site energy RMSE')" 20
# Neither of Adam's fits is good enough: it goes on to the last, and keeps one of both.
[[ $(value 'epochs of plain Adam') =~ ^(5|10)$ ]] || unmet "plain Adam has other epochs than were asked for"
expect_less "$(value 'time of plain Adam')" "$(value 'time of plain Adam, with all starts')"
expect_less "$(value 'force RMSE, from frames')" 200
expect_less "$(value 'bulk modulus off, from frames')" 30
expect_less "$(value 'rms difference of g(r)')" 2
expect_less "$(value 'samples at first')" "$(value 'samples in the end')"
expect_near "$(value 'run at 1000 K, seed 2: length')" 2 1e-9
expect_less "$(value "run at 1000 K, seed 1: mean volume off Stillinger-Weber's")" 5
# The potential that came out is one to any program.
expect_status 0 label --potential si/models/frames.nnp si/crystals/small.xyz -o labelled.xyz
expect_near "$(frame_energies labelled.xyz)" -936.7 1
