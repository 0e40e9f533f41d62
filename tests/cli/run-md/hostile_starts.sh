# A potential of three elements as fitted by default lets no pair fuse: runs end with status 3, and those told to go on
# see the wall repel each pair, from nearer than any frame on.
sw=$SHARE/potentials/ZnCdSSeTe.sw
for seed in 1 2 3 4 5 6 7 8; do
  make-cell --no-provenance --elements Zn,Se --constant 5.9 --rattle 0.15 --count 2 --seed "$seed" diamond |
    awk -v seed="$seed" 'BEGIN { srand(seed) } $1 == "Se" && rand() < 0.5 { $1 = "Te" } 1'
done >crystals.xyz
label --quiet --potential "$sw" crystals.xyz -o frames.xyz
fit-mlp --quiet --set auto --price fast frames.xyz -o three.nnp

# The least distance of two atoms in the last frame of a file, in no cell.
nearest() {
  awk 'NF == 1 { n = 0; next } $1 ~ /^(Zn|Se|Te)$/ { x[++n] = $2; y[n] = $3; z[n] = $4 }
    END { least = 1e9; for (i = 1; i <= n; ++i) for (j = 1; j < i; ++j) {
      r = sqrt((x[i] - x[j]) ^ 2 + (y[i] - y[j]) ^ 2 + (z[i] - z[j]) ^ 2); if (r < least) least = r }; print least }' "$1"
}
run() { run-md --quiet --potential three.nnp --temperature 1 --timestep 2e-4 --steps 300 --every 300 "$@" -o out.xyz; }

for pair in Zn:Zn Zn:Se Zn:Te Se:Se Se:Te Te:Te; do
  shortest=$(awk -v a="${pair%:*}" -v b="${pair#*:}" '$1 == "shortest" && $2 == a && $3 == b { print $4 }' three.nnp)
  for distance in 0.3 0.5 0.7 0.9 1.2; do
    printf '2\nProperties=species:S:1:pos:R:3 pbc="F F F"\n%s 0 0 0\n%s %s 0 0\n' \
      "${pair%:*}" "${pair#*:}" "$distance" >pair.xyz
    expect_status 3 run pair.xyz
    expect_stderr '^run-md: ended at step 0 of 300: atoms? '
    expect_status 0 run --on-extrapolation ignore pair.xyz
    expect_less "$shortest" "$(nearest out.xyz)"
  done
done

# A random gas, with pairs from anywhere: none fuse.
awk 'BEGIN { srand(3); split("Zn Se Te", name); print 40; print "Properties=species:S:1:pos:R:3 pbc=\"F F F\""
  for (i = 0; i < 40; ++i) print name[1 + i % 3], 9 * rand(), 9 * rand(), 9 * rand() }' >gas.xyz
expect_status 3 run gas.xyz
expect_stderr '^run-md: ended at step 0 of 300: atoms? '
expect_less "$(nearest gas.xyz)" 1
# Unwatched, it may still end as a run that has blown up.
status=0
run --on-extrapolation ignore gas.xyz || status=$?
case $status in
  0) expect_less 1 "$(nearest out.xyz)" ;;
  3) ;;
  *) unmet "status $status of a gas that is not watched" ;;
esac
