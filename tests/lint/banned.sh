#!/usr/bin/env bash
# Functions that are not to be used, each with its reason. Comments and texts do not count.
source "$(dirname -- "$0")/lib.sh"
mapfile -t code < <(sources 'lib/*.hpp' 'lib/*.cpp' 'tools/*.cpp' 'tests/bench/*.cpp')
mapfile -t library < <(sources 'lib/*.hpp' 'lib/*.cpp' | grep -v '^lib/cli/')
mapfile -t headers < <(sources 'lib/*.hpp')

# scan REASON REGEX FILE…: prints the lines that match (extended) once character constants, texts and comments are
# gone.
scan() {
  local reason=$1 regex=$2
  shift 2
  (($#)) || return 0
  sed -E -s "s/'(\\\\.|[^'\\\\])'/''/g; s/\"(\\\\.|[^\"\\\\])*\"/\"\"/g; s,//.*,,; F" "$@" \
    | awk 'NR % 2 { file = $0; if (file != last) { line = 0; last = file } next } { print file ":" ++line ": " $0 }' \
    | grep -E "^[^ ]+: .*($regex)" | sed -E "s|^([^ ]+:[0-9]+:).*|\1 $reason|" || true
}

{
  scan 'reads numbers by the locale: base/text' \
    '\<(std::)?(stod|stof|stold|stoi|stol|stoll|stoul|stoull|strtod|strtof|strtol|strtoll|strtoul|strtoull|atof|atoi|atol|atoll|sscanf|fscanf|scanf)\>[ ]*\(' "${code[@]}"
  scan 'not the same numbers everywhere: base/random' \
    '\<std::[a-z_]*_distribution\>|\<std::mt19937|\<std::random_device\>|\<std::default_random_engine\>|\<s?rand\(|\<drand48|\<arma::(randu|randn|randi|arma_rng)\>|\<std::shuffle\>' "${code[@]}"
  scan 'depends on the locale' '\<setlocale\>|\<std::locale\>' "${code[@]}"
  scan 'streams: io/input and io/output' \
    '#[ ]*include[ ]*<(iostream|fstream|sstream|istream|ostream|iomanip|cstdio|stdio.h)>' "${library[@]}" | \
    sed '/^lib\/io\//d'
  scan 'a library does not print' \
    '\<(std::(cout|cerr|clog|printf|fprintf|puts|fputs)|fmt::print|printf|fprintf|puts|fputs|putchar)\>' "${library[@]}"
  scan 'a library does not end the program' '\<(std::)?(exit|_exit|_Exit|abort|quick_exit|std::terminate)[ ]*\(' \
    "${library[@]}" \
    | sed '/^lib\/base\/process.cpp/d'                       # a forked child that cannot execute a program
  scan 'goes through a shell, which reads names anew' '\<(std::)?(system|popen)[ ]*\(' "${code[@]}"
  scan 'wall-clock time in data makes equal inputs unequal' \
    '\<(system_clock|std::time|localtime|gmtime|gethostname)\>' "${code[@]}"
  scan 'a header does not open a namespace for others' '\<using namespace\>' "${headers[@]}"
  scan 'tells the place in our sources' '__FILE__|__LINE__|\<std::source_location\>|\<assert\(' "${code[@]}"
  scan 'guesses the format: io/sniff or a named format' 'arma::auto_detect' "${code[@]}"
  scan 'a file name that another process can guess' '\<(tmpnam|tempnam|mktemp)\>' "${code[@]}"
  scan 'asks which units: base/shown_units says what hangs on them' '[!=]= *UnitStyle::' "${code[@]}" | sed '/^lib\/base\//d'
  scan 'ownership by hand' '\<(malloc|calloc|realloc)[ ]*\(|(^|[;{}])[ ]*delete\>|\<new [A-Za-z]' "${code[@]}"
} | verdict
