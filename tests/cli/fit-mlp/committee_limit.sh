# What a fit has seen is in the file: of a committee a limit of its spread and what errors to expect, of every potential
# how few neighbours an atom had.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2 >si.xyz
sample-md --potential "$sw" --temperature 900 --steps 150 --no-sampling --every 10 --whole-frames si.xyz -o frames.xyz
fit() {
  expect_ok fit-mlp --no-provenance --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 "$@" frames.xyz
}
fit --committee 3 -o all.nnp
[[ $(grep -c '^spread-limit ' all.nnp) == 3 && $(grep -c '^spread-factor ' all.nnp) == 3 &&
  $(grep -c '^spread-floor ' all.nnp) == 3 ]] || unmet 'not in each member'
[[ $(grep '^spread-' all.nnp | sort -u | wc -l) == 3 ]] || unmet 'the members do not say the same'
limit=$(awk '/^spread-limit/ { print $2; exit }' all.nnp)
factor=$(awk '/^spread-factor/ { print $2; exit }' all.nnp)
floor=$(awk '/^spread-floor/ { print $2; exit }' all.nnp)

# Columns of label: the spread of each atom's force, and what error of a component is to be expected of that.
keep label --potential all.nnp --on-extrapolation ignore frames.xyz -o labelled.xyz
expect_file labelled.xyz
column() {
  awk -v name="$1" 'FNR % 66 == 2 {
      match($0, /Properties=[^ ]*/)
      n = split(substr($0, RSTART + 11, RLENGTH - 11), p, ":")
      c = 1
      for (i = 1; i < n; i += 3) { if (p[i] == name) at = c; c += p[i + 2] }
      next
    }
    FNR % 66 != 1 { print $at }' labelled.xyz
}
column spread >spread
column force_error >expected
[[ $(wc -l <spread) == $(($(grep -c Lattice frames.xyz) * 64)) ]] || unmet 'not a spread for each atom'
# The root mean square of each frame of 64 atoms, and the expected errors by it.
of_frames() {
  awk '{ s += $1 * $1 / 64 } NR % 64 == 0 { for (i = 0; i < 64; ++i) printf "%.17g\n", sqrt(s); s = 0 }' spread
}
paste spread expected <(of_frames) | awk -v f="$factor" -v s="$floor" '
  { d = $2 - f * sqrt($1 * $1 + $3 * $3 + s * s); if (d * d > 1e-20 * $2 * $2) exit 1 }' ||
  unmet 'expected errors are not the factor of spread, frame and floor'
# No spread in the frames of the fit is larger than a fifth of the limit.
sort -g spread | tail -n 1 | awk -v most="$limit" '{ exit !(5 * $1 <= most * 1.0000001) }' || unmet 'the limit is too low'
# Frames far from these are no physics to it.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.6 --seed 2 >wild.xyz
keep label --quiet --potential all.nnp wild.xyz -o out.xyz
[[ $STATUS == 3 ]] || unmet "exit status $STATUS of a wild frame"
# Expected errors by pick, in meV/Å.
expect_ok pick --potential all.nnp --force-spread 0 --spread expected --table picks.tab frames.xyz -o picked.xyz
most=$(paste spread <(of_frames) | awk 'NR <= 64' | sort -g | tail -n 1 | awk -v f="$factor" -v s="$floor" \
  '{ printf "%.17g", 1000 * f * sqrt($1 * $1 + $2 * $2 + s * s) }')
expect_near "$(table_column picks.tab force_spread | head -n 1)" "$most" 1e-9

# One potential has no spread, and two that were fitted one by one know nothing of theirs.
fit -o one.nnp
! grep -q '^spread-' one.nnp || unmet 'a single potential has a limit of its spread'
fit --seed 2 -o other.nnp
cat one.nnp other.nnp >two.nnp
expect_fail 1 'the potential has no spread-factor, expected a committee that was fitted with frames held out' pick \
  --potential two.nnp --force-spread 0 --spread expected frames.xyz

# An atom that leaves the others.
grep -qE '^fewest-neighbours Si [1-9][0-9]*$' one.nnp || unmet 'no number of neighbours'
sed -e 's/pbc="T T T"/pbc="F F F"/' si.xyz | awk 'NR == 3 { $2 -= 30 } { print }' >lost.xyz
lost='atom 1 \(Si\) has 0 neighbours within [0-9.]+ Å, expected at least [0-9]+, half of the fewest in training'
expect_status 3 label --quiet --potential one.nnp lost.xyz -o out.xyz
expect_stderr "^label: 1 of 1 frames is unphysical, first lost.xyz: frame 1: $lost\$"
expect_status 3 run-md --quiet --potential one.nnp --temperature 100 --steps 10 lost.xyz -o out.xyz
expect_stderr "^run-md: ended at step 0 of 10: $lost"
expect_frames 1 out.xyz
