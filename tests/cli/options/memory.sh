# With less memory than it wants every program does its work or ends with a message, whatever the limit is: no signal,
# no hanging, nothing half written.
! sanitized || skip 'a sanitizer takes terabytes of addresses'
source "$CASE_DIR/../every_program.sh"
refused=0
in_little_memory() { # NAME INPUT COMMAND…
  local input=$2 megabytes
  shift 2
  [[ $input == - ]] && input=/dev/null
  for megabytes in 40 70 100 150 250 400; do
    CASE_NOTE="$1 in $megabytes MB"
    rm -rf out
    STATUS=0
    (ulimit -v $((megabytes * 1024)); exec timeout 30 "$@" -o out) <"$input" >"$OUT" 2>"$ERR" || STATUS=$?
    # Without room for its libraries a program does not begin: that is the loader's message, and its status.
    if [[ $STATUS == 127 ]] && grep -qE 'error while loading shared libraries|failed to map' "$ERR"; then continue; fi
    [[ $STATUS == 0 || $STATUS == 1 ]] || unmet "exit status $STATUS"
    [[ $STATUS == 0 || -s $ERR ]] || unmet "no word, exit status $STATUS"
    [[ $STATUS == 1 ]] || continue
    refused=$((refused + 1))
    expect_absent out
  done
}
every_program in_little_memory
((refused > 5)) || unmet "refused $refused times, expected more"
