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
{
  for page in "$build"/share/man/man?/*; do
    [[ -e $page ]] || continue
    template=share/man/$(basename "$page").in
    man --warnings=w -l "$page" 2>&1 >/dev/null | sed \
      -E "s|^[^:]*:[^0-9]*([0-9]+): *|$template:\1: |; /^share\/man/!s|^|$template:1: |" || true
    if command -v mandoc >/dev/null; then
      # Pages have no date: equal sources give equal bytes.
      mandoc -Tlint -Wwarning "$page" | sed \
        -nE "/missing date/!s|^mandoc: [^:]*:([0-9]+):[0-9]+: |$template:\1: |p" || true
    fi
    grep -nE '^@[A-Z]+@|@VERSION@' "$page" | sed "s|^\([0-9]*\):.*|$template:\1: was not filled in|" || true
    for section in NAME DESCRIPTION EXAMPLES 'SEE ALSO'; do
      grep -qE "^\.SH \"?$section\"?$" "$page" || echo "$template:1: no section $section"
    done
    sed -nE 's/^\.BR nnpipe\\?-([a-z\\-]+) \(([1-9])\).*/\1 \2/p' "$page" | tr -d '\\' | while read -r name section; do
      [[ -e share/man/nnpipe-$name.$section.in ]] || echo \
        "$template:1: points to nnpipe-$name($section), which is not there"
    done
  done
  for source in tools/*.cpp; do
    tool=$(basename "$source" .cpp)
    page=$build/share/man/man1/nnpipe-$tool.1
    [[ $tool == nnpipe ]] && page=$build/share/man/man1/nnpipe.1
    [[ -e $page ]] || { echo "$source:1: no manual page share/man/$(basename "$page").in"; continue; }
    [[ $tool == nnpipe ]] && continue
    help=$("$build/bin/$tool" --help-all) || { echo "$source:1: --help-all fails"; continue; }
    # A program of several commands has its options there.
    fits_a_screen "$source" "$tool"
    for command in $(commands_of "$tool"); do
      help+=$'\n'$("$build/bin/$tool" "$command" --help-all)
      fits_a_screen "$source" "$tool" "$command"
    done
    for section in SYNOPSIS OPTIONS; do
      grep -qE "^\.SH $section" "$page" || echo "share/man/nnpipe-$tool.1.in:1: no section $section"
    done
    diff <(of_help <<<"$help") <(of_page "$page") | sed -nE "
      s|^< (.*)|share/man/nnpipe-$tool.1.in:1: \1 is in --help but not here|p
      s|^> (.*)|share/man/nnpipe-$tool.1.in:1: \1 is here but not in --help|p" || true
    awk -v tool="$tool" \
      'length($0) > 100 && !/^  [a-z(]/ { print "tools/" tool ".cpp:1: --help line " NR " is " length($0) " wide" }' \
      <<<"$help"
    grep -q '^examples:' <<<"$help" || echo "$source:1: --help shows no example"
  done
} | verdict
