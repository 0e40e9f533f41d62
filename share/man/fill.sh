#!/usr/bin/env bash
# Makes a manual page: fill.sh TEMPLATE PAGE VERSION [PROGRAM]. A line @NAME@ becomes the part NAME of what PROGRAM says
# with --help-man: SYNOPSIS, then parts that each begin with a line `.\" NAME`, such as OPTIONS; @VERSION@ anywhere
# becomes VERSION.
set -euo pipefail
template=$1 page=$2 version=$3 program=${4:-}
mkdir -p -- "$(dirname -- "$page")"
parts=
if [[ -n $program ]] && grep -qE '^@[A-Z]+@$' "$template"; then parts=$("$program" --help-man); fi
PARTS=$parts awk -v version="$version" '
  BEGIN {
    n = split(ENVIRON["PARTS"], line, "\n")
    name = "SYNOPSIS"
    for (i = 1; i <= n; ++i) {
      if (line[i] ~ /^\.\\" [A-Z]+$/) name = substr(line[i], 5)
      else part[name] = part[name] line[i] "\n"
    }
  }
  { gsub(/@VERSION@/, version) }
  /^@[A-Z]+@$/ {
    name = substr($0, 2, length($0) - 2)
    if (!(name in part)) { print FILENAME ": the program has no part " name >"/dev/stderr"; exit 1 }
    printf "%s", part[name]; next
  }
  { print }' "$template" >"$page.part"
mv -- "$page.part" "$page"
