# A pipeline that is stopped leaves what is done, nothing half done and nobody running, and goes on from there.
cat >road.lua <<'EOF'
local nn = require "nnpipe"
local opt = nn.options { slow = 60, stage = "cat" }
local data = nn.step { "data", out = "lj.tab", { "gen-lj", points = 100 } }
local scaled = nn.step { "scaled", out = "scaled.tab", nn.pipe { { "scale", data, method = "range" },
  { "sh", "-c", "echo $$ >pids; exec sleep " .. opt.slow } } } -- a slow stage that says who it is
local model = nn.step { "model", out = "lj.nnp", nn.pipe { { opt.stage, data }, { "fit-mlp", hidden = 3, epochs = 5 } } }
nn.wait(scaled)
EOF
nnpipe --progress run road.lua jobs=2 >"$OUT" 2>"$ERR" &
runner=$!
for ((i = 0; i < 600; ++i)); do
  [[ -s pids && -s out/road/lj.nnp ]] && break
  sleep 0.1
done
expect_file pids out/road/lj.tab out/road/lj.nnp
kill -TERM "$runner"
status=0
wait "$runner" || status=$?
[[ $status == 143 ]] || unmet "status $status, expected 143"
for ((i = 0; i < 100; ++i)); do
  kill -0 "$(<pids)" 2>/dev/null || break
  sleep 0.1
done
if kill -0 "$(<pids)" 2>/dev/null; then unmet 'a stage still runs'; fi
expect_absent out/road/scaled.tab
# Killed without warning, it leaves no more.
rm pids
nnpipe run road.lua >"$OUT" 2>"$ERR" &
runner=$!
for ((i = 0; i < 600; ++i)); do
  [[ -s pids ]] && break
  sleep 0.1
done
kill -KILL "$runner"
wait "$runner" 2>/dev/null || true
kill -KILL "$(<pids)" 2>/dev/null || true
expect_absent out/road/scaled.tab
# It goes on with what was not done.
expect_status 0 nnpipe --progress run road.lua slow=0
expect_stderr '^data +unchanged$'
expect_stderr '^model +unchanged$'
expect_stderr '^scaled +[0-9.]+ s$'
expect_absent out/road/.nnpipe/work

# A file that was lost, or changed by hand, is made again; what does not depend on it stays.
rm out/road/lj.nnp
expect_status 0 nnpipe --progress run road.lua slow=0
expect_stderr '^model +[0-9.]+ s$'
expect_stderr '^scaled +unchanged$'
echo >>out/road/lj.nnp
expect_status 0 nnpipe --progress run road.lua slow=0
expect_stderr '^model +[0-9.]+ s$'
expect_ok fit-mlp --hidden 3 --epochs 5 out/road/lj.tab --no-provenance -o same.nnp
fitted() { grep -vE '^(made-by|checksum) ' "$1"; }
expect_same <(fitted out/road/lj.nnp) <(fitted same.nnp)

# A failing stage is named with step, place and its own message, and what it was to make is not there.
expect_status 1 nnpipe run road.lua slow=0 stage=symfunc
expect_stderr "^nnpipe: road\.lua:[0-9]+: step 'model': symfunc: .*--set"
expect_absent out/road/lj.nnp
expect_file out/road/lj.tab
expect_status 0 nnpipe run road.lua slow=0
expect_file out/road/lj.nnp
