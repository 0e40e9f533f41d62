# A wall at short range is part of every potential of frames: its radii are those of the frames, no pair falls inside.
sw=$SHARE/potentials/Si.sw
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do make-cell diamond --element Si --constant 5.431 --rattle 0.15 --seed \
  $seed | label --potential "$sw"; done >si.xyz
fit() {
  expect_ok fit-mlp --no-provenance --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 5 --epochs 6 --seed 4 "$@"
}
fit si.xyz -o wall.nnp
shortest=$(awk '/^shortest Si Si/ { print $4 }' wall.nnp)
outer=$(awk '/^zbl Si Si/ { sub(/outer=/, "", $5); print $5 }' wall.nnp)
expect_near "$(awk -v s="$shortest" 'BEGIN { printf "%.17g", 0.95 * s }')" "$outer" 1e-12
expect_less 1.5 "$shortest"
# Two atoms alone are driven apart wherever they are nearer than any pair of the frames.
for r in 0.5 0.8 1.1 1.4 1.7; do
  printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nSi 0 0 0\nSi %s 0 0\n' $r
done >pairs.xyz
expect_status 0 label --quiet --on-extrapolation ignore --potential wall.nnp pairs.xyz -o pushed.xyz
awk 'NR % 4 == 0 { if ($6 + 0 <= 0) exit 1; ++n } END { exit n != 5 }' pushed.xyz
# Without, and by hand.
fit --zbl none si.xyz -o bare.nnp
! grep -q '^zbl' bare.nnp || exit 1
grep -q '^shortest Si Si' bare.nnp
# Where nothing falls at short range the wall costs nothing: the networks are those of a fit without it.
diff <(grep -v -e '^zbl' -e '^checksum' wall.nnp) <(grep -v -e '^zbl' -e '^checksum' bare.nnp)
fit --zbl 0.8,1.6 si.xyz -o hand.nnp
grep -q '^zbl inner=0.8 outer=1.6$' hand.nnp
expect_fail 2 "^fit-mlp: --zbl: expected auto, none or 2 values joined by commas, got 'some'$" fit-mlp --set \
  auto --zbl some si.xyz
# A committee has it, too, and stays one.
fit --committee 2 si.xyz -o two.nnp
expect_ok label --quiet --potential two.nnp si.xyz -o out.xyz
