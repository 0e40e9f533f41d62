# Classes: three clouds of points told apart by a line and by a network; accuracy, confusion, and bad classes.
clouds() {
  awk -v seed="$1" 'BEGIN {
    srand(seed); print "#! nnpipe-table 1 text\n#! units none\n#! inputs x y\n#! targets kind\n#! fields x y kind\n#! data"
    for (i = 0; i < 300; ++i) {
      k = i % 3
      print (k == 1 ? 4 : 0) + rand() + rand() - 1, (k == 2 ? 4 : 0) + rand() + rand() - 1, k
    }
    print "#! end rows=300" }'
}
clouds 1 >train.tab
clouds 2 >test.tab
# Logistic regression: no hidden layer.
expect_ok fit-mlp --classify --hidden 0 --epochs 200 --learning-rate 0.05 --log log.tab --test test.tab \
  --errors errors.tab \
  train.tab -o line.nnp
[[ $(table_value errors.tab value quantity=accuracy) == 1 ]]
[[ $(table_column log.tab validation_accuracy | tail -n 1) == 1 ]]
expect_less "$(table_column log.tab train_loss | tail -n 1)" 0.1
expect_ok fit-mlp --classify --hidden 8 --activation gelu --optimizer lbfgs --epochs 60 --l2 0.001 train.tab \
  -o network.nnp
expect_ok validate --potential network.nnp --confusion confusion.tab test.tab -o classes.tab
[[ $(table_value classes.tab value quantity=accuracy) == 1 ]]
[[ $(table_value classes.tab count quantity=recall subset=class:2) == 100 ]]
[[ $(table_value confusion.tab taken_for_1 class=1) == 100 ]]
# The cross-entropy that is logged is the one validate finds.
expect_ok fit-mlp --classify --hidden 0 --epochs 3 --validation 0 --log log.tab train.tab -o again.nnp
expect_ok validate --potential again.nnp train.tab -o classes.tab
expect_near "$(table_value classes.tab value quantity=cross-entropy)" "$(table_column log.tab train_loss | tail -n 1)" \
  1e-10

sed 's/ 2$/ 2.5/' train.tab >halves.tab
expect_fail 1 'halves.tab: row 3: a class is a whole number from 0, got 2.5' fit-mlp --classify halves.tab -o none.nnp
expect_fail 2 'optimizer lm is for sums of squares' fit-mlp --classify --optimizer lm train.tab -o none.nnp
sed 's/ 2$/ 7/' test.tab >more.tab
expect_fail 1 'more.tab: row 3: class 7, expected one of 0 to 2' validate --potential network.nnp more.tab
sed '8s/^[^ ]*/nan/' test.tab >nan.tab
expect_fail 1 "^validate: nan.tab:8: row [0-9]+, column '[a-z0-9]+' is NaN" validate --potential network.nnp nan.tab
expect_fail 1 'is for classifiers' validate --potential "$SHARE/potentials/Si.sw" \
  --confusion c.tab test.tab
