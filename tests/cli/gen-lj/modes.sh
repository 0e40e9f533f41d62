# The three kinds of tables, by seed, in text and binary; what stands in them is right.
expect_ok gen-lj --points 4 --range 3.2,8.5125 --seed 7 --no-provenance
expect_stdout_equal pair.tab
expect_ok gen-lj --points 3 --neighbours 2 --vector --units lj --no-provenance
expect_stdout_equal vector.tab
expect_ok gen-lj --points 1000 --range 3.2,8.5125 --slope -o slope.tab
expect_rows 1000 slope.tab
# V(r) and V'(r) of (2.4), for every row.
awk '!/^#/ {
  s = (3.405 / $1) ^ 6; c = (3.405 / 8.5125) ^ 6
  v = 4 * 0.010323 * (s * s - s - c * c + c); d = -24 * 0.010323 * (2 * s * s - s) / $1
  if ($1 < 3.2 || $1 >= 8.5125 || (v - $2) ^ 2 > 1e-28 || (d - $3) ^ 2 > 1e-26) { print "row " NR ": " $0; bad = 1 }
} END { exit bad }' slope.tab >&3
expect_ok gen-lj --points 50 --neighbours 3 -o sum.tab
grep -q '^#! fields r1 r2 r3 energy$' sum.tab
# The same seed gives the same bytes, another others.
expect_ok gen-lj --points 100 --seed 3 --no-provenance -o a.tab
expect_ok gen-lj --points 100 --seed 3 --no-provenance -o b.tab
expect_same a.tab b.tab
expect_ok gen-lj --points 100 --seed 4 --no-provenance -o c.tab
if cmp -s a.tab c.tab; then unmet 'another seed, the same rows'; fi
# Binary holds the same numbers.
expect_ok gen-lj --points 100 --seed 3 --binary -o a.bin
expect_ok scale --method none a.bin -o back.tab
grep -v '^#' a.tab >a.rows
grep -v '^#' back.tab >back.rows
expect_same a.rows back.rows
# More than half of the points within the inner ninth of the range.
expect_ok gen-lj --points 1000 --range 3.2,8.5125 --density steep -o steep.tab
expect_less 500 "$(awk '!/^#/ && $1 < 3.8' steep.tab | wc -l)"
expect_ok gen-lj --points 1000 --unshifted --cutoff 5 --range 4.9,6 -o cut.tab
awk '!/^#/ && $1 > 5 && $2 != 0 { bad = 1 } !/^#/ && $1 < 5 && $2 > -0.003 { bad = 1 } END { exit bad }' cut.tab
grep -q '^#! shift no$' cut.tab
