#!/usr/bin/env bash
# Includes go to the own module or to those that lib/layers.txt names for it, which are of lower layers; nothing
# includes a tool but that tool itself.
source "$(dirname -- "$0")/lib.sh"
mapfile -t files < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp' 'tools/*.hpp' 'tests/unit/*.cpp' 'tests/unit/*.hpp')
{
  for tool in tools/*.cpp; do basename "$tool" .cpp; done | sed 's/^/tool /'
  printf 'tool kim\n'
  awk '/^[0-9]/ { print "layer", FNR, $0 }' lib/layers.txt
  grep -nE '^[ \t]*#[ \t]*include[ \t]*"' "${files[@]}" | sed \
    -E 's/^([^:]+):([0-9]+):[^"]*"([^"]*)".*/include \1 \2 \3/'
  printf '%s\n' "${files[@]}" | sed 's/^/file /'
} | awk '
  $1 == "tool" { tool[$2] = 1 }
  $1 == "layer" {
    module = $4; sub(/:$/, "", module)
    layer[module] = $3
    for (i = 5; i <= NF; ++i) {
      uses[module, $i] = $2
      if (!($i in layer) || layer[$i] >= $3) print "lib/layers.txt:" $2 ": " module " (layer " $3 ") lists " $i ", which is no lower layer"
    }
  }
  $1 == "file" {
    split($2, part, "/")
    if (part[1] == "lib" && !(part[2] in layer) && !seen[part[2]]++) print $2 ":1: module " part[2] " has no layer"
  }
  $1 == "include" {
    split($2, part, "/"); own = part[2]; sub(/\.cpp$/, "", own)
    n = split($4, path, "/"); to = n > 1 ? path[1] : ""
    place = $2 ":" $3 ": "
    if (to == ".." || to == "tools") print place "includes " $4
    else if (part[1] == "tools" && to in tool && to != own && !(to in layer)) print place "includes " $4 " of another tool"
    else if (part[1] != "lib" || to == own) next
    else if (to in tool && !(to in layer)) print place "includes " $4 " of a tool"
    else if (!(to in layer)) print place $4 " is not given as MODULE/FILE"
    else if (layer[to] >= layer[own]) print place own " (layer " layer[own] ") includes " $4 " (layer " layer[to] ")"
    else if (!((own, to) in uses)) print place own " includes " $4 ", which lib/layers.txt does not list for it"
    else used[own, to] = 1
  }
  END {
    for (pair in uses) if (!(pair in used)) {
      split(pair, names, SUBSEP)
      print "lib/layers.txt:" uses[pair] ": " names[1] " lists " names[2] " and includes nothing of it"
    }
  }' | sort | verdict
