# Frames and tables that are not the input but come behind an option are refused as the input is.
source "$CASE_DIR/matrix"
stdin_word=(-)
set=$SHARE/symfunc/si-short.sf sw=$SHARE/potentials/Si.sw
looks_at='neighbours potential units'
refuses_bad frames pick --set "$set" --number 2 good.frames --database
looks_at=any
refuses_bad frames validate --potential "$sw" --report report.html --reference "$sw" good.frames --crystals
refuses_bad tables fit-mlp --hidden 2 --epochs 1 --validation 0 --quiet --errors errors.tab good.tables --test
