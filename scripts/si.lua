-- Networks in place of Stillinger-Weber's potential of silicon: first the thesis's chapter, from the energies of single
-- atoms, with rounds that add what lies outside the training range and what four networks disagree about; then from
-- energies, forces and stresses of whole frames, built by rounds of runs up to 1500 K. Each is tested on runs its fit
-- has not seen and on properties of the crystal; the numbers stand beside the thesis's, and report.html has all of it
-- on one page.
--
--   nnpipe run si.lua [temperature=300 long=yes …]
local nn = require "nnpipe"
local opt = nn.options {
  constant = 5.431, -- of the lattice, Å
  sampled = { 50, 200, 350, 500 }, -- temperatures of the first samples, K
  tested = { 50, 100, 200, 300, 400, 500 }, -- temperatures of the test data, K
  site_strains = { -0.03, 0, 0.03 }, -- of the crystals of the first samples
  atoms = 13, -- site samples: of so many atoms at each temperature and strain; no more samples than the thesis has
  tested_atoms = 85, -- and at each temperature of the test data
  cold_temperature = 2, -- of samples that show how the crystal at rest is strained, K
  cold_strains = nn.strains.volume, -- alike along all axes
  cold_shears = nn.strains.shape, -- xx,yy,zz,yz,xz,xy
  cold_atoms = 27, -- of so many atoms of each
  cold_steps = 200, -- of their runs
  site_steps = 1000, -- of a run they are taken from
  alpha = 100, -- eV/Å: the larger, the rarer are samples of small forces
  tau_max = 100, -- steps between samples of an atom, at most
  rounds = { 3, 3 }, -- the thesis's: for what extrapolates, for what four networks disagree about
  round_temperatures = { 300, 600 }, -- of their runs, K
  round_steps = 2000, -- of these
  round_frames = { 3, 8 }, -- of 64 atoms, added in a round at most
  disagreement = 5, -- meV, of four networks about one atom
  round_epochs = 120, -- of the fits between
  frame_temperatures = { 50, 150, 300, 450, 600 }, -- of the first whole frames, K
  strains = { -0.02, 0, 0.02 }, -- of their crystals
  frames = 6, -- so many at each strain and temperature
  settle = 500, -- steps before the first of them
  every = 50, -- steps between them
  active_rounds = 3, -- rounds that look for new frames
  active_temperatures = { 600, 1000, 1500 }, -- of their runs at no pressure, K
  active_steps = 3000, -- of these
  active_frames = 15, -- found in each, at most
  hidden = { 10 }, -- nodes of networks that learn site energies
  activation = "sigmoid", -- of hidden layers
  epochs = 1000, -- of Levenberg-Marquardt
  starts = 4, -- of the last fit; that with the smallest error of the check is kept
  checked_atoms = 85, -- at each temperature of the check: of other runs than samples and test
  adam_epochs = { 10000, 20000, 20000, 40000 }, -- of plain Adam, from other starts: until the check is 5 % below the
  -- error of the thesis
  frame_hidden = { 15 }, -- nodes of the network that learns frames
  frame_epochs = 30, -- of its fit
  cells = 5, -- the run: of 8 · cells³ atoms
  temperature = 300, -- at its start, K
  timestep = 0.001, -- ps
  equilibration = 10000, -- steps before it
  steps = 10000, -- of it
  long = false, -- runs of a nanosecond at 1000 K and no pressure, too
  long_cells = 2, -- of 8 · long_cells³ atoms
  long_steps = 1000000, -- of each
  long_seeds = 3, -- so many
  long_on_extrapolation = "warn", -- warn: end where a run is no physics; stop: where it leaves the range; ignore
  seed = 1, -- of all random numbers
}
-- What the thesis has.
local thesis = { first_samples = 4406, extrapolating = 578, disputed = 1595, samples = 6579, -- of sites
  first_rmse = 0.992, rmse = 0.864, epochs = 40000, seconds = 570, -- meV, s
  force_rmse = 41.2, bulk = 1.58, c44 = 5.22, poisson = 3.88 } -- meV/Å, % off
