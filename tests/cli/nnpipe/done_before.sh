# Who waits for a step that was done in an earlier run goes on at once, whatever else runs meanwhile.
cat >s.lua <<'EOF'
local nn = require "nnpipe"
local opt = nn.options { slow = false }
if opt.slow then
  nn.step { "slow", out = "slow.txt", timeout = 20, { "sh", "-c", "until [ -e go ]; do sleep 0.05; done; echo slow" } }
end
nn.wait(nn.step { "quick", out = "quick.txt", { "echo", "quick" } })
assert(io.open("go", "w")):close()
EOF
expect_status 0 nnpipe run s.lua out=out
rm go
expect_status 0 nnpipe run s.lua out=out slow=yes
grep -q slow out/slow.txt
