#!/usr/bin/env bash
# cppcheck, where it is installed: warnings and portability. Passing three doubles by value is no mistake, so that
# its advice on performance is left out.
source "$(dirname -- "$0")/lib.sh"
command -v cppcheck >/dev/null || exit 77
mapfile -t files < <(sources 'lib/*.cpp' 'tools/*.cpp')
checks=("--enable=warning,portability" --suppress=unknownMacro)
# It does not know that fail() never returns, nor that a reference to a temporary lives as long as the call, nor of
# conditions on two containers in one line, nor that a number just compared with 0 is not 0. cppcheckError is its own
# analysis giving up.
for check in containerOutOfBounds derefInvalidIteratorRedundantCheck nullPointerRedundantCheck \
  danglingTemporaryLifetime \
  arrayIndexThenCheck invalidFunctionArg cppcheckError; do
  checks+=("--suppress=$check")
done
cppcheck --quiet --std=c++20 --language=c++ "${checks[@]}" --inline-suppr -I lib -j 2 \
  --template='{file}:{line}: {message} [{id}]' --template-location='' "${files[@]}" 2>&1 | { grep -v '^$' || true; } | \
  verdict
