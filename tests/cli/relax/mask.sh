# Constraints of other programs (ASE's, VASP's selective dynamics) are not heeded: a word says so.
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 1 -o si.xyz
awk 'NR == 2 { sub(/pos:R:3/, "pos:R:3:move_mask:L:3") } NR > 2 { $0 = $0 (NR == 4 ? " F F F" : " T T T") } 1' si.xyz \
  >masked.xyz
expect_status 0 relax --potential "$SHARE/potentials/Si.sw" masked.xyz -o out.xyz
expect_stderr '^relax: warning: column move_mask holds atoms, but is not heeded: --fix holds atoms$'
expect_ok relax --potential "$SHARE/potentials/Si.sw" --fix 2 masked.xyz -o out.xyz
expect_ok relax --potential "$SHARE/potentials/Si.sw" si.xyz -o out.xyz
expect_status 0 sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 2 masked.xyz -o out.xyz
expect_stderr '^sample-md: warning: column move_mask holds atoms, but is not heeded: all atoms move$'
