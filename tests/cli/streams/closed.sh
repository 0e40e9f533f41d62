# Descriptors 0, 1 and 2 closed, in every program: a file asked for with -o is whole and the same as with all of them
# open;
# what was to go to a closed standard output is an error; a warning never gets into a file, and never ends a run.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --seed 3 --count 3 -o si.xyz
head -n 10 si.xyz >one.xyz
label --no-provenance --potential "$sw" si.xyz -o labelled.xyz
gen-lj --no-provenance --points 60 -o lj.tab
set=$SHARE/symfunc/si-short.sf
fit-mlp --quiet --no-provenance --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp
make-cell diamond --element Si --constant 5.3 -o outside.xyz # warns: outside the training range
run-md --quiet --potential "$sw" --temperature 300 --steps 30 --every 1 one.xyz -o traj.xyz
printf 'return 1\n' >script.lua
tried=" "

# in_every_state NAME INPUT COMMAND…: the command writes to `out`, with streams open and closed; INPUT "-": none is
# read.
in_every_state() {
  local name=$1 input=$2 state
  shift 2
  tried+="$name "
  rm -f out want
  [[ $input == - ]] && input=/dev/null
  CASE_NOTE="$name"
  "$@" -o want <"$input" >"$OUT" 2>"$ERR" || unmet "exit status $?"
  for state in '>&-' '2>&-' '>&- 2>&-' '2>/dev/full' '>&- 2>/dev/full' '<&-' '<&- >&- 2>&-'; do
    [[ $state == *'<&-'* && $input != /dev/null ]] && continue
    CASE_NOTE="$name $state"
    rm -f out
    STATUS=0
    LAST_COMMAND="$* -o out $state"
    # shellcheck disable=SC2016
    bash -c 'input=$1; shift; "$@" <"$input"' sh "$input" bash -c '"$@" '"$state" sh "$@" -o out 2>"$ERR" || STATUS=$?
    [[ $STATUS == 0 ]] || unmet "exit status $STATUS, expected 0"
    cmp -s out want || unmet 'the output is not that of open streams'
  done
}
in_every_state make-cell - make-cell sc --no-provenance --element Si --constant 3
in_every_state gen-lj - gen-lj --no-provenance --points 20
in_every_state scale lj.tab scale --no-provenance --method range
in_every_state symfunc si.xyz symfunc --no-provenance --set "$set"
in_every_state label si.xyz label --no-provenance --potential "$sw"
in_every_state label outside.xyz label --no-provenance --potential si.nnp
in_every_state reformat si.xyz reformat --no-provenance --to extxyz
in_every_state relax one.xyz relax --no-provenance --potential "$sw"
in_every_state run-md one.xyz run-md --no-provenance --potential "$sw" --temperature 300 --steps 3
in_every_state run-md outside.xyz \
  run-md --no-provenance --potential si.nnp --temperature 30 --timestep 0.00001 --steps 3
in_every_state sample-md one.xyz sample-md --no-provenance --potential "$sw" --temperature 300 --steps 10
in_every_state validate labelled.xyz validate --no-provenance --potential "$sw"
in_every_state pick si.xyz pick --no-provenance --number 1 --set "$set"
in_every_state fit-mlp lj.tab fit-mlp --no-provenance --hidden 2 --epochs 2 --threads 1
in_every_state fit-mlp labelled.xyz \
  fit-mlp --no-provenance --set "$set" --hidden 2 --epochs 1 --validation 0 --threads 1
in_every_state fit-kernel lj.tab fit-kernel --no-provenance --threads 1
in_every_state measure traj.xyz measure rdf --no-provenance --cutoff 4
in_every_state measure - measure dimer --no-provenance --potential "$sw" --low 1.5
in_every_state plot lj.tab plot line --x r --y energy --format svg
CASE_NOTE=
for program in $(nnpipe help 2>/dev/null | sed -nE 's/^  ([a-z][a-z-]+)  .*/\1/p'); do
  command -v "$program" >/dev/null || continue
  [[ $tried == *" $program "* ]] || unmet "$program is not among those tried"
done

# What was to go to a standard output that is closed has not been written: status 1. So with a standard input to be
# read.
for command in 'make-cell sc --element Si --constant 3' 'gen-lj --points 20' 'label --potential si.nnp one.xyz' 'make-cell --help' 'nnpipe --version'; do
  # shellcheck disable=SC2086
  expect_fail 1 'Bad file descriptor' bash -c '"$@" >&-' sh $command
done
expect_fail 1 'stdin: cannot read: Bad file descriptor' bash -c 'label --potential "$0" - <&-' "$sw"
# nnpipe itself, with a script that speaks.
printf 'local nn = require "nnpipe"\nnn.summary { { "x", "1", ours = 1 } }\n' >speaks.lua
# shellcheck disable=SC2016
bash -c 'nnpipe run script.lua <&- >&- 2>&-' || unmet "nnpipe: exit status $?"

# Errors keep their status where nobody can read them; a reader of warnings that goes away ends nothing.
for state in '2>&-' '2>/dev/full' '>&- 2>&-'; do
  for want in '2 make-cell sc --nonsense' '1 label --potential absent si.xyz' '2 nnpipe nonsense'; do
    STATUS=0
    bash -c "${want#* } $state" >/dev/null || STATUS=$?
    [[ $STATUS == "${want%% *}" ]] || unmet "exit status $STATUS, expected ${want%% *}: ${want#* } $state"
  done
done
# shellcheck disable=SC2016
bash -o pipefail -c '{ label --no-provenance --potential si.nnp outside.xyz -o out 2>&1 >&3; echo $? >status; } 3>/dev/null | true'
[[ $(cat status) == 0 ]] || unmet "exit status $(cat status) where standard error is a pipe nobody reads"
expect_file out
