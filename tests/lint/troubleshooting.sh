#!/usr/bin/env bash
# Messages that the page of troubleshooting explains are still said by the sources: what stands between the dots of an
# entry is part of a text there.
source "$(dirname -- "$0")/lib.sh"
page=share/doc/reference/troubleshooting.md
# All literals, adjacent ones joined, one line a file.
texts=$(sources 'lib/*.cpp' 'lib/*.hpp' 'tools/*.cpp' 'tools/*.hpp' | while read -r file; do
  tr '\n' ' ' <"$file" | sed -E 's/"[[:space:]]+"//g'
  echo
done)
entries=0
{
  while IFS=$'\t' read -r line entry; do
    entries=$((entries + 1))
    while IFS= read -r part; do
      part=${part%% }
      part=${part## }
      [[ ${#part} -ge 4 ]] || continue
      grep -qF -- "$part" <<<"$texts" || echo "$page:$line: no message has '$part'"
    done < <(sed 's/\.\.\./\n/g; s/ (did you mean/\n(did you mean/' <<<"$entry")
  done < <(awk '
    /^## / { inside = !/^## (Results|Examples|See also)/ }
    # Texts in code that end in a line break: the terms of a list.
    inside && /^- `.*\\$/ {
      n = split($0, parts, "`")
      for (i = 2; i <= n; i += 2) print FNR "\t" parts[i]
    }' "$page")
  ((entries >= 40)) || echo "$page:1: $entries messages found, expected at least 40"
} | verdict
