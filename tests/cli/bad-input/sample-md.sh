source "$CASE_DIR/matrix"
frames=1 broken=1 looks_at='neighbours potential units'
sample=(sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 20)
refuses_bad frames "${sample[@]}"
reads_crlf frames "${sample[@]}"
leaves_nothing frames "${sample[@]}"
