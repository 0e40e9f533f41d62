#!/usr/bin/env bash
# Plain technical English: turns that are banned wherever a user reads, one word for one thing, and messages short
# enough for a terminal.
source "$(dirname -- "$0")/lib.sh"
mapfile -t texts < <(sources 'README.md' 'SECURITY.md' 'share/doc/*.md' 'share/examples/*.md' \
  'tools/*.cpp' 'tools/*.hpp' 'lib/*.cpp' 'lib/*.hpp')
mapfile -t code < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp' 'tools/*.hpp')

# Turn (an extended expression) and what to write in its place.
turns=(
  'is what --[a-z-]+ brings|cannot be combined with'
  'as was asked for|requested by'
  'is asked for without|is missing'
  'may do what you may|runs with your privileges'
  'for your eyes alone|that nobody else can read'
  'tells? nothing of others|does not measure generalisation'
  'not much more than that|barely better than'
  'the potential is none|got a single potential'
  'is nothing for an?\>|name what is possible'
  'What looks wrong is said|warns about'
)
# A word that has another name here: one term for one thing.
glossary=(
  '\<hyper-?parameters?\>|options, or length and ridge'
  '\<train(ing)? data ?set\>|training set'
  '\<validation set\>|held-out part'
  '\<pseudo-?labels?\>|labels by a potential'
  '\<atomic environments?\>|neighbourhood'
  '\<fingerprints?\>.*\<symmetry|symmetry functions'
  '\<neighbors?\>|neighbour'
  '\<behavior\>|behaviour'
)
{
  for entry in "${turns[@]}" "${glossary[@]}"; do
    pattern=${entry%|*} instead=${entry##*|}
    { grep -nE -- "$pattern" "${texts[@]}" || true; } |
      { grep -vE 'neighbor(s|hood)?( |_|-|list|[0-9])|"neighbor' || true; } |
      sed -E "s#^([^:]+:[0-9]+):.*#\1: write: $instead#"
  done
  # What a message says before its numbers and names come in: three lines of a terminal at most.
  awk '
    function finish(   rest, text, piece, at) {
      rest = all; at = 1
      while (match(rest, /(fail|fail_usage|fail_criterion|warn)[ \n]*\([ \n]*(fmt::format\([ \n]*)?"/)) {
        at += RSTART + RLENGTH - 2
        rest = substr(rest, RSTART + RLENGTH - 1)
        text = ""
        while (match(rest, /^[ \n]*"([^"\\]|\\.)*"/)) {
          piece = substr(rest, RSTART, RLENGTH); sub(/^[ \n]*"/, "", piece); sub(/"$/, "", piece)
          text = text piece; rest = substr(rest, RLENGTH + 1); at += RLENGTH
        }
        if (length(text) > 240) { n = split(substr(all, 1, at), unused, "\n"); print file ":" n ": a message of " length(text) " characters, expected at most 240" }
      }
    }
    FNR == 1 { if (file != "") finish(); file = FILENAME; all = "" }
    { all = all $0 "\n" }
    END { finish() }' "${code[@]}"
} | sort -u | verdict
