# Where no thread can be had (ulimit -u) a program says so; one thread is enough for the same bytes.
sw=$SHARE/potentials/Si.sw
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 4,4,4 --rattle 0.05 -o si.xyz
expect_ok label --potential "$sw" --threads 1 si.xyz -o want.xyz
# With a sanitizer a program does not spare BLAS its threads by itself, and the search for leaks wants one of its own.
! sanitized || export OPENBLAS_NUM_THREADS=1 ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
# Limits do not hold for root.
limited() { bash -c 'ulimit -u 1; exec "$@"' sh "$@"; }
if ((EUID == 0)); then
  limited() { setpriv --reuid 65534 --regid 65534 --clear-groups bash -c 'ulimit -u 1; exec "$@"' sh "$@"; }
  setpriv --reuid 65534 --regid 65534 --clear-groups label --version >/dev/null 2>&1 || skip 'no other user can run it'
  setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$PWD/si.xyz" || skip 'no other user can read here'
fi
keep limited label --no-provenance --potential "$sw" --threads 4 si.xyz
[[ $STATUS == 1 ]] || unmet "exit status $STATUS, expected 1"
expect_stderr '^label: si.xyz: frame 1: [1-3] of [2-4] threads can be started: .*, expected fewer .--threads., or a higher limit'
expect_lines 1 "$ERR"
keep limited label --potential "$sw" --threads 1 si.xyz
[[ $STATUS == 0 ]] || unmet "exit status $STATUS, expected 0"
expect_no_stderr
expect_same <(sed 's/ made_by="[^"]*"//' "$OUT") <(sed 's/ made_by="[^"]*"//' want.xyz)
