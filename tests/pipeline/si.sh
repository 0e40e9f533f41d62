# The whole road of scripts/si.lua, small: its pictures and its table are there, and its numbers make sense.
expect_status 0 nnpipe run si sampled=100,300 tested=200 atoms=20 site_steps=200 alpha=20 tau_max=20 frames=3 settle=100 every=30 \
  epochs=40 adam_epochs=5 frame_epochs=8 cells=2 equilibration=100 steps=200 out=si
expect_stdout '^site energy RMSE +meV +0\.8640 '
for picture in training energy-parity energy-errors force-parity force-errors equation-of-state phonons nve-energy rdf; do
  expect_file si/$picture.png
done
expect_file si/rdf.svg
value() { awk -v name="\"$1\"" 'index($0, name) == 1 { print $NF }' si/summary.tab; }
expect_less "$(value 'site energy RMSE')" 20
expect_less "$(value 'force RMSE, from frames')" 200
expect_less "$(value 'bulk modulus off, from frames')" 30
expect_less "$(value 'rms difference of g(r)')" 2
# The potential that came out is one to any program.
expect_status 0 label --potential si/models/frames.nnp si/crystals/small.xyz -o labelled.xyz
expect_near "$(frame_energies labelled.xyz)" -936.7 1
