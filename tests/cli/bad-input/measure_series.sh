source "$CASE_DIR/matrix"
mean=(measure mean)
refuses_bad tables "${mean[@]}"
reads_crlf tables "${mean[@]}"
leaves_nothing tables "${mean[@]}"
