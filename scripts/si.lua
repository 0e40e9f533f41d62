-- Networks in place of Stillinger-Weber's potential of silicon: first the thesis's way, from the energies of single
-- atoms, then from energies, forces and stresses of whole frames, as they come from any source. Each is tested on runs
-- its fit has not seen and on properties of the crystal; the last one then runs the crystal itself.
--
--   nnpipe run si.lua [temperature=300 steps=10000 …]
local nn = require "nnpipe"
local opt = nn.options {
  constant = 5.431, -- of the lattice, Å
  sampled = { 50, 150, 300, 450, 600 }, -- temperatures of the training data, K
  tested = { 50, 100, 200, 300, 400, 500 }, -- temperatures of the test data, K
  atoms = 100, -- site samples: of so many atoms at each temperature
  site_steps = 1000, -- of a run they are taken from
  alpha = 100, -- eV/Å: the larger, the rarer are samples of small forces
  tau_max = 100, -- steps between samples of an atom, at most
  strains = { -0.02, 0, 0.02 }, -- whole frames: of crystals strained so
  frames = 6, -- so many at each strain and temperature
  settle = 500, -- steps before the first of them
  every = 50, -- steps between them
  hidden = { 10 }, -- nodes of networks that learn site energies
  activation = "sigmoid", -- of hidden layers
  epochs = 250, -- of Levenberg-Marquardt
  adam_epochs = 2000, -- of plain Adam, for comparison
  frame_hidden = { 15 }, -- nodes of the network that learns frames
  frame_epochs = 30, -- of its fit
  cells = 5, -- the run: of 8 · cells³ atoms
  temperature = 300, -- at its start, K
  timestep = 0.001, -- ps
  equilibration = 10000, -- steps before it
  steps = 10000, -- of it
  seed = 1, -- of all random numbers
}
local sw = nn.share "potentials/Si.sw"
local sets = { thesis = nn.share "symfunc/si-thesis.sf", short = nn.share "symfunc/si-short.sf" }

local function crystal(name, cells, strain)
  return nn.step { name, out = "crystals/" .. name .. ".xyz",
    { "make-cell", "diamond", element = "Si", constant = opt.constant, ["repeat"] = cells, strain = strain } }
end
local cell, small = crystal("cell", 1), crystal("small", 3)
local strained = { "cat" }
for i, strain in ipairs(opt.strains) do strained[i + 1] = crystal("strained-" .. i, 3, strain) end
strained = nn.step { "strained", out = "crystals/strained.xyz", strained }

-- Data, at every temperature. A crystal at rest gives half of its kinetic energy to the bonds: it starts twice as hot.
local function sample(name, temperatures, from, seed, more)
  local all = { "cat" }
  for i, temperature in ipairs(temperatures) do
    all[i + 1] = nn.step { ("%s %gK"):format(name, temperature), out = ("data/%s-%gK.xyz"):format(name, temperature),
      nn.with({ "sample-md", from, potential = sw, temperature = 2 * temperature, seed = 100 * opt.seed + 10 * seed + i }, more) }
  end
  return nn.step { name, out = "data/" .. name .. ".xyz", all }
end
local sites = { atoms = opt.atoms, steps = opt.site_steps, alpha = opt.alpha, tau_max = opt.tau_max }
local frames = { whole_frames = true, no_sampling = true, equilibrate = opt.settle, every = opt.every,
  steps = (opt.frames - 1) * opt.every }
local training_sites = sample("training-sites", opt.sampled, small, 0, sites)
local test_sites = sample("test-sites", opt.tested, small, 1, sites)
local training_frames = sample("training-frames", opt.sampled, strained, 2, frames)
local test_frames = sample("test-frames", opt.tested, small, 3, frames)

-- The thesis's way: symmetry functions of a site, scaled, in; its energy out. The test table is of other runs.
local function fit_sites(name, set, more)
  local test = nn.step { name .. ": test", out = "models/" .. name .. "-test.tab", { "symfunc", test_sites, set = set } }
  local stem = "models/" .. name
  return nn.step { name, out = { stem .. ".nnp", log = stem .. "-log.tab", errors = stem .. "-errors.tab" },
    nn.pipe { { "symfunc", training_sites, set = set }, { "scale", method = "center" },
      nn.with({ "fit-mlp", hidden = opt.hidden, activation = opt.activation, seed = opt.seed, log = nn.out "log",
        test = test, errors = nn.out "errors" }, more) } }
end
local models = {
  sites = fit_sites("sites", sets.thesis, { optimizer = "lm", epochs = opt.epochs }),
  adam = fit_sites("adam", sets.thesis, { optimizer = "adam", learning_rate = 0.05, batch = 100, plain_inputs = true,
    epochs = opt.adam_epochs, patience = 0 }),
  short = fit_sites("short", sets.short, { optimizer = "lm", epochs = opt.epochs }),
}

