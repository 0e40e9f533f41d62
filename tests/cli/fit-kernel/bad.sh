# What a kernel fit and its files refuse.
awk 'BEGIN { print "#! nnpipe-table 1 text\n#! units none\n#! inputs x\n#! targets y\n#! fields x y same\n#! data"
  for (i = 0; i < 40; ++i) print i / 10, sin(i / 10), 1; print "#! end rows=40" }' >t.tab
expect_fail 2 '^fit-kernel: --length: expected a positive number, got .-1.' fit-kernel --length=-1 t.tab
expect_fail 2 '^fit-kernel: --length is not for --kernel linear' fit-kernel --kernel linear --length 1 t.tab
expect_fail 2 '^fit-kernel: --degree needs --kernel polynomial' fit-kernel --degree 2 t.tab
expect_fail 2 '^fit-kernel: --ridge is for values, not for --classify' fit-kernel --classify --ridge 1 t.tab
expect_fail 2 '^fit-kernel: --penalty needs --classify' fit-kernel --penalty 1 t.tab
expect_fail 2 '^fit-kernel: --validation needs --choose-by held-out' fit-kernel --validation 0.2 t.tab
expect_fail 2 '^fit-kernel: --centres: expected at least 1, got 0' fit-kernel --centres 0 t.tab
expect_fail 2 '^fit-kernel: --classify takes one target' fit-kernel --classify --targets y,x t.tab
expect_fail 2 '^fit-kernel: --test without --errors prints the errors, expected -o FILE' fit-kernel --test t.tab t.tab
expect_fail 2 '^fit-kernel: --errors needs --test' fit-kernel --errors e.tab t.tab
expect_fail 2 '^fit-kernel: --log lists trials of length and ridge' fit-kernel --length 1 --ridge 1 --log l.tab t.tab
expect_fail 1 'row 2: a class is a whole number from 0, got 0.09983341664682815' \
  fit-kernel --classify --penalty 1 <(awk '!/^#/ { printf "%s %.16g 1\n", $1, sin($1); next } { print }' t.tab) -o x
expect_fail 1 'target same is the same in all 40 rows' fit-kernel --targets same t.tab -o x
expect_fail 1 'these are frames, expected a table' fit-kernel <(make-cell sc --element Si --constant 3) -o x
expect_status 0 fit-kernel --inputs x,same t.tab -o two.kernel
expect_stderr '^fit-kernel: warning: t.tab: input same is the same in every row: dropped$'

# A kernel that knows no row from any other predicts the mean: told by what rows left out are off by.
little='^fit-kernel: t.tab: y: a row left out is predicted with an error of .*: little was learned. Usual causes: --length'
for length in 1e-15 1e-3 1e9; do
  expect_status 3 fit-kernel --length $length t.tab -o t.kernel
  expect_stderr "$little .*, where the median distance of scaled rows is [01][.]"
done
expect_status 3 fit-kernel --length 1e-3 --centres 20 t.tab -o t.kernel
expect_stderr "$little"
expect_status 3 fit-kernel --ridge 1e9 t.tab -o t.kernel
expect_stderr 'Usual causes: --ridge 1e.09; targets that do not depend on the inputs, or noise$'
awk 'BEGIN { srand(4) } !/^#/ { $2 = rand() } 1' t.tab >noise.tab
expect_status 3 fit-kernel noise.tab -o t.kernel
expect_stderr 'Usual causes: targets that do not depend on the inputs, or noise$'
for length in 1e-16 1e16; do
  expect_fail 2 "^fit-kernel: --length: expected a number from 1e-15 to 1e.15, got '$length'" \
    fit-kernel --length $length t.tab -o x
done

expect_ok fit-kernel t.tab -o t.kernel
expect_fail 1 'is for classifiers' validate --potential t.kernel --confusion c.tab t.tab
expect_fail 1 'is not a potential' run-md --potential t.kernel --steps 1 <(make-cell sc --element Si --constant 3)
sed 's/^kernel gaussian/kernel spherical/' t.kernel >bad.kernel
expect_fail 1 "^validate: bad.kernel:[0-9]+: unknown kernel 'spherical', expected linear, polynomial, gaussian" \
  validate --potential bad.kernel t.tab
sed 's/^centres .*/centres 100000000/' t.kernel >bad.kernel
expect_fail 1 '^validate: bad.kernel:[0-9]+: ' validate --potential bad.kernel t.tab
sed 's/^nnpipe-kernel 1/nnpipe-kernel 2/' t.kernel >bad.kernel
expect_fail 1 'kernel model of version 2, this program knows up to 1' validate --potential bad.kernel t.tab
sed 's/^ridge .*/ridge 0.5/' t.kernel >bad.kernel
expect_fail 1 'checksum differs' validate --potential bad.kernel t.tab
head -n 20 t.kernel >bad.kernel
expect_fail 1 'it is truncated' validate --potential bad.kernel t.tab
fit-mlp --hidden 2 --epochs 2 --optimizer lm t.tab -o t.nnp
expect_fail 1 '--calibration is for models with deviations' validate --potential t.nnp --calibration c.tab t.tab
expect_ok validate --potential t.nnp --predictions all.tab t.tab -o errors.tab
grep -q '^#! fields reference predicted$' all.tab
