-- A network in place of the Lennard-Jones potential of argon: trained on energies of pairs, tested on its error and its
-- slope, and then put to work in liquid argon.
--
--   nnpipe run lj.lua [points=10000 epochs=500 steps=1500 …]
local nn = require "nnpipe"
local opt = nn.options {
  epsilon = 0.010323, -- of argon, eV
  sigma = 3.405, -- Å
  cutoff = 8.5125, -- Å
  range = { 3.2, 8.5125 }, -- distances of training and test, Å
  points = 10000, -- of training
  test_points = 1000, -- of the test
  hidden = { 10 }, -- nodes of the network's hidden layers
  activation = "sigmoid", -- of hidden layers
  epochs = 500, -- of Levenberg-Marquardt
  adam_epochs = 500, -- of plain Adam, for comparison
  cells = 4, -- liquid argon: 4 · cells³ atoms
  constant = 5.78, -- of the crystal it is molten from, Å: 1.37 g/cm³
  timestep = 0.004, -- ps
  melt = 1000, -- steps of melting, and of cooling again
  steps = 1500, -- of the run
  seed = 1, -- of all random numbers
}

local argon = ("lj:epsilon=%s,sigma=%s,cutoff=%s,shift"):format(opt.epsilon, opt.sigma, opt.cutoff)

local function gen_lj(more)
  return nn.with({ "gen-lj", epsilon = opt.epsilon, sigma = opt.sigma, cutoff = opt.cutoff, range = opt.range,
    points = opt.points, seed = opt.seed }, more)
end

-- Data, and a network with one distance as its input. The test points carry the slope, which training never sees.
local data = nn.step { "data", out = "data.tab", gen_lj {} }
local test = nn.step { "test data", out = "test.tab",
  gen_lj { points = opt.test_points, slope = true, seed = opt.seed + 1 } }

local function fit(name, more)
  return nn.step { name, out = { name .. ".nnp", log = name .. "-log.tab", errors = name .. "-errors.tab" },
    nn.with({ "fit-mlp", data, hidden = opt.hidden, activation = opt.activation, seed = opt.seed, log = nn.out "log",
      test = test, errors = nn.out "errors" }, more) }
end
local model = fit("model", { optimizer = "lm", epochs = opt.epochs })
-- The same by plain Adam, as the thesis did it, though for fewer epochs.
local adam = fit("adam", { optimizer = "adam", learning_rate = 0.05, last_learning_rate = 0.0005,
  epochs = opt.adam_epochs })

-- Both potentials over the distance, at the same points.
local function curve(name, potential)
  return nn.step { name .. " curve", out = "curves/" .. name .. ".tab",
    { "measure", "dimer", potential = potential, low = opt.range[1], high = opt.range[2], points = 1000,
      elements = "Ar" } }
end
local curves = { ["Lennard-Jones"] = curve("lennard-jones", argon), network = curve("network", model) }

local difference = nn.step { "error over r", out = "error-over-r.tab", function(out)
  local ours, theirs = nn.table(curves.network), nn.table(curves["Lennard-Jones"])
  local rows = {}
  for i, row in ipairs(theirs.rows) do
    rows[i] = { row.r, math.abs(ours.rows[i]["energy_Ar-Ar"] - row["energy_Ar-Ar"]),
      math.abs(ours.rows[i]["force_Ar-Ar"] - row["force_Ar-Ar"]) }
  end
  nn.write_table(out, { units = "metal", fields = { "r", "energy_error", "slope_error" }, rows = rows })
end }

nn.plot { "line", curves["Lennard-Jones"], curves.network, out = "potential.png", x = "r", y = "energy_Ar-Ar",
  yscale = 1000,
  ylabel = "energy (meV)", series = { "Lennard-Jones", "network" }, overlay = true }
-- Sizes of errors, over orders of magnitude: they are largest where the potential is steepest.
nn.plot { "line", difference, out = "energy-error.png", y = "energy_error", yscale = 1e6, logy = true,
  ylabel = "size of the energy error (µeV)" }
