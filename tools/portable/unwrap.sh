#!/usr/bin/env bash
# unwrap.sh INPUT OUTPUT: an object or archive whose calls of BLAS and LAPACK go to these, not to Armadillo's own
# library, of which there is no static one.
set -euo pipefail
input=$1 output=$2
names=$(mktemp)
trap 'rm -f "$names"' EXIT
nm -u "$input" 2>/dev/null | sed -nE 's/^ *U (wrapper[0-9]*_([a-z0-9]+_))$/\1 \2/p' | sort -u >"$names"
mkdir -p "$(dirname "$output")"
[[ $input -ef $output ]] || cp "$input" "$output"
objcopy --redefine-syms="$names" "$output"
