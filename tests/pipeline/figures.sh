# Figures by name: pictures in three formats, the thesis's numbers beside ours; nothing is made twice.
run() { expect_status 0 nnpipe --progress run figures quick=yes \
  only=cutoff,angular,lj-gradient-error,force-sampling,si-committee out=figures; }
run
expect_stdout '^LJ test slope RMSE +meV/Å +24\.30 '
for name in cutoff angular-plus angular-minus lj-gradient-error force-sampling si-committee; do
  for format in svg pdf png; do expect_file figures/pictures/$name.$format; done
done
expect_absent figures/pictures/si-rdf.svg
# Numbers that something is wanted of say whether they reach it.
expect_stdout '^LJ test slope RMSE .* (met|moonshot)$'
ours() { sed -nE "s|^\"$1\" [^ ]+ [^ ]+ ([^ ]+) .*|\1|p" figures/summary.tab; }
expect_less "$(ours 'LJ test slope RMSE')" 0.5
# Sampling by force takes some of the steps, and more of those of large forces.
expect_less "$(ours 'part of the steps that is sampled')" 0.9
expect_less "$(ours 'mean force in quartz, every step')" "$(ours 'mean force in quartz, sampled')"
# G1 with the cosine at half its cutoff of 6 Å is 1/2.
expect_near "$(awk '$1 > 2.999 && $1 < 3.001 { print $2 }' figures/functions/cutoff.tab)" 0.5 1e-9
run
if grep -E ' [0-9.]+ s$' "$ERR"; then unmet 'a step was run again'; fi
# By its path, and with 1 for yes, it is the same script.
expect_status 0 nnpipe --progress run "$SHARE/../scripts/figures.lua" quick=1 only=cutoff out=figures
if grep -E ' [0-9.]+ s$' "$ERR"; then unmet 'a step was run again'; fi
expect_fail 1 "only: no figure 'si-rfd', expected some of lj-potential, " nnpipe run figures only=si-rfd out=figures
expect_file figures/report.html
# The report holds each picture with its caption's figure, and the verdict in words.
expect_ok nnpipe run figures quick=yes only=cutoff,lj-gradient-error out=figures
for part in 'What was fitted to what' '1–10–1' 'learning curves' 'LJ test slope RMSE' 'No number is larger than' \
  'Of 1 moonshot 1 is reached' 'How it was made' 'fit-mlp'; do
  grep -q "$part" figures/report.html || unmet "the report has no '$part'"
done
# Cutoff and slope, and the learning curves of two networks.
[[ $(grep -c 'role="img"' figures/report.html) == 4 ]] || unmet 'the report has not four pictures'
# What measures times is built by those who ask for it; without it the page says so.
expect_status 0 nnpipe run figures only=nn-timing out=timing
if [[ -x $BUILD/bench/networks ]]; then
  for name in layers nodes; do expect_file timing/pictures/nn-timing-$name-single.svg \
    timing/pictures/nn-timing-$name-batched.svg; done
else
  expect_stdout '^nn-timing: not made'
  grep -q 'Not made' timing/report.html || unmet 'the page does not say what is missing'
fi
