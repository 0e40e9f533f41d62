-- A network potential of two elements: silica, quartz and cristobalite from 300 to 2000 K and the melt at 3000 K, learned
-- from Vashishta's potential of 1997 (cutoff 5.5 Å) and built round by round: where runs with the network find something
-- new, it is labelled and learned. Then both potentials run the melt and compress the crystals, side by side.
--
--   nnpipe run sio2.lua [quick=yes rounds=3 …]
local nn = require "nnpipe"
local opt = nn.options {
  quick = false, -- a small variant, of minutes
  quartz = { 2, 2, 2 }, cristobalite = { 2, 2, 2 }, -- cells, of 9 and 24 atoms
  crystal_temperatures = { 300, 1000, 2000 }, melt_temperature = 3000, break_temperature = 8000, -- K
  strains = { -0.03, 0, 0.03 }, frames = 4, melt_frames = 15, settle = 400, every = 60, -- of the first data
  break_steps = 2000, melt_steps = 2000, -- before frames of the melt are taken
  rounds = 4, number = 30, run_steps = 2000, temperatures = { 1000, 2000, 3500 }, -- of the rounds
  cutoff = 5.5, functions = 38, -- of the symmetry functions, Å; of each element
  round_hidden = { 12 }, round_epochs = 8, committee = 3, -- the networks of the rounds
  hidden = { 15 }, epochs = 30, -- the last one: of one layer, so that the Kalman filter of all its weights is at hand
  compared_steps = 5000, timestep = 0.001, -- of the melt with both potentials, ps
  bond = 2.2, -- longest Si–O bond in the melt, Å
  seed = 1,
}
if opt.quick then
  opt.strains, opt.frames, opt.melt_frames, opt.settle, opt.every, opt.cristobalite = { 0 }, 2, 4, 100, 30, { 1, 1, 1 }
  opt.crystal_temperatures, opt.temperatures = { 300, 1500 }, { 1000, 3000 }
  opt.break_steps, opt.melt_steps, opt.rounds, opt.number, opt.run_steps = 500, 200, 2, 6, 100
  opt.functions, opt.round_epochs, opt.committee, opt.hidden, opt.epochs, opt.compared_steps = 24, 4, 2, { 12 }, 8, 300
end
local vashishta = nn.share "potentials/SiO.1997.vashishta"

-- Crystals, as they are and strained.
local function crystal(name, lattice, cells, strain)
  return nn.step { name, out = "crystals/" .. name .. ".xyz", { "make-cell", lattice, ["repeat"] = cells, strain = strain } }
end
local crystals = { quartz = crystal("quartz", "alpha-quartz", opt.quartz),
  cristobalite = crystal("cristobalite", "beta-cristobalite", opt.cristobalite) }
local kinds = { "quartz", "cristobalite" }

-- Frames of runs with Vashishta's potential. A crystal at rest gives half of its kinetic energy to the bonds.
local function frames_of(name, from, temperature, count, seed)
  return nn.step { name, out = ("data/%s.xyz"):format(name), { "sample-md", from, potential = vashishta, whole_frames = true,
    no_sampling = true, temperature = temperature, equilibrate = opt.settle, every = opt.every,
    steps = (count - 1) * opt.every, seed = 1000 * opt.seed + seed } }
