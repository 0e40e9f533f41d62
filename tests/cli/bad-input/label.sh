source "$CASE_DIR/matrix"
looks_at='neighbours potential units'
label=(label --potential "$SHARE/potentials/Si.sw")
refuses_bad frames "${label[@]}"
reads_crlf frames "${label[@]}"
leaves_nothing frames "${label[@]}"
