-- Error against price, for any number of data sets: linear potentials that fit-mlp --set auto makes at each price, from
-- several seeds. Held-out frames alone decide in each fit; validate reads the test frames, once. Published results of
-- the same data stand beside ours where share/benchmarks/published.tab, or a file of your own, has them; where lmp is
-- installed, the price of its own Stillinger-Weber is measured too, to count in multiples of it, and that of ours as
-- exported for it.
--
--   nnpipe run pareto.lua names=Si,Ge training=si.xyz,ge.xyz test=si-test.xyz,ge-test.xyz [prices=fast,5 …]
local nn = require "nnpipe"
local opt = nn.options {
  names = { "own" }, -- of the data sets, as the published results name them
  training = { "train.xyz" }, -- frames with energies and forces, a file for each name
  test = { "test.xyz" }, -- others, a file for each name
  prices = { "fast", "balanced", "accurate" }, -- as fit-mlp --price takes them
  seeds = { 1, 2, 3 }, -- of the division into trained and held out
  stress = false, -- fit it too
  published = nn.share "benchmarks/published.tab", -- "": none
  lammps = true, -- measure the price of Stillinger-Weber in lmp, if that is installed
  steps = 200, -- of that measurement
}
assert(#opt.training == #opt.names and #opt.test == #opt.names, "expected a training and a test file for each name")

local published = opt.published ~= "" and nn.table(opt.published).rows or {}

-- Errors on frames that were trained on say nothing of others.
for d, name in ipairs(opt.names) do
  local trained, again = {}, 0
  for _, frame in ipairs(nn.frames(opt.training[d])) do trained[frame] = true end
  for _, frame in ipairs(nn.frames(opt.test[d])) do again = again + (trained[frame] and 1 or 0) end
  assert(again == 0, ("%s: %d frames of %s are in %s, too, expected others"):format(name, again, opt.test[d],
    opt.training[d]))
end

-- Microseconds per atom and step of the run that a step's log of lmp tells of; nil for a run that failed.
local function price_in(log)
  local text = nn.read(log)
  local seconds, steps, atoms = text:match "Loop time of (%S+) on %d+ procs for (%d+) steps with (%d+) atoms"
  local share = text:match "(%S+)%% CPU use" -- the rest of the time is other programs'
  return seconds and share and 1e4 * tonumber(share) * tonumber(seconds) / tonumber(steps) / tonumber(atoms)
end
local function file_of(name, text)
  return nn.step { name, out = "lmp/" .. name, function(out)
    local file <close> = assert(io.open(tostring(out), "w"))
    file:write(text)
  end }
end
local function dynamics(structure, pair_style, coefficients)
  return ("units metal\natom_style atomic\nbox tilt large\n%s\npair_style %s\npair_coeff * * %s\n"
    .. "velocity all create 600 1\nfix 1 all nve\ntimestep 0.0005\nthermo %d\nrun %d\n")
    :format(structure, pair_style, coefficients, opt.steps, opt.steps)
end

-- Of pair_style sw.
local function price_of_sw()
  local input = file_of("in.sw", dynamics("lattice diamond 5.431\nregion box block 0 5 0 5 0 5\ncreate_box 1 box\n"
    .. "create_atoms 1 box\nmass 1 28.0855", "sw", nn.share "potentials/Si.sw" .. " Si"))
  local found, log = pcall(nn.step, { "price of sw", out = "lmp/sw.txt", inputs = { input },
    { "lmp", "-in", input, "-log", "none" } })
  return found and price_in(log)
end

-- Of a potential of ours that lmp runs through KIM, in copies of the first test frame. Not each lmp has KIM.
local enough = 500 -- atoms
local in_shell = [[
models=$(mktemp -d) && trap 'rm -rf "$models"' EXIT
reformat --quiet --to kim --name exported "$1" -o "$models" &&
  KIM_API_PORTABLE_MODELS_DIR=$models lmp -in "$2" -log none || echo "no price"]]
local function export(label, fit, frame)
  local data = nn.step { "data " .. label, out = "lmp/" .. label .. ".data",
    { "reformat", file_of(label .. ".xyz", frame), quiet = true, to = "lammps-data" } }
  local elements = {}
  for element in nn.read(data):match("Masses(.-)Atoms"):gmatch "# (%a+)" do elements[#elements + 1] = element end
  local copies = math.ceil((enough / tonumber(frame:match "%d+")) ^ (1 / 3))
  local structure = ("read_data %s\nreplicate %d %d %d"):format(data, copies, copies, copies)
  local input = file_of(label .. ".in", dynamics(structure, "kim exported", table.concat(elements, " ")))
  return nn.step { "price of " .. label .. " in lmp", out = "lmp/" .. label .. ".txt", inputs = { data },
    { "sh", "-c", in_shell, "sh", fit, input } }
end

-- Our potentials: all fits are declared before the first is waited for.
local ours = {}
for d, name in ipairs(opt.names) do
  for _, price in ipairs(opt.prices) do
    local entry = { data = name, test = opt.test[d], asked = price, runs = {} }
    ours[#ours + 1] = entry
    for _, seed in ipairs(opt.seeds) do
      local label = ("%s-%s-%s"):format(name, price, seed)
      local fit = nn.step { "fit " .. label, out = { "models/" .. label .. ".nnp", log = "logs/" .. label .. ".tab" },
        { "fit-mlp", opt.training[d], set = "auto", price = price, seed = seed, stress = opt.stress,
          log = nn.out "log" } }
      local files = { "errors/" .. label .. ".tab", price = "prices/" .. label .. ".tab" }
      local test = nn.step { "test " .. label, out = files,
        { "validate", opt.test[d], potential = fit, price = nn.out "price" } }
      entry.runs[#entry.runs + 1] = { fit = fit, test = test }
    end
  end
end

local sw = opt.lammps and price_of_sw() or nil
if sw then
  for _, entry in ipairs(ours) do
    entry.exported = export(("%s-%s"):format(entry.data, entry.asked), entry.runs[1].fit, nn.frames(entry.test)[1])
  end
end
local function mean(entry, value)
  local sum = 0
  for _, run in ipairs(entry.runs) do sum = sum + value(run) / #entry.runs end
  return sum
end
local function error_of(quantity, measure)
  return function(run) return nn.table(run.test):get(measure, { quantity = quantity, subset = "all" }) end
end
local rows = {}
for _, entry in ipairs(ours) do
  entry.price = mean(entry, function(run) return nn.table(run.test.price):get("price", {}) end)
  entry.energy, entry.force = mean(entry, error_of("energy", "mae")), mean(entry, error_of("force", "mae"))
  entry.in_lmp = entry.exported and price_in(entry.exported)
  rows[#rows + 1] = { entry.data, "nnpipe-" .. entry.asked, entry.price, sw and entry.price / sw or 0 / 0,
    entry.in_lmp or 0 / 0, entry.energy, mean(entry, error_of("energy", "rmse")), entry.force,
    mean(entry, error_of("force", "rmse")) }
end
for _, row in ipairs(published) do
  for _, name in ipairs(opt.names) do
    if row.data == name then
      local price = sw and row.price_in_sw * sw or 0 / 0
      rows[#rows + 1] = { name, row.method, price, row.price_in_sw, price, row.energy_mae, 0 / 0, row.force_mae, 0 / 0 }
    end
  end
end
nn.step { "table", out = "pareto.tab", function(out)
  nn.write_table(out, { units = "metal", rows = rows,
    fields = { "data", "method", "price", "price_in_sw", "price_in_lmp", "energy_mae", "energy_rmse", "force_mae",
      "force_rmse" } })
end }

-- One picture a data set: points of ours, and a level for each published result.
for _, name in ipairs(opt.names) do
  local fields, labels, levels = { "price", "points_nnpipe" }, { "nnpipe" }, {}
  for _, row in ipairs(published) do
    if row.data == name then
      fields[#fields + 1], labels[#labels + 1], levels[#levels + 1] = "level_" .. row.method, row.method, row.force_mae
    end
  end
  local points, lowest, highest = {}, math.huge, 0
  local function add(price, error) points[#points + 1] = { price, error, table.unpack(levels) } end
  for _, entry in ipairs(ours) do
    if entry.data == name then
      add(entry.price, entry.force)
      lowest, highest = math.min(lowest, entry.price), math.max(highest, entry.price)
    end
  end
  add(0.8 * lowest, 0 / 0)
  add(1.25 * highest, 0 / 0)
  table.sort(points, function(a, b) return a[1] < b[1] end)
  local curves = nn.step { "points " .. name, out = "curves/" .. name .. ".tab", function(out)
    nn.write_table(out, { fields = fields, rows = points })
  end }
  nn.picture { "points-and-lines", curves, out = "pictures/" .. name, x = "price", y = table.concat(fields, ",", 2),
    logx = true, series = labels, title = name .. ": test error against price",
    xlabel = "price (µs per atom and step, one core)", ylabel = "force MAE (meV/Å)" }
end

local summary = {}
if sw then summary[1] = { "price of sw in lmp", "µs/atom", ours = sw } end
for _, entry in ipairs(ours) do
  local what = entry.data .. " " .. entry.asked
  summary[#summary + 1] = { what .. ": price", "µs/atom", ours = entry.price }
  if entry.in_lmp then
    summary[#summary + 1] = { what .. ": price in lmp, through KIM", "µs/atom", ours = entry.in_lmp }
  end
  summary[#summary + 1] = { what .. ": energy MAE", "meV/atom", ours = entry.energy }
  summary[#summary + 1] = { what .. ": force MAE", "meV/Å", ours = entry.force }
end
nn.summary(summary)
