#!/usr/bin/env bash
# Messages that the page of troubleshooting explains are still said by the sources: what stands between the dots of an
# entry is part of a text there.
source "$(dirname -- "$0")/lib.sh"
page=share/man/nnpipe-troubleshooting.7.in
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
    /^\.SH/ { inside = !/DESCRIPTION|RESULTS|EXAMPLES|SEE ALSO|NAME/ }
    # Texts in quotes on the line below .TP, of which roff has changed dashes.
    inside && above == ".TP" && /^\.(B|BR) "/ {
      gsub(/\\-/, "-")
      n = split($0, parts, "\"")
      for (i = 2; i <= n; i += 2) if (parts[i] != ", ") print FNR "\t" parts[i]
    }
    { above = $0 }' "$page")
  ((entries >= 40)) || echo "$page:1: $entries messages found, expected at least 40"
} | verdict
