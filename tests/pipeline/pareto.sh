# The whole road of scripts/pareto.lua, small: two prices of one data set, and published results beside.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 600 --no-sampling --every 15 \
  --whole-frames si.xyz -o all.xyz
head -n 300 all.xyz >train.xyz # 30 frames of 10 lines
tail -n 100 all.xyz >test.xyz
expect_status 0 nnpipe run pareto names=Si training=train.xyz test=test.xyz prices=0.5,fast seeds=1,2 steps=20 out=road
expect_stdout '^Si fast: force MAE +meV/Å '
expect_file road/pareto.tab road/pictures/Si.png road/pictures/Si.svg road/models/Si-fast-1.nnp road/models/Si-0.5-2.nnp
[[ $(table_column road/pareto.tab method | grep -c nnpipe) == 2 ]] || unmet "not one row for each price"
table_column road/pareto.tab method | grep -qx MTP || unmet "no published results"
# Through lmp the exported potential costs what it costs here and LAMMPS's own work beside.
if [[ -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] && command -v lmp >/dev/null && ! sanitized; then
  expect_stdout '^Si fast: price in lmp, through KIM +µs/atom +[0-9]'
  expect_less 0 "$(table_value road/pareto.tab price_in_lmp data=Si method=nnpipe-fast)"
fi
# A data set that nothing is published of, without lmp.
expect_status 0 nnpipe run pareto names=own training=train.xyz test=test.xyz prices=fast seeds=1 lammps=no out=own
expect_rows 1 own/pareto.tab
# Frames that were trained on are no test.
expect_status 1 nnpipe run pareto names=own training=train.xyz test=train.xyz out=none
expect_stderr 'own: 30 frames of train.xyz are in train.xyz, too, expected others'
expect_status 1 nnpipe run pareto names=a,b training=train.xyz test=test.xyz out=none
expect_stderr 'expected a training and a test file for each name'
