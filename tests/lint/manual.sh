#!/usr/bin/env bash
# Manual pages: groff has no complaint, every tool has one with the usual sections, and its options are those of --help.
source "$(dirname -- "$0")/lib.sh"
export LC_ALL=C.UTF-8 MANWIDTH=80
# Long options a text speaks of as its own: at the start of an entry.
of_help() { sed -nE 's/^  (-[a-zA-Z], )?(--[a-z0-9-]+).*/\2/p' | sort -u; }
of_page() { man -l "$1" 2>/dev/null | col -bx | sed -nE 's/^ {5,9}(-[a-zA-Z], )?(--[a-z0-9-]+).*/\2/p' | sort -u; }
# The commands of a program that has several, else nothing.
commands_of() { "$build/bin/$1" --help | awk \
  '/^  [a-z-]+  / { names[++n] = $1 } / --help. shows / { for (i = 1; i <= n; ++i) print names[i] }'; }
# --help fits a screen of 50 lines of 100 columns, and has every option at least by name.
fits_a_screen() {
  local source=$1 screen
  shift
  screen=$("$build/bin/$1" "${@:2}" --help) || { echo "$source:1: $* --help fails"; return; }
  awk -v source="$source" -v what="$*" '{ n += length($0) > 100 ? int((length($0) + 99) / 100) : 1 }
    END { if (n > 50) print source ":1: " what " --help takes " n " lines of a screen, expected at most 50" }' <<<"$screen"
  [[ -n $(commands_of "$1") && $# == 1 ]] && return
  comm -13 <(grep -oE -- '--[a-z][a-z0-9-]*' <<<"$screen" | sort -u) <("$build/bin/$1" "${@:2}" --help-all | of_help) |
    sed "s|.*|$source:1: & is not in $* --help|"
}
# The Markdown a page is made of: nnpipe-frames.5 comes from share/doc/formats/frames.md.
source_of() {
  local name=${1%.*} folder
  [[ $name == nnpipe ]] || name=${name#nnpipe-}
  case $1 in
    *.1) echo "share/doc/programs/$name.md" ;;
    *.5) echo "share/doc/formats/$name.md" ;;
    *)
      for folder in tutorials how-to reference explanation; do
        if [[ -e share/doc/$folder/$name.md ]]; then echo "share/doc/$folder/$name.md"; fi
      done
      ;;
  esac
}
{
  for page in "$build"/share/man/man?/*; do
    [[ -e $page ]] || continue
    template=$(source_of "$(basename "$page")")
    # Left behind by a page that has gone, or made of two of one name.
    [[ -n $template ]] || continue
    [[ $(wc -l <<<"$template") == 1 ]] || echo "${template%%$'\n'*}:1: another page has this name"
    template=${template%%$'\n'*}
    man --warnings=w -l "$page" 2>&1 >/dev/null | sed "s|^[^:]*: *|$template:1: |" || true
    if command -v mandoc >/dev/null; then
      # Pages have no date: equal sources give equal bytes.
      mandoc -Tlint -Wwarning "$page" | sed \
        -nE "/missing date/!s|^mandoc: [^:]*:([0-9]+):[0-9]+: |$template:1: |p" || true
    fi
    wanted=(NAME DESCRIPTION 'SEE ALSO')
    # Tutorials and recipes are examples from top to bottom.
    [[ $template == share/doc/@(tutorials|how-to)/* ]] || wanted+=(EXAMPLES)
    for section in "${wanted[@]}"; do
      grep -qE "^\.SH \"?$section\"?$" "$page" || echo "$template:1: no section $section"
    done
  done
  # Pages that a text names are there.
  mapfile -t texts < <(sources 'share/doc/*.md' 'README.md' 'lib/*.cpp' 'lib/*.hpp' 'tools/*.cpp' 'tools/*.hpp' 'scripts/*.lua')
  grep -noE '\bnnpipe-[a-z-]+\([1-9]\)' "${texts[@]}" | while IFS=: read -r file line name; do
    section=${name#*\(}
    [[ -n $(source_of "${name%\(*}.${section%)}") && -e $(source_of "${name%\(*}.${section%)}") ]] || \
      echo "$file:$line: names $name, which is not there"
  done
  # What pages show of the programs is what the programs say.
  filled=$(mktemp -d)
  cp share/doc/programs/*.md "$filled"
  share/doc/fill.sh "$build/bin" "$filled"/*.md 2>&1 | sed 's|^|share/doc/fill.sh:1: |'
  for page in "$filled"/*.md; do
    cmp -s "$page" "share/doc/programs/$(basename "$page")" || \
      echo "share/doc/programs/$(basename "$page"):1: the program has other options: share/doc/fill.sh ${build#"$PWD"/}/bin share/doc/programs/*.md"
  done
  rm -rf -- "$filled"
  for source in tools/*.cpp; do
    tool=$(basename "$source" .cpp)
    page=$build/share/man/man1/nnpipe-$tool.1
    [[ $tool == nnpipe ]] && page=$build/share/man/man1/nnpipe.1
    [[ -e $page ]] || { echo "$source:1: no manual page share/doc/programs/$tool.md"; continue; }
    [[ $tool == nnpipe ]] && continue
    help=$("$build/bin/$tool" --help-all) || { echo "$source:1: --help-all fails"; continue; }
    # A program of several commands has its options there.
    fits_a_screen "$source" "$tool"
    for command in $(commands_of "$tool"); do
      help+=$'\n'$("$build/bin/$tool" "$command" --help-all)
      fits_a_screen "$source" "$tool" "$command"
    done
    for section in SYNOPSIS OPTIONS; do
      grep -qE "^\.SH $section" "$page" || echo "share/doc/programs/$tool.md:1: no section $section"
    done
    diff <(of_help <<<"$help") <(of_page "$page") | sed -nE "
      s|^< (.*)|share/doc/programs/$tool.md:1: \1 is in --help but not here|p
      s|^> (.*)|share/doc/programs/$tool.md:1: \1 is here but not in --help|p" || true
    awk -v tool="$tool" \
      'length($0) > 100 && !/^  [a-z(]/ { print "tools/" tool ".cpp:1: --help line " NR " is " length($0) " wide" }' \
      <<<"$help"
    grep -q '^examples:' <<<"$help" || echo "$source:1: --help shows no example"
  done
} | verdict
