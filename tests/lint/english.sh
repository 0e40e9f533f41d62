#!/usr/bin/env bash
# Plain technical English: turns that are banned wherever a user reads, one word for one thing, messages short enough
# for a terminal, sentences short enough to be read once.
source "$(dirname -- "$0")/lib.sh"
mapfile -t texts < <(sources 'README.md' 'SECURITY.md' 'share/doc/*.md' 'share/examples/*.md' \
  'tools/*.cpp' 'tools/*.hpp' 'lib/*.cpp' 'lib/*.hpp')
mapfile -t prose < <(sources 'README.md' 'SECURITY.md' 'CONTRIBUTING.md' 'CHANGELOG.md' 'share/doc/*.md' 'share/potentials/*.md')
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
  'goes on from there|resumes'
  'goes on where|resumes where'
  'to the (same bits|last bit)|bitwise the same'
  '\<(are|is) told of\>|a warning names, or reports'
  'tells? (no |the )?classes apart|is (not) a classifier'
  'of one.s own\>|of your own, or its own'
  'learns? (its frames |them )?by heart|overfits'
  'µs an atom\>|µs per atom'
  '\<[0-9.]+ us\>|µs'
  '\<one another\>|each other'
  'stands twice|occurs twice'
  'do not go together|exclude each other'
  '\<is no (potential|committee|sum|checkpoint)\>|is not a'
  'what (it|the potential|the result) is worth|errors, or what it is suitable for'
  '\<as was said\>|name it'
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
  '\<lone atoms?\>|isolated atom'
  '\<pseudo-?random seed\>|seed'
  '\<time-?step size\>|time step'
)
{
  for entry in "${turns[@]}" "${glossary[@]}"; do
    pattern=${entry%|*} instead=${entry##*|}
    { grep -nE -- "$pattern" "${texts[@]}" || true; } |
      { grep -vE 'neighbor(s|hood)?( |_|-|list|[0-9])|"neighbor|^[^:]+[ch]pp:[0-9]+:.*//' || true; } |
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
  # What a reader takes in at once: sentences of prose, where code, formulas and addresses count as a word.
  awk -v limit=35 '
    function finish(   n, parts, i, words, count) {
      gsub(/`[^`]*`|\$[^$]*\$/, "x", text); gsub(/\]\([^)]*\)/, "]", text)
      gsub(/(e\.g|i\.e|Rev|Phys|Lett|Chem|Mol|Appl|Sci|Theory|Comput|others)\./, "x", text)
      n = split(text, parts, /[.:;?!]([ )*]|$)/); text = ""
      for (i = 1; i <= n; ++i) {
        gsub(/^ +| +$/, "", parts[i])
        if ((count = split(parts[i], words, / +/)) > limit)
          print file ":" start ": a sentence of " count " words, expected at most " limit
      }
    }
    FNR == 1 { finish(); file = FILENAME; code = generated = 0 }
    /^ *```/ { finish(); code = !code; next }
    /^<!-- end/ { generated = 0; next }
    /^<!-- [a-z]+ -->/ { finish(); generated = 1; next }
    code || generated { next }
    /^(#|\||\$\$|    )/ || /^ *$/ { finish(); next }
    /^ *(- |[0-9]+\. )/ { finish() }
    { if (text == "") start = FNR; text = text " " $0 }
    END { finish() }' "${prose[@]}"
} | sort -u | verdict
