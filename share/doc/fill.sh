#!/usr/bin/env bash
# What pages of programs show of the programs themselves: fill.sh BIN PAGE... puts into each page, between the lines
# `<!-- NAME -->` and `<!-- end of NAME -->`, the part NAME of what its program, in the folder BIN, says with
# --help-markdown. The filled pages are kept, so that a code host shows them whole.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
bin=$(cd -- "$1" && pwd)
shift
for page in "$@"; do
  program=$(basename -- "$page" .md)
  # Names of pages become links.
  parts=$("$bin/$program" --help-markdown | sed -E 's#\bnnpipe-([a-z-]+)\(1\)#[&](\1.md)#g; s#\bnnpipe-([a-z-]+)\(5\)#[&](../formats/\1.md)#g')
  for other in $(grep -oE 'nnpipe-[a-z-]+\(7\)' <<<"$parts" | sort -u); do
    name=${other#nnpipe-} name=${name%(7)}
    file=$(cd -- "$here" && echo */"$name.md")
    parts=${parts//"$other"/[$other](../$file)}
  done
  PARTS=$parts awk '
    BEGIN {
      n = split(ENVIRON["PARTS"], line, "\n")
      for (i = 1; i <= n; ++i) {
        if (line[i] ~ /^<!-- [a-z]+ -->$/) name = substr(line[i], 6, length(line[i]) - 9)
        else part[name] = part[name] line[i] "\n"
      }
    }
    /^<!-- end of [a-z]+ -->$/ { skipping = 0 }
    skipping { next }
    { print }
    /^<!-- [a-z]+ -->$/ {
      name = substr($0, 6, length($0) - 9)
      if (!(name in part)) { print FILENAME ": the program has no part " name >"/dev/stderr"; exit 1 }
      sub(/^\n+/, "", part[name])
      printf "\n%s\n", part[name]
      skipping = 1
    }' "$page" >"$page.part"
  if cmp -s -- "$page.part" "$page"; then rm -- "$page.part"; else mv -- "$page.part" "$page"; fi
done
