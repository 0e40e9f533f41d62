#!/usr/bin/env bash
# Makes a page of the manual with pandoc: page.sh SOURCE PAGE VERSION, of the Markdown SOURCE below this folder, such as
# formats/frames.md; PAGE is where it goes, .../nnpipe-frames.5.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
source=$1 page=$2 version=$3
name=$(basename -- "$page")
mkdir -p -- "$(dirname -- "$page")"
{
  # Tables go through tbl, which man knows by the first line.
  title=$(tr '[:lower:]' '[:upper:]' <<<"${name%.*}" | sed 's/-/\\-/g')
  printf "'\\\\\" t\n.TH %s %s \"\" \"nnpipe %s\" \"nnpipe manual\"\n.nh\n.ad l\n" "$title" "${name##*.}" "$version"
  pandoc --from=gfm+tex_math_dollars --to=man --lua-filter="$here/manual.lua" \
    --metadata="source=$source" "$here/$source"
} >"$page.part"
mv -- "$page.part" "$page"
