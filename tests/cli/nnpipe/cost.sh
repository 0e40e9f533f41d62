# What a program that ended with status 3 says is kept.
cat >reason.lua <<'EOS'
local nn = require "nnpipe"
local ended = nn.step { "ended", out = "ended.txt", may_end_early = true,
  { "sh", "-c", "echo; echo 'sh: the reason' >&2; exit 3" } }
local done = nn.step { "done", out = "done.txt", may_end_early = true, { "sh", "-c", "echo" } }
print(nn.reason(ended), nn.reason(done))
EOS
for time in first second; do
  expect_ok nnpipe run reason.lua --quiet
  [[ $(<"$OUT") == $'sh: the reason\tnil' ]] || unmet "another reason, $time time: $(<"$OUT")"
done

# A step's cost is CPU time, told again when it is not made again.
cat >cost.lua <<'EOS'
local nn = require "nnpipe"
local idle = nn.step { "idle", out = "idle.txt", { "sh", "-c", "sleep 0.3; echo" } }
local pairs_of = nn.step { "pairs", out = "pairs.tab", { "gen-lj", points = 200000 } }
print(nn.cost(idle), nn.cost(pairs_of), nn.cost(pairs_of.first))
EOS
expect_ok nnpipe run cost.lua
read -r idle pairs again <"$OUT"
expect_less "$idle" 0.1
expect_less "$idle" "$pairs"
[[ $pairs == "$again" ]] || unmet 'a step has two costs'
first=$(<"$OUT")
expect_ok nnpipe run cost.lua
[[ $(<"$OUT") == "$first" ]] || unmet 'what was not made again has another cost'
rm -r out/cost/.nnpipe/cost
expect_fail 1 "step 'idle': what it cost is not known" nnpipe run cost.lua
