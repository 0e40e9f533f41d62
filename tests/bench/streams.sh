#!/usr/bin/env bash
# What a long stream costs each filter: megabytes a second of CPU time, and peak memory, which must not grow with
# length.
set -euo pipefail
megabytes=${STREAM_MEGABYTES:-100}

make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 --rattle 0.1 --seed 7 -o cell.xyz
label --potential "$SHARE/potentials/Si.sw" cell.xyz -o frame.xyz
size=$(stat -c %s frame.xyz)
count=$((megabytes * 1000000 / size))
frames() { for ((i = 0; i < count; ++i)); do cat frame.xyz; done; }
frames >frames.xyz
bytes=$((count * size))

# took NAME BYTES COMMAND…: the command reads frames.xyz or $input and writes nowhere.
took() {
  local name=$1 bytes=$2
  shift 2
  cost "$@" <"$input" 3>spent >/dev/null
  awk -v name="$name" -v bytes="$bytes" \
    '{ printf "%s-rate %.1f MB/s\n%s-memory %.1f MB\n", name, bytes / 1e6 / $1, name, $3 }' spent
}
input=frames.xyz
took reformat "$bytes" reformat --to extxyz
took reformat-dump "$bytes" reformat --to lammps-dump
took measure-rdf "$bytes" measure rdf --cutoff 5 --bins 100
gen-lj --points $((megabytes * 25000)) --range 3.2,8.5125 -o table.tab
input=table.tab
took scale "$(stat -c %s table.tab)" scale --method none
head -n 5010 frames.xyz >few.xyz
input=few.xyz
took label-sw "$(stat -c %s few.xyz)" label --potential "$SHARE/potentials/Si.sw"
took symfunc "$(stat -c %s few.xyz)" symfunc --set "$SHARE/symfunc/si-short.sf"
