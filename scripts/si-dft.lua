-- Silicon from first principles: pw.x of Quantum ESPRESSO labels cells of eight atoms, networks learn them and say
-- where they know too little. Structures come from Stillinger-Weber's potential at first (Raff's self-starting), then
-- from runs with the networks; in the end the lattice constant, the bulk modulus and E(V) stand beside those of pw.x
-- itself. Each calculation is done once: its result is kept in the output folder by what it depends on.
--
--   nnpipe run si-dft.lua [quick=yes calculations=2 ecutwfc=20 …]
local nn = require "nnpipe"
local opt = nn.options {
  quick = false, -- few calculations, coarse ones
  pseudo = "Si.pz-vbc.UPF", -- of silicon, for pw.x
  ecutwfc = 20, -- of plane waves, Ry
  ecutrho = 80, -- of the density, Ry
  kspacing = 0.62, -- 1/Å: the mesh is 2×2×2 at every volume, as energies over volumes need it
  kshift = "1 1 1", -- of the mesh
  constant = 5.4, -- Å, about which cells are made
  -- strains of crystals learned from
  eos = { -0.045, -0.035, -0.025, -0.015, -0.005, 0.005, 0.015, 0.025, 0.035, 0.045 },
  eos_weight = 30, -- of each of them in the fit: their energies lie within some meV, those of hot frames within eV
  strains = { -0.04, -0.02, 0, 0.02, 0.04 }, -- of the first cells with atoms out of place
  rattles = { 0.02, 0.1 }, -- by so much, Å
  count = 2, -- frames of each
  start_temperatures = { 300, 900, 1500 }, -- of the first runs, with Stillinger-Weber's potential, K
  start_strains = { -0.03, 0, 0.03 }, -- of their cells
  start_frames = 3, -- of each
  rounds = 4, -- at most
  number = 15, -- of frames found in a round, at most
  temperatures = { 300, 800, 1300 }, -- of their runs, K
  pressures = { 0, 60000 }, -- of their runs, bar
  run_steps = 4000, -- of each
  cutoff = 5.0, -- of the symmetry functions, Å
  functions = 24, -- of them
  round_hidden = { 10 }, -- nodes of the networks of the rounds
  round_epochs = 30, -- of their fits
  committee = 3, -- so many networks
  hidden = { 15 }, -- nodes of the last networks
  epochs = 100, -- of their fit
  networks = 4, -- of which the potential is the mean
  volumes = { -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03 }, -- strains of the crystal for E(V), which no fit sees
  tested = { 300, 900 }, -- of runs with the last network, K
  test_frames = 6, -- of each, calculated and compared
  calculations = 2, -- of pw.x at a time
  seed = 1, -- of all random numbers
}
if opt.quick then
  opt.ecutwfc, opt.ecutrho = 12, 48
  opt.eos, opt.volumes, opt.eos_weight = { -0.04, -0.02, 0, 0.02, 0.04 }, { -0.03, -0.01, 0.01, 0.03 }, 10
  opt.strains, opt.rattles, opt.count = { -0.03, 0, 0.03 }, { 0.03, 0.1 }, 2
  opt.start_temperatures, opt.start_strains, opt.start_frames = { 800 }, { 0 }, 2
  opt.rounds, opt.number, opt.run_steps, opt.temperatures, opt.pressures = 2, 3, 100, { 300 }, {}
  opt.round_epochs, opt.committee, opt.epochs, opt.networks, opt.tested, opt.test_frames = 10, 2, 40, 2, { 300 }, 2
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
local pw = { "label", calculator = "espresso", jobs = opt.calculations,
  cache = (cell.path:gsub("cells/cell.xyz$", "calculations")),
  set = { "pseudo_Si=" .. opt.pseudo, "ecutwfc=" .. opt.ecutwfc, "ecutrho=" .. opt.ecutrho, "kspacing=" .. opt.kspacing,
    "kshift=" .. opt.kshift } }
local function by_pw(name, frames)
  return nn.step { name, out = ("data/%s.xyz"):format(name),
    { pw[1], frames, calculator = pw.calculator, jobs = pw.jobs, cache = pw.cache, set = pw.set } }
end
local function crystals(name, strains)
  local all = { "cat" }
  for i, strain in ipairs(strains) do all[i + 1] = crystal(("%s-%d"):format(name, i), strain) end
  return nn.step { name, out = ("cells/%s.xyz"):format(name), all }
end

-- The crystal at several volumes, marked so that the fit can give it weight.
local function marked(frames, kind)
  return nn.step { frames.name .. " marked", out = "data/" .. kind .. ".xyz", function(out)
    local file <close> = assert(io.open(out, "w"))
    file:write((nn.read(frames):gsub("( pbc=)", " config_type=" .. kind .. "%1")))
  end }
