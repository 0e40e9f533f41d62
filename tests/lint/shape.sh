#!/usr/bin/env bash
# How files look: a purpose in the first line, #pragma once, a length one can read, clean white space.
source "$(dirname -- "$0")/lib.sh"
mapfile -t cpp < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp' 'tests/*.hpp' 'tests/*.cpp')
mapfile -t text < <(sources 'lib/*' 'tools/*' 'scripts/*' 'tests/cli/*.sh' 'tests/lint/*' 'tests/unit/*' \
  'tests/pipeline/*' \
  'share/doc/*' 'share/completions/*' 'share/plots/*' 'share/symfunc/*' '*.md' '*.txt' 'Makefile.ci' '.ci/*' | grep \
  -v '^tests/reference/')
{
  awk '
    function finish() {
      if (file == "") return
      if (file ~ /\.hpp$/ && !once) print file ":1: no #pragma once"
      limit = file ~ /^tools\// ? 220 : 600
      if (lines > limit) print file ":" lines ": " lines " lines, at most " limit
    }
    FNR == 1 { finish(); file = FILENAME; once = 0
      if (file ~ /\.hpp$|^tools\// && $0 !~ /^\/\/ [^ ].*[.:;)]?$/) print file ":1: the first line does not say what the file is for"
      if (file ~ /^tools\/[^\/]*$/) { name = file; sub(/.*\//, "", name); sub(/\.cpp$/, "", name)
        if (index($0, "// " name ": ") != 1) print file ":1: the first line is not \"// " name ": PURPOSE\"" } }
    /^#pragma once$/ { once = 1 }
    { lines = FNR }
    END { finish() }' "${cpp[@]}"
  awk '
    /[ \t]$/ { print FILENAME ":" FNR ": white space at the end of the line" }
    /\r/ { print FILENAME ":" FNR ": carriage return" }
    /\t/ && FILENAME !~ /Makefile|\.tab$|\.data$|\.in$/ { print FILENAME ":" FNR ": tab" }' "${text[@]}"
  for file in "${text[@]}"; do
    [[ ! -s $file || -z $(tail -c 1 -- "$file") ]] || echo "$file:$(wc -l <"$file"): no newline at the end"
  done
} | verdict
