#!/usr/bin/env bash
# Runs one case: run.sh CASE.sh BIN SCRATCH. The scratch directory is made anew; a case that fails leaves it to look at.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
CASE_FILE=$(realpath -- "$1")
CASE_DIR=$(dirname -- "$CASE_FILE")
bin=$(realpath -- "$2")
mkdir -p -- "$3"
scratch=$(realpath -- "$3")
rm -rf -- "${scratch:?}"/*
mkdir -p -- "$scratch/run" "$scratch/captured"
CAPTURED=$scratch/captured

export PATH=$bin:$PATH
export SHARE=$root/share REFERENCE=$root/tests/reference CASE_FILE CASE_DIR CAPTURED
export BUILD=${bin%/bin} TMPDIR=$scratch/captured
export LC_ALL=${CASE_LOCALE:-C.UTF-8}
unset LD_PRELOAD OMP_NUM_THREADS NNPIPE_THREADS || true
cd -- "$scratch/run"
exec 3>&2
status=0
# What a case that fails has begun in the background must not outlive it.
# shellcheck disable=SC2016
bash -c '
  set -Eeuo pipefail
  trap '\''jobs -p | xargs -r kill -KILL 2>/dev/null || true'\'' EXIT
  trap '\''echo "${BASH_SOURCE[0]}:$LINENO: failed: $BASH_COMMAND" >&3'\'' ERR
  source "$1"
  source "$CASE_FILE"' case "$root/tests/cli/lib.sh" </dev/null || status=$?
((status == 0)) && rm -rf -- "$scratch"
exit "$status"
