#!/usr/bin/env bash
# Makes a manual page: fill.sh TEMPLATE PAGE VERSION [PROGRAM]. Lines @SYNOPSIS@ and @OPTIONS@ become what PROGRAM says
# with --help-man (the synopsis, a line `.\" OPTIONS`, the options); @VERSION@ anywhere becomes VERSION.
set -euo pipefail
template=$1 page=$2 version=$3 program=${4:-}
mkdir -p -- "$(dirname -- "$page")"
parts=
if [[ -n $program ]] && grep -qE '^@(SYNOPSIS|OPTIONS)@$' "$template"; then parts=$("$program" --help-man); fi
PARTS=$parts awk -v version="$version" '
  BEGIN {
    n = split(ENVIRON["PARTS"], line, "\n")
    for (i = 1; i <= n; ++i) {
      if (line[i] == ".\\\" OPTIONS") options_now = 1
      else if (options_now) options = options line[i] "\n"
      else synopsis = synopsis line[i] "\n"
    }
  }
  { gsub(/@VERSION@/, version) }
  $0 == "@SYNOPSIS@" { printf "%s", synopsis; next }
  $0 == "@OPTIONS@" { printf "%s", options; next }
  { print }' "$template" >"$page.part"
mv -- "$page.part" "$page"
