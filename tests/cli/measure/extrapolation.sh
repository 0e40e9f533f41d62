# Crystals strained, cut or scaled out of what a network was trained on: said, stopped at, or ignored.
reformat --no-provenance "$REFERENCE/lammps/si64.data" -o si64.xyz
sample-md --potential "$SHARE/potentials/Si.sw" --temperature 100 --steps 100 --atoms 4 si64.xyz -o samples.xyz
symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz | scale --method center | fit-mlp --hidden 4 --optimizer lm \
  --epochs 15 -o si.nnp
what='atom [0-9]+ \(Si\): G[25] Si .* is [-+0-9.e]+, [0-9.e+]+ (% of|times) its range (above|below) [-+0-9.e]+'
count='(1 value of 1 atom is|[0-9]+ values of ([0-9]+ atoms|1 atom) are) outside$'
make-cell diamond --element Si --constant 5.431 -o si.xyz
by() { local command=$1; shift; measure "$command" --potential si.nnp "$@"; }
wide=(--relax none si.xyz --range 0.2)
expect_status 0 by eos "${wide[@]}" -o eos.tab
expect_stderr "^measure: warning: volume [0-9.]+, $what; $count"
expect_stderr "^measure: warning: [0-9]+ of 14 structures left the training range, farthest at volume [0-9.]+, $what\$"
expect_status 3 by eos "${wide[@]}" --on-extrapolation stop -o none.tab
expect_stderr "^measure: 1 of [0-9]+ structures left the training range, farthest at volume"
expect_absent none.tab
expect_status 0 by eos "${wide[@]}" --on-extrapolation ignore -o out.tab
if grep -q 'training range' "$ERR"; then unmet 'what is to be ignored is told'; fi
expect_status 0 by elastic --relax none --clamped --strain 0.05 si.xyz -o out.tab
expect_stderr "^measure: warning: strain -?0.05 of (xx|yy|zz|yz|xz|xy), $what; $count"
expect_status 0 by surface --relax none si.xyz -o out.tab
expect_stderr "^measure: warning: the slab, $what; $count"
expect_stderr "^measure: warning: [0-9] of 3 structures left the training range"
expect_status 0 by vacancy --relax none --starts 0 si.xyz -o out.tab
expect_stderr "^measure: warning: the vacancy, $what; $count"
expect_status 0 by phonon --relax none --displacement 0.5 si.xyz -o out.tab
expect_stderr "^measure: warning: atom [1-8] displaced along [+-][xyz], $what; $count"
expect_status 0 by dimer --low 1.5 --points 20 -o out.tab
expect_stderr "^measure: warning: Si-Si at 1.5 Å, $what; $count"
