# A step that hangs is stopped when its time is up, with all of its stages, and says which still ran.
cat >hangs.lua <<'EOF'
local nn = require "nnpipe"
nn.step { "hung", out = "hung.tab", timeout = 0.5,
  nn.pipe { { "gen-lj", points = 10 }, { "sh", "-c", "echo $$ >pid; trap '' TERM; cat; while :; do sleep 0.1; done" } } }
EOF
expect_status 1 nnpipe run hangs.lua
expect_stderr "^nnpipe: hangs\.lua:2: step 'hung': sh: still running after 0\.5 s, the timeout$"
if kill -0 "$(<pid)" 2>/dev/null; then unmet 'the stage still runs'; fi
expect_absent out/hangs/hung.tab

# One that ends in time is not minded; how long it may take is no part of what it is.
cat >quick.lua <<'EOF'
local nn = require "nnpipe"
local opt = nn.options { timeout = 100 }
nn.step { "quick", out = "quick.tab", timeout = opt.timeout, { "gen-lj", points = 10 } }
EOF
expect_status 0 nnpipe run quick.lua
expect_status 0 nnpipe --progress run quick.lua timeout=50
expect_stderr '^quick +unchanged$'
expect_status 1 nnpipe run quick.lua timeout=-1
expect_stderr "step 'quick': timeout: expected a positive number of seconds, got -1"
sed 's/{ "gen-lj", points = 10 }/function(path) end/' quick.lua >function.lua
expect_status 1 nnpipe run function.lua
expect_stderr "step 'quick': timeout: expected a command or a pipe, got a function"
