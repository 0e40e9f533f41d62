source "$CASE_DIR/matrix"
refuses_bad tables plot line
leaves_nothing tables plot line
