#!/usr/bin/env bash
# The expectations of the shell tests can fail: each is given what it must refuse, and what it must take.
source "$(dirname -- "$0")/lib.sh"
scratch=$(realpath -m -- "$build")/scratch/lint-expectations
rm -rf -- "$scratch"
mkdir -p "$scratch/run" "$scratch/captured"
library=$PWD/tests/cli/lib.sh
cd "$scratch/run"
# outcome EXPECTATION…: its exit status, in a shell of its own.
outcome() {
  # shellcheck disable=SC2016
  CAPTURED=$scratch/captured CASE_FILE=$0 bash -c 'set -Eeuo pipefail; exec 3>/dev/null; source "$1"; shift; "$@"' sh "$library" "$@" 2>/dev/null && echo 0 || echo 1
}
takes() { [[ $(outcome "$@") == 0 ]] || echo "tests/cli/lib.sh:1: does not take: $*"; }
refuses() { [[ $(outcome "$@") == 1 ]] || echo "tests/cli/lib.sh:1: takes: $*"; }
table() { printf '#! fields a b\n#! data\n%s\n#! end rows=1\n' "$1" >"$2"; }
table '1 2' one; table '1 2.001' near; table '1 nan' none; table '1 two' text
{
  takes expect_near 1 1.05 0.1
  takes expect_near -1e-3 0 0.01
  for got in nan -nan inf '' text 1x 1.2 '1 1'; do refuses expect_near "$got" 1 0.1; done
  refuses expect_near 1 nan 0.1
  refuses expect_near 1 1 nan
  takes expect_less 1 2
  for got in nan '' text 2 3; do refuses expect_less "$got" 2; done
  refuses expect_less 1 nan
  takes expect_table_near one near 1e-2
  refuses expect_table_near one near 1e-6
  refuses expect_table_near one none 1e9
  refuses expect_table_near none one 1e9
  refuses expect_table_near one text 1e9
  takes expect_same one one
  refuses expect_same one near
  takes expect_rows 1 one
  refuses expect_rows 2 one
  takes expect_ok true
  takes expect_status 1 false
  takes expect_fail 1 other sh -c 'echo other >&2; exit 1'
  refuses expect_ok false
  refuses expect_ok sh -c 'echo warning >&2'
  refuses expect_status 1 true
  refuses expect_fail 1 'nothing of that kind' sh -c 'echo other >&2; exit 1'
  refuses expect_fail 1 other sh -c 'echo other >&2; touch left; exit 1'
} | verdict
