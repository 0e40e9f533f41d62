source "$CASE_DIR/matrix"
looks_at='neighbours potential units'
refuses_bad frames symfunc --set "$SHARE/symfunc/si-short.sf"
reads_crlf frames symfunc --set "$SHARE/symfunc/si-short.sf"
leaves_nothing frames symfunc --set "$SHARE/symfunc/si-short.sf"
