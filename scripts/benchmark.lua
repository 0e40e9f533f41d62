-- A potential for any data set of frames, with nothing chosen by hand and nothing by the test: sets of symmetry
-- functions (made for the frames at several cutoffs, or given), networks of several sizes and activations, each fitted
-- for a while; what has the lowest loss on the part of the training frames that is held out is then fitted in full from
-- several seeds and tested once. All combinations are tried, or as many of them as `tries` says, drawn at random.
--
--   nnpipe run benchmark.lua training=train.xyz test=test.xyz [name=Si cutoffs=5,5.5,6 layers=15x15,20x20 …]
local nn = require "nnpipe"
local opt = nn.options {
  training = "train.xyz", -- frames with energies and forces
  test = "test.xyz", -- others, read once the fit is done
  name = "potential", -- of the files that come out
  cutoffs = { 4.5, 5, 5.5, 6 }, -- tried, Å
  shells = { "9x3" }, -- tried: shells of G2 x of G5; 7x2 for molecules
  sets = { "" }, -- tried besides: files of symmetry functions
  layers = { "15x15", "20x20" }, -- tried: nodes of hidden layers
  activations = { "tanh" }, -- tried
  learning_rates = { 0 }, -- tried: first rates of adam, falling to 1/300 of it; 0: what fit-mlp chooses
  tries = 0, -- of all combinations, so many at random; 0: all
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
  local stem, rate = "models/" .. name, candidate.rate
  local method = rate > 0 and { optimizer = "adam", learning_rate = rate, last_learning_rate = rate / 300 } or {}
  return nn.step { name, out = { stem .. ".nnp", log = stem .. "-log.tab" },
    nn.with(nn.with({ "fit-mlp", opt.training, set = candidate.set, hidden = commas(candidate.hidden),
      activation = candidate.activation, energy_scale = opt.energy_scale, force_scale = opt.force_scale,
      validation = opt.validation, seed = seed, log = nn.out "log" }, method), more) }
end

-- The search, on one split for all.
local sets, candidates = {}, {}
for _, shells in ipairs(opt.shells) do
  for _, cutoff in ipairs(opt.cutoffs) do
    local label = ("%g-%s"):format(cutoff, shells)
    local made -- not before it is tried
    sets[#sets + 1] = { label, function()
      made = made or nn.step { "set " .. label, out = "sets/" .. label .. ".sf",
        { "symfunc", opt.training, design = true, cutoff = cutoff, shells = commas(shells) } }
      return made
    end }
  end
end
for _, path in ipairs(opt.sets) do
  if path ~= "" then sets[#sets + 1] = { path:gsub("^.*/", ""):gsub("%.sf$", ""), function() return path end } end
end
for _, set in ipairs(sets) do
  for _, hidden in ipairs(opt.layers) do
    for _, activation in ipairs(opt.activations) do
      for _, rate in ipairs(opt.learning_rates) do
        local label = table.concat({ set[1], hidden, activation, rate > 0 and rate or nil }, "-")
        candidates[#candidates + 1] = { functions = set[1], make = set[2], hidden = tostring(hidden),
          activation = activation,
          rate = rate, label = label }
      end
    end
  end
end
math.randomseed(opt.seeds[1])
for i = 1, opt.tries > 0 and math.min(opt.tries, #candidates) or 0 do -- the first `tries` of a random order
  local j = math.random(i, #candidates)
  candidates[i], candidates[j] = candidates[j], candidates[i]
end
for i = #candidates, opt.tries > 0 and opt.tries + 1 or math.huge, -1 do candidates[i] = nil end
for _, candidate in ipairs(candidates) do
  candidate.set = candidate.make()
  candidate.model = fit("search-" .. candidate.label, candidate, opt.seeds[1], { epochs = opt.search_epochs })
end
local search = nn.step { "search", out = "search.tab", function(out)
  local rows = {}
  for i, candidate in ipairs(candidates) do
    local least = nn.table(candidate.model.log):least "validation_loss"
    rows[i] = { i, candidate.functions, candidate.hidden, candidate.activation, candidate.rate, least.epoch,
      least.seconds,
      least.validation_loss, least.validation_energy_rmse, least.validation_force_rmse }
  end
  nn.write_table(out, { units = "metal", rows = rows,
    fields = { "candidate", "functions", "layers", "activation", "rate",
    "epoch", "seconds", "validation_loss", "validation_energy_rmse", "validation_force_rmse" } })
end }
local best = candidates[nn.table(search):least("validation_loss").candidate]
print(("chosen: functions %s, layers %s, %s%s"):format(best.functions, best.hidden, best.activation,
  best.rate > 0 and (", learning rate %g"):format(best.rate) or ""))

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
  { "test energy MAE", "meV/atom", ours = sums["energy MAE"] },
  { "test energy RMSE", "meV/atom", ours = sums["energy RMSE"] },
  { "test force MAE", "meV/Å", ours = sums["force MAE"] }, { "test force RMSE", "meV/Å", ours = sums["force RMSE"] },
}
