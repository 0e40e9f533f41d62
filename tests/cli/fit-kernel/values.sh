# Values: closed forms, deviations, choice by likelihood and by held-out rows, all rows and few centres.
rows() {
  awk -v seed="$1" -v n="$2" -v noise="$3" 'BEGIN {
    srand(seed); print "#! nnpipe-table 1 text\n#! units none\n#! inputs x y\n#! targets z\n#! fields x y z\n#! data"
    for (i = 0; i < n; ++i) {
      x = 4 * rand(); y = 4 * rand()
      e = sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand())
      printf "%.17g %.17g %.17g\n", x, y, sin(2 * x) + 0.5 * y * cos(y) + noise * e
    }
    print "#! end rows=" n }'
}
rows 1 400 0.1 >train.tab
rows 2 1000 0.1 >test.tab
rows 3 1000 0 >exact.tab
error() { table_value "$1" rmse quantity=z; }
for by in likelihood held-out; do
  expect_ok fit-kernel --choose-by $by --log $by.tab --test test.tab --errors $by-errors.tab train.tab -o $by.kernel
  expect_ok validate --potential $by.kernel --predictions all.tab --calibration parts.tab test.tab -o errors.tab
  expect_same <(grep -v '^#! made-by' $by-errors.tab) <(grep -v '^#! made-by' errors.tab)
  # The noise is 0.1, and what is seen without it is known better.
  expect_less "$(error errors.tab)" 0.115
  expect_ok validate --potential $by.kernel exact.tab -o exact-errors.tab
  expect_less "$(error exact-errors.tab)" 0.045
  # Deviations are those of a label.
  expect_near "$(table_value parts.tab normalised subset=all)" 1 0.15
  expect_near "$(table_value parts.tab within_1 subset=all)" 0.683 0.06
  expect_near "$(table_value parts.tab within_2 subset=all)" 0.954 0.03
  expect_rows 11 parts.tab
  expect_rows 1000 all.tab
  [[ $(table_column all.tab deviation | awk '{ print ($1 > 0) }' | sort -u) == 1 ]]
done
[[ $(table_column likelihood.tab loss | sort -g | head -n 1) != nan ]]
# A line through the origin of scaled rows: kernel ridge regression with the linear kernel is ridge regression.
awk 'BEGIN { print "#! nnpipe-table 1 text\n#! units none\n#! inputs x\n#! targets y\n#! fields x y\n#! data"
  for (x = -2; x <= 2; ++x) print x, 3 * x + (x == 1); print "#! end rows=5" }' >line.tab
expect_ok fit-kernel --kernel linear --scaling none --ridge 0.5 line.tab -o line.kernel
expect_ok validate --potential line.kernel --predictions line-all.tab line.tab -o errors.tab
# x·x has the mean 2, the ridge is 1; Σ x y = 31, Σ x² = 10, mean y = 0.2: slope 31/11.
expect_near "$(table_column line-all.tab predicted | tail -n 1)" \
  "$(awk 'BEGIN { printf "%.17g", 0.2 + 2 * 31 / 11 }')" 1e-12
# Few centres: nearly as good, and the file says that it is sparse.
expect_ok fit-kernel --centres 100 train.tab -o few.kernel
grep -q '^centres 100$' few.kernel
grep -q '^sparse jitter=' few.kernel
expect_ok validate --potential few.kernel --calibration parts.tab test.tab -o errors.tab
expect_less "$(error errors.tab)" 0.12
expect_near "$(table_value parts.tab normalised subset=all)" 1 0.2
# The same bits on any number of threads.
expect_ok fit-kernel --threads 1 train.tab -o one.kernel
expect_ok fit-kernel --threads 2 train.tab -o two.kernel
expect_same one.kernel two.kernel
# Several targets; polynomials.
awk '/^#! targets/ { print "#! targets z w"; next } /^#! fields/ { print "#! fields x y z w"; next } /^#/ { print; next }
  { print $1, $2, $1 * $2 * $2, $1 - $2 }' train.tab >two.tab
expect_ok fit-kernel --kernel polynomial --degree 3 --ridge 1e-12 two.tab -o two.kernel
expect_ok validate --potential two.kernel --predictions all.tab two.tab -o errors.tab
expect_less "$(error errors.tab)" 1e-4
expect_less "$(table_value errors.tab rmse quantity=w)" 1e-4
expect_stdout_fields() { grep -q "^#! fields $1\$" "$2"; }
expect_stdout_fields 'reference_z predicted_z deviation_z reference_w predicted_w deviation_w' all.tab
# Without --errors the errors on the test are printed.
expect_ok fit-kernel --length 1 --ridge 0.01 --test test.tab train.tab -o printed.kernel
expect_stdout '^z - all 1000 '
