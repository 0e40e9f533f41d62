# A pipeline killed without warning at random moments, and started again each time, ends with the bytes of one that was
# left alone. NNPIPE_KILLS says how many times.
cat >road.lua <<'EOF'
local nn = require "nnpipe"
local crystal = nn.step { "crystal", out = "si.xyz", { "make-cell", "diamond", element = "Si", constant = 5.431, rattle = 0.1 } }
local samples = nn.step { "samples", out = "samples.xyz", { "sample-md", crystal, potential = nn.share "potentials/Si.sw",
  temperature = 500, timestep = 0.001, steps = 200, alpha = 1.0, ["tau-max"] = 10, atoms = 4 } }
local data = nn.step { "data", out = "scaled.tab", nn.pipe { { "symfunc", samples, set = nn.share "symfunc/si-short.sf" },
  { "scale", method = "center" } } }
local model = nn.step { "model", out = { "si.nnp", log = "log.tab" },
  { "fit-mlp", data, hidden = 3, epochs = 20, log = nn.out "log", output = nn.out(1) } }
local errors = nn.step { "run", out = "traj.xyz", nn.pipe { { "run-md", crystal, potential = model, ensemble = "nve",
  temperature = 100, timestep = 0.001, steps = 20, ["on-extrapolation"] = "ignore" }, { "cat" } } }
EOF
# bytes FOLDER: a hash for each file that is a result; a log's last column, seconds, is none.
bytes() {
  (cd "$1" && find . -type f -not -path './.nnpipe/*' | sort | while read -r file; do
    printf '%s ' "$file"
    if [[ $file == *log.tab ]]; then awk '/^#/ { print; next } { $NF = ""; print }' "$file" | \
      sha256sum; else sha256sum <"$file"; fi
  done)
}
expect_status 0 nnpipe run road.lua
mv out/road calm
bytes calm >want
[[ $(wc -l <want) == 6 ]] || unmet "the pipeline made $(wc -l <want) files"

RANDOM=4711
kills=0 whole=0
while ((kills < ${NNPIPE_KILLS:-12})); do
  nnpipe run road.lua >"$OUT" 2>"$ERR" &
  runner=$!
  sleep "0.$(printf '%03d' $((RANDOM % 500)))"
  if kill -KILL "$runner" 2>/dev/null; then
    kills=$((kills + 1))
    wait "$runner" 2>/dev/null || true
    # What is there already is whole: a file of the results is one of the calm run's, or not there.
    [[ ! -d out/road ]] || bytes out/road | while read -r line; do
      grep -Fqx -- "$line" want || unmet "half a file after a kill: $line"
    done
  else
    status=0
    wait "$runner" || status=$?
    [[ $status == 0 ]] || unmet "status $status after a kill"
    bytes out/road >got
    expect_same got want
    rm -rf out
    whole=$((whole + 1))
  fi
done
expect_status 0 nnpipe run road.lua
bytes out/road >got
expect_same got want
say "$kills kills, $whole runs between them to the end"
