source "$CASE_DIR/matrix"
looks_at='neighbours potential units labels'
fit=(fit-mlp --quiet --set "$SHARE/symfunc/si-short.sf" --forces --hidden 2 --epochs 1 --validation 0)
refuses_bad frames "${fit[@]}"
reads_crlf frames "${fit[@]}"
leaves_nothing frames "${fit[@]}"
