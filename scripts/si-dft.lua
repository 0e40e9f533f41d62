-- Silicon from first principles: pw.x of Quantum ESPRESSO labels cells of eight atoms, networks learn them and say where they
-- know too little. Structures come from Stillinger-Weber's potential at first (Raff's self-starting), then from runs
-- with the networks; in the end the lattice constant, the bulk modulus and E(V) stand beside those of pw.x itself.
-- Each calculation is done once: its result is kept in the output folder by what it depends on.
--
--   nnpipe run si-dft.lua [quick=yes jobs=2 ecutwfc=20 …]
local nn = require "nnpipe"
local opt = nn.options {
  quick = false, -- few calculations, coarse ones
  pseudo = "Si.pz-vbc.UPF", ecutwfc = 20, ecutrho = 80, kspacing = 0.4, -- of pw.x: Ry, Ry, 1/Å
  constant = 5.4, -- Å, about which cells are made
  strains = { -0.04, -0.02, 0, 0.02, 0.04 }, rattles = { 0.02, 0.1 }, count = 2, -- of the first cells: frames each
  start_temperatures = { 600, 1500 }, start_frames = 5, -- K; of runs with Stillinger-Weber's potential
  rounds = 3, number = 12, temperatures = { 300, 800 }, run_steps = 2000, -- of the rounds
  cutoff = 5.0, functions = 24, hidden = { 10 }, epochs = 40, committee = 3,
  volumes = { -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03 }, -- strains of the crystal for E(V)
  calculations = 2, seed = 1, -- at a time
}
if opt.quick then
  opt.ecutwfc, opt.ecutrho, opt.kspacing = 12, 48, 0.6
  opt.strains, opt.rattles, opt.count = { -0.03, 0, 0.03 }, { 0.05 }, 1
  opt.start_temperatures, opt.start_frames, opt.rounds, opt.number, opt.run_steps = { 800 }, 3, 2, 3, 100
  opt.temperatures, opt.epochs, opt.committee, opt.volumes = { 300 }, 20, 2, { -0.03, -0.01, 0.01, 0.03 }
end
local sw = nn.share "potentials/Si.sw"
local function is_there(program)
  for folder in os.getenv "PATH":gmatch "[^:]+" do
    local file = io.open(folder .. "/" .. program)
    if file then return file:close() end
  end
end
if not is_there "pw.x" then
  print "pw.x is not there (Debian packages quantum-espresso and quantum-espresso-data): nothing is done"
  return
end

local function crystal(name, strain, more)
  return nn.step { name, out = "cells/" .. name .. ".xyz",
    nn.with({ "make-cell", "diamond", element = "Si", constant = opt.constant, strain = strain }, more or {}) }
end
local cell = crystal("cell", 0)
local pw = { "label", calculator = "espresso", jobs = opt.calculations, cache = (cell.path:gsub("cells/cell.xyz$", "calculations")),
  set = { "pseudo_Si=" .. opt.pseudo, "ecutwfc=" .. opt.ecutwfc, "ecutrho=" .. opt.ecutrho, "kspacing=" .. opt.kspacing } }

