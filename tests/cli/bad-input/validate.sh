source "$CASE_DIR/matrix"
looks_at='neighbours potential units labels'
validate=(validate --potential "$SHARE/potentials/Si.sw")
refuses_bad frames "${validate[@]}"
reads_crlf frames "${validate[@]}"
leaves_nothing frames "${validate[@]}"
