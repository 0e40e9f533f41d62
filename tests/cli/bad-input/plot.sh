source "$CASE_DIR/matrix"
# A row that cannot be drawn is a gap in the picture.
skipped='nan infinite'
refuses_bad tables plot line
leaves_nothing tables plot line
