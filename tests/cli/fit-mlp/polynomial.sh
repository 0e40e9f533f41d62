# Polynomial features: all products of up to so many inputs, kept in the file and made again by validate.
rows() {
  awk -v seed="$1" 'BEGIN {
    srand(seed); print "#! nnpipe-table 1 text\n#! units none\n#! inputs x y\n#! targets z w\n#! fields x y z w\n#! data"
    for (i = 0; i < 200; ++i) {
      x = 10 * rand(); y = 3 + rand()
      printf "%.17g %.17g %.17g %.17g\n", x, y, 1 + x * y - 0.5 * x * x * y + y * y * y, x - y
    }
    print "#! end rows=200" }'
}
rows 1 >train.tab
rows 2 >test.tab
expect_ok fit-mlp --hidden 0 --polynomial 3 --optimizer lm --log log.tab train.tab -o cubic.nnp
grep -q '^polynomial 3$' cubic.nnp
grep -q '^layers 9 2$' cubic.nnp
expect_ok validate --potential cubic.nnp test.tab -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=z)" 1e-8
expect_less "$(table_value errors.tab rmse quantity=w)" 1e-8
# Two products are too few for a cubic; ridge keeps coefficients small, and the log tells what that adds.
expect_ok fit-mlp --hidden 0 --polynomial 2 train.tab -o square.nnp
expect_ok validate --potential square.nnp test.tab -o errors.tab
expect_less 0.1 "$(table_value errors.tab rmse quantity=z)"
expect_ok fit-mlp --hidden 0 --polynomial 9 --optimizer lm --l2 0.01 --log ridge.tab train.tab -o ridge.nnp
expect_less 0 "$(table_column ridge.tab train_loss_l2 | tail -n 1)"
expect_less "$(table_column ridge.tab train_loss | tail -n 1)" "$(table_column ridge.tab train_loss | sed -n 1p)"
# A table that is scaled already: the products are of its scaled columns, and raw ones fit them.
expect_ok scale --method center train.tab -o scaled.tab
expect_ok fit-mlp --hidden 0 --polynomial 3 --optimizer lm scaled.tab -o scaled.nnp
expect_ok validate --potential scaled.nnp test.tab -o errors.tab
expect_less "$(table_value errors.tab rmse quantity=z)" 1e-8
# Into hidden layers, from a start, by classes.
expect_ok fit-mlp --hidden 4 --polynomial 2 --epochs 3 train.tab -o hidden.nnp
grep -q '^layers 5 4 2$' hidden.nnp
expect_ok fit-mlp --start cubic.nnp --epochs 2 --log again.tab train.tab -o again.nnp
expect_less "$(table_value again.tab train_rmse epoch=0)" 1e-8
awk '/^#! targets/ { $0 = "#! targets in" } /^#! fields/ { $0 = "#! fields x y in" }
  !/^#/ { $0 = $1 " " $2 " " (($1 - 5) ^ 2 + 25 * (2 * $2 - 7) ^ 2 < 12) } { print }' train.tab >circle.tab
expect_ok fit-mlp --classify --hidden 0 --polynomial 2 --optimizer lbfgs --epochs 300 --validation 0 \
  --log circle.log circle.tab -o circle.nnp
expect_less 0.99 "$(table_column circle.log train_accuracy | tail -n 1)"

expect_fail 2 '--polynomial: expected a number of at least 1, got .0.' fit-mlp --polynomial 0 train.tab -o none.nnp
expect_fail 2 '--polynomial cannot be combined with --start, which supplies it' fit-mlp --start cubic.nnp \
  --polynomial 3 train.tab -o none.nnp
expect_fail 2 '--polynomial is for tables' fit-mlp --set auto --polynomial 3 frames.xyz -o none.nnp
expect_fail 1 'more than 100000 products' fit-mlp --polynomial 500 train.tab -o none.nnp
expect_ok gen-lj --points 50 -o pair.tab
expect_fail 1 'pair.tab: a potential takes no polynomial' fit-mlp --polynomial 3 pair.tab -o none.nnp
sed 's/^polynomial 3/polynomial 4/' cubic.nnp >other.nnp
expect_fail 1 'other.nnp' validate --potential other.nnp test.tab
sed 's/^polynomial 3/polynomial 0.5/' cubic.nnp >other.nnp
expect_fail 1 "other.nnp:[0-9]+: " validate --potential other.nnp test.tab
expect_absent none.nnp
