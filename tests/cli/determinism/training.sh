# A fit gives the same bytes with 1, 2 and 7 threads and when it runs again, by each optimizer there is, of tables and
# of
# frames, of committees, classes and polynomials.
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 4 |
  label --no-provenance --potential "$SHARE/potentials/Si.sw" -o labelled.xyz
gen-lj --no-provenance --points 120 --range 3.2,8.5 -o lj.tab
sed '/^#! kind/d; /^#! inputs/d; /^#! targets/d' lj.tab >plain.tab
awk '/^#! fields/ { print $0, "label"; next } /^#/ { print; next } { print $0, ($2 < -0.001) + ($2 < -0.005) }' \
  plain.tab >classes.tab

# same COMMAND…: what it prints, and its errors on a test set, are the same for any number of threads.
same() {
  local threads
  rm -f first*
  for threads in 1 2 7 1; do
    CASE_NOTE="$*, $threads threads"
    expect_status 0 "$@" --quiet --no-provenance --threads $threads
    if [[ -e first ]]; then expect_same "$OUT" first; else cp "$OUT" first; fi
  done
  [[ -s first ]] || unmet 'nothing was printed'
}
optimizers=$(fit-mlp --help-all | sed -nE 's/^  --optimizer auto\|(.*)/\1/p' | tr '|' ' ')
frames=(fit-mlp --set "$SHARE/symfunc/si-short.sf" --forces --stress --hidden 3 --epochs 2 --validation 0.3)
table=(fit-mlp --hidden 4 --epochs 3)
tried=0
for optimizer in $optimizers; do
  # Those which a table or frames know not say so.
  for fit in table frames; do
    declare -n words=$fit
    data=lj.tab
    [[ $fit == frames ]] && data=labelled.xyz
    keep "${words[@]}" --optimizer "$optimizer" --quiet "$data"
    if [[ $STATUS != 0 ]]; then
      [[ $STATUS == 2 ]] || unmet "exit status $STATUS of $optimizer for $fit"
      continue
    fi
    same "${words[@]}" --optimizer "$optimizer" "$data"
    tried=$((tried + 1))
  done
done
CASE_NOTE=
((tried >= 14)) || unmet "$tried fits by optimizers ($optimizers), expected more"
same "${frames[@]}" --committee 2 --bootstrap labelled.xyz
same "${table[@]}" --polynomial 3 --inputs r --targets energy plain.tab
same "${table[@]}" --classify --inputs r --targets label --optimizer adam classes.tab
same "${frames[@]}" --starts 2 labelled.xyz
same "${table[@]}" --optimizer adam --batch 7 lj.tab
# Another seed is another fit: equal bytes are not those of one that ignores it.
fit-mlp --hidden 4 --epochs 3 --no-provenance lj.tab -o one.nnp
fit-mlp --hidden 4 --epochs 3 --no-provenance --seed 2 lj.tab -o two.nnp
if cmp -s one.nnp two.nnp; then unmet 'the seed changes nothing'; fi
