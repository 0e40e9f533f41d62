#!/usr/bin/env bash
# The lints find what they are for: a tree of known offences, made anew, is given to each.
source "$(dirname -- "$0")/lib.sh"
lint=$PWD/tests/lint
scratch=$build/scratch/lint-selftest
rm -rf -- "$scratch"
mkdir -p "$scratch"/{lib/{base,io,lost},tools,tests/{lint,unit/base,cli/good}}
cp "$lint"/*.sh "$scratch/tests/lint"
cd "$scratch"

printf '// A header.\n#pragma once\n#include "io/up.hpp"\n#include "../x.hpp"\n' >lib/base/up.hpp
printf '0 base:\n1 io: base\n' >lib/layers.txt
printf '// other: a tool.\n#include "thing/parts.hpp"\n' >tools/other.cpp
printf '// A header of no layer.\n#pragma once\n' >lib/lost/x.hpp
printf '#include <vector>\nint x;\t\nint y; \n' >lib/io/shapeless.hpp
cat >lib/base/words.cpp <<'END'
// Words: "fail" in a comment, rand() too, do not count.
void f() {
  fail("Bad thing");
  fail(
      "bad thing."
  );
  fail_usage("joined "
             "texts.");
  throw Error{"error: twice"};
  fail("fine: {} of {}", 1, 2);
  double a = std::stod(s), b = rand();
  exit(1);
  std::cout << "rand() in a text";
  // TODO later, see HERE
}
END
sed -i 's,HERE,/wor''k/main/x,' lib/base/words.cpp
printf '// other: a tool.\n' >tools/thing.cpp
for ((i = 0; i < 230; ++i)); do echo 'int a;'; done >>tools/thing.cpp
cat >tests/unit/base/cases.cpp <<'END'
TEST_CASE("one") {
  CHECK(true);
}
TEST_CASE("a sentence that states something") {
  f();
}
TEST_CASE("a sentence about the largest error") {
  for (const double x : all) worst = std::max(worst, std::abs(x));
  CHECK(worst < 1);
}
END
printf 'true\n' >tests/cli/good/nothing.sh
printf '%s\n' 'expect_ok true' '! cmp -s a b' '! cmp -s a b || unmet same' \
  'if ! cmp -s a b; then unmet other; fi' >tests/cli/good/bare.sh

mkdir scripts
long=$(printf 'word %.0s' {1..30})
printf '%s\n' 'return 1' "-- $long" "-- $(printf 'Å%.0s' {1..70})" >scripts/wide.lua
printf '%s\n' "echo $long" "test '$long'" 'cat <<END' "$long" END >tests/cli/good/wide.sh

missed=0
# finds LINT COUNT REGEX: the lint fails and prints exactly COUNT lines that match.
finds() {
  local count
  if "tests/lint/$1.sh" >found 2>&1; then echo "tests/lint/$1.sh:1: passes a tree full of offences"; missed=1; fi
  count=$(grep -cE "$3" found || true)
  ((count == $2)) || { echo "tests/lint/$1.sh:1: found $count times, expected $2: $3"; sed 's/^/    /' found; \
    missed=1; }
}
finds layers 1 '^lib/base/up.hpp:3: base \(layer 0\) includes io/up.hpp'
finds layers 1 '^lib/base/up.hpp:4: '
finds layers 1 '^lib/lost/x.hpp:1: module lost has no layer'
finds layers 1 '^lib/layers.txt:2: io lists base and includes nothing of it'
finds layers 1 '^tools/other.cpp:2: includes thing/parts.hpp of another tool'
finds layers 5 '^(lib|tools)'
finds shape 1 '^lib/io/shapeless.hpp:1: no #pragma once'
finds shape 1 '^lib/io/shapeless.hpp:1: the first line'
finds shape 1 '^lib/io/shapeless.hpp:2: tab'
finds shape 1 '^lib/io/shapeless.hpp:3: white space'
finds shape 1 '^tools/thing.cpp:231: 231 lines'
finds shape 1 '^tools/thing.cpp:1: the first line is not "// thing: '
finds width 1 '^scripts/wide.lua:2: wider'
finds width 1 '^scripts/wide.lua:3: wider'
finds width 1 '^tests/cli/good/wide.sh:1: wider'
finds width 3 ': wider'
finds messages 1 '^lib/base/words.cpp:3: .*capital'
finds messages 1 '^lib/base/words.cpp:4: .*stop'
finds messages 1 '^lib/base/words.cpp:7: .*stop: "joined texts."'
finds messages 1 '^lib/base/words.cpp:9: .*says that it is one'
finds messages 4 '^lib/'
finds banned 2 '^lib/base/words.cpp:11: '
finds banned 1 '^lib/base/words.cpp:12: '
finds banned 1 '^lib/base/words.cpp:13: '
finds banned 4 '^lib/'
finds words 2 '^lib/base/words.cpp:14: '
printf 'void f() { warn(fmt::format("%s"\n "more")); }\n' "$(printf 'long %.0s' {1..60})" >lib/base/long.cpp
printf 'Scripts may do what you may.\n\nIt goes on where it stopped.\n\n%s.\n' "$(printf 'long %.0s' {1..40})" >README.md
finds english 1 '^README.md:1: write: runs with your privileges'
finds english 1 '^README.md:3: write: resumes where'
finds english 1 '^README.md:5: a sentence of 40 words'
finds english 1 '^lib/base/long.cpp:2: a message of 304 characters'
rm lib/base/long.cpp
finds tests 1 '^tests/unit/base/cases.cpp:1: "one" is no sentence'
finds tests 1 '^tests/unit/base/cases.cpp:2: cannot fail'
finds tests 1 '^tests/unit/base/cases.cpp:4: .*asserts nothing'
finds tests 1 '^tests/cli/good/nothing.sh:1: expects nothing'
finds tests 1 '^tests/unit/base/cases.cpp:8: std::max passes over a NaN'
finds tests 1 '^tools/thing.cpp:1: no case'
finds tests 1 "^tests/cli/good/bare.sh:2: a bare '!'"
finds tests 1 '^tests/cli/good/bare.sh:'

mkdir -p share/doc/reference
# shellcheck disable=SC2016
printf '## Files\n\n- `nobody says this`\\\n  Words.\n- `fine: ... of`, `joined texts`\\\n  Words.\n' \
  >share/doc/reference/troubleshooting.md
finds troubleshooting 1 "troubleshooting.md:3: no message has 'nobody says this'"
finds troubleshooting 1 ' no message has '

# Examples of a page: what fails, what should and does not, and what is printed otherwise than shown.
mkdir -p pages/scratch/examples/prepared pages/bin
{
  printf '```\nexit 9\n```\n'                                                    # 1 to 3: not marked
  printf '```sh\necho 1.0 a b\n```\n\n```text prints\n1.4 a ...\n3 a b\n```\n'    # 4 to 11
  printf -- '- in a list\n\n  ```sh fails\n  false\n  true\n  ```\n```sh\nfalse\n```\n' # 12 to 20
} >page.md
tests/lint/examples.sh pages page.md >found 2>&1 && { echo 'tests/lint/examples.sh:1: passes a page full of offences'; \
  missed=1; }
for place in '10: the command before does not print: 3 a b' '16: succeeds: true' '19: fails: false'; do
  grep -q "^page.md:$place" found || { echo "tests/lint/examples.sh:1: does not find $place"; sed \
    's/^/    /' found; missed=1; }
done
(($(grep -c '^page' found) == 3)) || { echo 'tests/lint/examples.sh:1: finds too much'; sed 's/^/    /' found; \
  missed=1; }
exit "$missed"
