# A network out of its training range: said, counted in the thermo table, stopped at, or ignored.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sample-md --potential "$SHARE/potentials/Si.sw" --temperature 100 --steps 100 --atoms 4 si64.xyz -o samples.xyz
symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz | scale --method center | fit-mlp --hidden 4 --optimizer lm \
  --epochs 15 -o si.nnp

at() {
  run-md --potential si.nnp --temperature "$1" --steps 40 --every 20 --thermo 10 --thermo-output thermo.tab "${@:2}" \
    si64.xyz -o traj.xyz
}
warm() { at 300 "$@"; }
hot() { at 4000 "$@"; }
what='atom [0-9]+ \(Si\): G[25] Si .* is [-+0-9.e]+, [0-9.e+]+ (% of|times) its range (above|below) [-+0-9.e]+'
expect_status 0 warm
expect_stderr \
  "^run-md: warning: step [0-9]+, $what; (1 value of 1 atom is|[0-9]+ values of ([0-9]+ atoms|1 atom) are) outside\$"
expect_stderr "^run-md: warning: [0-9]+ of 5 steps looked at left the training range, farthest at step [0-9]+, $what\$"
expect_rows 5 thermo.tab
expect_frames 3 traj.xyz
expect_less 0 "$(table_column thermo.tab outside | tail -n 1)"

rm thermo.tab traj.xyz
expect_status 3 hot --on-extrapolation stop
expect_stderr '^run-md: ended at step [0-9]+ of 40: '
expect_file thermo.tab traj.xyz
tail -n 66 traj.xyz | sed -n 2p | grep -q "step=$(sed -n 's/.*ended at step \([0-9]*\).*/\1/p' "$ERR")" || \
  unmet 'the trajectory lacks the step it ended at'

# Not before a value is as far out as asked for.
first=$(sed -n 's/.*ended at step \([0-9]*\).*/\1/p' "$ERR")
expect_status 3 hot --on-extrapolation stop --stop-beyond 2 --watch 1
expect_less "$((first - 10))" "$(sed -n 's/.*ended at step \([0-9]*\).*/\1/p' "$ERR")"
expect_status 0 hot --on-extrapolation stop --stop-beyond 1e9
expect_fail 2 '--stop-beyond needs --on-extrapolation stop' hot --stop-beyond 1

expect_ok hot --on-extrapolation ignore
! grep -q outside thermo.tab || unmet 'looked all the same'
expect_ok warm --quiet

# label and relax look, too, and say it in the same words.
run-md --quiet --potential si.nnp --temperature 300 --steps 40 --every 20 si64.xyz -o warm.xyz
cat si64.xyz warm.xyz >frames.xyz
expect_status 0 label --potential si.nnp frames.xyz -o labelled.xyz
expect_stderr \
  "^label: warning: frames.xyz: frame [0-9]+, $what; (1 value of 1 atom is|[0-9]+ values of ([0-9]+ atoms|1 atom) are) outside\$"
expect_stderr \
  "^label: warning: [0-9]+ of 4 frames left the training range, farthest at frames.xyz: frame [0-9]+, $what\$"
expect_frames 4 labelled.xyz
cp labelled.xyz all.xyz
expect_status 3 label --potential si.nnp --on-extrapolation stop frames.xyz -o labelled.xyz
expect_stderr '^label: 1 of [0-9] frames left the training range, farthest at frames.xyz: frame '
expect_less "$(grep -c Lattice labelled.xyz)" 4
expect_ok label --potential si.nnp --on-extrapolation ignore --no-provenance frames.xyz -o labelled.xyz
expect_ok label --potential si.nnp --quiet --no-provenance frames.xyz -o all.xyz
expect_same labelled.xyz all.xyz
make-cell diamond --element Si --constant 7 -o wide.xyz
expect_status 3 relax --potential si.nnp wide.xyz -o out.xyz
expect_stderr "^relax: warning: wide.xyz: frame 1, $what; "
expect_status 3 relax --potential si.nnp --on-extrapolation stop wide.xyz -o out.xyz
expect_stderr "^relax: 1 of 1 frames at rest left the training range"
expect_ok relax --potential si.nnp --on-extrapolation ignore wide.xyz -o out.xyz

# The same bits on any number of threads.
for threads in 1 3; do
  run-md --quiet --no-provenance --potential si.nnp --temperature 300 --steps 20 --every 20 \
    --threads $threads si64.xyz -o $threads.xyz
done
expect_same 1.xyz 3.xyz
