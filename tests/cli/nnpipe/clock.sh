# A clock that jumps, a day ahead and years back, while a pipeline runs: nothing is timed by it, so no step is taken to
# hang, none is run again for files that seem to be of tomorrow, and all bytes are those of a quiet run.
library=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -n 1)
[[ -n $library ]] || skip 'no libfaketime'
[[ $(ldd "$(command -v nnpipe)") =~ lib[at]san ]] && skip 'sanitizers want to be loaded first'
cat >jump.lua <<'EOF'
local nn = require "nnpipe"
local crystal = nn.step { "crystal", out = "si.xyz", timeout = 100,
  nn.pipe { { "make-cell", "diamond", element = "Si", constant = 5.431, rattle = 0.05 },
            { "sh", "-c", "echo '+1d' >clock; sleep 0.2; echo '-3y' >clock; sleep 0.2; cat" } } }
local labelled = nn.step { "labelled", out = "labelled.xyz", timeout = 100,
  { "label", crystal, potential = nn.share "potentials/Si.sw" } }
nn.step { "model", out = "si.nnp", timeout = 100, nn.pipe { { "sh", "-c", "echo '+40d' >clock; cat \"$0\"", labelled },
  { "fit-mlp", set = nn.share "symfunc/si-short.sf", hidden = 3, epochs = 3, validation = 0 } } }
nn.step { "traj", out = "traj.xyz", timeout = 100, { "run-md", crystal, potential = nn.share "potentials/Si.sw",
  temperature = 300, steps = 20, every = 5 } }
EOF
sed -i "s|>clock|>$PWD/clock|g" jump.lua
echo '+0' >clock
expect_status 0 nnpipe --quiet run jump.lua
mv out quiet
echo '+0' >clock
export FAKETIME_TIMESTAMP_FILE=$PWD/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1
expect_status 0 env LD_PRELOAD="$library" nnpipe --quiet run jump.lua
for file in si.xyz labelled.xyz si.nnp traj.xyz; do expect_same quiet/jump/$file out/jump/$file; done
# Made in the future, as it seems, and still what they were.
echo '-3y' >clock
expect_status 0 env LD_PRELOAD="$library" nnpipe --progress run jump.lua
[[ $(grep -c ' unchanged$' "$ERR") == 4 ]] || unmet 'a step was run again'
# The clock does jump for those who look at it.
[[ $(env LD_PRELOAD="$library" date +%Y) -lt $(($(date +%Y) - 1)) ]] || unmet 'the clock does not jump'
