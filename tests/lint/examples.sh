#!/usr/bin/env bash
# Every example of a manual page, of --help and of the README runs as written: examples.sh BUILD WHAT, where WHAT is
# "prepare" (makes the files examples name, once), a page such as nnpipe-symfunc.1, or README.
source "$(dirname -- "$0")/lib.sh"
root=$PWD
build=$(realpath "$build")
what=$2
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

# Prints "LINE<tab>COMMAND" for each example of a page; lines that end in a backslash go on. Examples are what stands in
# EXAMPLES, and everywhere else blocks below a line `.\" run`, or `.\" fails` for commands that are to fail, which come
# out as
# "LINE<tab>! COMMAND"; below `.\" prints` stands what the command before prints, which comes out as "LINE<tab>= TEXT".
of_page() {
  awk '
    /^\.SH/ { inside = $0 ~ /EXAMPLES/ }
    /^\.\\" (run|fails|prints)$/ { marked = $2; next }
    /^\.(EX|nf)/ { code = inside || marked != ""; shown = marked == "prints"; sign = marked == "fails" ? "! " : ""; marked = ""; next }
    /^\.(EE|fi)/ { code = shown = 0; next }
    code && NF {
      gsub(/\\\[oA\]/, "Å")
      gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\\(aq|\\\[aq\]/, "\047"); gsub(/\\\(dq|\\\[dq\]/, "\""); gsub(/\\(e|\[rs\]|\(rs)/, "\\")
      gsub(/\\f[BIRP]|\\f\([A-Z]+|\\f\[[A-Z]*\]/, "")
      if (shown) { print FNR "\t= " $0; next }
      if (!begun) begun = FNR
      text = text $0
      if (sub(/\\$/, "", text)) next
      print begun "\t" sign text; text = ""; begun = 0
    }' "$1"
}
# Blocks of Lua below a line `.\" script` are scripts, which need not say that nn is the module.
of_scripts() {
  mkdir -p -- "$2"
  awk -v folder="$2" '
    /^\.\\" script$/ { wanted = 1; next }
    wanted && /^\.EX/ { wanted = 0; inside = 1; file = folder "/" FNR ".lua"; line = FNR; text = ""; next }
    inside && /^\.EE/ {
      inside = 0
      if (text !~ /require "nnpipe"/) text = "local nn = require \"nnpipe\"\n" text
      printf "%s", text >file
      close(file)
      print line "\tnnpipe run " file " out=" line
      next
    }
    inside { gsub(/\\-/, "-"); gsub(/\\e/, "\\"); text = text $0 "\n" }' "$1"
}
of_help() { awk '/^examples:/ { inside = 1; next } inside && /^  / { sub(/^  /, ""); print NR "\t" $0 }'; }
# Fenced blocks marked sh.
of_readme() {
  awk '
    /^```/ { inside = $0 == "```sh"; next }
    !inside || !NF { next }
    { if (!begun) begun = FNR; text = text $0 }
    /[|\\]$/ { sub(/\\$/, "", text); text = text " "; next }
    { print begun "\t" text; text = ""; begun = 0 }' "$1"
}

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
  local place=$1 line command few log=$build/scratch/examples/$what.log count=0
  rm -rf -- "$build/scratch/examples/$what"
  cp -a -- "$base" "$build/scratch/examples/$what"
  cd "$build/scratch/examples/$what"
  while IFS=$'\t' read -r line command; do
    if [[ $command == '= '* ]]; then
      is_printed "${command#= }" "$log" || echo "$place:$line: the command before does not print: ${command#= }"
      continue
    fi
    count=$((count + 1))
    if [[ $command == '! '* ]]; then
      timeout 300 bash -euo pipefail -c "${command#! }" >"$log" 2>&1 </dev/null && echo \
        "$place:$line: succeeds: ${command#! }"
      continue
    fi
    timeout 300 bash -euo pipefail -c "$command" >"$log" 2>&1 </dev/null || {
      echo "$place:$line: fails: $command"
      tail -n 3 "$log" | LC_ALL=C tr -c '[:print:]\n' '?' | sed 's/^/    /'
      continue
    }
    # What is shown first succeeds without a word, but for what is true of the few frames that are made here.
    [[ $what == README ]] || continue
    few='warning: ([0-9]+ of [0-9]+ frames left the training range|the energy of .* nearer than any in the frames)'
    { grep -vE "$few" "$log" || true; } | head -n 1 | \
      sed "s|^|$place:$line: says: |"
  done
  ((count > 0)) || echo "$place:1: no example"
  rm -rf -- "$build/scratch/examples/$what"
}

case $what in
  prepare) prepare ;;
  README) of_readme README.md | run README.md | verdict ;;
  *)
    page=$build/share/man/man${what##*.}/$what
    {
      { of_page "$page"; of_scripts "$page" "$build/scratch/examples/$what.scripts"; } | run "share/man/$what.in"
      tool=${what%.*}
      tool=${tool#nnpipe-}
      if [[ $what == nnpipe-*.1 ]]; then "$build/bin/$tool" --help | of_help | run "$tool --help"; fi
    } | verdict
    ;;
esac