local sw = nn.share "potentials/Si.sw"
local sets = { thesis = nn.share "symfunc/si-thesis.sf", short = nn.share "symfunc/si-short.sf" }

local function crystal(name, cells, strain)
  return nn.step { name, out = "crystals/" .. name .. ".xyz",
    { "make-cell", "diamond", element = "Si", constant = opt.constant, ["repeat"] = cells, strain = strain } }
end
local cell, box, small = crystal("cell", 1), crystal("box", 2), crystal("small", 3)
local function crystals(name, ...)
  local all = { "cat" }
  for _, strains in ipairs { ... } do
    for _, strain in ipairs(strains) do all[#all + 1] = crystal(name .. "-" .. #all, 3, strain) end
  end
  return nn.step { name, out = "crystals/" .. name .. ".xyz", all }
end
local strained, strained_sites = crystals("strained", opt.strains), crystals("strained-sites", opt.site_strains)
local at_rest = crystals("at-rest", opt.cold_strains, opt.cold_shears)

-- Data, at every temperature. A crystal at rest gives half of its kinetic energy to the bonds: it starts twice as hot.
local function sample(name, temperatures, from, seed, more)
  local all = { "cat" }
  for i, temperature in ipairs(temperatures) do
    all[i + 1] = nn.step { ("%s %gK"):format(name, temperature), out = ("data/%s-%gK.xyz"):format(name, temperature),
      nn.with({ "sample-md", from, potential = sw, temperature = 2 * temperature,
        seed = 100 * opt.seed + 10 * seed + i }, more) }
  end
  return nn.step { name, out = "data/" .. name .. ".xyz", all }
end
local function sites(atoms, steps)
  return { atoms = atoms, steps = steps, alpha = opt.alpha, tau_max = opt.tau_max }
end
local frames = { whole_frames = true, no_sampling = true, equilibrate = opt.settle, every = opt.every,
  steps = (opt.frames - 1) * opt.every }
-- Moduli are curvatures of the energy of the crystal at rest. Samples of crystals at their own volume leave them to
-- chance: the bulk modulus is then off by 2 to 10 %, from seed to seed.
local first_sites = nn.step { "first sites", out = "data/first-sites.xyz",
  { "cat", sample("warm-sites", opt.sampled, strained_sites, 0, sites(opt.atoms, opt.site_steps)),
    sample("cold-sites", { opt.cold_temperature }, at_rest, 5, sites(opt.cold_atoms, opt.cold_steps)) } }
local test_sites = sample("test-sites", opt.tested, small, 1, sites(opt.tested_atoms, opt.site_steps))
local check_sites = sample("check-sites", opt.tested, small, 6, sites(opt.checked_atoms, opt.site_steps))
local first_frames = sample("first-frames", opt.frame_temperatures, strained, 2, frames)
local test_frames = sample("test-frames", opt.tested, small, 3, frames)
local hot_frames = sample("hot-frames", { 1000, 1500 }, small, 4, frames)

-- The thesis's way: symmetry functions of a site, scaled, in; its energy out. The test table is of other runs.
local tests = {}
for name, set in pairs(sets) do
  tests[name] = nn.step { name .. ": test", out = "models/" .. name .. "-test.tab",
    { "symfunc", test_sites, set = set } }
end
local function fit_sites(name, samples, kind, more)
  local stem = "models/" .. name
  return nn.step { name, out = { stem .. ".nnp", log = stem .. "-log.tab", errors = stem .. "-errors.tab" },
    nn.pipe { { "symfunc", samples, set = sets[kind] }, { "scale", method = "center" },
      nn.with({ "fit-mlp", hidden = opt.hidden, activation = opt.activation, optimizer = "lm", seed = opt.seed,
        log = nn.out "log",
        test = tests[kind], errors = nn.out "errors" }, more) } }
end
local function site_error(model) return nn.table(model.errors):get("rmse", { quantity = "energy" }) end

-- Its rounds: runs with the network, and frames of them whose atoms all become samples.
local function runs_with(model, round, more)
  local all = { "cat" }
  for i, temperature in ipairs(opt.round_temperatures) do
    all[i + 1] = nn.step { ("%s: run at %gK"):format(round, temperature),
      out = ("rounds-of-sites/%s-%gK.xyz"):format(round, temperature),
      may_end_early = true,
      nn.with({ "run-md", box, potential = model, ensemble = "npt", pressure = 0, temperature = temperature,
        steps = opt.round_steps, every = 10, timestep = opt.timestep, quiet = true, seed = 100 * opt.seed + i }, more) }
  end
  return nn.step { round .. ": runs", out = "rounds-of-sites/" .. round .. ".xyz", all }
end
local samples, rounds = first_sites, {}
local known = #nn.frames(first_sites)
local counts = { first = known, extrapolating = 0, disputed = 0 }
local function learned(round, kind, model, found, picked)
  rounds[#rounds + 1] = { #rounds + 1, known, found, site_error(model) }
  if not picked then return end
  local labelled = nn.step { round .. ": label", out = "rounds-of-sites/" .. round .. "-labelled.xyz",
    { "label", picked, potential = sw } }
  local more = nn.atoms(labelled)
  counts[kind], known = counts[kind] + more, known + more
  samples = nn.step { round .. ": samples", out = "rounds-of-sites/" .. round .. "-samples.xyz",
    { "cat", samples, labelled } }
end
local folder, first_model = "rounds-of-sites", nil
nn.extrapolation_rounds { rounds = opt.rounds[1], number = opt.round_frames[1], folder = folder,
  fit = function(round)
    local model = fit_sites(round, samples, "thesis", { epochs = opt.round_epochs })
    first_model = first_model or model
    return model
  end,
  run = function(model, round) return runs_with(model, round, { on_extrapolation = "stop", stop_beyond = 0.5 }) end,
  learn = function(round, ...) learned(round, "extrapolating", ...) end }
nn.committee_rounds { rounds = opt.rounds[2], members = 4, number = opt.round_frames[2], folder = folder,
  disagreement = 1e-3 * opt.disagreement,
  fit = function(name, member)
    return fit_sites(name, samples, "thesis", { epochs = opt.round_epochs, seed = 10 * opt.seed + member })
  end,
  run = function(committee, round) return runs_with(committee, round, { on_extrapolation = "ignore" }) end,
  learn = function(round, ...) learned(round, "disputed", ...) end }
-- A fit, and its error of other runs than the samples' and the test's.
local function checked_fit(name, more)
  local model = fit_sites(name, samples, "thesis", more)
  return { model = model, errors = nn.step { name .. ": check", out = "models/" .. name .. "-check.tab",
    { "validate", check_sites, potential = model, quiet = true } } }
end
local function check_error(fit) return nn.table(fit.errors):get("rmse", { quantity = "energy", subset = "all" }) end
-- A fit ends in one of several minima, from start to start.
local starts = {}
for i = 1, opt.starts do
  starts[i] = checked_fit("sites-" .. i, { epochs = opt.epochs, patience = 200, seed = 10 * opt.seed + i })
end
-- Plain Adam; its learning rate falls to its end in each of these fits. It holds nothing out: single rows far from the
-- others would decide which epoch is kept, often an early one, and the check tells what the fit is worth.
local adams = {}
for i, epochs in ipairs(opt.adam_epochs) do
  adams[i] = checked_fit("adam-" .. i, { optimizer = "adam", learning_rate = 0.005, schedule = "cosine", batch = 100,
    init = "inverse-sqrt", epochs = epochs, validation = 0, patience = 0, threads = 1, seed = 10 * opt.seed + i })
  adams[i].epochs = epochs
  if check_error(adams[i]) <= 0.95 * thesis.rmse then break end -- runs differ by some percent
end
local function best_of(fits)
  local best
  for _, fit in ipairs(fits) do
    if not best or check_error(fit) < check_error(best) then best = fit end
  end
  return best
end
local best, best_adam = best_of(starts), best_of(adams)
local models = {
  sites = best.model,
  adam = best_adam.model,
  short = fit_sites("short", samples, "short", { epochs = 250 }),
}
rounds[#rounds + 1] = { #rounds + 1, known, 0, site_error(models.sites) }
local round_table = nn.step { "rounds of sites", out = "rounds-of-sites/rounds.tab", function(out)
  nn.write_table(out, { units = "metal", fields = { "round", "samples", "found", "test_rmse" }, rows = rounds })
end }

-- The other way: energies, forces and stresses of whole frames, round by round where runs with a committee find what is
-- new to it.
local learn = { set = sets.short, stress = true, hidden = opt.frame_hidden, activation = opt.activation }
local loop = nn.active { name = "rounds", start = first_frames, from = small, label = { "label", potential = sw },
  test = hot_frames,
  fit = nn.with(learn, { epochs = math.max(3, opt.frame_epochs // 4) }), committee = 3, rounds = opt.active_rounds,
  temperatures = opt.active_temperatures, pressures = { 0 }, steps = opt.active_steps, timestep = opt.timestep,
  number = opt.active_frames,
  extrapolation = { 0.02, 5 }, force_spread = { 5, 5000 }, seed = opt.seed }
models.frames = nn.step { "frames", out = { "models/frames.nnp", log = "models/frames-log.tab" },
  nn.with({ "fit-mlp", loop.frames, forces = true, epochs = opt.frame_epochs, seed = opt.seed, log = nn.out "log" },
    learn) }

-- Tests: energies and forces of frames, single energies, properties of the crystal.
local function validate(name, label, against)
  return nn.step { label .. ": errors",
    out = { "tests/" .. label .. ".tab", forces = "tests/" .. label .. "-forces.tab" },
    { "validate", against or test_frames, potential = models[name], force_parity = nn.out "forces", quiet = true } }
end
local errors = { sites = validate("sites", "sites"), short = validate("short", "short"),
  frames = validate("frames", "frames"),
  hot = validate("frames", "frames-hot", hot_frames) }

local parity = nn.step { "sites: parity", out = { "tests/sites-energies.tab", list = "tests/sites-parity.tab" },
  { "validate", test_sites, potential = models.sites, energy_parity = nn.out "list" } }

-- The crystal's properties by each potential.
local half = opt.constant / 2
local primitive = nn.step { "primitive", out = "crystals/primitive.xyz",
  { "make-cell", "cell", vectors = { 0, half, half, half, 0, half, half, half, 0 },
    basis = { "Si:0:0:0", "Si:0.25:0.25:0.25" } } }
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
  return nn.step { run.name .. ": rdf", out = "run/" .. run.name .. "-rdf.tab",
    { "measure", "rdf", run, cutoff = 8, bins = 500 } }
end
local sw_run = run_md("Stillinger-Weber", start, { potential = sw, steps = opt.steps })
local network_run = run_md("network", start, { potential = models.frames, steps = opt.steps })
local sites_run = run_md("network-of-sites", start,
  { potential = models.sites, steps = opt.steps, on_extrapolation = "ignore" })
local sw_rdf, network_rdf, sites_rdf = rdf(sw_run), rdf(network_run), rdf(sites_run)

-- Energies of the runs from their start on, errors by the size of the force, errors of single energies.
local drift = nn.drift { "drift", out = "run/drift.tab", { "sw", sw_run }, { "network", network_run } }
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

-- A nanosecond at 1000 K and no pressure, several times: the network holds, and the crystal has the volume it has by
-- Stillinger-Weber's potential.
local long = {}
if opt.long then
  local from = crystal("long", opt.long_cells)
  local columns = { "step", "time", "temp", "pe", "volume", "press" }
  local function long_run(name, file, potential, seed, more_columns)
    return nn.step { "long: " .. name, out = { ("long/%s.xyz"):format(file), thermo = ("long/%s.tab"):format(file) },
      { "run-md", from, potential = potential, ensemble = "npt", temperature = 1000, pressure = 0,
        steps = opt.long_steps,
        timestep = opt.timestep, every = 0, thermo = 1000, on_extrapolation = opt.long_on_extrapolation,
        thermo_columns = table.move(more_columns, 1, #more_columns, #columns + 1, { table.unpack(columns) }),
        thermo_output = nn.out "thermo", seed = seed, quiet = true } }
  end
  for i = 1, opt.long_seeds do
    long[i] = long_run("network-" .. i, "network-" .. i, models.frames, 1000 * opt.seed + i, { "outside" })
  end
  long.sw = long_run("Stillinger-Weber", "sw", sw, 1000 * opt.seed, {})
end
-- Without a run's first tenth.
local function mean_of(run, field) return nn.table(run.thermo):mean(field, 0.1) end

-- Pictures: all are PNG to look at and SVG on the page.
local both, ways = { "Stillinger-Weber", "network" }, { "from site energies", "from frames" }
local pictures = {
  rounds = nn.picture { "rounds", round_table, out = "rounds-of-sites", y = "test_rmse",
    ylabel = "RMSE of test sites (meV)", yrange = { 0, 2 } },
  training = nn.picture { "training", best_so_far("adam"), best_so_far("sites"), out = "training", y = "train_rmse",
    yscale = 1000,
    logx = true, ylabel = "lowest RMSE so far (meV)", series = { "Adam", "Levenberg-Marquardt" } },
  energies = nn.picture { "parity", parity.list, out = "energy-parity", note = "eV",
    xlabel = "site energy, Stillinger-Weber (eV)", ylabel = "site energy, network (eV)" },
  histogram = nn.picture { "histogram", histogram, out = "energy-errors", y = "error", bins = 60, xrange = { -3, 3 },
    xlabel = "error of site energies (meV)" },
  forces = nn.picture { "parity", errors.frames.forces, out = "force-parity", note = "eV/Å",
    xlabel = "force, Stillinger-Weber (eV/Å)", ylabel = "force, network (eV/Å)" },
  sizes = nn.picture { "loglog", by_size, out = "force-errors", x = "force", series = ways, key = "above",
    xlabel = "size of the force (eV/Å)", ylabel = "RMSE of the force (meV/Å)" },
  eos = nn.picture { "eos", properties.sw.eos, properties.frames.eos, out = "equation-of-state", series = both },
  drift = nn.picture { "line", drift, out = "nve-energy", overlay = true, ylabel = "energy drift (meV/atom)",
    series = both },
  rdf = nn.picture { "rdf", sw_rdf, network_rdf, sites_rdf, out = "rdf",
    series = { "Stillinger-Weber", "from frames", "from site energies" } },
}
local bands, corners = nn.table(properties.sw.phonon), {}
for i, name in ipairs { "Γ", "X", "K", "Γ", "L" } do
  corners[i] = name .. "=" .. bands.rows[1 + 40 * (i - 1)].distance
end
pictures.phonons = nn.picture { "phonon", properties.sw.phonon, properties.frames.phonon, out = "phonons",
  xticks = corners, series = both }
if opt.long then
  -- Means of fifty parts: single volumes of so few atoms jump by percents.
  local function in_parts(run, name)
    return nn.step { "volume by " .. name, out = ("long/volume-%s.tab"):format(name:gsub(" ", "-")), function(out)
      local all, parts = nn.table(run.thermo), {}
      local each = math.max(1, #all // 50)
      for first = 1, #all - each + 1, each do
        local sum, time = 0, 0
        for i = first, first + each - 1 do
          sum, time = sum + all.rows[i].volume / each, time + all.rows[i].time / each
        end
        parts[#parts + 1] = { time, sum / (8 * opt.long_cells ^ 3) }
      end
      nn.write_table(out, { units = "metal", fields = { "time", "volume" }, rows = parts })
    end }
  end
  local curves, names = { "line", in_parts(long.sw, "Stillinger-Weber") }, { "Stillinger-Weber" }
  for i = 1, opt.long_seeds do
    names[i + 1] = "network " .. i
    curves[i + 2] = in_parts(long[i], names[i + 1])
  end
  pictures.long = nn.picture(nn.with(curves,
    { out = "long-volume", x = "time", y = "volume", series = names, xlabel = "time (ps)",
    ylabel = "volume (Å³/atom)", key = "above" }))
end

-- Ours beside the thesis's.
local function error_of(quantity, name)
  return nn.table(errors[name]):get("rmse", { quantity = quantity, subset = "all" })
end
local function percent_off(quantity, name)
  local function value(of) return nn.table(properties[of].elastic):get("value", { quantity = quantity }) end
  return 100 * math.abs(value(name) / value "sw" - 1)
end
local function seconds_of(fits)
  local sum = 0
  for _, fit in ipairs(fits) do
    local log = nn.table(fit.model.log)
    sum = sum + log.rows[#log].seconds
  end
  return sum
end
local function highest(of) return nn.table(of):greatest("g").g end
local function peak_off(of) return 100 * math.abs(highest(of) / highest(sw_rdf) - 1) end
local last = nn.table(loop.table)

local chapter = {
  { "samples at first", "1", thesis = thesis.first_samples, ours = counts.first, wanted = thesis.first_samples },
  { "site energy RMSE, at first", "meV", thesis = thesis.first_rmse, ours = site_error(first_model),
    wanted = thesis.first_rmse },
  { "samples added by extrapolation", "1", thesis = thesis.extrapolating, ours = counts.extrapolating,
    wanted = thesis.extrapolating },
  { "samples added where four networks disagree", "1", thesis = thesis.disputed, ours = counts.disputed,
    wanted = thesis.disputed },
  { "samples in the end", "1", thesis = thesis.samples, ours = known, wanted = thesis.samples },
  { "site energy RMSE", "meV", thesis = thesis.rmse, ours = site_error(models.sites), wanted = 0.75, moonshot = 0.5 },
  { "time of that fit, with all starts", "s", thesis = thesis.seconds, ours = seconds_of(starts),
    wanted = thesis.seconds },
  { "site energy RMSE, plain Adam", "meV", thesis = thesis.rmse, ours = site_error(models.adam),
    wanted = thesis.rmse },
  { "epochs of plain Adam", "1", thesis = thesis.epochs, ours = best_adam.epochs, wanted = thesis.epochs },
  { "time of plain Adam", "s", thesis = thesis.seconds, ours = seconds_of { best_adam },
    wanted = thesis.seconds },
  { "time of plain Adam, with all starts", "s", thesis = thesis.seconds, ours = seconds_of(adams),
    wanted = thesis.seconds },
  { "force RMSE, from site energies", "meV/Å", thesis = thesis.force_rmse, ours = error_of("force", "sites"),
    wanted = thesis.force_rmse },
  { "bulk modulus off, from site energies", "%", thesis = thesis.bulk, ours = percent_off("bulk", "sites"),
    wanted = thesis.bulk },
  { "c44 off, from site energies", "%", thesis = thesis.c44, ours = percent_off("c44", "sites"),
    wanted = thesis.c44 },
  { "Poisson's ratio off, from site energies", "%", thesis = thesis.poisson,
    ours = percent_off("poisson_100", "sites"), wanted = thesis.poisson },
  { "height of g(r)'s first peak off, from site energies", "%", ours = peak_off(sites_rdf) },
  { "site energy RMSE, functions as short as the potential", "meV", thesis = thesis.rmse,
    ours = site_error(models.short),
    wanted = 0.15, moonshot = 0.03 },
  { "force RMSE, from site energies, short functions", "meV/Å", thesis = thesis.force_rmse,
    ours = error_of("force", "short"), wanted = thesis.force_rmse },
}
-- Of the crystal by the same method as with Stillinger-Weber's potential.
local improved = {
  { "frames learned", "1", ours = last.rows[#last].frames + last.rows[#last].picked },
  { "energy RMSE, from frames", "meV/atom", thesis = thesis.rmse, ours = error_of("energy", "frames"), wanted = 0.03,
    moonshot = 0.01 },
  { "force RMSE, from frames", "meV/Å", thesis = thesis.force_rmse, ours = error_of("force", "frames"), wanted = 5,
    moonshot = 1.5 },
  { "energy RMSE, 1000 and 1500 K", "meV/atom", ours = error_of("energy", "hot") },
  { "force RMSE, 1000 and 1500 K", "meV/Å", ours = error_of("force", "hot") },
  { "bulk modulus off, from frames", "%", thesis = thesis.bulk, ours = percent_off("bulk", "frames"), wanted = 0.5,
    moonshot = 0.1 },
  { "c44 off, from frames", "%", thesis = thesis.c44, ours = percent_off("c44", "frames"), wanted = 0.5,
    moonshot = 0.1 },
  { "Poisson's ratio off, from frames", "%", thesis = thesis.poisson, ours = percent_off("poisson_100", "frames"),
    wanted = 0.5, moonshot = 0.1 },
  { "height of g(r)'s first peak off, from frames", "%", ours = peak_off(network_rdf), wanted = 1, moonshot = 0.3 },
  { "rms difference of g(r)", "1", ours = nn.table(sw_rdf):rms_difference(nn.table(network_rdf), "g") },
  { "NVE energy drift, network from frames", "meV/atom/ps", ours = math.abs(nn.table(drift):slope("network", "time")),
    wanted = 1e-3,
    moonshot = 2e-5 },
  { "NVE energy drift, Stillinger-Weber", "meV/atom/ps", ours = math.abs(nn.table(drift):slope("sw", "time")) },
}
local long_rows = {}
for i, run in ipairs(long) do
  local rows = nn.table(run.thermo).rows
  long_rows[#long_rows + 1] = { ("run at 1000 K, seed %d: length"):format(i), "ps", ours = rows[#rows].time }
  long_rows[#long_rows + 1] = { ("run at 1000 K, seed %d: mean temperature"):format(i), "K",
    ours = mean_of(run, "temp") }
  long_rows[#long_rows + 1] = { ("run at 1000 K, seed %d: mean volume off Stillinger-Weber's"):format(i), "%",
    ours = 100 * math.abs(mean_of(run, "volume") / mean_of(long.sw, "volume") - 1) }
end
local all = { title = "Silicon, Stillinger-Weber and networks" }
for _, part in ipairs { chapter, improved, long_rows } do table.move(part, 1, #part, #all + 1, all) end
nn.summary(all)

local function shown(name, alt, caption) return { pictures[name], alt = alt, caption = caption } end
local sections = {
  { "The thesis's chapter", rows = nn.rows(chapter), recipe = { models.sites },
    text = "Site energies of Stillinger-Weber's potential, the thesis's symmetry functions, one layer of ten nodes. "
      .. "Samples are added where the "
      .. "network extrapolates, then where four networks disagree by more than " .. opt.disagreement
        .. " meV about an atom.",
    pictures = {
      shown("rounds", "Errors of test sites, round by round",
        "Errors of sites that no fit has seen, after each round."),
      shown("training", "Adam and Levenberg-Marquardt, error over epochs", "How fits of the same samples go."),
      shown("energies", "Site energies along the diagonal", "Site energies of the test, by network and potential."),
      shown("histogram", "Errors of site energies are centred at zero", "Errors of these energies.") } },
  { "From energies, forces and stresses", rows = nn.rows(improved), recipe = { models.frames },
    text = "The same potential learned from whole frames, with functions that reach as far as the potential does.",
    pictures = {
      shown("forces", "Forces along the diagonal", "Forces of frames of 50 to 500 K, which no fit has seen."),
      shown("sizes", "Force errors over the size of the force",
        "Errors of forces by their size, from site energies and from frames.") } },
  { "The crystal", pictures = {
    shown("eos", "Equations of state lie on one another", "Energies over volumes."),
    shown("phonons", "Phonon bands lie on one another", "Phonons along Γ X K Γ L.") } },
  { "A run of 1000 atoms", pictures = {
    shown("rdf", "Radial distributions lie on one another", "Radial distribution at 300 K."),
    shown("drift", "Energies stay where they are", "Total energy of runs without a thermostat.") } },
  loop.section,
}
if opt.long then
  sections[#sections + 1] = { "A nanosecond at 1000 K", rows = nn.rows(long_rows),
    pictures = { shown("long", "Volumes fluctuate about one value",
      "Volume at 1000 K and no pressure, mean of each fiftieth of the run.") } }
end
nn.report { title = all.title,
  lead = "A potential learned from nothing but runs of another: how far, how fast, and what it is good for.",
  sections = sections }
