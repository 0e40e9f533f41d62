#!/usr/bin/env bash
# Every example of the documentation and of --help runs as written: examples.sh BUILD WHAT, where WHAT is "prepare"
# (makes the files examples name, once) or a file in Markdown, README.md or share/doc/programs/symfunc.md.
source "$(dirname -- "$0")/lib.sh"
root=$PWD
build=$(realpath "$build")
what=$2
place=$build/scratch/examples/${what//\//-}
base=$build/scratch/examples/prepared
export PATH=$build/bin:$PATH LC_ALL=C.UTF-8

prepare() {
  rm -rf -- "$base"
  mkdir -p -- "$base"
  cd "$base"
  ln -s "$root/share" "$root/scripts" .
  cp "$root/tests/reference/lammps/si64.data" "$root/share/potentials/Si.sw" .
  cp share/symfunc/si-short.sf si.sf
  make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.05 --seed 7 -o si.xyz
  make-cell fcc --element Ar --constant 5.3 --repeat 3,3,3 -o argon.xyz
  sample-md --potential Si.sw --temperature 300 --steps 200 si.xyz -o samples.xyz
  run-md --potential Si.sw --temperature 300 --steps 100 --every 10 --thermo 10 --thermo-output thermo.tab si.xyz \
    -o traj.xyz
  label --potential Si.sw traj.xyz -o labelled.xyz
  for name in frames train test; do cp labelled.xyz $name.xyz; done
  symfunc --set si.sf samples.xyz -o samples.tab
  scale --method center samples.tab -o scaled.tab
  fit-mlp --hidden 4 --optimizer lm --epochs 20 scaled.tab -o si.nnp
  gen-lj --points 200 --range 3.2,8.5125 -o lj.tab
  fit-mlp --hidden 4 --optimizer lm --epochs 20 lj.tab -o lj.nnp
  measure rdf --cutoff 5 --bins 50 traj.xyz -o rdf.tab
}

# Prints "LINE<tab>COMMAND" for each example of a page in Markdown: blocks "```sh". Commands of "```sh fails" are to
# fail and come out as "LINE<tab>! COMMAND"; "```text prints" shows what the command before prints, which comes out as
# "LINE<tab>= TEXT". A line that ends in a backslash or a bar goes on. Blocks "```lua" are scripts, which need not say
# that nn is the module; they are written into the folder $2. "```lua fragment" is a part of one and does not run.
of_page() {
  mkdir -p -- "$2"
  awk -v folder="$2" '
    /^ *```/ {
      if (kind != "") {
        if (kind == "lua") {
          if (text !~ /require "nnpipe"/) text = "local nn = require \"nnpipe\"\n" text
          printf "%s", text >file
          close(file)
          print begun "\tnnpipe run " file " out=" begun
        }
        kind = ""; text = ""; begun = 0
        next
      }
      match($0, /^ */); indent = RLENGTH
      kind = substr($0, indent + 4)
      if (kind == "") kind = "shown"
      if (kind == "lua") { begun = FNR; file = folder "/" FNR ".lua" }
      next
    }
    kind == "" { next }
    { line = substr($0, indent + 1) }
    kind == "lua" { text = text line "\n"; next }
    kind == "text prints" { if (line != "") print FNR "\t= " line; next }
    kind == "sh" || kind == "sh fails" {
      if (line == "" && text == "") next
      if (!begun) begun = FNR
      text = text line
      if (line ~ /\\$/) { sub(/\\$/, "", text); next }
      if (line ~ /\|$/) { text = text " "; next }
      print begun "\t" (kind == "sh" ? "" : "! ") text
      text = ""; begun = 0
    }' "$1"
}
of_help() { awk '/^examples:/ { inside = 1; next } inside && /^  / { sub(/^  /, ""); print NR "\t" $0 }'; }

# Whether a line of a file is like the text: the same words, numbers up to a factor of two, "..." for any words.
is_printed() {
  WANTED=$1 awk '
    BEGIN { n = split(ENVIRON["WANTED"], wanted) }
    function number(word) { return word ~ /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/ }
    function alike(a, b) { return a == b || number(a) && number(b) && a * b > 0 && a / b <= 2 && b / a <= 2 }
    {
      for (i = 1; i <= n && wanted[i] != "..."; ++i)
        if (!alike(wanted[i], $i)) next
      if (i <= n || NF == n) found = 1
    }
    END { exit !found }' "$2"
}

run() {
  local line command few log=$place.log count=0
  rm -rf -- "$place"
  cp -a -- "$base" "$place"
  cd "$place"
  while IFS=$'\t' read -r line command; do
    if [[ $command == '= '* ]]; then
      is_printed "${command#= }" "$log" || echo "$1:$line: the command before does not print: ${command#= }"
      continue
    fi
    count=$((count + 1))
    if [[ $command == '! '* ]]; then
      timeout 300 bash -euo pipefail -c "${command#! }" >"$log" 2>&1 </dev/null && echo \
        "$1:$line: succeeds: ${command#! }"
      continue
    fi
    timeout 300 bash -euo pipefail -c "$command" >"$log" 2>&1 </dev/null || {
      echo "$1:$line: fails: $command"
      tail -n 3 "$log" | LC_ALL=C tr -c '[:print:]\n' '?' | sed 's/^/    /'
      continue
    }
    # What is shown first succeeds without a word, but for what is true of the few frames that are made here.
    [[ $what == README.md ]] || continue
    few='warning: ([0-9]+ of [0-9]+ frames left the training range|the energy of .* nearer than any in the frames)'
    { grep -vE "$few" "$log" || true; } | head -n 1 | \
      sed "s|^|$1:$line: says: |"
  done
  ((count > 0)) || echo "$1:1: no example"
  rm -rf -- "$place"
}

if [[ $what == prepare ]]; then
  prepare
else
  {
    of_page "$what" "$place.scripts" | run "$what"
    if [[ $what == share/doc/programs/* ]]; then
      tool=$(basename "$what" .md)
      "$build/bin/$tool" --help | of_help | run "$tool --help"
    fi
  } | verdict
fi
