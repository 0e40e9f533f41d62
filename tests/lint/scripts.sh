#!/usr/bin/env bash
# Shell scripts parse, and shellcheck has no complaint where it is installed; Lua scripts compile.
source "$(dirname -- "$0")/lib.sh"
{
  sources '*.sh' '.ci/run' 'tests/run-ctest' 'tests/bench/run' 'share/completions/*.bash' | while read -r file; do
    bash -n "$file" 2>&1 | sed -E 's/^([^:]+): line ([0-9]+):/\1:\2:/' || true
  done
  if command -v shellcheck >/dev/null; then
    sources 'tests/lint/*.sh' 'tests/cli/run.sh' 'share/man/*.sh' '.ci/run' 'tests/run-ctest' 'tests/bench/run' \
      | xargs shellcheck --format=gcc --severity=warning --exclude=SC1091,SC2034,SC2148,SC2154,SC2164 || true
  fi
  for luac in luac5.4 luac; do
    command -v "$luac" >/dev/null || continue
    sources 'scripts/*.lua' | while read -r file; do "$luac" -p "$file" 2>&1 | sed -E 's/^luac[0-9.]*: //' || true; done
    break
  done
} | verdict
