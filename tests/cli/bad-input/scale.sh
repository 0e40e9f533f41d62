source "$CASE_DIR/matrix"
refuses_bad tables scale --method center
reads_crlf tables scale --method center
leaves_nothing tables scale --method center
