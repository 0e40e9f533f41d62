# A script as its user meets it: options, outputs, what is printed, what is refused.
cat >road.lua <<'EOF'
-- Data of a pair potential, and its least energy.
local nn = require "nnpipe"
local opt = nn.options {
  points = 50, -- of the data
  range = { 3.2, 8.5 }, -- nearest and farthest, Å
  unshifted = false, -- not zero at the cutoff,
  -- as it is in textbooks
}
local data = nn.step { "data", out = "lj.tab",
  { "gen-lj", points = opt.points, range = opt.range, unshifted = opt.unshifted } }
local scaled = nn.step { "scaled", out = { "scaled.tab" }, nn.pipe { { "scale", data, method = "range" }, { "cat" } } }
print(#nn.table(scaled) .. " points")
nn.summary { { "least energy", "meV", thesis = -10.3, ours = 1000 * nn.table(data):least("energy").energy } }
EOF
expect_ok nnpipe run road.lua
expect_stdout '^50 points$'
expect_stdout '^least energy +meV +-10\.30 +-10\.'
expect_file out/road/lj.tab out/road/scaled.tab out/road/summary.tab
[[ $(stat -c %a out/road/.nnpipe) == 700 ]] || unmet 'others may look into what is not done yet'
expect_rows 1 out/road/summary.tab
expect_rows 50 out/road/lj.tab
gen-lj --points 50 --range 3.2,8.5 -o same.tab
expect_table_near out/road/lj.tab same.tab 0
expect_ok nnpipe run road points=20 range=4,5 unshifted=yes out=else/where
expect_stdout '^20 points$'
expect_rows 20 else/where/lj.tab
# The same options give the same bytes.
mv else/where first
nnpipe run ./road points=20 range=4,5 unshifted=yes out=else/where jobs=1 >"$OUT"
for file in lj.tab scaled.tab summary.tab; do expect_same "else/where/$file" "first/$file"; done

# With --progress each step is told of; a second run finds all unchanged; a change does what follows from it.
expect_status 0 nnpipe --progress run road.lua
expect_stderr '^data +unchanged$'
expect_stderr '^scaled +unchanged$'
expect_status 0 nnpipe --progress run road.lua points=51
expect_stderr '^data +[0-9.]+ s$'
expect_stderr '^scaled +[0-9.]+ s$'

# A script says what it is and what it takes, and runs nothing.
expect_ok nnpipe help road.lua
expect_stdout '^Data of a pair potential'
expect_stdout '^  points=50 +of the data$'
expect_stdout '^  range=3\.2,8\.5 +nearest and farthest, Å$'
expect_stdout '^  unshifted=false +not zero at the cutoff, as it is in textbooks$'
expect_stdout '^  out=out/road +folder of all files$'
cp "$OUT" help
for words in 'help road' 'run road --help' 'run ./road.lua -h'; do
  # shellcheck disable=SC2086
  expect_ok nnpipe $words
  expect_same help "$OUT"
done
grep -n '^  ' help | sed 's/=.*//' >order
[[ $(awk '{ print $2 }' order | head -n 4 | tr '\n' ' ') == 'points range unshifted out ' ]] || \
  unmet 'options are not in their order'

expect_fail 2 'unknown option pionts, expected points, range, unshifted, out, jobs \(did you mean points\?\)' nnpipe \
  run road.lua pionts=3
expect_fail 2 "points: expected a number, got 'many'" nnpipe run road.lua points=many
expect_fail 2 "unshifted: expected true or false, got 'perhaps'" nnpipe run road.lua unshifted=perhaps
expect_fail 2 'option points is given twice' nnpipe run road.lua points=1 points=2
expect_fail 2 "expected KEY=VALUE after the script, got 'points'" nnpipe run road.lua points
expect_fail 2 "expected KEY=VALUE after the script, without dashes, got '--points'" nnpipe run road.lua --points 3
expect_fail 2 "'road\.lua' is a script, expected nnpipe run road\.lua" nnpipe road.lua points=3
expect_fail 2 "jobs: expected a positive integer, got '0'" nnpipe run road.lua jobs=0
expect_fail 1 "no script 'raod\.lua'" nnpipe run raod.lua
expect_fail 1 '\(did you mean lj\?\)$' nnpipe run ljj
make-cell fcc --element Ar --constant 5.3 -o ar.xyz
expect_fail 2 "'ar\.xyz' is no Lua script, expected nnpipe run SCRIPT\.lua" nnpipe run ar.xyz
# A wrong value reaches the program, whose message comes back with step and place.
expect_fail 1 "^nnpipe: road\.lua:9: step 'data': gen-lj: --points" nnpipe run road.lua points=-5 out=out/road

# Errors of the script itself have its line, and none of our own.
wrong() {
  printf 'local nn = require "nnpipe"\n%s\n' "$1" >wrong.lua
  before=$(ls -A)
  keep nnpipe run wrong.lua out=out/road
  [[ $STATUS == 1 ]] || unmet "status $STATUS, expected 1, of: $1"
  grep -Eq -- "$2" "$ERR" || unmet "standard error does not match /$2/"
  if grep -Eq 'traceback|\[C\]|\.cpp|nnpipe/[a-z]*\.lua' "$ERR"; then unmet 'speaks of the insides'; fi
}
wrong 'nn.step { "x", out = "x", { "gen-jl" } }' "^nnpipe: wrong\.lua:2: no program 'gen-jl' \(did you mean gen-lj\?\)"
wrong 'nn.step { "x", { "gen-lj" } }' "wrong\.lua:2: step 'x': expected out = "
wrong 'nn.step { "x", out = "../x", { "gen-lj" } }' 'expected the name of a file in the output folder'
for name in . ./x x/ .nnpipe .nnpipe/lock a//b 'a\0b'; do
  wrong "nn.step { \"x\", out = \"$name\", { \"gen-lj\" } }" 'expected the name of a file in the output folder'
done
wrong 'nn.table "a\0b"' 'wrong\.lua:2: path: a zero byte in '
printf '2\n\nAr 0 0 0\n' >cut.xyz
wrong 'nn.frames "cut.xyz"' 'wrong\.lua:2: nn\.frames: cut\.xyz: frame 1: file ends here, expected 2 atoms'
wrong 'nn.frames "road.lua"' 'wrong\.lua:2: nn\.frames: road\.lua: frame 1: expected a number of atoms'
wrong 'nn.step { "x", out = "x", { "gen-lj" }, points = 3 }' \
  'expected name, out, inputs, run, may_end_early, .*got points'
wrong 'nn.step { "x", out = "x", { "gen-lj", pionts = 3 } }' "wrong\.lua:2: step 'x': gen-lj: .*--pionts.*did you mean"
wrong 'nn.step { "x", out = "x", { "gen-lj", output = "y" } }' 'wrong\.lua:2: gen-lj --output: expected nn\.out\(\), the'
wrong 'nn.step { "x", out = "x", { "gen-lj", [1.5] = "y" } }' \
  'wrong\.lua:2: gen-lj: expected options by name, got the entry 1\.5'
wrong 'nn.stp { "x" }' "wrong\.lua:2: .*stp"
wrong 'local x = = 3' 'wrong\.lua:2: .*unexpected symbol'
wrong 'nn.table "missing.tab"' 'wrong\.lua:2: .*missing\.tab: cannot open'
wrong 'nn.plot { "line", out = "x" }' 'expected a file name that ends in \.png, \.svg or \.pdf'
wrong 'nn.summary { { "x", "y" } }' 'nn\.summary: x has no number under ours'

# Closed pipe and full disk.
expect_closed_pipe nnpipe run road.lua
expect_full_disk nnpipe run road.lua

# A number to compare with has a column under its own name; without one there is none.
echo 'require "nnpipe".summary { { "energy", "eV", ours = 1, published = 2 }, { "force", "eV/Å", ours = 3, wanted = 4 } }' >compared.lua
expect_ok nnpipe run compared.lua out=compared
grep -q '^#! fields quantity unit published ours wanted moonshot verdict$' compared/summary.tab
echo 'require "nnpipe".summary { { "energy", "eV", ours = 1 } }' >alone.lua
expect_ok nnpipe run alone.lua out=alone
grep -q '^#! fields quantity unit ours$' alone/summary.tab
