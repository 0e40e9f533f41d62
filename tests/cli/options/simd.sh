# Instruction set and precision of the force kernel: chosen by option or environment, the same answer to rounding.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.05 --seed 7 -o si.xyz
sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 100 --atoms 4 si.xyz -o samples.xyz
symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz | scale --method center | fit-mlp --hidden 4 --optimizer lm \
  --epochs 15 -o si.nnp

expect_ok label --on-extrapolation ignore --potential si.nnp si.xyz -o best.xyz
energy=$(frame_energies best.xyz)
expect_fail 2 "^label: --simd: unknown instruction set 'mmx', expected auto or one that this machine has: " \
  label --potential si.nnp --simd mmx si.xyz
read -ra targets <<<"$(sed 's/.*has: //; s/,//g; 1q' "$ERR")"
for target in "${targets[@]}" auto; do
  CASE_NOTE=$target
  expect_ok label --on-extrapolation ignore --potential si.nnp --simd "$target" si.xyz -o target.xyz
  # What nnpipe-potential(5) promises: energies within 1e-12 of their size, forces within 1e-9 eV/Å.
  expect_near "$(frame_energies target.xyz)" "$energy" \
    "$(awk -v e="$energy" 'BEGIN { print (e < 0 ? -e : e) * 1e-12 }')"
  apart=$(awk 'FNR == NR { line[FNR] = $0; next }
    FNR > 2 { split(line[FNR], x); for (c = 2; c <= NF; ++c) { d = x[c] - $c; if (d < 0) d = -d; if (d > most) most = d } }
    END { print (FNR > 2 ? most + 0 : 1) }' best.xyz target.xyz)
  say "$target: forces apart by at most $apart eV/Å"
  expect_less "$apart" 1e-9
  NNPIPE_SIMD=$target expect_ok label --on-extrapolation ignore --potential si.nnp si.xyz -o environment.xyz
  # How a program ran is no part of what it made.
  expect_same target.xyz environment.xyz
done
CASE_NOTE=
expect_same target.xyz best.xyz

# A wrong environment is met by the first who needs it, and not by one who chooses.
export NNPIPE_SIMD=mmx
expect_fail 1 "^label: .*NNPIPE_SIMD: unknown instruction set 'mmx', expected auto or one that this machine has: " \
  label --potential si.nnp si.xyz
expect_ok label --on-extrapolation ignore --potential si.nnp --simd auto si.xyz -o chosen.xyz
expect_same chosen.xyz best.xyz
unset NNPIPE_SIMD

expect_fail 2 "^label: --precision: unknown precision 'half', expected double, mixed or single" \
  label --potential si.nnp --precision half si.xyz
for precision in single mixed; do
  CASE_NOTE=$precision
  expect_ok label --on-extrapolation ignore --potential si.nnp --precision $precision si.xyz -o $precision.xyz
  expect_near "$(frame_energies $precision.xyz)" "$energy" 1e-3
done
CASE_NOTE=
[[ $(frame_energies single.xyz) != "$energy" ]] || unmet 'single precision computed as double does'
expect_ok label --no-provenance --on-extrapolation ignore --potential si.nnp --precision double si.xyz -o double.xyz
expect_near "$(frame_energies double.xyz)" "$energy" 0
expect_ok run-md --potential si.nnp --precision mixed --temperature 100 --steps 20 --on-extrapolation ignore si.xyz \
  -o traj.xyz
expect_ok validate --quiet --potential si.nnp --precision mixed best.xyz -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=force subset=all)" 0.01
expect_ok measure dimer --potential si.nnp --on-extrapolation ignore --precision mixed --points 5 -o dimer.tab
expect_ok symfunc --set "$SHARE/symfunc/si-short.sf" --simd "${targets[-1]}" si.xyz -o values.tab
symfunc --set "$SHARE/symfunc/si-short.sf" si.xyz -o best.tab
expect_table_near values.tab best.tab 1e-11 1e-11
