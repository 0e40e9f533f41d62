# Streams that are joined belong together: rows of tables mean the same, labels are those of the very frame they go to.
# Units have a test of their own.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 1 --count 3 -o si.xyz
sample-md --potential "$sw" --temperature 500 --steps 20 --atoms 4 si.xyz -o samples.xyz
symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz -o raw.tab
scale --method center raw.tab -o centred.tab
scale --method range raw.tab -o ranged.tab
gen-lj --points 20 -o lj.tab

# Tables of equal columns.
joined() { # MESSAGE FILE FILE TOOL…
  cat "$2" "$3" >both
  expect_fail 1 "^$4: both:[0-9]+: a table of another $1 is joined here, expected " "${@:4}" both -o out
  expect_fail 1 "^$4: stdin:[0-9]+: a table of another $1 is joined here, expected " "${@:4}" -o out <both
  rm both
}
fit=(fit-mlp --hidden 2 --epochs 1)
joined scaling centred.tab raw.tab "${fit[@]}"
joined scaling raw.tab centred.tab "${fit[@]}"
joined scaling centred.tab ranged.tab "${fit[@]}"
sed 's/^\(#! set G2 .*r_s=\)1.9/\12.0/' raw.tab >set.tab
joined set raw.tab set.tab scale --method center
sed 's/^#! element Si/#! element C/' raw.tab >carbon.tab
joined element raw.tab carbon.tab "${fit[@]}"
gen-lj --points 20 --epsilon 0.02 -o deep.tab
joined epsilon lj.tab deep.tab "${fit[@]}"
gen-lj --points 20 --element Kr -o krypton.tab
joined element lj.tab krypton.tab plot line
for size in 1 2; do
  make-cell diamond --element Si --constant 5.431 --repeat $size |
    run-md --potential "$sw" --temperature 300 --steps 20 --thermo 5 --thermo-output $size.tab -o out.xyz
done
rm out.xyz
joined atoms 1.tab 2.tab measure mean
cat lj.tab lj.tab >twice.tab
expect_ok scale --method center twice.tab -o out
expect_rows 40 out
rm out

# A label under several names is asked for, not chosen.
label --potential "$sw" si.xyz -o labelled.xyz
sed 's/ energy=[^ ]*/& REF_energy=-30/' labelled.xyz >two.xyz
frames=(fit-mlp --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 2 --epochs 1 --validation 0)
for tool in "${frames[*]}" "validate --potential $sw"; do
  # shellcheck disable=SC2086
  expect_fail 1 \
    "^[a-z-]+: two.xyz:2: frame 1: energy -[0-9.]+ and REF_energy -30 differ, expected --energy-key to say which" \
    $tool two.xyz -o out
  # shellcheck disable=SC2086
  expect_status 0 $tool --energy-key REF_energy two.xyz -o out
done
sed 's/ energy=\([^ ]*\)/& REF_energy=\1/' labelled.xyz >same.xyz
expect_ok validate --potential "$sw" same.xyz -o out
sed 's/:forces:R:3/:forces:R:3:REF_forces:R:3/; s/^Si.*/& 0 0 0/' labelled.xyz >two.xyz
expect_fail 1 \
  "^validate: two.xyz:2: frame 1: Properties: columns 'forces' and 'REF_forces' of forces, expected --forces-key to say which" \
  validate --potential "$sw" two.xyz -o never
expect_ok validate --potential "$sw" --forces-key REF_forces two.xyz -o out
expect_less 1 "$(table_value out rmse quantity=force subset=all)"

# Two streams, one standard input.
for line in "label --potential -" \
  "pick --set $SHARE/symfunc/si-short.sf --number 1 --database -" "fit-mlp --test - --errors e" \
  "fit-mlp --start -" "validate --potential $sw --crystals - --reference $sw --report r" \
  "scale --apply -" "symfunc --set -"; do
  # shellcheck disable=SC2086
  expect_fail 2 "^[a-z-]+: the input and --[a-z]+ are both standard input, expected a file for one of them" $line \
    <si.xyz
done
expect_ok symfunc --set - --list <"$SHARE/symfunc/si-short.sf"

# A fit goes on from, and is tested on, data of its own element and functions.
fit-mlp --hidden 2 --epochs 1 lj.tab -o lj.nnp
expect_fail 1 '^fit-mlp: krypton.tab: the start is of Ar, the table of Kr$' fit-mlp --start lj.nnp \
  --epochs 1 krypton.tab -o never
expect_fail 1 '^fit-mlp: .*the table is of Kr, the model of Ar$' "${fit[@]}" --test krypton.tab --errors e lj.tab \
  -o never
expect_fail 1 '^fit-mlp: .*input G2_2 of the table is another symmetry function than the model.s$' "${fit[@]}" \
  --test set.tab --errors e raw.tab -o never
expect_status 0 "${fit[@]}" --test raw.tab --errors e raw.tab -o out
expect_fail 1 '^fit-mlp: site samples have no forces, expected some frames in a fit to forces$' "${frames[@]}" \
  --forces samples.xyz -o never
expect_fail 2 '^fit-mlp: --hidden: a network of 1e\+10 weights, expected at most 1e8$' fit-mlp \
  --hidden 100000,100000 lj.tab -o never
# A report's learning curves are of the same units; nothing appears if they cannot be read.
fit-mlp --hidden 2 --epochs 2 --log log.tab <(gen-lj --units lj --points 40) -o out
expect_fail 1 '^validate: units differ: what is drawn before has metal, log.tab has lj$' \
  validate --potential "$sw" --training-log log.tab --report r.html labelled.xyz -o never
expect_fail 1 '^validate: absent.tab: cannot open' validate --potential "$sw" --training-log absent.tab \
  --report r.html labelled.xyz -o never
make-cell diamond --element Si --constant 1 --units lj -o clj.xyz
expect_fail 1 '^validate: clj.xyz: crystal 1: units differ' \
  validate --potential "$sw" --reference "$sw" --crystals clj.xyz --report r.html labelled.xyz -o never
