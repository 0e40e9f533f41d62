-- Error against price, for any number of data sets: linear potentials that fit-mlp --set auto makes at each price, from
-- several seeds. Held-out frames alone decide in each fit; validate reads the test frames, once. Published results of
-- the same data stand beside ours where share/benchmarks/published.tab, or a file of your own, has them; where lmp is
-- installed, the price of its own Stillinger-Weber is measured too, to count in multiples of it.
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

-- Microseconds per atom and step of pair_style sw in lmp; nil without it.
local function price_of_sw()
  local sw = nn.share "potentials/Si.sw"
  local input = nn.step { "input of lmp", out = "lmp/in.sw", function(out)
    local file <close> = assert(io.open(tostring(out), "w"))
    file:write(("units metal\natom_style atomic\nlattice diamond 5.431\nregion box block 0 5 0 5 0 5\n"
      .. "create_box 1 box\ncreate_atoms 1 box\nmass 1 28.0855\npair_style sw\npair_coeff * * %s Si\n"
      .. "velocity all create 600 1\nfix 1 all nve\ntimestep 0.001\nthermo %d\nrun %d\n")
      :format(sw, opt.steps, opt.steps))
  end }
  local found, log = pcall(nn.step, { "price of sw", out = "lmp/sw.txt", inputs = { input },
    { "lmp", "-in", input, "-log", "none" } })
  if not found then return nil end
  local text = nn.read(log)
  local seconds, steps, atoms = text:match "Loop time of (%S+) on %d+ procs for (%d+) steps with (%d+) atoms"
  local share = text:match "(%S+)%% CPU use" -- the rest of the time is other programs'
  return seconds and share and 1e4 * tonumber(share) * tonumber(seconds) / tonumber(steps) / tonumber(atoms)
end

-- Our potentials: all fits are declared before the first is waited for.
local ours = {}
for d, name in ipairs(opt.names) do
  for _, price in ipairs(opt.prices) do
    local entry = { data = name, asked = price, runs = {} }
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
  rows[#rows + 1] = { entry.data, "nnpipe-" .. entry.asked, entry.price, sw and entry.price / sw or 0 / 0, entry.energy,
    mean(entry, error_of("energy", "rmse")), entry.force, mean(entry, error_of("force", "rmse")) }
end
local published = opt.published ~= "" and nn.table(opt.published).rows or {}
for _, row in ipairs(published) do
  for _, name in ipairs(opt.names) do
    if row.data == name then
      local price = sw and row.price_in_sw * sw or 0 / 0
      rows[#rows + 1] = { name, row.method, price, row.price_in_sw, row.energy_mae, 0 / 0, row.force_mae, 0 / 0 }
    end
  end
end
nn.step { "table", out = "pareto.tab", function(out)
  nn.write_table(out, { units = "metal", rows = rows,
    fields = { "data", "method", "price", "price_in_sw", "energy_mae", "energy_rmse", "force_mae", "force_rmse" } })
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
  summary[#summary + 1] = { what .. ": energy MAE", "meV/atom", ours = entry.energy }
  summary[#summary + 1] = { what .. ": force MAE", "meV/Å", ours = entry.force }
end
nn.summary(summary)