end
local first, test_crystals = { "cat" }, { "cat" }
for _, kind in ipairs(kinds) do
  for t, temperature in ipairs(opt.crystal_temperatures) do
    for i, strain in ipairs(opt.strains) do
      local strained = strain == 0 and crystals[kind] or nn.step { ("%s %g strained %d"):format(kind, temperature, i),
        out = ("crystals/%s-%g-%d.xyz"):format(kind, temperature, i),
        { "make-cell", kind == "quartz" and "alpha-quartz" or "beta-cristobalite", ["repeat"] = opt[kind], strain = strain } }
      first[#first + 1] = frames_of(("%s-%gK-%d"):format(kind, temperature, i), strained, 2 * temperature, opt.frames, 10 * t + i)
    end
    test_crystals[#test_crystals + 1] = frames_of(("test-%s-%gK"):format(kind, temperature), crystals[kind], 2 * temperature, 3, 500 + t)
  end
end
test_crystals = nn.step { "test of crystals", out = "data/test-crystals.xyz", test_crystals }

-- The melt: cristobalite broken up, then held at its temperature.
local function run(name, potential, from, temperature, steps, every, seed)
  return nn.step { name, out = ("run/%s.xyz"):format(name), { "run-md", from, frame = -1, potential = potential, ensemble = "bussi",
    temperature = temperature, steps = steps, every = every, timestep = opt.timestep, seed = 1000 * opt.seed + seed,
    on_extrapolation = "ignore" } }
end
local broken = run("broken", vashishta, crystals.cristobalite, { opt.break_temperature, opt.melt_temperature }, opt.break_steps, 0, 1)
local melt = run("melt", vashishta, broken, opt.melt_temperature, opt.melt_steps, 0, 2)
local melt_run = run("melt data", vashishta, melt, opt.melt_temperature, opt.melt_frames * opt.every, opt.every, 3)
local test_run = run("melt test", vashishta, melt_run, opt.melt_temperature, 10 * opt.every, opt.every, 4)
local function labelled(name, frames)
  return nn.step { name .. " labelled", out = ("data/%s.xyz"):format(name), { "label", frames, potential = vashishta } }
end
local test_melt = labelled("test-melt", test_run)
first[#first + 1] = labelled("melt", melt_run)
first = nn.step { "first data", out = "data/first.xyz", first }

-- Symmetry functions for these frames, and what they look at.
local set = nn.step { "set", out = { "set.sf", radial = "radial.tab", angular = "angular.tab", report = "functions.tab" },
  { "symfunc", first, design = true, cutoff = opt.cutoff, size = opt.functions, radial = nn.out "radial", angular = nn.out "angular",
    report = nn.out "report", output = nn.out(1) } }

-- Round by round, then one network of all that was found.
local loop = nn.active { name = "rounds", start = first, from = { crystals.quartz, crystals.cristobalite, melt },
  label = { "label", potential = vashishta }, test = test_melt, rounds = opt.rounds, number = opt.number, committee = opt.committee,
  temperatures = opt.temperatures, steps = opt.run_steps, timestep = opt.timestep, seed = opt.seed,
  fit = { set = set, hidden = opt.round_hidden, epochs = opt.round_epochs } }
local model = nn.step { "network", out = { "sio2.nnp", log = "fit.tab" },
  { "fit-mlp", loop.frames, set = set, forces = true, hidden = opt.hidden, epochs = opt.epochs, seed = opt.seed,
    log = nn.out "log" } }

-- Held-out frames; the melt by both potentials from the same atoms; energies of compressed crystals.
local function errors(name, frames)
  return nn.step { "errors of " .. name, out = { ("tests/%s.tab"):format(name), forces = ("tests/%s-forces.tab"):format(name) },
    { "validate", frames, potential = model, force_parity = nn.out "forces" } }
end
local crystal_errors, melt_errors = errors("crystals", test_crystals), errors("melt", test_melt)
local potentials, rdf, adf, eos = { Vashishta = vashishta, network = model }, {}, {}, {}
local bonds = { opt.bond, "Si-Si=0.1", "O-O=0.1" }
for _, name in ipairs { "Vashishta", "network" } do
  local melted = run("melt by " .. name, potentials[name], melt, opt.melt_temperature, opt.compared_steps, 25, 5)
  local function measured(quantity, more)
    return nn.step { ("%s of melt, %s"):format(quantity, name), out = ("tests/%s-%s.tab"):format(quantity, name),
      nn.with({ "measure", quantity, melted, skip = 10 }, more) }
  end
  rdf[name] = measured("rdf", { cutoff = 7, bins = 140 })
  adf[name] = measured("adf", { cutoff = bonds, bins = 45 })
  eos[name] = {}
  for _, kind in ipairs(kinds) do
    eos[name][kind] = nn.step { ("%s, %s"):format(kind, name), out = ("tests/eos-%s-%s.tab"):format(kind, name),
      { "measure", "eos", crystals[kind], potential = potentials[name], relax = "isotropic", range = 0.05, points = 11 } }
  end
end

-- Pictures.
local both = { "Vashishta 1997", "network" }
for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
  nn.plot { "line", rdf.Vashishta, rdf.network, out = "rdf-" .. pair .. ".png", overlay = true, x = "r", y = "g_" .. pair, series = both,
    ylabel = pair .. " radial distribution, melt" }
end
for _, angle in ipairs { "O-Si-O", "Si-O-Si" } do
  nn.plot { "adf", adf.Vashishta, adf.network, out = "angles-" .. angle .. ".png", y = angle, series = both }
end
for _, kind in ipairs(kinds) do
  nn.plot { "line", eos.Vashishta[kind], eos.network[kind], out = "eos-" .. kind .. ".png", overlay = true, x = "volume", y = "energy",
    xlabel = "volume (Å³/atom)", ylabel = "energy (eV/atom)", series = both }
end
nn.plot { "parity", melt_errors.forces, out = "force-parity.png", note = "eV/Å" }

-- The largest difference of two curves, in parts of the highest peak of the first.
local function off(a, b, y)
  local peak, most, other = 0, 0, nn.table(b).rows
  for i, row in ipairs(nn.table(a).rows) do
    peak, most = math.max(peak, row[y]), math.max(most, math.abs(row[y] - other[i][y]))
  end
  return 100 * most / peak
end
local function rmse(step, quantity) return nn.table(step):get("rmse", { quantity = quantity, subset = "all" }) end
local function note_off(kind, key)
  local function value(name) return tonumber((tostring(nn.table(eos[name][kind]).notes[key]):match "%S+")) end
  return 100 * math.abs(value "network" / value "Vashishta" - 1)
end
nn.summary {
  title = "Silica, Vashishta 1997 and a network",
  { "energy RMSE, crystals", "meV/atom", ours = rmse(crystal_errors, "energy") },
  { "force RMSE, crystals", "meV/Å", ours = rmse(crystal_errors, "force") },
  { "energy RMSE, melt", "meV/atom", ours = rmse(melt_errors, "energy") },
  { "force RMSE, melt", "meV/Å", ours = rmse(melt_errors, "force") },
  { "rounds", "1", ours = loop.rounds },
  { "Si–O distribution off, of its peak", "%", ours = off(rdf.Vashishta, rdf.network, "g_O-Si") },
  { "O–O distribution off, of its peak", "%", ours = off(rdf.Vashishta, rdf.network, "g_O-O") },
  { "Si–Si distribution off, of its peak", "%", ours = off(rdf.Vashishta, rdf.network, "g_Si-Si") },
  { "O–Si–O angles off, of their peak", "%", ours = off(adf.Vashishta, adf.network, "O-Si-O") },
  { "volume of quartz off", "%", ours = note_off("quartz", "volume0") },
  { "bulk modulus of quartz off", "%", ours = note_off("quartz", "bulk-modulus") },
  { "volume of cristobalite off", "%", ours = note_off("cristobalite", "volume0") },
  { "bulk modulus of cristobalite off", "%", ours = note_off("cristobalite", "bulk-modulus") },
}
