# What a case of a program's tests is written with. The runner (run.sh) sources this file, then the case, in bash with
# `set -euo pipefail`, inside an empty directory; the build's bin stands first on PATH. A case sees
#
#   $SHARE       the share directory             $REFERENCE   tests/reference
#   $CASE_DIR    the directory of the case file  $OUT, $ERR   files with what the last command printed
#
# A case fails when a command in it fails or an expectation is not met; the message names the line of the case.
#
#   expect_status N CMD…        runs CMD, keeps standard output in $OUT and standard error in $ERR, exit status is N
#   expect_ok CMD…              status 0 and nothing on standard error
#   expect_fail N REGEX CMD…    status N, a message that matches REGEX, no file left behind
#   expect_stdout REGEX         some line of $OUT matches (extended regular expression)
#   expect_stderr REGEX         some line of $ERR matches
#   expect_no_stdout, expect_no_stderr
#   expect_stdout_equal FILE    $OUT is byte for byte CASE_DIR/FILE; UPDATE_GOLDEN=1 writes that file instead
#   expect_golden GOT FILE      the same for a file of the scratch directory
#   expect_same FILE FILE       equal bytes
#   expect_file FILE…           exists and is not empty
#   expect_absent FILE…         does not exist
#   expect_only FILE…           the scratch directory holds these and nothing else
#   expect_lines N FILE         number of lines
#   expect_rows N FILE          rows of a text table, which has its end mark
#   expect_frames N FILE        frames of an extended XYZ file
#   expect_near GOT WANT TOL    numbers, |GOT − WANT| ≤ TOL
#   expect_less A B             numbers, A < B
#   expect_table_near A B REL [ABS]   text tables: same fields, same rows, numbers within ABS + REL·|B|
#   expect_closed_pipe CMD…     CMD writing into a pipe nobody reads: killed by SIGPIPE, silent
#   expect_full_disk CMD…       CMD writing to /dev/full: status 1 and a message that says so
#   table_column FILE NAME      prints a column of a text table
#   table_value FILE COLUMN FIELD=VALUE…   prints COLUMN of the row where the fields have these values
#   frame_energies FILE         prints the energy of every frame
#   say TEXT…                   prints to the log of the case
#   skip REASON                 ends the case as skipped
#   inside ROOT COMMAND…        runs it where ROOT is all there is
#
# Pipes: expect_ok bash -o pipefail -c 'a | b'. Standard input: expect_fail 1 'end' symfunc --set x.sf <cut.xyz

export OUT=$CAPTURED/stdout
export ERR=$CAPTURED/stderr

say() { printf '%s\n' "$*" >&3; }

