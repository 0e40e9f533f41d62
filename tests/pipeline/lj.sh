# The whole road of scripts/lj.lua, small: its pictures and its table are there, and its numbers make sense.
expect_status 0 nnpipe run lj points=1000 test_points=200 epochs=60 adam_epochs=60 cells=3 melt=100 steps=200 out=lj
expect_stdout '^test energy RMSE +meV +0\.8960 '
for picture in potential energy-error slope-error training rdf nve-energy; do expect_file lj/$picture.png; done
value() { awk -v name="\"$1\"" \
  'index($0, name) == 1 { for (i = 1; i <= NF; ++i) if ($i ~ /"$/) last = i; print $(last + 3) }' lj/summary.tab; }
expect_less "$(value 'test energy RMSE')" 0.5
expect_less "$(value 'test slope RMSE')" 20
expect_less "$(value 'rms difference of the RDFs of liquid argon')" 1
cp lj/summary.tab before.tab
# Again: nothing to do, the same table.
expect_status 0 nnpipe --progress run lj points=1000 test_points=200 epochs=60 adam_epochs=60 cells=3 melt=100 \
  steps=200 out=lj
if grep -E ' [0-9.]+ s$' "$ERR"; then unmet 'a step was run again'; fi
expect_same before.tab lj/summary.tab