-- The first cells: crystals under strain, atoms out of place; and frames of hot runs by Stillinger-Weber's potential.
local first = { "cat" }
for i, strain in ipairs(opt.strains) do
  for k, rattle in ipairs(opt.rattles) do
    first[#first + 1] = crystal(("strained-%d-%d"):format(i, k), strain, { rattle = rattle, count = opt.count, seed = 100 * opt.seed + 10 * i + k })
  end
end
for i, temperature in ipairs(opt.start_temperatures) do
  first[#first + 1] = nn.step { ("start %gK"):format(temperature), out = ("cells/start-%gK.xyz"):format(temperature),
    { "sample-md", cell, potential = sw, whole_frames = true, no_sampling = true, temperature = 2 * temperature, equilibrate = 200,
      every = 100, steps = (opt.start_frames - 1) * 100, seed = opt.seed } }
end
first = nn.step { "first cells", out = "cells/first.xyz", first }
local function by_pw(name, frames)
  return nn.step { name, out = ("data/%s.xyz"):format(name),
    { pw[1], frames, calculator = pw.calculator, jobs = pw.jobs, cache = pw.cache, set = pw.set } }
end
local data = by_pw("first", first)
local set = nn.step { "set", out = "set.sf", { "symfunc", data, design = true, cutoff = opt.cutoff, size = opt.functions } }

-- Without stress: that of plane waves belongs to a fixed number of them, E(V) to a fixed cutoff.
local fit = { set = set, hidden = opt.hidden, epochs = opt.epochs }
local loop = nn.active { name = "rounds", start = data, from = cell, label = pw, fit = fit, committee = opt.committee, rounds = opt.rounds,
  number = opt.number, temperatures = opt.temperatures, steps = opt.run_steps, every = 10, seed = opt.seed,
  extrapolation = { 0.02, 2 }, force_spread = { 50, 3000 } }
local model = nn.step { "network", out = { "si.nnp", log = "fit.tab" },
  nn.with({ "fit-mlp", loop.frames, forces = true, seed = opt.seed, log = nn.out "log" }, fit) }

-- E(V): the crystal at several volumes by pw.x, which no fit has seen, and by the network.
local volumes = { "cat" }
for i, strain in ipairs(opt.volumes) do volumes[#volumes + 1] = crystal("volume-" .. i, strain) end
volumes = nn.step { "volumes", out = "cells/volumes.xyz", volumes }
local by_dft = by_pw("volumes-dft", volumes)
local by_network = nn.step { "volumes by the network", out = "data/volumes-network.xyz",
  { "label", volumes, potential = model, on_extrapolation = "ignore" } }

-- Energies over volumes, and the parabola in V^(-2/3) through them (Birch): the least energy's volume, the bulk modulus.
local function curve(frames)
  local points = {}
  for cell_text, energy in nn.read(frames):gmatch 'Lattice="([^"]*)"[^\n]- energy=(%S+)' do
    local v = {}
    for number in cell_text:gmatch "%S+" do v[#v + 1] = tonumber(number) end
    points[#points + 1] = { volume = v[1] * v[5] * v[9] / 8, energy = tonumber(energy) / 8 }
  end
  return points
end
local function birch(points)
  local s, t = { 0, 0, 0, 0, [0] = 0 }, { 0, 0, [0] = 0 }
  local centre = points[math.ceil(#points / 2)].volume ^ (-2 / 3)
  for _, p in ipairs(points) do
    local x = p.volume ^ (-2 / 3) / centre - 1
    for k = 0, 4 do s[k] = s[k] + x ^ k end
    for k = 0, 2 do t[k] = t[k] + p.energy * x ^ k end
  end
  -- Normal equations of a + b x + c x², by Cramer's rule.
  local function det(a, b, c) return a[1] * (b[2] * c[3] - b[3] * c[2]) - a[2] * (b[1] * c[3] - b[3] * c[1]) + a[3] * (b[1] * c[2] - b[2] * c[1]) end
  local columns = { { s[0], s[1], s[2] }, { s[1], s[2], s[3] }, { s[2], s[3], s[4] } }
  local right, d = { t[0], t[1], t[2] }, det(columns[1], columns[2], columns[3])
  local b, c = det(columns[1], right, columns[3]) / d, det(columns[1], columns[2], right) / d
  local volume = ((1 - b / (2 * c)) * centre) ^ (-3 / 2)
  -- V E″ at the minimum, where only the curvature of E in x counts: (dx/dV)² = (2/3)² (V^(-2/3)/centre)²/V².
  local slope = -2 / 3 * volume ^ (-5 / 3) / centre
  return { constant = (8 * volume) ^ (1 / 3), bulk = volume * 2 * c * slope ^ 2 * 160.21766208 }
end
local dft_curve, network_curve = curve(by_dft), curve(by_network)
local dft, network = birch(dft_curve), birch(network_curve)
local eos = nn.step { "E(V)", out = "eos.tab", function(out)
  local rows = {}
  for i, p in ipairs(dft_curve) do
    rows[i] = { p.volume, p.energy - dft_curve[1].energy, network_curve[i].energy - dft_curve[1].energy }
  end
  nn.write_table(out, { units = "metal", fields = { "volume", "dft", "network" }, rows = rows })
end }
nn.plot { "line", eos, out = "energy-of-volume.png", x = "volume", y = { "dft", "network" }, series = { "pw.x", "network" },
  xlabel = "volume (Å³/atom)", ylabel = "energy (eV/atom)" }
local errors = nn.step { "errors", out = { "errors.tab", forces = "forces.tab" },
  { "validate", loop.frames, potential = model, force_parity = nn.out "forces" } }
nn.plot { "parity", errors.forces, out = "force-parity.png", note = "eV/Å" }
local held_out = nn.step { "errors of volumes", out = "errors-volumes.tab", { "validate", by_dft, potential = model } }

local function rmse(step, quantity) return nn.table(step):get("rmse", { quantity = quantity, subset = "all" }) end
nn.summary {
  title = "Silicon by pw.x and a network",
  { "calculations learned from", "1", ours = nn.table(errors):get("count", { quantity = "energy", subset = "all" }) },
  { "energy RMSE, learned", "meV/atom", ours = rmse(errors, "energy") },
  { "force RMSE, learned", "meV/Å", ours = rmse(errors, "force") },
  { "energy RMSE, E(V)", "meV/atom", ours = rmse(held_out, "energy") },
  { "lattice constant by pw.x", "Å", ours = dft.constant },
  { "lattice constant off", "%", ours = 100 * math.abs(network.constant / dft.constant - 1) },
  { "bulk modulus by pw.x", "GPa", ours = dft.bulk },
  { "bulk modulus off", "%", ours = 100 * math.abs(network.bulk / dft.bulk - 1) },
}
