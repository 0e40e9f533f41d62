source "$CASE_DIR/matrix"
frames=1 broken=1 looks_at='neighbours potential units'
eos=(measure eos --potential "$SHARE/potentials/Si.sw" --relax none --points 5)
refuses_bad frames "${eos[@]}"
reads_crlf frames "${eos[@]}"
leaves_nothing frames "${eos[@]}"
