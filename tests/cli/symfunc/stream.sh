# The same bytes on any number of threads; memory that does not grow with the stream; a cell smaller than the cutoff.
one() {
  printf '8\nLattice="5.43 0 0 0 5.43 0 0 0 5.43" Properties=species:S:1:pos:R:3\n'
  awk -v k="$1" 'BEGIN {
    n = split("0 0 0 .5 .5 0 .5 0 .5 0 .5 .5 .25 .25 .25 .75 .75 .25 .75 .25 .75 .25 .75 .75", s, " ")
    for (i = 1; i <= n; i += 3) print "Si", 5.43 * s[i] + 0.1 * sin(i * k), 5.43 * s[i + 1] + 0.1 * cos(i * k), 5.43 * s[i + 2]
  }'
}
for k in {1..40}; do one "$k"; done >frames.xyz
for i in {1..100}; do cat frames.xyz; done >many.xyz
expect_ok symfunc --set "$SHARE/symfunc/si-short.sf" --no-provenance --threads 1 frames.xyz -o one.tab
expect_ok symfunc --set "$SHARE/symfunc/si-short.sf" --no-provenance --threads 3 frames.xyz -o three.tab
expect_same one.tab three.tab
expect_rows 320 one.tab
(sanitized || ulimit -v 400000; symfunc --set "$SHARE/symfunc/si-short.sf" --threads 2 many.xyz -o many.tab)
expect_rows 32000 many.tab
