source "$CASE_DIR/matrix"
looks_at='neighbours potential units'
relax=(relax --potential "$SHARE/potentials/Si.sw" --force 0.1)
refuses_bad frames "${relax[@]}"
reads_crlf frames "${relax[@]}"
leaves_nothing frames "${relax[@]}"
