#!/usr/bin/env bash
# Words that do not belong: work left for later, paths and hosts of the machine it was written on.
source "$(dirname -- "$0")/lib.sh"
mapfile -t files < <(sources '*' '.ci/*' | grep \
  -vE '^tests/(lint/(words|selftest)\.sh|reference/)|\.(png|svg|xyz|data|dump)$')
{
  grep -nIwiE 'TODO|FIXME|XXX|HACK|not implemented|for now|stub|stubs' -- "${files[@]}" | sed \
    -E 's/^([^:]+:[0-9]+:).*/\1 unfinished by its own word/' || true
  grep -nIE '/w[o]rk/(main|shared)|/t[m]p/[a-z]|/r[o]ot/|/h[o]me/|d[e]bian\.org|n[p]mjs|\.\./s[h]ared' \
    -- "${files[@]}" | sed -E 's/^([^:]+:[0-9]+:).*/\1 a path or host of one machine/' || true
  grep -nIiE 'issue #?[0-9]|\<(this|the|my|our) session\>|\<as an ai\>|\<claude\>|\<chatgpt\>' -- "${files[@]}" | sed \
    -E 's/^([^:]+:[0-9]+:).*/\1 speaks of the work, not of the thing/' || true
} | verdict
