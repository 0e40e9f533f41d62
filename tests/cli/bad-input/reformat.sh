source "$CASE_DIR/matrix"
looks_at=labels
refuses_bad frames reformat --to extxyz
reads_crlf frames reformat --to extxyz
leaves_nothing frames reformat --to extxyz
