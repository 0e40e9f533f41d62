source "$CASE_DIR/matrix"
rdf=(measure rdf --cutoff 5 --bins 10)
refuses_bad frames "${rdf[@]}"
reads_crlf frames "${rdf[@]}"
leaves_nothing frames "${rdf[@]}"
