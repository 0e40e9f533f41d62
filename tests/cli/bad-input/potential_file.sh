# Every program that takes a potential refuses a damaged one alike.
source "$CASE_DIR/matrix"
refuses_bad_potential label
refuses_bad_potential run-md --temperature 10 --steps 1
refuses_bad_potential sample-md --temperature 10 --steps 1
refuses_bad_potential validate
refuses_bad_potential relax --force 0.1
refuses_bad_potential measure eos
refuses_bad_potential pick --extrapolation 0
# Where it is the input, or where a fit begins.
TOOL=reformat
refused_potential() {
  CASE_NOTE="bad potential: $1"
  [[ $1 != @(empty|no-potential|newer) ]] || return 0 # by its first line no potential at all
  expect_fail 1 "^reformat: bad$2" reformat --to nnp bad -o out
  expect_one_message
  expect_fail 1 "^reformat: stdin$2" reformat --to nnp -o out <bad
  expect_one_message
  expect_fail 1 "^fit-mlp: bad$2" fit-mlp --start bad --epochs 1 start.tab -o out
  expect_one_message
}
gen-lj --points 20 -o start.tab
source "$CASE_DIR/potentials.table"
