#!/usr/bin/env bash
# Shell scripts parse, and shellcheck has no complaint where it is installed; Lua scripts compile; targets of make
# that texts speak of are there, and those that are there are explained.
source "$(dirname -- "$0")/lib.sh"
{
  sources '*.sh' '.ci/run' 'tests/run-ctest' tests/bench/{run,compare-builds} 'share/completions/*.bash' |
    while read -r file; do
      bash -n "$file" 2>&1 | sed -E 's/^([^:]+): line ([0-9]+):/\1:\2:/' || true
    done
  if command -v shellcheck >/dev/null; then
    sources 'tests/lint/*.sh' 'tests/cli/run.sh' 'share/doc/*.sh' '.ci/run' 'tests/run-ctest' \
      tests/bench/{run,compare-builds} |
      xargs shellcheck --format=gcc --severity=warning --exclude=SC1091,SC2034,SC2148,SC2154,SC2164 || true
  fi
  for luac in luac5.4 luac; do
    command -v "$luac" >/dev/null || continue
    sources 'scripts/*.lua' | while read -r file; do "$luac" -p "$file" 2>&1 | sed -E 's/^luac[0-9.]*: //' || true; done
    break
  done
  if [[ -e Makefile.ci ]]; then
    grep -onE 'Makefile\.ci [a-z]+' README.md CHANGELOG.md share/doc/*.md share/doc/*/*.md |
      while IFS=: read -r file line text; do
      grep -qE "^${text#* }:" Makefile.ci || echo "$file:$line: '$text', which Makefile.ci does not have"
    done
    for target in $(sed -n 's/^\.PHONY: //p' Makefile.ci); do
      grep -qE "^$target:" Makefile.ci || echo "Makefile.ci:1: no target $target"
      [[ $target == @(help|configure) ]] || grep -qE "^#.* $target( |$)" Makefile.ci || \
        echo "Makefile.ci:1: $target is not explained"
    done
  fi
} | verdict
