# One command of every program, or two where it reads two kinds of things: sourced by cases that hold of all programs.
# The command reads a file of little, named or from standard input, and is done in a moment.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 3 --count 3 -o si.xyz
head -n 10 si.xyz >one.xyz
label --no-provenance --potential "$sw" si.xyz -o labelled.xyz
gen-lj --no-provenance --points 60 -o lj.tab
set=$SHARE/symfunc/si-short.sf
fit-mlp --quiet --no-provenance --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp
make-cell diamond --element Si --constant 5.3 -o outside.xyz # warns: outside the training range
run-md --quiet --potential "$sw" --temperature 300 --steps 30 --every 1 one.xyz -o traj.xyz

# every_program CALLBACK: calls it with NAME INPUT COMMAND… for each, where INPUT "-" means that none is read; -o is
# the callback's to give.
every_program() {
  local each=$1 program tried=" "
  try() { tried+="$1 "; "$each" "$@"; }
  try make-cell - make-cell sc --no-provenance --element Si --constant 3
  try gen-lj - gen-lj --no-provenance --points 20
  try scale lj.tab scale --no-provenance --method range
  try symfunc si.xyz symfunc --no-provenance --set "$set"
  try label si.xyz label --no-provenance --potential "$sw"
  try label outside.xyz label --no-provenance --potential si.nnp
  try reformat si.xyz reformat --no-provenance --to extxyz
  try relax one.xyz relax --no-provenance --potential "$sw"
  try run-md one.xyz run-md --no-provenance --potential "$sw" --temperature 300 --steps 3
  try run-md outside.xyz \
    run-md --no-provenance --potential si.nnp --temperature 30 --timestep 0.00001 --steps 3
  try sample-md one.xyz sample-md --no-provenance --potential "$sw" --temperature 300 --steps 10
  try validate labelled.xyz validate --no-provenance --potential "$sw"
  try pick si.xyz pick --no-provenance --number 1 --set "$set"
  try fit-mlp lj.tab fit-mlp --no-provenance --hidden 2 --epochs 2 --threads 1
  try fit-mlp labelled.xyz \
    fit-mlp --no-provenance --set "$set" --hidden 2 --epochs 1 --validation 0 --threads 1
  try fit-kernel lj.tab fit-kernel --no-provenance --threads 1
  try measure traj.xyz measure rdf --no-provenance --cutoff 4
  try measure - measure dimer --no-provenance --potential "$sw" --low 1.5
  try plot lj.tab plot line --x r --y energy --format svg
  CASE_NOTE=
  for program in $(nnpipe help 2>/dev/null | sed -nE 's/^  ([a-z][a-z-]+)  .*/\1/p'); do
    command -v "$program" >/dev/null || continue
    [[ $tried == *" $program "* ]] || unmet "$program is not among those tried"
  done
}
