# The iterative construction as a library function: frames are found, labelled and learned until the runs stay within
# what
# is known; the table says how; it goes on where it was stopped; settings that are none are refused.
cat >loop.lua <<'END'
local nn = require "nnpipe"
local opt = nn.options { rounds = 6 }
local sw = nn.share "potentials/Si.sw"
local crystal = nn.step { "crystal", out = "crystal.xyz", { "make-cell", "diamond", element = "Si", constant = 5.431, ["repeat"] = 2 } }
local start = nn.step { "start", out = "start.xyz", nn.pipe {
  { "make-cell", "diamond", element = "Si", constant = 5.431, ["repeat"] = 2, rattle = 0.05, count = 5 }, { "label", potential = sw } } }
local test = nn.step { "test", out = "test.xyz", { "sample-md", crystal, potential = sw, temperature = 2000, whole_frames = true,
  no_sampling = true, equilibrate = 200, every = 50, steps = 200 } }
local loop = nn.active { start = start, from = crystal, label = { "label", potential = sw }, test = test, rounds = opt.rounds,
  committee = 2, fit = { set = nn.share "symfunc/si-short.sf", hidden = 8, epochs = 8, validation = 0 },
  temperatures = { 300, 900 }, steps = 200, number = 8 }
print("rounds", loop.rounds)
nn.wait(loop.frames)
END
expect_status 0 nnpipe run loop.lua rounds=2 out=out
expect_stdout '^rounds.2$'
expect_rows 2 out/active/convergence.tab
expect_status 0 nnpipe run loop.lua rounds=4 out=out --progress
expect_stderr 'active 1: fit +unchanged'
expect_stderr 'active 2: pick +unchanged'
expect_file out/active/convergence.html out/active/errors.png out/active/outside.svg out/active/frames.png
expect_file out/active/convergence.tab out/active/convergence.png out/active/1-model.nnp out/active/1-picks.tab
table=out/active/convergence.tab
rounds=$(grep -vc '^#' $table)
# Frames are those of before and those picked; errors of the network fall.
awk '!/^#/ { if (NR > 1 && have && $2 != have + picked) exit 1; have = $2; picked = $5 }' $table || \
  unmet 'the numbers of frames'
expect_less "$(table_column $table force_rmse | tail -n 1)" "$(table_column $table force_rmse | head -n 1)"
[[ $rounds -ge 2 ]]

wrong() {
  printf 'local nn = require "nnpipe"\nnn.active %s\n' "$1" >wrong.lua
  expect_status 1 nnpipe run wrong.lua out=wrong
  expect_stderr "$2"
}
wrong '{ round = 3 }' 'nn.active: no setting round .did you mean rounds?'
wrong '{ rounds = 3 }' 'nn.active: expected a setting (start|from|label|fit)'
wrong '(3)' 'nn.active: expected a table, got a number'
