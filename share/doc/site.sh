#!/usr/bin/env bash
# Makes the site: site.sh MANUAL OUT, where MANUAL is the folder of the built manual pages (man1, man5, man7). Pages
# come from there and from the Markdown beside this script; links, the list of pages and an index for the search are
# made here.
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
root=$(cd -- "$here/../.." && pwd)
manual=$(cd -- "$1" && pwd)
out=$2
command -v pandoc >/dev/null || { echo 'site: no pandoc, which makes the pages: install it (Debian: pandoc)' >&2
  exit 1; }
mkdir -p -- "$out"
rm -f -- "$out"/*.html "$out"/*.js "$out"/*.css "$out"/*.svg
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# "FILE<tab>TITLE<tab>SECTION<tab>SOURCE" of each page, in the order of the list.
page_of_manual() {
  local name=$1 section=$2 title
  title=${name%.*}
  [[ $title == nnpipe ]] || title=${title#nnpipe-}
  printf '%s.html\t%s\t%s\t%s\n' "$name" "$title" "$section" "$manual/man${name##*.}/$name"
}
page_of_markdown() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4"; }
{
  page_of_markdown index.html nnpipe Start "$here/index.md"
  page_of_manual nnpipe-tutorial.7 Start
  page_of_markdown lammps.html 'Potentials in LAMMPS' Start "$root/share/examples/lammps/README.md"
  page_of_markdown comparison.html 'Other programs' Start "$here/comparison.md"
  page_of_manual nnpipe.1 Programs
  for page in "$manual"/man1/nnpipe-*.1; do page_of_manual "$(basename "$page")" Programs; done
  page_of_markdown physics.html Equations Explanation "$here/physics.md"
  for page in "$manual"/man7/nnpipe-*.7; do
    name=$(basename "$page")
    [[ $name == nnpipe-@(tutorial|lua|troubleshooting).7 ]] || page_of_manual "$name" Explanation
  done
  page_of_markdown thesis.html 'The thesis' Explanation "$here/thesis.md"
  for page in "$manual"/man5/nnpipe-*.5; do page_of_manual "$(basename "$page")" Formats; done
  page_of_manual nnpipe-lua.7 Reference
  page_of_manual nnpipe-troubleshooting.7 Reference
  page_of_markdown changes.html Changes Reference "$root/CHANGELOG.md"
  page_of_markdown security.html Security Reference "$root/SECURITY.md"
} >"$work/pages"

# The list of pages, with the current one marked.
list_of_pages() {
  awk -F '\t' -v current="$1" '
    $3 != section { if (section != "") print "</ul></details>"; section = $3; print "<details open><summary>" section "</summary><ul>" }
    { printf "<li><a href=\"%s\"%s>%s</a></li>\n", $1, $1 == current ? " aria-current=\"page\"" : "", $2 }
    END { print "</ul></details>" }' "$work/pages"
}

# Names of manual pages become links; what Markdown calls by path, for a code host, is called by page.
links() {
  sed -E 's#<strong>(nnpipe(-[a-z-]+)?)</strong>\(([1-9])\)#<a href="\1.\3.html">\1</a>#g;
    s#href="share/man/(nnpipe[a-z-]*\.[1-9])\.in"#href="\1.html"#g; s#href="(\.\./)?doc/([a-z]+)\.md"#href="\2.html"#g; s#href="([a-z]+)\.md"#href="\1.html"#g;
    s#href="(share/examples/lammps/README\.md|\.\./examples/lammps/README\.md)"#href="lammps.html"#g; s#href="(\.\./\.\./)?SECURITY\.md"#href="security.html"#g;
    s#href="(\.\./\.\./)?CHANGELOG\.md"#href="changes.html"#g'
}

while IFS=$'\t' read -r file title _ source; do
  list_of_pages "$file" >"$work/nav"
  case $source in
    *.md) from='gfm+tex_math_dollars'; shift_by=0; sed '1{/^# /d}' "$source" >"$work/source" ;;
    *) from='man'; shift_by=1; cp "$source" "$work/source" ;;
  esac
  pandoc -f "$from" -t html5 --mathml --shift-heading-level-by="$shift_by" --wrap=none "$work/source" | links |
    sed -E 's#(<h2[^>]*>)([A-Z])([A-Z ]+)(</h2>)#\1\2\L\3\E\4#' >"$work/body"
  awk -v title="$title" -v nav="$work/nav" -v body="$work/body" '
    function put(path,   line) { while ((getline line <path) > 0) print line; close(path) }
    /^\$nav\$$/ { put(nav); next }
    /^\$body\$$/ { put(body); next }
    { gsub(/\$title\$/, title); print }' "$here/template.html" >"$out/$file"
  pandoc --quiet -f html -t plain --wrap=none "$work/body" | tr -s ' \n\t' ' ' >"$work/text"
  headings=$(sed -nE 's#.*<h[23][^>]*>(.*)</h[23]>.*#\1#p' "$work/body" | sed 's/<[^>]*>//g' | tr '\n' ' ')
  json() { sed -E 's/\\/\\\\/g; s/"/\\"/g; s#</#<\\/#g' | tr -d '\000-\037'; }
  printf '{"file":"%s","title":"%s","headings":"%s","text":"%s"},\n' "$file" "$(json <<<"$title")" \
    "$(json <<<"$headings")" "$(json <"$work/text")" >>"$work/index"
done <"$work/pages"
{
  echo 'window.searchIndex = ['
  cat "$work/index"
  echo '];'
} >"$out/search-index.js"
cp -- "$here/style.css" "$here/search.js" "$root"/share/examples/si-*.svg "$out"
