# The pictures of the lectures; what they are to teach is in their numbers.
for lecture in perceptron descent polynomial approximation pairs; do
  expect_status 0 nnpipe run lectures/$lecture
  expect_file out/$lecture/$lecture.png
  expect_ok nnpipe help lectures/$lecture
done
# Wider networks are nearer.
ours() { sed -nE "s|^\"$1\" .* ([^ ]+)$|\1|p" out/approximation/summary.tab; }
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
