-- A potential for any data set of frames, with nothing chosen by hand and nothing by the test: symmetry functions made for
-- the frames at several cutoffs, networks of several sizes, each fitted for a while; what has the lowest loss on the part
-- of the training frames that is held out is then fitted in full from several seeds and tested once.
--
--   nnpipe run benchmark.lua training=train.xyz test=test.xyz [name=Si cutoffs=5,5.5,6 layers=15x15,20x20 …]
local nn = require "nnpipe"
local opt = nn.options {
  training = "train.xyz", -- frames with energies and forces
  test = "test.xyz", -- others, read once the fit is done
  name = "potential", -- of the files that come out
  cutoffs = { 4.5, 5, 5.5, 6 }, -- tried, Å
  shells = { "9x3" }, -- tried: shells of G2 x of G5; 7x2 for molecules
  layers = { "15x15", "20x20" }, -- tried: nodes of hidden layers
  energy_scale = 1, -- meV/atom that weigh as much as
  force_scale = 20, -- meV/Å
  search_epochs = 15, -- of each that is tried
  epochs = 200, -- of the best
  patience = 30, -- epochs without gain that end a fit
  validation = 0.1, -- part of the training frames that is held out
  seeds = { 1, 2, 3 }, -- of the fits that are tested
}

local function commas(text) return (tostring(text):gsub("x", ",")) end

local function fit(name, candidate, seed, more)
  local stem = "models/" .. name
  return nn.step { name, out = { stem .. ".nnp", log = stem .. "-log.tab" },
    nn.with({ "fit-mlp", opt.training, set = candidate.set, hidden = commas(candidate.hidden), energy_scale = opt.energy_scale,
      force_scale = opt.force_scale, validation = opt.validation, seed = seed, log = nn.out "log" }, more) }
end

-- The search, on one split for all.
local candidates = {}
for _, shells in ipairs(opt.shells) do
  for _, cutoff in ipairs(opt.cutoffs) do
    local label = ("%g-%s"):format(cutoff, shells)
    local set = nn.step { "set " .. label, out = "sets/" .. label .. ".sf",
      { "symfunc", opt.training, suggest = true, cutoff = cutoff, shells = commas(shells) } }
    for _, hidden in ipairs(opt.layers) do
      local candidate = { cutoff = cutoff, shells = shells, hidden = hidden, set = set,
        label = label .. "-" .. hidden }
      candidate.model = fit("search-" .. candidate.label, candidate, opt.seeds[1], { epochs = opt.search_epochs })
      candidates[#candidates + 1] = candidate
    end
  end
end
local search = nn.step { "search", out = "search.tab", function(out)
  local rows = {}
  for i, candidate in ipairs(candidates) do
    rows[i] = { i, candidate.cutoff, math.huge, 0, 0 }
    for _, row in ipairs(nn.table(candidate.model.log).rows) do
      if row.validation_loss < rows[i][3] then
        rows[i] = { i, candidate.cutoff, row.validation_loss, row.validation_energy_rmse, row.validation_force_rmse }
      end
    end
  end
  nn.write_table(out, { units = "metal", rows = rows,
    fields = { "candidate", "cutoff", "validation_loss", "validation_energy_rmse", "validation_force_rmse" } })
end }
local lowest = math.huge
local best
for _, row in ipairs(nn.table(search).rows) do
  if row.validation_loss < lowest then lowest, best = row.validation_loss, candidates[row.candidate] end
end
print(("chosen: cutoff %g Å, shells %s, layers %s"):format(best.cutoff, best.shells, best.hidden))

-- The fit, from each seed; the test frames are read here and nowhere else.
local sums = {}
for _, seed in ipairs(opt.seeds) do
  local name = opt.name .. "-" .. seed
  local model = fit(name, best, seed, { epochs = opt.epochs, patience = opt.patience })
  local errors = nn.table(nn.step { name .. ": test", out = "errors/" .. name .. ".tab",
    { "validate", opt.test, potential = model } })
  for _, quantity in ipairs { "energy", "force" } do
    for _, measure in ipairs { "mae", "rmse" } do
      local value = errors:get(measure, { quantity = quantity, subset = "all" })
      local key = quantity .. " " .. measure:upper()
      sums[key] = (sums[key] or 0) + value / #opt.seeds
    end
  end
end
nn.summary {
  { "test energy MAE", "meV/atom", ours = sums["energy MAE"] }, { "test energy RMSE", "meV/atom", ours = sums["energy RMSE"] },
  { "test force MAE", "meV/Å", ours = sums["force MAE"] }, { "test force RMSE", "meV/Å", ours = sums["force RMSE"] },
}
