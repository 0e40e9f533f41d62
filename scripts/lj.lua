-- A network in place of the Lennard-Jones potential of argon: trained on energies of pairs, tested on its error and its
-- slope, and then put to work in liquid argon.
--
--   nnpipe run lj.lua [points=10000 epochs=500 steps=1500 …]
local nn = require "nnpipe"
local opt = nn.options {
  epsilon = 0.010323, sigma = 3.405, cutoff = 8.5125, -- argon, in eV and Å
  range = { 3.2, 8.5125 }, -- distances of training and test
  points = 10000, test_points = 1000,
  hidden = { 10 }, activation = "sigmoid", epochs = 500, adam_epochs = 500,
  cells = 4, constant = 5.78, timestep = 0.004, -- liquid argon: 4 · 4³ atoms, 1.37 g/cm³
  melt = 1000, steps = 1500,
  seed = 1,
}

local pair = { epsilon = opt.epsilon, sigma = opt.sigma, cutoff = opt.cutoff }
local argon = ("lj:epsilon=%s,sigma=%s,cutoff=%s,shift"):format(opt.epsilon, opt.sigma, opt.cutoff)

local function gen_lj(more)
  local command = { "gen-lj", range = opt.range, points = opt.points, seed = opt.seed }
  for key, value in pairs(pair) do command[key] = value end
  for key, value in pairs(more) do command[key] = value end
  return command
end

local function fit(data, test, more)
  local command = { "fit-mlp", data, hidden = opt.hidden, activation = opt.activation, seed = opt.seed,
    log = nn.out "log", test = test, errors = nn.out "errors" }
  for key, value in pairs(more) do command[key] = value end
  return command
end

-- Data, and a network with one distance as its input. The test points carry the slope, which training never sees.
local data = nn.step { "data", out = "data.tab", gen_lj {} }
local test = nn.step { "test data", out = "test.tab", gen_lj { points = opt.test_points, slope = true, seed = opt.seed + 1 } }

local model = nn.step { "model", out = { "lj.nnp", log = "training.tab", errors = "errors.tab" },
  fit(data, test, { optimizer = "lm", epochs = opt.epochs }) }

-- The same by plain Adam, as the thesis did it, though for fewer epochs.
local adam = nn.step { "model by Adam", out = { "lj-adam.nnp", log = "training-adam.tab", errors = "errors-adam.tab" },
  fit(data, test, { optimizer = "adam", learning_rate = 0.05, last_learning_rate = 0.0005, epochs = opt.adam_epochs }) }

-- Both potentials over the distance, at the same points.
local function curve(name, potential)
  return nn.step { name .. " curve", out = "curves/" .. name .. ".tab",
    { "measure", "dimer", potential = potential, low = opt.range[1], high = opt.range[2], points = 1000, elements = "Ar" } }
end
local curves = { ["Lennard-Jones"] = curve("lennard-jones", argon), network = curve("network", model) }

local difference = nn.step { "error over r", out = "error-over-r.tab", function(path)
  local ours, theirs = nn.table(curves.network), nn.table(curves["Lennard-Jones"])
  local rows = {}
  for i, row in ipairs(theirs.rows) do
    rows[i] = { row.r, 1000 * (ours.rows[i]["energy_Ar-Ar"] - row["energy_Ar-Ar"]),
      -1000 * (ours.rows[i]["force_Ar-Ar"] - row["force_Ar-Ar"]) }
  end
  nn.write_table(path, { units = "metal", fields = { "r", "energy_error", "slope_error" }, rows = rows })
end }

nn.plot { "line", curves["Lennard-Jones"], curves.network, out = "potential.png", x = "r", y = "energy_Ar-Ar", yscale = 1000,
  ylabel = "energy (meV)", series = { "Lennard-Jones", "network" }, overlay = true }
nn.plot { "line", difference, out = "energy-error.png", x = "r", y = "energy_error", ylabel = "energy error (meV)" }
nn.plot { "line", difference, out = "slope-error.png", x = "r", y = "slope_error", ylabel = "slope error (meV/Å)" }
nn.plot { "training", model.log, out = "training.png", yscale = 1000, ylabel = "RMSE (meV)", series = { "training", "held out" } }

