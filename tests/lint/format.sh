#!/usr/bin/env bash
# The sources are as clang-format leaves them. Versions differ in taste: only the one the sources were formatted with
# counts.
source "$(dirname -- "$0")/lib.sh"
wanted=14
command -v clang-format >/dev/null || { echo 'no clang-format'; exit 77; }
version=$(clang-format --version | sed -E 's/.*version ([0-9]+).*/\1/')
[[ $version == "$wanted" ]] || { echo "clang-format $version, not $wanted"; exit 77; }
sources 'lib/*.hpp' 'lib/*.cpp' 'lib/*-inl.h' 'tools/*.cpp' 'tests/*.hpp' 'tests/*.cpp' \
  | xargs clang-format --dry-run 2>&1 | { grep -E '^[^ ]+:[0-9]+:[0-9]+: ' || true; } | sed \
  -E 's/^([^:]+:[0-9]+):.*/\1: not as clang-format leaves it/' | sort -u -t: -k1,1 | verdict
