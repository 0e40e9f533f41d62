# A fit of frames goes on from the network of another: with its weights, and a training range that holds the new frames,
# too.
sw=$SHARE/potentials/Si.sw
for kind in cold:0.02 hot:0.15; do
  make-cell diamond --element Si --constant 5.431 --rattle "${kind#*:}" --count 6 --seed 3 | label --potential "$sw" \
    -o "${kind%:*}.xyz"
done
cat cold.xyz hot.xyz >both.xyz
fit() { expect_ok fit-mlp --set "$SHARE/symfunc/si-short.sf" --validation 0 --quiet "$@"; }
fit --hidden 5 --epochs 3 cold.xyz -o cold.nnp
expect_status 3 label --potential cold.nnp --on-extrapolation stop hot.xyz -o out.xyz
fit --start cold.nnp --epochs 3 both.xyz -o both.nnp
expect_ok label --potential both.nnp --on-extrapolation stop both.xyz -o out.xyz
# The range grows, and never shrinks: cold frames alone leave it as it is.
fit --start both.nnp --epochs 1 cold.xyz -o again.nnp
expect_ok label --potential again.nnp --on-extrapolation stop hot.xyz -o out.xyz
validate --quiet --potential cold.nnp both.xyz -o cold.tab
validate --potential both.nnp both.xyz -o both.tab
rmse() { awk '$1 == "force" && $3 == "all" { print $5 }' "$1"; }
expect_less "$(rmse both.tab)" "$(rmse cold.tab)"
# Every atom of a perfect crystal is like every other: nothing can be learned from it.
make-cell diamond --element Si --constant 5.431 | label --potential "$sw" -o perfect.xyz
expect_fail 1 '^fit-mlp: no function of Si distinguishes its atoms$' \
  fit-mlp --set "$SHARE/symfunc/si-short.sf" --validation 0 --quiet perfect.xyz -o none.nnp
