source "$CASE_DIR/matrix"
looks_at='neighbours potential units'
pick=(pick --set "$SHARE/symfunc/si-short.sf" --number 2)
refuses_bad frames "${pick[@]}"
reads_crlf frames "${pick[@]}"
leaves_nothing frames "${pick[@]}"