end
local eos = marked(by_pw("learned-volumes", crystals("learned", opt.eos)), "eos")

-- The first cells: crystals under strain, atoms out of place; and frames of hot runs by Stillinger-Weber's potential.
local first = { "cat" }
for i, strain in ipairs(opt.strains) do
  for k, rattle in ipairs(opt.rattles) do
    first[#first + 1] = crystal(("strained-%d-%d"):format(i, k), strain,
      { rattle = rattle, count = opt.count, seed = 100 * opt.seed + 10 * i + k })
  end
end
for i, strain in ipairs(opt.start_strains) do
  local from = crystal("start-" .. i, strain)
  for _, temperature in ipairs(opt.start_temperatures) do
    first[#first + 1] = nn.step { ("start %d %gK"):format(i, temperature),
      out = ("cells/start-%d-%gK.xyz"):format(i, temperature),
      { "sample-md", from, potential = sw, whole_frames = true, no_sampling = true, temperature = 2 * temperature,
        equilibrate = 200,
        every = 100, steps = (opt.start_frames - 1) * 100, seed = 10 * opt.seed + i } }
  end
end
first = by_pw("first", nn.step { "first cells", out = "cells/first.xyz", first })
local data = nn.step { "first data", out = "data/first-all.xyz", { "cat", eos, first } }
local set = nn.step { "set", out = "set.sf",
  { "symfunc", data, design = true, cutoff = opt.cutoff, size = opt.functions } }

-- Without stress: that of plane waves belongs to a fixed number of them, E(V) to a fixed cutoff.
local fit = { set = set, weights = "eos=" .. opt.eos_weight }
local loop = nn.active { name = "rounds", start = data, from = cell, label = pw, rounds = opt.rounds,
  number = opt.number,
  fit = nn.with(fit, { hidden = opt.round_hidden, epochs = opt.round_epochs }), committee = opt.committee,
  temperatures = opt.temperatures, pressures = opt.pressures, steps = opt.run_steps, every = 20, seed = opt.seed,
  extrapolation = { 0.02, 2 }, force_spread = { 50, 3000 } }
local model = nn.step { "network", out = { "si.nnp", log = "fit.tab" },
  nn.with({ "fit-mlp", loop.frames, forces = true, hidden = opt.hidden, epochs = opt.epochs, committee = opt.networks,
    seed = opt.seed, log = nn.out "log", max_gap = opt.quick and 0 or nil }, fit) }

-- E(V): the crystal at several volumes by pw.x, which no fit has seen, and by the network.
local volumes = crystals("volumes", opt.volumes)
local by_dft = by_pw("volumes-dft", volumes)
local by_network = nn.step { "volumes by the network", out = "data/volumes-network.xyz",
  { "label", volumes, potential = model } }

