#!/usr/bin/env bash
# How messages read: lower case, no full stop, no shouting, no location in our sources.
source "$(dirname -- "$0")/lib.sh"
mapfile -t files < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp')
awk '
  # The first text of a call that makes a message, adjacent literals joined; the line is that of the call.
  function check(text, line,   word) {
    if (text ~ /[.!]$/ && text !~ /\.\.\.$/) print file ":" line ": message ends with a stop: \"" text "\""
    if (text ~ /^[ \t]|[^:][ \t]$/) print file ":" line ": message starts or ends with a blank: \"" text "\""
    if (text ~ /\\n/) print file ":" line ": message of several lines: \"" text "\""
    if (tolower(text) ~ /^(error|failed|failure)[: ]/) print file ":" line ": message says that it is one: \"" text "\""
    word = text; sub(/[^A-Za-z0-9].*/, "", word)
    if (word ~ /^[A-Z][a-z]+$/ && word !~ /^(Lattice|Properties|Masses|Atoms|Velocities|Levenberg|Catch|Adam|Lua)$/)
      print file ":" line ": message starts with a capital: \"" text "\""
  }
  function scan(   rest, offset, line, text, at) {
    rest = all; offset = 1
    while (match(rest, /(fail|fail_output|fail_usage|fail_criterion|warn|Error)[ \n]*[({][ \n]*(fmt::format\([ \n]*)?"/)) {
      at = offset + RSTART - 1
      # Not the tail of a longer name.
      line = line_of(at)
      text = ""
      rest = substr(rest, RSTART + RLENGTH - 1); offset = at + RLENGTH - 1
      while (match(rest, /^[ \n]*"([^"\\]|\\.)*"/)) {
        piece = substr(rest, RSTART, RLENGTH); sub(/^[ \n]*"/, "", piece); sub(/"$/, "", piece)
        text = text piece
        rest = substr(rest, RLENGTH + 1); offset += RLENGTH
      }
      if (at == 1 || substr(all, at - 1, 1) !~ /[A-Za-z_]/) check(text, line)
    }
  }
  function line_of(position,   n) { while (n < lines && starts[n + 1] <= position) ++n; return n }
  function finish() { if (file != "") scan() }
  FNR == 1 { finish(); file = FILENAME; all = ""; lines = 0 }
  { starts[++lines] = length(all) + 1; all = all $0 "\n" }
  END { finish() }' "${files[@]}" | verdict