nn.plot { "line", difference, out = "slope-error.png", y = "slope_error", yscale = 1e6, logy = true,
  ylabel = "size of the slope error (µeV/Å)" }
nn.plot { "training", model.log, out = "training.png", yscale = 1000, ylabel = "RMSE (meV)" }

-- Liquid argon: a crystal is melted and cooled, then runs with either potential go on from the same atoms and
-- velocities. Atoms come closer there than the shortest distance above: this network learns from 2.8 Å on.
local crystal = nn.step { "crystal", out = "crystal.xyz",
  { "make-cell", "fcc", element = "Ar", constant = opt.constant, ["repeat"] = opt.cells } }

local function run_md(name, from, more)
  return nn.step { name, out = { "run/" .. name .. ".xyz", thermo = "run/" .. name .. "-thermo.tab" },
    nn.with({ "run-md", from, seed = opt.seed, timestep = opt.timestep, every = 10, thermo = 10,
      thermo_output = nn.out "thermo" }, more) }
end
local melt = run_md("melt", crystal, { potential = argon, temperature = 300, steps = opt.melt, every = 0 })
local liquid = run_md("liquid", melt, { potential = argon, temperature = 40, steps = opt.melt, every = 0 })

local liquid_model = nn.step { "model for the liquid", out = "lj-liquid.nnp",
  nn.pipe { gen_lj { range = { 2.8, opt.range[2] }, density = "steep", seed = opt.seed + 2 },
    { "fit-mlp", hidden = opt.hidden, activation = opt.activation, optimizer = "lm", epochs = opt.epochs,
      seed = opt.seed } } }

local function simulate(name, potential)
  local run = run_md(name, liquid, { potential = potential, steps = opt.steps })
  return run, nn.step { name .. ": rdf", out = "run/" .. name .. "-rdf.tab",
    { "measure", "rdf", run, cutoff = 10, bins = 200 } }
end
local lj_run, lj_rdf = simulate("Lennard-Jones", argon)
local nn_run, nn_rdf = simulate("network", liquid_model)

nn.plot { "rdf", lj_rdf, nn_rdf, out = "rdf.png", series = { "Lennard-Jones", "network" } }

-- Total energy per atom from its start on, in meV.
local drift = nn.drift { "drift", out = "run/drift.tab", { "lj", lj_run }, { "network", nn_run } }
nn.plot { "line", drift, out = "nve-energy.png",
  ylabel = "energy drift (meV/atom)", series = { "Lennard-Jones", "network" } }

-- Ours beside the thesis's.
local errors, adam_errors = nn.table(model.errors), nn.table(adam.errors)

nn.summary {
  title = "Lennard-Jones, argon: one network of one distance",
  { "test energy RMSE", "meV", thesis = 0.896, ours = errors:get("rmse", { quantity = "energy" }), wanted = 0.01,
    moonshot = 0.0005 },
  { "test slope RMSE", "meV/Å", thesis = 24.3, ours = errors:get("rmse", { quantity = "slope" }), wanted = 0.5,
    moonshot = 0.03 },
  { "training time", "s", ours = nn.table(model.log).rows[#nn.table(model.log)].seconds, wanted = 10,
    moonshot = 2 },
  { "test energy RMSE, plain Adam", "meV", thesis = 0.896, ours = adam_errors:get("rmse", { quantity = "energy" }),
    wanted = 0.896 },
  { "test slope RMSE, plain Adam", "meV/Å", thesis = 24.3, ours = adam_errors:get("rmse", { quantity = "slope" }),
    wanted = 24.3 },
  { "rms difference of the RDFs of liquid argon", "1",
    ours = nn.table(lj_rdf):rms_difference(nn.table(nn_rdf), "g") },
  { "energy drift of the network in it", "meV/atom/ps", ours = nn.table(drift):slope("network", "time") },
}