-- The other way: one fit of all there is to know of a frame.
models.frames = nn.step { "frames", out = { "models/frames.nnp", log = "models/frames-log.tab" },
  { "fit-mlp", training_frames, set = sets.short, forces = true, stress = true, hidden = opt.frame_hidden, activation = opt.activation,
    epochs = opt.frame_epochs, seed = opt.seed, log = nn.out "log" } }

-- Tests: energies and forces of frames, single energies, properties of the crystal.
local function validate(name)
  return nn.step { name .. ": errors", out = { "tests/" .. name .. ".tab", forces = "tests/" .. name .. "-forces.tab" },
    { "validate", test_frames, potential = models[name], force_parity = nn.out "forces" } }
end
local errors = { sites = validate "sites", short = validate "short", frames = validate "frames" }

local parity = nn.step { "sites: parity", out = { "tests/sites-energies.tab", list = "tests/sites-parity.tab" },
  { "validate", test_sites, potential = models.sites, energy_parity = nn.out "list" } }

-- The crystal's properties by each potential.
local half = opt.constant / 2
local primitive = nn.step { "primitive", out = "crystals/primitive.xyz",
  { "make-cell", "cell", vectors = { 0, half, half, half, 0, half, half, half, 0 }, basis = { "Si:0:0:0", "Si:0.25:0.25:0.25" } } }
local path = "0,0,1:0.5,0.5,1:0.375,0.375,0.75:0,0,0:0.5,0.5,0.5" -- Γ X K Γ L
local function measure(name, potential)
  local function step(quantity, of, more)
    return nn.step { name .. ": " .. quantity, out = ("crystals/%s-%s.tab"):format(name, quantity),
      nn.with({ "measure", quantity, of, potential = potential }, more) }
  end
  return { elastic = step("elastic", cell, {}), eos = step("eos", cell, { points = 25 }),
    phonon = step("phonon", primitive, { path = path, steps = 40 }) }
end
local properties = { sw = measure("Stillinger-Weber", sw), sites = measure("sites", models.sites),
  frames = measure("frames", models.frames) }

-- The run: equilibrated by Stillinger-Weber, then both go on from the same atoms and velocities.
local function run_md(name, from, more)
  return nn.step { name, out = { "run/" .. name .. ".xyz", thermo = "run/" .. name .. "-thermo.tab" },
    nn.with({ "run-md", from, seed = opt.seed, timestep = opt.timestep, every = 50, thermo = 50,
      thermo_output = nn.out "thermo" }, more) }
end
local start = run_md("start", crystal("large", opt.cells),
  { potential = sw, temperature = opt.temperature, steps = opt.equilibration, every = 0 })
local function rdf(run)
  return nn.step { run.name .. ": rdf", out = "run/" .. run.name .. "-rdf.tab", { "measure", "rdf", run, cutoff = 8, bins = 500 } }
end
local sw_run = run_md("Stillinger-Weber", start, { potential = sw, steps = opt.steps })
local network_run = run_md("network", start, { potential = models.frames, steps = opt.steps })
local sw_rdf, network_rdf = rdf(sw_run), rdf(network_run)

