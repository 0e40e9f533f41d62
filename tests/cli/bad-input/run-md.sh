source "$CASE_DIR/matrix"
frames=1 broken=1 looks_at='neighbours potential units'
run=(run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 2 --every 1)
refuses_bad frames "${run[@]}"
reads_crlf frames "${run[@]}"
leaves_nothing frames "${run[@]}"