# Prints the case's line that called the expectation, then what the last command said.
unmet() {
  local i line=0
  for ((i = 0; i < ${#BASH_SOURCE[@]} - 1; ++i)); do
    [[ ${BASH_SOURCE[i + 1]} == "$CASE_FILE" ]] && line=${BASH_LINENO[i]} && break
  done
  say "$CASE_FILE:$line: ${CASE_NOTE:+$CASE_NOTE: }$1"
  [[ -n ${LAST_COMMAND:-} ]] && say "  command: $LAST_COMMAND"
  [[ -s $ERR ]] && say '  standard error:' && head -n 20 "$ERR" | sed 's/^/    /' >&3
  if [[ -s $OUT ]]; then
    say '  standard output:'
    head -c 2000 "$OUT" | LC_ALL=C tr -c '[:print:]\n\t' '?' | head -n 12 | sed 's/^/    /' >&3
  fi
  exit 1
}

skip() { say "skipped: $*"; exit 77; }
# Whether the programs are linked to a sanitizer, which takes terabytes of addresses.
sanitized() { [[ $(ldd "$(command -v run-md)") == *san.so* ]]; }
# LAMMPS that can load our models: where they need a sanitizer, it would have to be linked to that, too.
need_lammps() {
  command -v lmp >/dev/null || skip 'no lmp'
  ! sanitized || skip 'lmp has no sanitizer'
}

# shellcheck disable=SC2016
inside() {
  local options=-m
  ((EUID == 0)) || options=-rm
  unshare $options sh -c 'mount --rbind /proc "$1/proc" && root=$1 && shift && exec chroot "$root" "$@"' sh "$@"
}

# Runs a command with its output kept; leaves its exit status in STATUS.
keep() {
  LAST_COMMAND=$*
  STATUS=0
  "$@" >"$OUT" 2>"$ERR" || STATUS=$?
}

expect_status() {
  local want=$1
  shift
  keep "$@"
  [[ $STATUS == "$want" ]] || unmet "exit status $STATUS, expected $want"
  check_message_style
}

expect_ok() {
  keep "$@"
  [[ $STATUS == 0 ]] || unmet "exit status $STATUS, expected 0"
  [[ ! -s $ERR ]] || unmet 'wrote to standard error'
}

expect_fail() {
  local want=$1 regex=$2 before after
  shift 2
  before=$(ls -A)
  keep "$@"
  [[ $STATUS == "$want" ]] || unmet "exit status $STATUS, expected $want"
  grep -Eq -- "$regex" "$ERR" || unmet "standard error does not match /$regex/"
  check_message_style
  after=$(ls -A)
  [[ $before == "$after" ]] || unmet "left behind: $(comm -13 <(sort <<<"$before") <(sort <<<"$after") | tr '\n' ' ')"
}

# The house rules of messages, checked wherever one is met.
check_message_style() {
  if grep -En '\.(cpp|hpp|h|cc):[0-9]+|terminate called|what\(\):|std::|basic_string|Sanitizer|runtime error:' "$ERR" \
    >"$CAPTURED/style"; then
    unmet "message speaks of the program's insides: $(head -n 1 "$CAPTURED/style")"
  fi
}

expect_stdout() { grep -Eq -- "$1" "$OUT" || unmet "standard output does not match /$1/"; }
expect_stderr() { grep -Eq -- "$1" "$ERR" || unmet "standard error does not match /$1/"; }
expect_no_stdout() { [[ ! -s $OUT ]] || unmet 'wrote to standard output'; }
expect_no_stderr() { [[ ! -s $ERR ]] || unmet 'wrote to standard error'; }

expect_golden() {
  local got=$1 want=$CASE_DIR/$2
  if [[ ${UPDATE_GOLDEN:-0} == 1 ]]; then
    cp -- "$got" "$want"
    return
  fi
  [[ -e $want ]] || unmet "no golden file $want (UPDATE_GOLDEN=1 writes it)"
  if ! diff -u -- "$want" "$got" >"$CAPTURED/diff" 2>&1; then
    head -n 40 "$CAPTURED/diff" >&3
    unmet "differs from $want (UPDATE_GOLDEN=1 writes it anew)"
  fi
}
expect_stdout_equal() { expect_golden "$OUT" "$1"; }
expect_same() { cmp -- "$1" "$2" >&3 || unmet "$1 and $2 differ"; }

expect_file() {
  local file
  for file in "$@"; do [[ -s $file ]] || unmet "no file $file, or it is empty"; done
}
expect_absent() {
  local file
  for file in "$@"; do [[ ! -e $file ]] || unmet "$file exists"; done
}
expect_only() {
  local got want
  got=$(ls -A | LC_ALL=C sort)
  want=$(printf '%s\n' "$@" | LC_ALL=C sort)
  [[ $got == "$want" ]] || unmet "the directory holds: $(tr '\n' ' ' <<<"$got")"
}
expect_lines() {
  local got
  got=$(wc -l <"$2")
  ((got == $1)) || unmet "$2 has $got lines, expected $1"
}
expect_rows() {
  local got
  grep -q '^#! end rows=' "$2" || unmet "$2 has no end mark"
  got=$(grep -vc '^#' "$2" || true)
  ((got == $1)) || unmet "$2 has $got rows, expected $1"
}
expect_frames() {
  local got
  got=$(awk 'left == 0 { left = $1 + 2; frames++ } { left-- } END { print (left == 0) ? frames + 0 : "broken" }' "$2")
  [[ $got == "$1" ]] || unmet "$2 has $got frames, expected $1"
}

# awk takes nan and text for numbers, and nan for less than anything.
are_numbers() {
  local word
  for word in "$@"; do
    [[ $word =~ ^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$ ]] || return 1
  done
}
expect_near() {
  are_numbers "$@" || unmet "got '$1', expected the number $2 within $3"
  awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; if (d < 0) d = -d; exit !(d <= t + 0) }' \
    || unmet "got $1, expected $2 within $3"
}
expect_less() {
  are_numbers "$@" || unmet "got '$1', expected a number less than $2"
  awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 < b + 0) }' || unmet "got $1, expected less than $2"
}
expect_table_near() {
  local said
  said=$(awk -v rel="$3" -v abs="${4:-0}" '
    function size(x) { return x < 0 ? -x : x }
    BEGIN { number = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$" }
    FNR == 1 { ++file }
    /^#! fields/ { fields[file] = $0; next }
    /^#/ || NF == 0 { next }
    file == 1 { a[++rows] = $0; next }
    {
      if (++row > rows) next
      n = split(a[row], x); if (n != NF) { print "row " row ": " n " columns, expected " NF; exit }
      for (c = 1; c <= NF; ++c) {
        if (x[c] == $c) continue
        if (x[c] !~ number || $c !~ number || size(x[c] - $c) > abs + rel * size($c)) {
          print "row " row ", column " c ": got " x[c] ", expected " $c; exit
        }
      }
    }
    END {
      if (fields[1] != fields[2]) print "fields differ: " fields[1] ", expected " fields[2]
      else if (rows != row) print rows + 0 " rows, expected " row + 0
    }' "$1" "$2")
  [[ -z $said ]] || unmet "$1 against $2: $(head -n 1 <<<"$said")"
}

expect_closed_pipe() {
  LAST_COMMAND="$* | (closed)"
  STATUS=0
  local fifo=$CAPTURED/pipe.$RANDOM
  mkfifo "$fifo"
  : >"$OUT"
  # Opened for both, a fifo needs no partner; closing that end leaves a writer without reader, so the first write fails.
  exec 8<>"$fifo" 9>"$fifo" 8>&-
  "$@" >&9 2>"$ERR" || STATUS=$?
  exec 9>&-
  rm -f -- "$fifo"
  [[ $STATUS == 141 ]] || unmet "exit status $STATUS, expected 141 (killed by SIGPIPE)"
  [[ ! -s $ERR ]] || unmet 'wrote to standard error'
}

expect_full_disk() {
  LAST_COMMAND="$* >/dev/full"
  STATUS=0
  : >"$OUT"
  "$@" >/dev/full 2>"$ERR" || STATUS=$?
  [[ $STATUS == 1 ]] || unmet "exit status $STATUS, expected 1"
  grep -Eiq 'no space left' "$ERR" || unmet 'the message does not say that the disk is full'
  check_message_style
}

table_column() {
  awk -v name="$2" '
    /^#! fields/ { for (c = 3; c <= NF; ++c) if ($c == name) column = c - 2; next }
    /^#/ || NF == 0 { next }
    { if (!column) exit 1; print $column }
    END { if (!column) exit 1 }' "$1" || unmet "no column $2 in $1"
}
table_value() {
  local file=$1 column=$2
  shift 2
  awk -v name="$column" -v wanted="$*" '
    BEGIN { n = split(wanted, conditions, " "); for (i = 1; i <= n; ++i) { split(conditions[i], p, "="); want[p[1]] = p[2] } }
    /^#! fields/ { for (c = 3; c <= NF; ++c) { at[$c] = c - 2 } next }
    /^#/ || NF == 0 { next }
    {
      for (key in want) if (!(key in at) || $(at[key]) != want[key]) next
      if (name in at) { print $(at[name]); found = 1; exit }
    }
    END { exit !found }' "$file" || unmet "no $column where $* in $file"
}
frame_energies() {
  awk 'left == 0 { left = $1 + 2; header = 1; left--; next }
       header { if (!match($0, /(^| )energy=[^ ]+/)) exit 1; s = substr($0, RSTART, RLENGTH); sub(/.*energy=/, "", s); print s; header = 0 }
       { left-- }' "$1" || unmet "$1 has a frame without energy"
}
