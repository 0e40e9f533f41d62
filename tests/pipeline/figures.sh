# Figures by name: pictures in three formats, the thesis's numbers beside ours; nothing is made twice.
run() { expect_status 0 nnpipe --progress run figures quick=yes only=cutoff,angular,lj-gradient-error,force-sampling,si-committee out=figures; }
run
expect_stdout '^LJ test slope RMSE +meV/Å +24\.30 '
for name in cutoff angular-plus angular-minus lj-gradient-error force-sampling si-committee; do
  for format in svg pdf png; do expect_file figures/pictures/$name.$format; done
done
expect_absent figures/pictures/si-rdf.svg
ours() { sed -nE "s|^\"$1\" [^ ]+ [^ ]+ ([^ ]+) .*|\1|p" figures/summary.tab; }
expect_less "$(ours 'LJ test slope RMSE')" 0.5
# Sampling by force takes some of the steps, and more of those of large forces.
expect_less "$(ours 'part of the steps that is sampled')" 0.9
expect_less "$(ours 'mean force in quartz, every step')" "$(ours 'mean force in quartz, sampled')"
# G1 with the cosine at half its cutoff of 6 Å is 1/2.
expect_near "$(awk '$1 > 2.999 && $1 < 3.001 { print $2 }' figures/functions/cutoff.tab)" 0.5 1e-9
run
if grep -E ' [0-9.]+ s$' "$ERR"; then unmet 'a step was run again'; fi
expect_fail 1 "only: no figure 'si-rfd', expected some of lj-potential, " nnpipe run figures only=si-rfd out=figures
expect_file figures/report.html
grep -q "LJ test slope RMSE" figures/report.html || unmet "the report has no numbers"
# What measures times is built by those who ask for it; without it the page says so.
expect_status 0 nnpipe run figures only=nn-timing out=timing
if [[ -x $BUILD/bench/networks ]]; then
  for name in layers nodes; do expect_file timing/pictures/nn-timing-$name-single.svg timing/pictures/nn-timing-$name-batched.svg; done
else
  expect_stdout '^nn-timing: not made'
  grep -q 'Not made' timing/report.html || unmet 'the page does not say what is missing'
fi
