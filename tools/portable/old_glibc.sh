#!/usr/bin/env bash
# old_glibc.sh LIBRARY LIMIT OUTPUT [CC]: a library to link against in LIBRARY's place, with the same name and
# functions but no version of any newer than LIMIT. What is linked to it asks the system for these versions, and
# loads where the system is as old as LIMIT. A function that did not exist then is not in it, so that the linker
# names it.     old_glibc.sh /lib/x86_64-linux-gnu/libc.so.6 2.31 libc.so
set -euo pipefail
library=$1 limit=$2 output=$3 cc=${4:-cc}
name=$(readelf -d -W "$library" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
symbols=$(readelf --dyn-syms -W "$library" | awk -v limit="$limit" '
  function number(version,    part) {
    sub(/^GLIBC_/, "", version); split(version, part, ".")
    return part[1] * 1e6 + part[2] * 1e3 + part[3]
  }
  $7 == "UND" || split($8, name, "@") < 2 { next }
  { version = name[length(name) == 3 ? 3 : 2] }
  version !~ /^GLIBC_[0-9.]+$/ || number(version) > number(limit) { next }
  name[1] in best && number(best[name[1]]) >= number(version) { next }
  { best[name[1]] = version; type[name[1]] = $4; size[name[1]] = $3 }
  END { for (s in best) print s, best[s], type[s], size[s] }' | LC_ALL=C sort)
[[ -n $symbols ]] || { echo "old_glibc.sh: $library: no function of glibc $limit or older" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk '
  { id = "at_" NR; section = $3 == "TLS" ? ".tdata" : $3 == "OBJECT" ? ".data" : ".text" }
  { printf "%s\n.globl %s\n", section == ".tdata" ? ".section .tdata,\"awT\",@progbits" : section, id }
  { kind = section == ".tdata" ? "tls_object" : section == ".data" ? "object" : "function"; bytes = $4 ? $4 : 1 }
  { printf ".type %s,@%s\n.size %s,%d\n%s: .skip %d\n", id, kind, id, bytes, id, bytes }
  { printf ".symver %s,%s@@%s\n", id, $1, $2 }
  END { print ".section .note.GNU-stack,\"\",@progbits" }' <<<"$symbols" >"$work/likeness.s"
awk '{ print $2 }' <<<"$symbols" | LC_ALL=C sort -u \
  | awk '{ print $1 " { " (NR == 1 ? "local: at_*; " : "") "};" }' >"$work/versions"
"$cc" -shared -nostdlib -o "$output" "$work/likeness.s" -Wl,-soname,"$name" -Wl,--version-script,"$work/versions"
