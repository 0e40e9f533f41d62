# Bad use and what is refused; bad tables are in bad-input.
cat >train.tab <<'END'
#! nnpipe-table 1 text
#! units metal
#! inputs a b
#! targets y
#! fields a b y name
#! text name
#! data
1 5 2 x
2 5 3 x
3 5 5 x
4 5 6 x
#! end rows=4
END
sed -i '/^#! text/d; s/ name$//; s/ x$//' train.tab
fit() { fit-mlp --validation 0 --epochs 2 "$@"; }
expect_fail 2 '^fit-mlp: --activation: unknown activation .sine., expected one of sigmoid' fit \
  --activation sine train.tab
expect_fail 2 '^fit-mlp: --activation: expected one activation, or one for each of 2 hidden layers, got 3' \
  fit --hidden 2,2 --activation tanh,tanh,tanh train.tab
expect_fail 2 '^fit-mlp: --hidden: expected numbers of nodes, got .-1.' fit --hidden -1 train.tab
expect_fail 2 '^fit-mlp: --hidden: a layer has no nodes' fit --hidden 3,0 train.tab
expect_fail 2 '^fit-mlp: --init: unknown initialisation .xavier.' fit --init xavier train.tab
expect_fail 2 "^fit-mlp: --optimizer" fit --optimizer sgd train.tab
expect_fail 2 '^fit-mlp: --epochs: expected a number of at least 1, got .0.$' fit-mlp --epochs 0 train.tab
expect_fail 2 '^fit-mlp: --learning-rate: expected a positive number, got' fit --learning-rate 0 train.tab
expect_fail 2 '^fit-mlp: --beta: expected a number from 0 to below 1, got' fit --beta 0.9,1 train.tab
expect_fail 2 '^fit-mlp: --validation' fit-mlp --validation 1 train.tab
expect_fail 2 '^fit-mlp: --test without --errors prints the errors, expected -o FILE' fit --test train.tab train.tab
expect_fail 2 '^fit-mlp: --errors needs --test' fit --errors errors.tab train.tab
expect_fail 2 '^fit-mlp: --replay needs --start' fit --set auto --replay train.tab train.tab
expect_fail 1 "^fit-mlp: train.tab: no column 'z'" fit --inputs z train.tab
expect_fail 1 '^fit-mlp: train.tab: column y is chosen twice' fit --inputs a,y train.tab
expect_fail 1 '^fit-mlp: 4 rows are too few to hold out the part 0.1 of them' fit-mlp train.tab
expect_fail 1 '^fit-mlp: train.tab: every input is the same in all 4 rows' fit --inputs b train.tab
expect_fail 2 '^fit-mlp: --pair-end is for tables of pairs, as gen-lj makes them, which train.tab is not' fit \
  --pair-end shifted train.tab
sed '/inputs/d' train.tab >unsaid.tab
expect_fail 1 \
  '^fit-mlp: unsaid.tab: the table does not say which columns are inputs: name them with --inputs; it has: a b y' \
  fit unsaid.tab
sed '/^[0-9]/d; s/rows=4/rows=0/' train.tab >norows.tab
expect_fail 1 '^fit-mlp: norows.tab: the table has no rows to train on$' fit norows.tab
expect_fail 1 '^fit-mlp: absent.nnp: cannot open' fit --start absent.nnp train.tab
expect_fail 1 '^fit-mlp: train.tab' fit --start train.tab train.tab
expect_fail 1 '^fit-mlp: no/such/x.nnp: ' fit train.tab -o no/such/x.nnp
expect_fail 1 '^fit-mlp: no/such/log: ' fit train.tab --log no/such/log -o x.nnp
# An input that never changes: a warning that names it, and a model without it.
expect_status 0 fit train.tab -o x.nnp
expect_stderr '^fit-mlp: warning: train.tab: input b is the same in every row: dropped$'
grep -q '^layers 1 10 1$' x.nnp
expect_full_disk fit --quiet train.tab
expect_full_disk fit --quiet --log /dev/full -o y.nnp train.tab
# A model of other columns is no start.
expect_fail 1 '^fit-mlp: train.tab: the start has other inputs or targets than the table' fit --start x.nnp train.tab
