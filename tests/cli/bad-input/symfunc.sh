source "$CASE_DIR/matrix"
looks_at='neighbours potential units labels'
refuses_bad frames symfunc --set "$SHARE/symfunc/si-short.sf"
reads_crlf frames symfunc --set "$SHARE/symfunc/si-short.sf"
leaves_nothing frames symfunc --set "$SHARE/symfunc/si-short.sf"
skipped=foreign-element # a set is made for it, too
refuses_bad frames symfunc --design
