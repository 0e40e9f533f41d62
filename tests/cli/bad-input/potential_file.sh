# Every program that takes a potential refuses a damaged one alike.
source "$CASE_DIR/matrix"
refuses_bad_potential label
refuses_bad_potential run-md --temperature 10 --steps 1
refuses_bad_potential sample-md --temperature 10 --steps 1
refuses_bad_potential validate
