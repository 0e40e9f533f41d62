# Every program reads and writes files whatever they are called: blanks, line breaks, dashes in front, what a shell,
# gnuplot or a page would take for more than a name. Each input and each output that has an option is tried.
odd() { printf '%s' "-o d\$(touch hacked)'\"; <b>%s\`touch hacked\`"$'\n'"$1"; }
cells=$(odd cells.xyz) labelled=$(odd labelled.xyz) potential=$(odd si.nnp) set=$(odd si.sf) table=$(odd lj.tab)
cp -- "$SHARE/potentials/Si.sw" "$(odd Si.sw)"
cp -- "$SHARE/symfunc/si-short.sf" "$set"
sw=./$(odd Si.sw)

# made FILE…: is there.
made() { expect_file "$@"; }
try() {
  expect_status 0 "$@"
  tried+=" $1"
}
tried=
try make-cell diamond --element Si --constant 5.431 --rattle 0.05 --count 4 "--output=$cells"
made "$cells"
try label "--potential=$sw" -o "$labelled" -- "$cells"
try gen-lj --points 30 "--output=$table"
try scale --method center -o "$(odd scaled.tab)" -- "$table"
try scale "--apply=$(odd scaled.tab)" -o again.tab -- "$table"
try symfunc "--set=$set" -o "$(odd values.tab)" -- "$cells"
try symfunc --design "--report=$(odd report.tab)" "--radial=$(odd radial.tab)" "--angular=$(odd angular.tab)" \
  -o "$(odd own.sf)" -- "$cells"
made "$(odd report.tab)" "$(odd radial.tab)" "$(odd angular.tab)" "$(odd own.sf)"
try fit-mlp "--set=$set" --forces --zbl none --hidden 2 --epochs 2 --validation 0.3 "--log=$(odd log.tab)" \
  "--test=$labelled" "--errors=$(odd tested.tab)" "--checkpoint=$(odd fit.checkpoint)" -o "$potential" -- "$labelled"
made "$(odd log.tab)" "$(odd tested.tab)" "$potential"
try fit-mlp "--set=$set" "--start=$potential" --epochs 1 --validation 0 -o on.nnp -- "$labelled"
try fit-kernel "--log=$(odd kernel.tab)" "--test=$table" "--errors=$(odd kernel-errors.tab)" -o pair.kernel -- "$table"
try fit-mlp --hidden 2 --epochs 2 "--test=$table" "--errors=$(odd errors.tab)" -o pair.nnp -- "$table"
if command -v gnuplot >/dev/null; then
  make-cell diamond --element Si --constant 5.431 -o "$(odd crystals.xyz)"
  try validate "--potential=$potential" "--energy-parity=$(odd e.tab)" "--force-parity=$(odd f.tab)" \
    "--report=$(odd r.html)" \
    "--training-log=$(odd log.tab)" "--reference=$sw" "--crystals=$(odd crystals.xyz)" -o "$(odd v.tab)" -- "$labelled"
  made "$(odd e.tab)" "$(odd f.tab)" "$(odd r.html)" "$(odd v.tab)"
  grep -q "<b>" -- "$(odd r.html)" && unmet 'a name is markup in the report'
  try plot line --x r --y energy -o "$(odd p.svg)" -- "$table" "$(odd lj.tab)"
  made "$(odd p.svg)"
  cp "$SHARE/plots/line.gp" line.gp
  try plot ./line.gp -o "$(odd q.svg)" -- "$table"
fi
try validate "--potential=$potential" -o v.tab -- "$labelled"
head -n 10 "./$cells" >"./$(odd one.xyz)"
one=$(odd one.xyz)
try run-md "--potential=$sw" --temperature 100 --steps 4 --every 2 --thermo 2 "--thermo-output=$(odd thermo.tab)" \
  "--restart=$(odd run.restart)" --restart-every 2 -o "$(odd traj.xyz)" -- "$one"
made "$(odd thermo.tab)" "$(odd run.restart)" "$(odd traj.xyz)"
try sample-md "--potential=$sw" --temperature 100 --steps 4 -o "$(odd samples.xyz)" -- "$one"
try relax "--potential=$sw" --force 0.1 -o "$(odd relaxed.xyz)" -- "$one"
try measure rdf --cutoff 4 -o "$(odd rdf.tab)" -- "$(odd traj.xyz)"
try measure eos "--potential=$sw" --relax none -o "$(odd eos.tab)" -- "$one"
try pick "--set=$set" --number 2 "--database=$one" "--table=$(odd picks.tab)" -o "$(odd picked.xyz)" -- "$cells"
made "$(odd picks.tab)" "$(odd picked.xyz)"
for format in lammps-dump lammps-data poscar runner mlip deepmd; do
  try reformat --to $format -o "$(odd out.$format)" -- "$one"
  [[ -e $(odd out.$format) ]] || unmet "no output in $format"
  units=()
  [[ $format == runner ]] && units=(--units angstrom-ev)
  try reformat --elements Si "${units[@]}" -o back.xyz -- "$(odd out.$format)"
  expect_frames 1 back.xyz
done
try reformat --to runner -o "$(odd potential)/" -- "$potential"
try reformat --to nnp --units angstrom-ev -o back.nnp -- "$(odd potential)"
try label --command "label --potential $SHARE/potentials/Si.sw" "--cache=$(odd cache)" "--scratch=$(odd scratch)" \
  -o l.xyz -- "$cells"
printf 'local nn = require "nnpipe"\nprint(#nn.table(nn.options { file = "" }.file))\n' >"./$(odd script.lua)"
try nnpipe run "./$(odd script.lua)" "file=$table" "out=$(odd out)"
expect_absent hacked "$(odd out)/hacked"
# No program was forgotten.
for source in "$CASE_DIR"/../../../tools/*.cpp; do
  tool=$(basename "$source" .cpp)
  [[ $tool == plot ]] && ! command -v gnuplot >/dev/null && continue
  [[ " $tried " == *" $tool "* ]] || unmet "$tool was not tried"
done
