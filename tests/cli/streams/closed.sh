# Descriptors 0, 1 and 2 closed, in every program: a file asked for with -o is whole and the same as with all of them
# open;
# what was to go to a closed standard output is an error; a warning never gets into a file, and never ends a run.
source "$CASE_DIR/../every_program.sh"
printf 'return 1\n' >script.lua

# in_every_state NAME INPUT COMMAND…: the command writes to `out`, with streams open and closed; INPUT "-": none is
# read.
in_every_state() {
  local name=$1 input=$2 state
  shift 2
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
every_program in_every_state

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
