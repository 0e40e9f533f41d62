# The whole road of scripts/stability.lua, small: a fit, a run at its own temperature, and atoms that begin too near.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 600 --no-sampling --every 15 \
  --whole-frames si.xyz -o train.xyz
expect_status 0 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 factors=1 seeds=1 \
  time=0.05 hostile_steps=100 out=road
expect_stdout '^Si plain: held +of 1 +1$'
expect_stdout '^Si plain, hostile: ended with status 3 +of 6 +6$'
expect_stdout '^Si plain, hostile, unwatched: held +of 6 +6$'
expect_rows 13 road/stability.tab
grep -q '^Si "plain, hostile" 0 1 .* yes ended "run-md: ended at step 0 of 100: atoms 1 (Si) and 2 (Si) are 0.3 Å apart' \
  road/stability.tab || unmet 'no reason'
[[ $(table_value road/stability.tab time data=Si kind=plain) == 0.05 ]] || unmet 'the run has another time'
[[ $(table_column road/stability.tab outcome | grep -c broken) == 0 ]] || unmet 'a run is broken'
[[ $(table_value road/stability.tab fused data=Si kind=plain) == no ]] || unmet 'a pair is fused'
# Each seed has its own fit; these frames have no stress to fit.
expect_status 0 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 factors=1 seeds=1,2 \
  stress=no,yes time=0.02 hostile=no out=seeds
expect_stdout '^Si plain: held +of 2 +2$'
# A run that is judged by a distance it cannot keep is broken: what the table says can fail.
expect_status 0 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 factors=1 seeds=1 \
  time=0.05 hostile=no nearest=5 out=strict
expect_stdout '^Si plain: broken +of 1 +1$'
# Distances are those of cells with edges along the axes.
make-cell diamond --element Si --constant 5.431 --strain 0,0,0,0.02,0,0 -o tilted.xyz
expect_status 1 nnpipe run stability names=Si training=train.xyz starts=tilted.xyz temperatures=300 factors=1 seeds=1 \
  time=0.01 hostile=no out=tilted
expect_stderr 'a tilted cell, expected edges along the axes'
expect_status 1 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 time=0 out=none
expect_stderr 'expected a time of a step at least'
expect_status 1 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 factors=1 seeds=1 \
  time=0.01 hostile=no potentials="$SHARE/potentials/Si.sw" out=given
expect_stderr 'no shortest distances of training, expected those of a fit'
expect_status 1 nnpipe run stability names=Si training=train.xyz starts=si.xyz temperatures=300 stress=both out=none
expect_stderr 'stress=both, expected yes, no or both: no,yes'
expect_status 1 nnpipe run stability names=a,b training=train.xyz starts=si.xyz temperatures=300 out=none
expect_stderr 'expected a training file, a start and a temperature for each name'
