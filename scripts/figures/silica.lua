-- Figures of silica: a network of two elements in place of Vashishta's potential (Broughton and others, 1997; 5.5 Å).
local nn = require "nnpipe"
local common = require "figures.common"
local pick = common.pick

local vashishta = nn.share "potentials/SiO.1997.vashishta"

local shared
-- The data of sio2.lua's first fit: crystals heated until they melt, and melts cooled until they set, at many
-- densities; energies and forces of all in one fit of least squares.
local function silica(opt)
  if shared then return shared end
  local lattices = { quartz = { "alpha-quartz", { 2, 2, 2 } }, cristobalite = { "beta-cristobalite", { 2, 2, 1 } } }
  local function crystal(name, kind, strain)
    return nn.step { "sio2: " .. name, out = "sio2/" .. name .. ".xyz",
      { "make-cell", lattices[kind][1], ["repeat"] = lattices[kind][2], strain = strain } }
  end
  -- What run-md writes carries the energies and forces of its potential.
  local function run(name, from, potential, temperature, steps, every, seed)
    return nn.step { "sio2: " .. name, out = "sio2/" .. name .. ".xyz",
      { "run-md", from, frame = -1, potential = potential, ensemble = "bussi",
      temperature = temperature, steps = steps, every = every, seed = 1000 * opt.seed + seed,
      on_extrapolation = "ignore" } }
  end
  local training, test = { "cat" }, { "cat" }
  local function ramps(of, kind, strains, temperatures, steps, frames, seed)
    for i, strain in ipairs(strains) do
      local name = ("%s-%d"):format(of, i)
      training[#training + 1] = run(name, crystal(name .. "-cell", kind, strain), vashishta, temperatures, steps,
        steps // frames, seed + i)
    end
  end
  ramps("quartz-heated", "quartz", pick(opt, { -0.06, -0.03, 0, 0.03 }, { 0 }), { 100, 3000 }, pick(opt, 6000, 1500),
    pick(opt, 20, 8), 10)
  ramps("cristobalite-heated", "cristobalite", pick(opt, { -0.03, 0, 0.03 }, { 0 }), { 100, 3000 },
    pick(opt, 6000, 1500), pick(opt, 20, 8), 20)
  ramps("melt-cooled", "cristobalite", pick(opt, { 0.3, 0.12, 0.03, -0.02, -0.07, -0.11 }, { 0, -0.07 }), { 9000, 500 },
    pick(opt, 12000, 3000), pick(opt, 40, 20), 30)
  for t, temperature in ipairs { 300, 1000, 2000 } do
    local from = crystal(("quartz-for-%dK"):format(temperature), "quartz")
    test[t + 1] = nn.step { ("sio2: test-%dK"):format(temperature), out = ("sio2/test-%dK.xyz"):format(temperature),
      { "sample-md", from,
      potential = vashishta, ensemble = "bussi", temperature = temperature, whole_frames = true, no_sampling = true,
      equilibrate = 500,
      every = 100, steps = pick(opt, 900, 300), seed = 1000 * opt.seed + 40 + t } }
  end
  -- The melt, which both potentials run on from the same atoms and velocities.
  local open = nn.step { "sio2: cristobalite", out = "sio2/cristobalite.xyz",
    { "make-cell", "beta-cristobalite", ["repeat"] = pick(opt, 3, 2) } }
  local melt = run("melt", run("broken", open, vashishta, { 8000, 3000 }, 3000, 0, 50), vashishta, 3000,
    pick(opt, 3000, 1000), 0, 51)
  local data = nn.step { "sio2: training", out = "sio2/training.xyz", training }
  local network = nn.step { "sio2: network", out = { "sio2/network.nnp", log = "sio2/log.tab" },
    { "fit-mlp", data, set = nn.share "symfunc/silica.sf", forces = true,
      activation = "swish", optimizer = "lm", damping = 0.01, zbl = { 0.6, 1.1 }, hidden = pick(opt, 8, 3),
      epochs = pick(opt, 60, 20),
      patience = 0, seed = opt.seed, log = nn.out "log" } }
  common.fit("silica", "Vashishta 1997", data, "frames", network)
  local runs = {}
  for i, entry in ipairs { { "vashishta", vashishta }, { "network", network } } do
    runs[i] = run("run-" .. entry[1], melt, entry[2], 3000, pick(opt, 10000, 1500), 50, 60)
  end
  test[#test + 1] = runs[1]
  local errors = nn.step { "sio2: errors", out = "sio2/errors.tab",
    { "validate", nn.step { "sio2: test", out = "sio2/test.xyz", test }, potential = network, quiet = true } }
  shared = { model = network, errors = errors, runs = runs }
  return shared
end

local function measured(opt, quantity, more)
  local tables = {}
  for i, run in ipairs(silica(opt).runs) do
    tables[i] = nn.step { ("sio2: %s %d"):format(quantity, i), out = ("sio2/%s-%d.tab"):format(quantity, i),
      nn.with({ "measure", quantity, run, skip = 2 }, more) }
  end
  return tables
end
local both = { "Vashishta", "network" }

common.figure("sio2-rdf", "Radial distributions of molten silica",
  "Partial g(r) at 3000 K from Vashishta's potential and from a network of two elements fitted to frames of crystal "
    .. "and melt.",
  function(opt, draw)
    local rdf = measured(opt, "rdf", { cutoff = 8, bins = 200 })
    for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
      draw { name = "sio2-rdf-" .. pair, "rdf", rdf[1], rdf[2], y = "g_" .. pair, series = both,
        ylabel = ("%s_{%s}(%s)"):format(common.symbol "g", pair:gsub("-", "–"), common.symbol "r"),
        alt = pair .. " radial distribution of molten silica" }
    end
    return function()
      local function of(quantity)
        return nn.table(silica(opt).errors):get("rmse", { quantity = quantity, subset = "all" })
      end
      local rows = { { "SiO₂ test energy RMSE, crystal and melt", "meV/atom", wanted = 3, moonshot = 1,
        ours = of "energy" },
        { "SiO₂ test force RMSE, crystal and melt", "meV/Å", wanted = 100, moonshot = 30, ours = of "force" } }
      for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
        rows[#rows + 1] = { "SiO₂ rms difference of g(r), " .. pair, "1",
          ours = nn.table(rdf[1]):rms_difference(nn.table(rdf[2]), "g_" .. pair) }
      end
      return rows
    end
  end)

common.figure("sio2-adf", "Angles in molten silica",
  "Distributions of O-Si-O and Si-O-Si angles at 3000 K, bonds up to 2.2 Å.",
  function(opt, draw)
    local adf = measured(opt, "adf", { cutoff = { 2.2, "Si-Si=0.1", "O-O=0.1" }, bins = 90 })
    for _, angle in ipairs { "O-Si-O", "Si-O-Si" } do
      draw { name = "sio2-adf-" .. angle, "adf", adf[1], adf[2], y = angle, series = both, overlay = true,
        xlabel = angle:gsub("-", "–") .. " angle (degrees)",
        alt = angle .. " angles of molten silica" }
    end
  end)