-- Energies over volumes.
local function curve(frames)
  local points = {}
  for cell_text, energy in nn.read(frames):gmatch 'Lattice="([^"]*)"[^\n]- energy=(%S+)' do
    local v = {}
    for number in cell_text:gmatch "%S+" do v[#v + 1] = tonumber(number) end
    points[#points + 1] = { volume = v[1] * v[5] * v[9] / 8, energy = tonumber(energy) / 8 }
  end
  return points
end
-- Birch's E(V) of third order, a cubic in x = (V₀/V)^(2/3) − 1, by least squares; V₀ is the first one's. The
-- lattice constant and the bulk modulus at its minimum.
local function birch(points)
  local reference = points[math.ceil(#points / 2)].volume
  local a = {}
  for i = 1, 4 do
    a[i] = { 0, 0, 0, 0, 0 }
    for _, p in ipairs(points) do
      local x = (reference / p.volume) ^ (2 / 3) - 1
      for j = 1, 4 do a[i][j] = a[i][j] + x ^ (i + j - 2) end
      a[i][5] = a[i][5] + (p.energy - points[1].energy) * x ^ (i - 1)
    end
  end
  for i = 1, 4 do
    for k = 1, 4 do
      if k ~= i then
        local factor = a[k][i] / a[i][i]
        for j = i, 5 do a[k][j] = a[k][j] - factor * a[i][j] end
      end
    end
  end
  local c = {}
  for i = 1, 4 do c[i] = a[i][5] / a[i][i] end
  local x = 0
  for _ = 1, 50 do x = x - (c[2] + 2 * c[3] * x + 3 * c[4] * x * x) / (2 * c[3] + 6 * c[4] * x) end
  -- V d²E/dV² where dE/dx = 0: only the curvature in x counts, and dx/dV = −(2/3) (x + 1)/V.
  local volume = reference * (1 + x) ^ (-3 / 2)
  return { constant = (8 * volume) ^ (1 / 3),
    bulk = (2 * c[3] + 6 * c[4] * x) * (2 / 3 * (1 + x)) ^ 2 / volume * 160.21766208 }
end
local dft_curve, network_curve = curve(by_dft), curve(by_network)
local dft, network = birch(dft_curve), birch(network_curve)
local lowest = math.huge
for _, p in ipairs(dft_curve) do lowest = math.min(lowest, p.energy) end

-- The network's curve is a line, pw.x's energies are points upon it: those held out, and those learned from.
local fine = {}
for i = 0, 40 do fine[i + 1] = -0.05 + 0.0025 * i end
local line = curve(nn.step { "curve by the network", out = "data/curve.xyz",
  { "label", crystals("curve", fine), potential = model, on_extrapolation = "ignore" } })
local function table_of(name, field, points)
  return nn.step { "E(V), " .. name, out = ("eos-%s.tab"):format(field), function(out)
    local rows = {}
    for i, p in ipairs(points) do rows[i] = { p.volume, 1000 * (p.energy - lowest) } end
    nn.write_table(out, { units = "metal", fields = { "volume", field }, rows = rows })
  end }
end
local energies = nn.picture { "points-and-lines", table_of("network", "network", line),
  table_of("pw.x", "points_pw", dft_curve),
  table_of("learned", "points_learned", curve(eos)), out = "energy-of-volume",
  series = { "network", "pw.x (held out)", "pw.x (learned)" }, xlabel = "volume (Å³/atom)",
  ylabel = "energy (meV/atom)", key = "above" }

-- Frames of runs with this network, from which nothing is learned: what it is worth where it is used.
local tests = { "cat" }
for i, temperature in ipairs(opt.tested) do
  tests[i + 1] = nn.step { ("test run %gK"):format(temperature), out = ("cells/test-%gK.xyz"):format(temperature),
    { "sample-md", cell, potential = model, whole_frames = true, no_sampling = true, temperature = 2 * temperature,
      equilibrate = 1000,
      every = 200, steps = (opt.test_frames - 1) * 200, seed = 10 * opt.seed + i } }
end
local test = by_pw("test", nn.step { "test frames", out = "cells/test.xyz", tests })
local function errors(name, frames)
  return nn.step { "errors, " .. name,
    out = { ("errors-%s.tab"):format(name), forces = ("forces-%s.tab"):format(name) },
    { "validate", frames, potential = model, force_parity = nn.out "forces", quiet = true } }
end
local learned, tested, held_out = errors("learned", loop.frames), errors("tested", test), errors("volumes", by_dft)
local parity = nn.picture { "parity", tested.forces, out = "force-parity", note = "eV/Å",
  xlabel = "force, pw.x (eV/Å)", ylabel = "force, network (eV/Å)" }

local function rmse(step, quantity) return nn.table(step):get("rmse", { quantity = quantity, subset = "all" }) end
local rows = {
  title = "Silicon by pw.x and a network",
  { "calculations learned from", "1", ours = nn.table(learned):get("count", { quantity = "energy", subset = "all" }) },
  { "rounds", "1", ours = loop.rounds },
  { "energy RMSE, learned", "meV/atom", ours = rmse(learned, "energy") },
  { "force RMSE, learned", "meV/Å", ours = rmse(learned, "force") },
  { "energy RMSE, runs with the network", "meV/atom", ours = rmse(tested, "energy") },
  { "force RMSE, runs with the network", "meV/Å", ours = rmse(tested, "force") },
  { "energy RMSE, E(V)", "meV/atom", ours = rmse(held_out, "energy") },
  { "lattice constant by pw.x", "Å", ours = dft.constant },
  { "lattice constant by the network", "Å", ours = network.constant },
  { "lattice constant off", "%", ours = 100 * math.abs(network.constant / dft.constant - 1), wanted = 0.2,
    moonshot = 0.05 },
  { "bulk modulus by pw.x", "GPa", ours = dft.bulk },
  { "bulk modulus by the network", "GPa", ours = network.bulk },
  { "bulk modulus off", "%", ours = 100 * math.abs(network.bulk / dft.bulk - 1), wanted = 3, moonshot = 1 },
}
nn.summary(rows)
nn.report { title = rows.title,
  lead = ("A network learned %d calculations of eight atoms by pw.x (plane waves to %g Ry, local density), found in "
    .. "%d rounds.")
    :format(nn.table(learned):get("count", { quantity = "energy", subset = "all" }), opt.ecutwfc, loop.rounds),
  sections = {
    { "The crystal", rows = nn.rows(rows),
      pictures = { { energies, alt = "Energy over volume: pw.x's points lie on the network's line",
      caption = "Energies of the crystal over its volume." } }, recipe = { model } },
    { "Runs with the network", text = "Frames of runs at " .. table.concat(opt.tested, " and ")
      .. " K, calculated afterwards.",
      pictures = { { parity, alt = "Forces of the network against those of pw.x, along the diagonal" } } },
    loop.section,
  } }
