#!/usr/bin/env bash
# What tests may not do: be named by a word, be unable to fail, be hidden; and each tool has cases.
source "$(dirname -- "$0")/lib.sh"
mapfile -t files < <(sources 'tests/unit/*.cpp')
{
  awk '
    function finish() { if (name != "" && !asserts) print place ": \"" name "\" asserts nothing"; name = "" }
    FNR == 1 { finish() }
    /^(TEMPLATE_)?TEST_CASE(_METHOD)?\(/ {
      finish(); place = FILENAME ":" FNR; name = $0; asserts = 0
      open = name ~ /"/ ? name : ""
      sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
      if (name == "") name = "(next line)"
      else if (split(name, words, " ") < 3) print place ": \"" name "\" is no sentence"
      if (name ~ /^[A-Z][a-z]+ /) { first = name; sub(/ .*/, "", first)
        if (first !~ /^(Lennard|Stillinger|Vashishta|Morse|Buckingham|Adam|Adagrad|Adadelta|Lua|Gauss|Glorot|Verlet|Maxwell|Levenberg|Newton|Boltzmann|Armadillo)/)
          print place ": \"" name "\" starts with a capital" }
    }
    /\[!mayfail\]|\[!shouldfail\]|\[!hide\]|\[\.[a-z]*\]|\<SKIP\(/ { print FILENAME ":" FNR ": a hidden or excused test" }
    /(CHECK|REQUIRE)\((true|1|!false)\)|SUCCEED\(/ { print FILENAME ":" FNR ": cannot fail" }
    /(CHECK|REQUIRE)[A-Z_]*\(|FAIL(_CHECK)?\(|(check|expect|require)_[a-z_]*\(|expect\(/ { asserts = 1 }
    END { finish() }' "${files[@]}"
  # The largest error by std::max is the last number before a NaN: larger() of tests/unit/largest.hpp keeps it.
  grep -rnE '\<([a-z_]+) = std::max\((\{)?\1, ?(std::abs|norm)\(' tests/unit |
    sed -E 's/^([^:]*:[0-9]+):.*/\1: std::max passes over a NaN: larger()/' || true
  for tool in tools/*.cpp; do
    name=$(basename "$tool" .cpp)
    compgen -G "tests/cli/$name/*.sh" >/dev/null || echo "$tool:1: no case in tests/cli/$name"
  done
  for case in tests/cli/*/*.sh; do
    [[ -e $case ]] || continue
    grep -qE '\<(expect_[a-z_]+|refuses_[a-z_]+|unmet|cmp|diff|grep -q|test|\[\[)' "$case" || \
      echo "$case:1: expects nothing"
    bash -n "$case" 2>&1 || true
  done
  # Under set -e a command that is negated ends nothing, whatever its status; nor does one whose failure is passed over.
  for case in tests/cli/*/*.sh tests/pipeline/*.sh; do
    [[ -e $case ]] || continue
    grep -nE '^[[:space:]]*(.*(&&|;|then|do|\{)[[:space:]]*)?![[:space:]]' "$case" |
      grep -vE '\|\||\<(if|elif|while|until)\>[^;]*![[:space:]]|\[\[[^]]*![[:space:]]|&&[[:space:]]*![^&]*&&' |
      grep -vE 'awk|grep -' |
      sed -E "s,^([0-9]+):.*,$case:\1: a bare '!' fails nothing: || unmet …," || true
  done
} | verdict
