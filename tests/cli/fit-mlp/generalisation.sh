# A network that has learned its few frames by heart, and one that has learned little, say so by their status.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
for a in 5.2 5.35 5.45 5.6; do
  make-cell diamond --element Si --constant $a --rattle 0.2 --count 5 --seed 3
done | label --potential "$sw" -o hard.xyz
fit=(fit-mlp --set "$set" --hidden 15,15 --epochs 25 --seed 1 hard.xyz)
expect_status 3 "${fit[@]}" --log log.tab -o fit.nnp
held_out='force errors are [0-9.]+ meV/Å on the held-out frames and [0-9.]+ on the training frames'
advice='give more frames, fewer nodes, or --set auto'
expect_stderr "^fit-mlp: $held_out, expected at most 5 times as much \(--max-gap\): $advice\$"
expect_file fit.nnp
grep -qx "#! validation-frames 5" log.tab || unmet "not a quarter is held out"
# Two more starts were made.
[[ $(table_column log.tab start | tail -n 1) == 3 ]] || unmet "no further starts"
expect_status 0 "${fit[@]}" --max-gap 0 --log log.tab -o any.nnp
[[ $(table_column log.tab start | tail -n 1) == 1 ]] || unmet "further starts where any fit will do"
expect_status 3 "${fit[@]}" --starts 1 --log log.tab -o fit.nnp
[[ $(table_column log.tab start | tail -n 1) == 1 ]] || unmet "further starts, though one was asked for"
expect_status 0 "${fit[@]}" --validation 0 -o fit.nnp
# A function that sees nothing of the bonds learns little: an error, unless few epochs were asked for.
printf "nnpipe-sf 1\nunits metal\nG1 Si Si cutoff=2.0\n" >short.sf
fit=(fit-mlp --set short.sf --hidden 2 --validation 0 --zbl none --optimizer gd --learning-rate 1e-9 --patience 2
  hard.xyz)
expect_status 3 "${fit[@]}" -o little.nnp
expect_stderr '^fit-mlp: after [0-9]+ epochs the force error is .*: little was learned'
expect_status 0 "${fit[@]}" --epochs 3 -o little.nnp
expect_stderr '^fit-mlp: warning: after [0-9]+ epochs the force error is .*: little was learned'

# A fit that chooses everything is judged in the same words: labels that no potential has, and those of nothing.
noise() { # FILE EXPRESSION of each force component
  awk -v seed=1 'BEGIN { srand(seed) } NF == 7 || NF == 8 { for (c = NF - 2; c <= NF; ++c) $c = '"$2"' } 1' "$1"
}
auto=(fit-mlp --set auto --price fast --readout linear)
noise hard.xyz '6 * (rand() + rand() + rand() - 1.5)' >random.xyz
expect_status 3 "${auto[@]}" random.xyz -o random.nnp
expect_stderr '^fit-mlp: (the force error.*: little was learned|force errors are .* \(--max-gap\))'
expect_file random.nnp
noise hard.xyz 0 >zeros.xyz
expect_status 3 "${auto[@]}" zeros.xyz -o zeros.nnp
expect_stderr 'meV/Å, while every force in the frames is 0: are they labels\?: little was learned'
expect_status 0 "${auto[@]}" --max-gap 0 zeros.xyz -o zeros.nnp
expect_stderr '^fit-mlp: warning: the force error.* little was learned'
noise hard.xyz 1e200 >large.xyz
expect_fail 1 '^fit-mlp: large.xyz: frame 1: atom 1: a force of [0-9.]+e\+[0-9]+, expected a size up to 1000000000000000' \
  "${auto[@]}" large.xyz -o large.nnp
