source "$CASE_DIR/matrix"
# Seven atoms of eight, and the line too many is not yet read: the atoms changed, says the measurement.
skipped=count-too-small
msd=(measure msd --interval 0.1)
refuses_bad frames "${msd[@]}"
reads_crlf frames "${msd[@]}"
leaves_nothing frames "${msd[@]}"
