source "$CASE_DIR/matrix"
fit=(fit-mlp --hidden 2 --optimizer lm --epochs 2 --validation 0.2)
refuses_bad tables "${fit[@]}"
reads_crlf tables "${fit[@]}"
leaves_nothing tables "${fit[@]}"
