# Every optimizer lowers the error; options it does not have are refused; one thread or three, the same bytes.
expect_ok gen-lj --points 600 --range 3.3,8.5 -o train.tab
run_one() {
  local name=$1
  shift
  CASE_NOTE=$name
  expect_ok fit-mlp --no-provenance --hidden 8 --optimizer "$name" --epochs 60 --log "$name.log" \
    --threads 1 "$@" train.tab -o "$name.nnp"
  expect_ok fit-mlp --no-provenance --hidden 8 --optimizer "$name" --epochs 60 --threads 3 "$@" train.tab -o again.nnp
  expect_same "$name.nnp" again.nnp
  expect_rows 61 "$name.log"
  expect_less "$(table_value "$name.log" validation_rmse epoch=60)" "$(table_value "$name.log" validation_rmse epoch=0)"
  CASE_NOTE=
}
run_one gd --batch 20
run_one momentum --momentum 0.8 --batch 20
run_one adagrad --epsilon 1e-6
run_one adadelta --rho 0.95
run_one adam --beta 0.9,0.99 --learning-rate 0.01 --last-learning-rate 0.001
run_one lm --damping 1
run_one adam --batch 0 --learning-rate 0.01
run_one gd --batch 1 --learning-rate 0.01
# Levenberg-Marquardt is what one gets, and is the best by far.
expect_ok fit-mlp --no-provenance --hidden 8 --epochs 60 --damping 1 train.tab -o auto.nnp
expect_same auto.nnp lm.nnp
expect_less "$(table_value lm.log validation_rmse epoch=60)" 1e-4
expect_fail 2 '^fit-mlp: --optimizer: lm has no learning rate$' fit-mlp --optimizer lm --learning-rate 0.1 train.tab \
  -o x.nnp
expect_fail 2 '^fit-mlp: --optimizer: gd has no momentum$' fit-mlp --optimizer gd --momentum 0.5 train.tab -o x.nnp
expect_fail 1 '^fit-mlp: the fit diverged.* learning rate than 1e\+?0*6' \
  fit-mlp --optimizer gd --output-activation identity --activation relu --learning-rate 1e6 train.tab -o x.nnp