-- Liquid argon: a crystal is melted and cooled, then runs with either potential go on from the same atoms and velocities.
-- Atoms come closer there than the shortest distance above: this network learns from 2.8 Å on.
local crystal = nn.step { "crystal", out = "crystal.xyz",
  { "make-cell", "fcc", element = "Ar", constant = opt.constant, ["repeat"] = opt.cells } }

local function run_md(start, more)
  local command = { "run-md", start, seed = opt.seed, timestep = opt.timestep, every = 10, thermo = 10, thermo_output = nn.out "thermo" }
  for key, value in pairs(more) do command[key] = value end
  return command
end

local melt = nn.step { "melt", out = { "melt.xyz", thermo = "melt.tab" },
  run_md(crystal, { potential = argon, temperature = 300, steps = opt.melt, every = 0 }) }
local liquid = nn.step { "liquid", out = { "liquid.xyz", thermo = "liquid.tab" },
  run_md(melt, { potential = argon, temperature = 40, steps = opt.melt, every = 0 }) }

local liquid_model = nn.step { "model for the liquid", out = "lj-liquid.nnp",
  nn.pipe { gen_lj { range = { 2.8, opt.range[2] }, density = "steep", seed = opt.seed + 2 },
    { "fit-mlp", hidden = opt.hidden, activation = opt.activation, optimizer = "lm", epochs = opt.epochs, seed = opt.seed } } }

local function simulate(name, potential)
  local run = nn.step { name .. " run", out = { name .. "-run.xyz", thermo = name .. "-thermo.tab" },
    run_md(liquid, { potential = potential, steps = opt.steps }) }
  return run, nn.step { name .. " rdf", out = name .. "-rdf.tab", { "measure", "rdf", run, cutoff = 10, bins = 200 } }
end
local lj_run, lj_rdf = simulate("lj", argon)
local nn_run, nn_rdf = simulate("nn", liquid_model)

nn.plot { "rdf", lj_rdf, nn_rdf, out = "rdf.png", series = { "Lennard-Jones", "network" } }

-- Total energy per atom from its start on, in meV.
local drift = nn.step { "drift", out = "drift.tab", function(path)
  local lj, network = nn.table(lj_run.thermo), nn.table(nn_run.thermo)
  local atoms = tonumber(lj.notes.atoms)
  local rows = {}
  for i, row in ipairs(lj.rows) do
    rows[i] = { row.time, 1000 / atoms * (row.etotal - lj.rows[1].etotal), 1000 / atoms * (network.rows[i].etotal - network.rows[1].etotal) }
  end
  nn.write_table(path, { units = "metal", fields = { "time", "lennard-jones", "network" }, rows = rows })
end }
nn.plot { "line", drift, out = "nve-energy.png", ylabel = "energy − its start (meV/atom)", series = { "Lennard-Jones", "network" } }

-- Ours beside the thesis's.
local errors, adam_errors = nn.table(model.errors), nn.table(adam.errors)
local function rms_of_rdfs()
  local a, b, sum = nn.table(lj_rdf), nn.table(nn_rdf), 0
  for i, row in ipairs(a.rows) do sum = sum + (row.g - b.rows[i].g) ^ 2 end
  return math.sqrt(sum / #a)
end

nn.summary {
  title = "Lennard-Jones, argon: one network of one distance",
  { "test energy RMSE", "meV", thesis = 0.896, ours = errors:get("rmse", { quantity = "energy" }) },
  { "test slope RMSE", "meV/Å", thesis = 24.3, ours = errors:get("rmse", { quantity = "slope" }) },
  { "training time", "s", ours = nn.table(model.log).rows[#nn.table(model.log)].seconds },
  { "test energy RMSE, plain Adam", "meV", thesis = 0.896, ours = adam_errors:get("rmse", { quantity = "energy" }) },
  { "test slope RMSE, plain Adam", "meV/Å", thesis = 24.3, ours = adam_errors:get("rmse", { quantity = "slope" }) },
  { "rms difference of the RDFs of liquid argon", "1", ours = rms_of_rdfs() },
  { "energy drift of the network in it", "meV/atom/ps", ours = nn.table(drift):slope("network", "time") },
}
