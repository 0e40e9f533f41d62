-- Figures of silica: a network of two elements in place of Vashishta's potential (Broughton and others, 1997; 5.5 Å).
local nn = require "nnpipe"
local common = require "figures.common"
local pick = common.pick

local vashishta = nn.share "potentials/SiO.1997.vashishta"

local shared
-- Frames of quartz up to 2000 K and of the melt, energies and forces of both in one fit.
local function silica(opt)
  if shared then return shared end
  local quartz = nn.step { "sio2: quartz", out = "sio2/quartz.xyz", { "make-cell", "alpha-quartz", ["repeat"] = 2 } }
  local open = nn.step { "sio2: cristobalite", out = "sio2/cristobalite.xyz",
    { "make-cell", "beta-cristobalite", constant = 7.16, ["repeat"] = 2 } }
  local function frames(name, from, temperature, count, every, settle, seed)
    return nn.step { "sio2: " .. name, out = "sio2/" .. name .. ".xyz", { "sample-md", from, potential = vashishta, ensemble = "bussi",
      temperature = temperature, whole_frames = true, no_sampling = true, equilibrate = settle, every = every,
      steps = (count - 1) * every, seed = 100 * opt.seed + seed } }
  end
  local function part(name, count, seed)
    return nn.step { "sio2: " .. name, out = "sio2/" .. name .. ".xyz", { "cat",
      frames(name .. "-300K", quartz, 300, count, 100, 500, seed), frames(name .. "-1000K", quartz, 1000, count, 100, 500, seed + 1),
      frames(name .. "-2000K", quartz, 2000, count, 100, 500, seed + 2),
      frames(name .. "-melt", open, { 6000, 2500 }, 2 * count, 150, 2000, seed + 3) } }
  end
  local training, test = part("training", pick(opt, 12, 4), 0), part("test", pick(opt, 4, 2), 10)
  local model = nn.step { "sio2: network", out = { "sio2/network.nnp", log = "sio2/log.tab" },
    { "fit-mlp", training, set = "auto", cutoff = 5.5, forces = true, hidden = { 15, 15 }, epochs = pick(opt, 40, 10), seed = opt.seed,
      log = nn.out "log" } }
  local errors = nn.step { "sio2: errors", out = "sio2/errors.tab", { "validate", test, potential = model } }
  -- Both potentials run the melt on, from the same atoms and velocities.
  local melt = nn.step { "sio2: melt", out = "sio2/melt.xyz", { "run-md", open, potential = vashishta, ensemble = "bussi",
    temperature = { 6000, 2500 }, steps = pick(opt, 10000, 3000), every = 0, seed = opt.seed } }
  local runs = {}
  for i, entry in ipairs { { "vashishta", vashishta }, { "network", model } } do
    runs[i] = nn.step { "sio2: run, " .. entry[1], out = "sio2/run-" .. entry[1] .. ".xyz", { "run-md", melt, potential = entry[2],
      ensemble = "bussi", temperature = 2500, steps = pick(opt, 10000, 1500), every = 50, seed = opt.seed, on_extrapolation = "ignore" } }
  end
  shared = { model = model, errors = errors, runs = runs }
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
  "Partial g(r) at 2500 K from Vashishta's potential and from a network of two elements fitted to frames of crystal and melt.",
  function(opt, draw)
    local rdf = measured(opt, "rdf", { cutoff = 8, bins = 200 })
    for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
      draw { name = "sio2-rdf-" .. pair, "rdf", rdf[1], rdf[2], y = "g_" .. pair, series = both, alt = pair .. " radial distribution of molten silica" }
    end
    return function()
      local function of(quantity) return nn.table(silica(opt).errors):get("rmse", { quantity = quantity, subset = "all" }) end
      local rows = { { "SiO₂ test energy RMSE, crystal and melt", "meV/atom", wanted = 3, ours = of "energy" },
        { "SiO₂ test force RMSE, crystal and melt", "meV/Å", wanted = 100, ours = of "force" } }
      for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
        rows[#rows + 1] = { "SiO₂ rms difference of g(r), " .. pair, "1", ours = common.rms_of_difference(nn.table(rdf[1]), nn.table(rdf[2]), "g_" .. pair) }
      end
      return rows
    end
  end)

common.figure("sio2-adf", "Angles in molten silica", "Distributions of O-Si-O and Si-O-Si angles at 2500 K, bonds up to 2.2 Å.",
  function(opt, draw)
    local adf = measured(opt, "adf", { cutoff = { 2.2, "Si-Si=0.1", "O-O=0.1" }, bins = 90 })
    for _, angle in ipairs { "O-Si-O", "Si-O-Si" } do
      draw { name = "sio2-adf-" .. angle, "adf", adf[1], adf[2], y = angle, series = both, overlay = true,
        alt = angle .. " angles of molten silica" }
    end
  end)
