# Every program that takes a set of symmetry functions refuses a damaged one alike.
source "$CASE_DIR/matrix"
refuses_bad_set symfunc
refuses_bad_set pick --number 1
refuses_bad_set fit-mlp --quiet --hidden 2 --epochs 1 --validation 0