-- Energies of the runs from their start on, errors by the size of the force, errors of single energies.
local drift = nn.step { "drift", out = "run/drift.tab", function(out)
  local a, b = nn.table(sw_run.thermo), nn.table(network_run.thermo)
  local per_atom, rows = 1000 / a.notes.atoms, {}
  for i, row in ipairs(a.rows) do
    rows[i] = { row.time, per_atom * (row.etotal - a.rows[1].etotal), per_atom * (b.rows[i].etotal - b.rows[1].etotal) }
  end
  nn.write_table(out, { units = "metal", fields = { "time", "sw", "network" }, rows = rows })
end }
local by_size = nn.step { "errors by size", out = "tests/by-size.tab", function(out)
  local rows = {}
  for i, row in ipairs(nn.table(errors.sites).rows) do
    local low, high = row.subset:match "size:(.*)-(.*)"
    if low then rows[#rows + 1] = { (low + high) / 2, row.rmse, nn.table(errors.frames).rows[i].rmse } end
  end
  nn.write_table(out, { fields = { "force", "sites", "frames" }, rows = rows })
end }
local histogram = nn.step { "errors of sites", out = "tests/site-errors.tab", function(out)
  local rows = {}
  for i, row in ipairs(nn.table(parity.list).rows) do rows[i] = { 1000 * (row.predicted - row.reference) } end
  nn.write_table(out, { fields = { "error" }, rows = rows })
end }
-- Adam's error jumps from epoch to epoch: what it has reached is the lowest so far.
local function best_so_far(name)
  return nn.step { name .. ": best so far", out = "models/" .. name .. "-best.tab", function(out)
    local rows, best = {}, math.huge
    for i, row in ipairs(nn.table(models[name].log).rows) do
      best = math.min(best, row.train_rmse)
      rows[i] = { row.epoch, best }
    end
    nn.write_table(out, { units = "metal", fields = { "epoch", "train_rmse" }, rows = rows })
  end }
end

-- Pictures.
local both, ways = { "Stillinger-Weber", "network" }, { "from site energies", "from frames" }
nn.plot { "training", best_so_far("adam"), best_so_far("sites"), out = "training.png", y = "train_rmse", yscale = 1000,
  logx = true, ylabel = "lowest RMSE so far (meV)", series = { "Adam", "Levenberg-Marquardt" } }
nn.plot { "parity", parity.list, out = "energy-parity.png", note = "eV",
  xlabel = "site energy, Stillinger-Weber (eV)", ylabel = "site energy, network (eV)" }
nn.plot { "histogram", histogram, out = "energy-errors.png", y = "error", bins = 60, xrange = { -3, 3 },
  xlabel = "error of site energies (meV)" }
nn.plot { "parity", errors.frames.forces, out = "force-parity.png", note = "eV/Å",
  xlabel = "force, Stillinger-Weber (eV/Å)", ylabel = "force, network (eV/Å)" }
nn.plot { "loglog", by_size, out = "force-errors.png", x = "force", series = ways, key = "above",
  xlabel = "size of the force (eV/Å)", ylabel = "RMSE of the force (meV/Å)" }
nn.plot { "eos", properties.sw.eos, properties.frames.eos, out = "equation-of-state.png", series = both }
local bands, corners = nn.table(properties.sw.phonon), {}
for i, name in ipairs { "Γ", "X", "K", "Γ", "L" } do corners[i] = name .. "=" .. bands.rows[1 + 40 * (i - 1)].distance end
nn.plot { "phonon", properties.sw.phonon, properties.frames.phonon, out = "phonons.png", xticks = corners, series = both }
nn.plot { "line", drift, out = "nve-energy.png", overlay = true, ylabel = "energy drift (meV/atom)", series = both }
for _, format in ipairs { "png", "svg" } do nn.plot { "rdf", sw_rdf, network_rdf, out = "rdf." .. format, series = both } end

-- Ours beside the thesis's.
local function site_error(model) return nn.table(model.errors):get("rmse", { quantity = "energy" }) end
local function error_of(quantity, name) return nn.table(errors[name]):get("rmse", { quantity = quantity, subset = "all" }) end
local function percent_off(quantity, name)
  local function value(of) return nn.table(properties[of].elastic):get("value", { quantity = quantity }) end
  return 100 * math.abs(value(name) / value "sw" - 1)
end
local function seconds(model)
  local log = nn.table(model.log)
  return log.rows[#log].seconds
end
local function rms_of_rdfs()
  local a, b, sum = nn.table(sw_rdf), nn.table(network_rdf), 0
  for i, row in ipairs(a.rows) do sum = sum + (row.g - b.rows[i].g) ^ 2 end
  return math.sqrt(sum / #a)
end

nn.summary {
  title = "Silicon, Stillinger-Weber and networks",
  { "site energy RMSE", "meV", thesis = 0.864, ours = site_error(models.sites) },
  { "time of that fit", "s", thesis = 570, ours = seconds(models.sites) },
  { ("site energy RMSE, plain Adam, %d epochs"):format(opt.adam_epochs), "meV", thesis = 0.864, ours = site_error(models.adam) },
  { "site energy RMSE, functions as short as the potential", "meV", ours = site_error(models.short) },
  { "force RMSE, from site energies", "meV/Å", thesis = 41.2, ours = error_of("force", "sites") },
  { "force RMSE, from site energies, short functions", "meV/Å", thesis = 41.2, ours = error_of("force", "short") },
  { "force RMSE, from frames", "meV/Å", thesis = 41.2, ours = error_of("force", "frames") },
  { "energy RMSE, from frames", "meV/atom", thesis = 0.864, ours = error_of("energy", "frames") },
  -- Against Stillinger-Weber's own, by the same method.
  { "bulk modulus off, from site energies", "%", thesis = 1.58, ours = percent_off("bulk", "sites") },
  { "c44 off, from site energies", "%", thesis = 5.22, ours = percent_off("c44", "sites") },
  { "Poisson's ratio off, from site energies", "%", thesis = 3.88, ours = percent_off("poisson_100", "sites") },
  { "bulk modulus off, from frames", "%", thesis = 1.58, ours = percent_off("bulk", "frames") },
  { "c44 off, from frames", "%", thesis = 5.22, ours = percent_off("c44", "frames") },
  { "Poisson's ratio off, from frames", "%", thesis = 3.88, ours = percent_off("poisson_100", "frames") },
  { "NVE energy drift, network from frames", "meV/atom/ps", ours = nn.table(drift):slope("network", "time") },
  { "NVE energy drift, Stillinger-Weber", "meV/atom/ps", ours = nn.table(drift):slope("sw", "time") },
  { "rms difference of g(r)", "1", ours = rms_of_rdfs() },
}
