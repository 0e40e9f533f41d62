#!/usr/bin/env bash
# Makes the site: site.sh OUT, of the Markdown below this folder and a few files of the repository; links, the list of
# pages and an index for the search are made here.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
root=$(cd -- "$here/../.." && pwd)
out=$1
command -v pandoc >/dev/null || { echo 'site: no pandoc, which makes the pages: install it (Debian: pandoc)' >&2
  exit 1; }
mkdir -p -- "$out"
out=$(cd -- "$out" && pwd)
find "$out" -type f \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' \) -delete
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$root"

# "SOURCE<tab>OUT<tab>SECTION<tab>TITLE" of each page, in the order of the list; the title is what its first heading
# says before the colon.
page() {
  local section=$1 source=$2 to=${3-}
  [[ -n $to ]] || { to=${source#share/doc/} to=${to%.md}.html; }
  printf '%s\t%s\t%s\t%s\n' "$source" "$to" "$section" "$(sed -nE '/^# /{s/^# ([^:]*).*/\1/p;q}' "$source")"
}
{
  page Start share/doc/index.md
  for file in share/doc/tutorials/*.md; do page Tutorials "$file"; done
  for file in share/doc/how-to/*.md; do page 'How to' "$file"; done
  for file in share/doc/programs/*.md; do page Programs "$file"; done
  for file in share/doc/formats/*.md; do page Formats "$file"; done
  for file in share/doc/reference/*.md; do page Reference "$file"; done
  for file in share/doc/explanation/*.md; do page Explanation "$file"; done
  for file in share/potentials/*.md; do page Potentials "$file" "potentials/$(basename "$file" .md).html"; done
  page About share/doc/comparison.md
  page About share/doc/thesis.md
  page About CHANGELOG.md changes.html
  page About SECURITY.md security.html
  page About CONTRIBUTING.md contributing.html
  page About lib/ARCHITECTURE.md architecture.html
} >"$work/pages"

# The list of pages, with the current one marked.
list_of_pages() {
  awk -F '\t' -v current="$1" -v up="$2" '
    $3 != section {
      if (section != "") print "</ul></details>"
      section = $3
      print "<details open><summary>" section "</summary><ul>"
    }
    { printf "<li><a href=\"%s\"%s>%s</a></li>\n", up $2, $2 == current ? " aria-current=\"page\"" : "", $4 }
    END { print "</ul></details>" }' "$work/pages"
}
json() { sed -E 's/\\/\\\\/g; s/"/\\"/g; s#</#<\\/#g' | tr -d '\000-\037'; }

while IFS=$'\t' read -r source file _ title; do
  up=$(sed 's#[^/]*$##; s#[^/]*/#../#g' <<<"$file")
  list_of_pages "$file" "$up" >"$work/nav"
  pandoc --from=gfm+tex_math_dollars --to=html5 --mathml --wrap=none --lua-filter="$here/site.lua" \
    --metadata="source=$source" --metadata="out=$file" --metadata="pages=$work/pages" "$source" >"$work/body"
  mkdir -p -- "$out/$(dirname -- "$file")"
  awk -v title="$title" -v up="$up" -v nav="$work/nav" -v body="$work/body" '
    function put(path,   line) { while ((getline line <path) > 0) print line; close(path) }
    /^\$nav\$$/ { put(nav); next }
    /^\$body\$$/ { put(body); next }
    { gsub(/\$title\$/, title); gsub(/\$up\$/, up); print }' "$here/template.html" >"$out/$file"
  sed -E 's#<annotation[^>]*>[^<]*</annotation>##g; s/<[^>]*>/ /g
    s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' "$work/body" | tr -s ' \n\t' ' ' >"$work/text"
  headings=$(sed -nE 's#.*<h[123][^>]*>(.*)</h[123]>.*#\1#p' "$work/body" | sed 's/<[^>]*>//g' | tr '\n' ' ')
  printf '{"file":"%s","title":"%s","headings":"%s","text":"%s"},\n' "$file" "$(json <<<"$title")" \
    "$(json <<<"$headings")" "$(json <"$work/text")" >>"$work/index"
  # Pictures stand in one folder.
  { grep -oE '\]\([^)]+\.(svg|png)\)' "$source" || true; } | sed 's/^](//; s/)$//' | while read -r picture; do
    mkdir -p -- "$out/pictures"
    cp -- "$(dirname -- "$source")/$picture" "$out/pictures"
  done
done <"$work/pages"
{
  echo 'window.searchIndex = ['
  cat "$work/index"
  echo '];'
} >"$out/search-index.js"
cat lib/report/style.css "$here/style.css" >"$out/style.css"
cp -- "$here/search.js" "$out"
