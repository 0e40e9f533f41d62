# What a fit of a committee has found of its spread is in the file: a limit that ends runs, and what errors to expect.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2 >si.xyz
sample-md --potential "$sw" --temperature 900 --steps 150 --no-sampling --every 10 --whole-frames si.xyz -o frames.xyz
fit() { expect_ok fit-mlp --no-provenance --quiet "$@" frames.xyz; }
fit --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 --committee 3 -o all.nnp
[[ $(grep -c '^spread-limit ' all.nnp) == 3 && $(grep -c '^spread-factor ' all.nnp) == 3 ]] || unmet 'not in each member'
[[ $(grep '^spread-' all.nnp | sort -u | wc -l) == 2 ]] || unmet 'the members do not say the same'
limit=$(awk '/^spread-limit/ { print $2; exit }' all.nnp)
factor=$(awk '/^spread-factor/ { print $2; exit }' all.nnp)

# Columns of label: the spread of each atom's force, and what error of a component is to be expected of that.
expect_ok label --potential all.nnp --on-extrapolation ignore frames.xyz -o labelled.xyz
columns() { awk -v name="$1" 'FNR % 66 == 2 { match($0, /Properties=[^ ]*/); n = split(substr($0, RSTART + 11, RLENGTH - 11), p, ":")
    c = 1; for (i = 1; i < n; i += 3) { if (p[i] == name) at = c; c += p[i + 2] } }
  FNR % 66 > 2 || FNR % 66 == 0 { print $at }' labelled.xyz; }
columns spread >spread
columns force_error >expected
paste spread expected | awk -v f="$factor" '{ d = $2 - f * $1; if (d * d > 1e-18 * $2 * $2 + 1e-24) exit 1; ++n }
  END { exit n == 0 }' || unmet 'expected errors are not so many spreads'
# No spread in the frames of the fit is as large as the limit, or a fifth of it.
sort -g spread | tail -n 1 | awk -v most="$limit" '{ exit !(5 * $1 <= most * 1.0000001) }' || unmet 'the limit is too low'
# Where members differ by more, label and run-md end with status 3, and say which atom.
sed -E 's/^spread-limit .*/spread-limit 1e-6/; /^checksum/d' all.nnp >strict.part
awk '/^nnp-potential/ && NR > 1 { close(file) } /^nnp-potential/ { file = "member-" ++n } { print > file }' strict.part
expect_status 1 label --potential strict.part frames.xyz -o out.xyz # the checksum holds the limit, too
expect_ok fit-mlp --no-provenance --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 --starts 2 frames.xyz \
  -o single.nnp
grep -q '^fewest-neighbours Si [1-9]' single.nnp || unmet 'no number of neighbours'
! grep -q '^spread-' single.nnp || unmet 'a single potential has a limit of its spread'
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.6 --seed 2 >wild.xyz
keep label --potential all.nnp wild.xyz -o out.xyz
[[ $STATUS == 3 ]] || unmet "status $STATUS of a wild frame"
# Expected errors by pick, in meV/Å.
expect_ok pick --potential all.nnp --force-spread 0 --spread expected --table picks.tab frames.xyz -o picked.xyz
awk 'FNR % 66 > 2 || FNR % 66 == 0 { print $NF }' picked.xyz >/dev/null
most=$(awk -v f="$factor" 'FNR <= 64 && $1 > m { m = $1 } END { printf "%.17g", 1000 * f * m }' spread)
expect_near "$(table_column picks.tab force_spread | head -n 1)" "$most" 1e-9
expect_fail 1 'the potential has no spread-factor, expected a committee' pick --potential \
  <(cat single.nnp single.nnp) --force-spread 0 --spread expected frames.xyz

# An atom that leaves the others.
{ echo 65; sed -n 2p frames.xyz; sed -n 3,66p frames.xyz; sed -n 3p frames.xyz; } >/dev/null
make-cell diamond --element Si --constant 5.431 --repeat 2 | sed -E 's/pbc="T T T"/pbc="F F F"/' >free.xyz
awk 'NR == 3 { $2 -= 30; print; next } { print }' free.xyz >lost.xyz
expect_status 3 label --potential single.nnp lost.xyz -o out.xyz
expect_stderr '^label: 1 of 1 frames is unphysical, first lost.xyz: frame 1: atom 1 \(Si\) has 0 neighbours within [0-9.]+ Å, expected at least [0-9]+, half of the fewest in training$'
expect_status 3 run-md --potential single.nnp --temperature 100 --steps 10 lost.xyz -o out.xyz
expect_stderr 'ended at step 0 of 10: atom 1 \(Si\) has 0 neighbours'
expect_frames 1 out.xyz
