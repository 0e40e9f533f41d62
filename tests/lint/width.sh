#!/usr/bin/env bash
# No line of a Lua script has more than 120 bytes, which are never fewer than the columns a reader sees, and no command
# of a shell script: there a text in quotes and a here-document stand as they are.
source "$(dirname -- "$0")/lib.sh"
export LC_ALL=C
{
  mapfile -t lua < <(sources 'scripts/*.lua' 'share/*.lua' 'tests/*.lua')
  ((${#lua[@]} == 0)) || { grep -HnE '^.{121,}' -- "${lua[@]}" || true; } |
    sed -E 's/^([^:]+:[0-9]+):.*/\1: wider than 120 bytes/'
  mapfile -t shell < <(sources '*.sh' '.ci/run' 'tests/run-ctest' tests/{bench,fuzz,valgrind}/run \
    'tests/bench/compare-builds' 'tests/coverage/report')
  awk '
    FNR == 1 { here = quote = "" }
    here != "" { line = $0; sub(/^\t+/, "", line); if (line == here) here = ""; next }
    {
      n = length($0); wide = n > 120 && quote == ""
      for (i = 1; i <= n; ++i) {
        if (i == 121 && quote != "") wide = 0
        c = substr($0, i, 1)
        if (quote != "\047" && c == "\\") ++i
        else if (quote != "") { if (c == quote) quote = "" }
        else if (c == "#" && (i == 1 || substr($0, i - 1, 1) == " ")) break
        else if (c == "\"" || c == "\047") quote = c
      }
      if (wide) print FILENAME ":" FNR ": wider than 120 bytes"
      if (quote == "" && match($0, /<<-?[ ]*[\047"]?[A-Za-z_]+/)) {
        here = substr($0, RSTART, RLENGTH); sub(/^<<-?[ ]*[\047"]?/, "", here)
      }
    }' "${shell[@]}"
} | verdict
