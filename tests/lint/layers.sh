#!/usr/bin/env bash
# Includes go to the own module or to a lower layer (the list stands in lib/CMakeLists.txt too); nothing includes a tool.
source "$(dirname -- "$0")/lib.sh"
mapfile -t files < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp' 'tests/unit/*.cpp' 'tests/unit/*.hpp')
awk '
  BEGIN {
    split("base=0 atoms=1 network=1 lua=1 io=2 descriptor=2 optimise=2 potential=3 train=4 md=4 analysis=4 cli=5", list, " ")
    for (i in list) { split(list[i], pair, "="); layer[pair[1]] = pair[2] }
  }
  FNR == 1 {
    n = split(FILENAME, part, "/")
    module = part[1] == "lib" ? part[2] : ""
    if (module != "" && !(module in layer)) print FILENAME ":1: module " module " has no layer"
  }
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\""); split(quoted[2], path, "/")
    if (path[1] == "tools" || path[1] == "..") print FILENAME ":" FNR ": includes " quoted[2]
    else if (module == "" || path[1] == module) next
    else if (!(path[1] in layer)) print FILENAME ":" FNR ": " quoted[2] " is not given as MODULE/FILE"
    else if (layer[path[1]] >= layer[module])
      print FILENAME ":" FNR ": " module " (layer " layer[module] ") includes " quoted[2] " (layer " layer[path[1]] ")"
  }' "${files[@]}" | verdict
