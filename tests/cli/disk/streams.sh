# A long stream passes every filter in memory that does not grow with it: after all of it but the end, the peak is read
# off the process. 4 MB or 400 MB in, below 100 MB all the same.
[[ $(ldd "$(command -v reformat)") =~ lib[at]san ]] && skip 'sanitizers keep what is freed'
[[ -r /proc/self/status ]] || skip 'no /proc'
make-cell diamond --element Si --constant 5.431 --repeat 5,5,5 --rattle 0.1 --seed 7 -o cell.xyz
label --potential "$SHARE/potentials/Si.sw" cell.xyz -o frame.xyz
for ((i = 0; i < 10; ++i)); do cat frame.xyz; done >ten.xyz
gen-lj --points 100000 --range 3.2,8.5125 -o table.tab

# peak COPIES FILE COMMAND…: COMMAND reads FILE so many times over.
peak() {
  local copies=$1 file=$2 megabytes
  shift 2
  LAST_COMMAND=$*
  mkfifo feed
  "$@" <feed >/dev/null 2>"$ERR" &
  local process=$!
  exec 7>feed
  for ((i = 0; i < copies; ++i)); do cat "$file" >&7; done
  megabytes=$(awk '/^VmHWM/ { print $2 / 1024 }' "/proc/$process/status")
  exec 7>&-
  wait "$process" || unmet "exit status $?"
  rm feed
  say "$1: $(($(stat -c %s "$file") * copies / 1000000)) MB in, at most $megabytes MB of memory"
  expect_less "$megabytes" 100
}
peak 60 ten.xyz reformat --to extxyz
peak 20 ten.xyz reformat --to lammps-dump
peak 20 ten.xyz measure rdf --cutoff 5 --bins 100
peak 3 ten.xyz label --potential "$SHARE/potentials/Si.sw"
peak 3 ten.xyz validate --potential "$SHARE/potentials/Si.sw"
peak 1 ten.xyz symfunc --set "$SHARE/symfunc/si-short.sf"
peak 20 table.tab scale --method center
peak 20 table.tab measure mean
