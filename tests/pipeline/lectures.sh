# The pictures of the lectures; what they are to teach is in their numbers.
for lecture in perceptron descent polynomial approximation pairs; do
  expect_status 0 nnpipe run lectures/$lecture
  expect_file out/$lecture/$lecture.png out/$lecture/$lecture.svg
  expect_ok nnpipe help lectures/$lecture
done
# Wider networks are nearer.
ours() {
  awk -v quantity="\"$1\"" '
    index($0, quantity " ") == 1 { rest = substr($0, length(quantity) + 2); split(rest, words, " "); print words[at] }
    /^#! fields/ { for (c = 3; c <= NF; ++c) if ($c == "ours") at = c - 3 }' "${2:-out/approximation/summary.tab}"
}
expect_less "$(ours '3 nodes')" "$(ours '1 node')"
expect_less "$(ours '20 nodes')" "$(ours '3 nodes')"
# A penalty brings the polynomial nearer to what its points were drawn from.
distance() {
  awk -v column="$1" '!/^#/ && $3 != "nan" { sum += ($column - $3) ^ 2; n++ } END { print sqrt(sum / n) }' \
    out/polynomial/curves.tab
}
expect_less "$(distance 5)" "$(distance 4)"
# A larger rate is faster.
last() { grep -v '^#' "out/descent/fit-$1.tab" | tail -n 1 | cut -d' ' -f2; }
expect_less "$(last 2)" "$(last 1)"
# Margins meet the conditions of their dual; a Gaussian is nearer than a line.
for lecture in margins kernels; do
  expect_status 0 nnpipe run lectures/$lecture
  expect_file out/$lecture/$lecture.png out/$lecture/$lecture.svg
  expect_ok nnpipe help lectures/$lecture
done
for what in line kernel; do
  expect_less "$(ours "$what: worst violation of the optimality conditions" out/margins/summary.tab)" 1e-6
done
kernels=out/kernels/summary.tab
expect_less "$(ours 'Gaussian: RMSE' $kernels)" "$(ours 'line: RMSE' $kernels)"
# Formation energies: a kernel sees more than a line, and both more than the mean.
expect_status 0 nnpipe run lectures/formation structures=160 epochs=60
formation=out/formation/summary.tab
expect_less "$(ours 'ridge: RMSE' $formation)" "$(ours 'spread of the energies' $formation)"
expect_less "$(ours 'kernel: RMSE' $formation)" "$(ours 'ridge: RMSE' $formation)"
# Silicon by a kernel, from few sites.
expect_status 0 nnpipe run lectures/sites points=100,200 tested=200 steps=400 epochs=30 md_steps=4
expect_rows 2 out/sites/errors.tab
# One page of what is there.
expect_status 0 nnpipe run lectures only=kernels,pairs
expect_file out/lectures/report.html out/lectures/kernels/kernels.svg
grep -q 'nnpipe run lectures/kernels.lua' out/lectures/report.html
