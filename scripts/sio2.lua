-- A network potential of two elements: silica, its crystals, its melt to 3000 K and its glass, learned from Vashishta's
-- potential of 1997 (cutoff 5.5 Å). First from crystals heated until they melt, melts cooled until they set, at many
-- densities, and fluids so hot that atoms come near one another; then round by round, where runs with the networks find
-- something new. The last network and the potential it learned from then do the same, side by side; two runs of the
-- latter say how much is chance.
--
--   nnpipe run sio2.lua [quick=yes long=yes rounds=3 …]
local nn = require "nnpipe"
local opt = nn.options {
  quick = false, -- a small variant, of a minute
  long = false, -- also runs of a nanosecond at 1000 K
  quartz = { 2, 2, 2 }, cristobalite = { 2, 2, 1 }, -- the data: cells of 9 and 24 atoms
  -- K
  quartz_strains = { -0.06, -0.03, 0, 0.03 }, cristobalite_strains = { -0.03, 0, 0.03 },
  crystal_temperatures = { 100, 3000 },
  -- of each of them
  crystal_steps = 6000, crystal_frames = 10, cold_temperature = 100, cold_steps = 2000, cold_frames = 4,
  melt_strains = { 0.3, 0.12, 0.04, -0.02, -0.07, -0.11 }, -- of cells of cristobalite: melts of 1 to 3.1 g/cm³
  melt_temperatures = { 9000, 500 }, melt_data_steps = 12000, melt_frames = 20, -- K; of each of them
  -- K: short distances
  hot_strains = { 0.1, 0.01, -0.06, -0.1 }, hot_temperatures = { 20000, 9000 }, hot_steps = 3000, hot_frames = 10,
  set = "", -- of symmetry functions; empty: share/symfunc/silica.sf
  -- of the rounds: K, bar
  rounds = 2, number = 25, run_steps = 4000, temperatures = { 1000, 3000 }, pressures = { 0, 80000 },
  round_hidden = { 6 }, round_epochs = 25, committee = 2, -- networks of the rounds
  hidden = { 8 }, epochs = 80, -- the last one
  cells = 3, -- what both potentials run: of cristobalite along each edge, 24 atoms a cell
  melt_temperature = 3000, melt_pressure = 80000, glass_temperature = 300, -- K, bar, K
  settle = 3000, melt_steps = 120000, melt_every = 100, -- the longer, the less is left to chance
  quench_steps = 20000, glass_steps = 10000, density_steps = 10000, every = 50, timestep = 0.001, -- ps
  bond = 2.2, -- longest Si–O bond, Å
  -- a run at 1000 K each: ps, bar
  long_steps = 500000, long_timestep = 0.002, long_pressures = { 20000, 20000, 20000, 0 },
  seed = 1,
}
if opt.quick then
  opt.quartz_strains, opt.cristobalite_strains, opt.melt_strains, opt.cristobalite = { 0 }, { 0 }, { 0.03, -0.05 },
    { 1, 1, 1 }
  opt.hot_strains, opt.hot_steps = { 0.01, -0.07 }, 1000
  opt.crystal_steps, opt.crystal_frames, opt.cold_steps, opt.melt_data_steps, opt.melt_frames = 1200, 6, 400, 3000, 20
  opt.rounds, opt.number, opt.run_steps, opt.round_epochs = 2, 5, 200, 12
  opt.hidden, opt.epochs, opt.cells, opt.settle, opt.melt_steps, opt.quench_steps, opt.glass_steps = { 6 }, 40, 2, 500,
    2000, 500, 500
  opt.melt_every, opt.density_steps, opt.long_steps, opt.long_pressures = 50, 500, 500, { 20000, 0 }
end
local vashishta = nn.share "potentials/SiO.1997.vashishta"
local set = opt.set == "" and nn.share "symfunc/silica.sf" or opt.set
local lattices = { quartz = "alpha-quartz", cristobalite = "beta-cristobalite" }
local kinds = { "quartz", "cristobalite" }

local function crystal(name, kind, cells, strain, rattle)
  return nn.step { name, out = ("crystals/%s.xyz"):format(name),
    { "make-cell", lattices[kind], ["repeat"] = cells, strain = strain, rattle = rattle } }
end
-- What run-md writes carries the energies and forces of its potential: with Vashishta's these are the labels.
local function run(name, from, potential, temperature, steps, every, seed, more)
  return nn.step { name, out = { ("run/%s.xyz"):format(name), thermo = ("run/%s-thermo.tab"):format(name) },
    nn.with({ "run-md", from, frame = -1, potential = potential, ensemble = "bussi", temperature = temperature,
      steps = steps,
      every = every, timestep = opt.timestep, thermo = opt.every, thermo_output = nn.out "thermo",
      thermo_columns = "step,time,temp,press,density,pe",
      on_extrapolation = "ignore", seed = 1000 * opt.seed + seed }, more or {}) }
end

-- The first data.
local first, small = { "cat" }, {}
for k, kind in ipairs(kinds) do
  small[kind] = crystal(kind, kind, opt[kind])
  for i, strain in ipairs(opt[kind .. "_strains"]) do
    local strained = crystal(("%s-%d"):format(kind, i), kind, opt[kind], strain)
    first[#first + 1] = run(("%s-heated-%d"):format(kind, i), strained, vashishta, opt.crystal_temperatures,
      opt.crystal_steps,
      opt.crystal_steps // opt.crystal_frames, 10 * k + i)
    local shaken = crystal(("%s-shaken-%d"):format(kind, i), kind, opt[kind], strain, 0.03)
    first[#first + 1] = run(("%s-cold-%d"):format(kind, i), shaken, vashishta, opt.cold_temperature, opt.cold_steps,
      opt.cold_steps // opt.cold_frames, 300 + 10 * k + i)
  end
end
local cooled = {}
for i, strain in ipairs(opt.melt_strains) do
  cooled[i] = run(("cooled-%d"):format(i), crystal(("melt-%d"):format(i), "cristobalite", opt.cristobalite, strain),
    vashishta,
    opt.melt_temperatures, opt.melt_data_steps, opt.melt_data_steps // opt.melt_frames, 30 + i)
  first[#first + 1] = cooled[i]
end
for i, strain in ipairs(opt.hot_strains) do
  first[#first + 1] = run(("fluid-%d"):format(i),
    crystal(("hot-%d"):format(i), "cristobalite", opt.cristobalite, strain), vashishta,
    opt.hot_temperatures, opt.hot_steps, opt.hot_steps // opt.hot_frames, 40 + i, { timestep = opt.timestep / 2 })
end
first = nn.step { "first data", out = "first.xyz", first }

-- Two melts, broken up and held each by itself: from the first one go both potentials, from the second Vashishta's
-- again.
local large, start = crystal("large", "cristobalite", opt.cells), {}
for i = 1, 2 do
  local broken = run(("large-broken-%d"):format(i), large, vashishta, { 8000, opt.melt_temperature }, opt.settle, 0,
    50 + i)
  start[i] = run(("large-melt-%d"):format(i), broken, vashishta, opt.melt_temperature, opt.settle, 0, 60 + i)
end

-- Frames no network sees: crystals here; below, the melt and the glass.
local function held_out(name, from, temperature, seed)
  return nn.step { "held out " .. name, out = ("tests/%s.xyz"):format(name),
    { "sample-md", from, potential = vashishta, ensemble = "bussi", temperature = temperature, whole_frames = true,
      no_sampling = true,
      equilibrate = opt.settle, every = opt.every, steps = 9 * opt.every, seed = 1000 * opt.seed + seed } }
end
local tested = { crystals = { "cat" } }
for k, kind in ipairs(kinds) do
  for t, temperature in ipairs { 300, 1000, 2000 } do
    table.insert(tested.crystals, held_out(("%s-%dK"):format(kind, temperature), small[kind], temperature,
      70 + 10 * k + t))
  end
end
tested.crystals = nn.step { "held out crystals", out = "tests/crystals.xyz", tested.crystals }

-- Both potentials: the melt, the glass it becomes, the densities of all phases, crystals under pressure.
local function measured(quantity, from, more)
  return nn.step { ("%s of %s"):format(quantity, from.name), out = ("tests/%s-%s.tab"):format(quantity, from.name),
    nn.with({ "measure", quantity, from, skip = 10 }, more) }
end
local bonds = { opt.bond, "Si-Si=0.1", "O-O=0.1" }
local phases = { "melt", "glass" }
local function melt_and_glass(name, potential, from, seed)
  local runs, found = {}, { rdf = {}, adf = {} }
  runs.melt = run("melt-" .. name, from, potential, opt.melt_temperature, opt.melt_steps, opt.melt_every, seed)
  local quenched = run("quench-" .. name, runs.melt, potential, { opt.melt_temperature, opt.glass_temperature },
    opt.quench_steps, 0, seed + 1)
  runs.glass_end = quenched
  runs.glass = run("glass-" .. name, quenched, potential, opt.glass_temperature, opt.glass_steps, opt.every, seed + 2)
  for _, phase in ipairs(phases) do
    found.rdf[phase] = measured("rdf", runs[phase], { cutoff = 7, bins = 140 })
    found.adf[phase] = measured("adf", runs[phase], { cutoff = bonds, bins = 90 })
  end
  found.runs = runs
  return found
end
local target = melt_and_glass("Vashishta", vashishta, start[1], 100)
local again = melt_and_glass("Vashishta-again", vashishta, start[2], 110)

-- Round by round, then one network of all that was found. The fit is one of least squares, and the energies are nearly
-- linear in the functions: swish has a linear part, where networks of tanh stay at ten times the error. Functions keep
-- their scale: to bring those of rare, short distances to the spread of the others would make a hole or a wall of the
-- next one.
local fit = { set = set, activation = "swish", optimizer = "lm", damping = 0.001, scaling = "center", validation = 0,
  zbl = { 0.6, 1.1 } }
local loop = nn.active { name = "rounds", start = first,
  from = { small.quartz, small.cristobalite, cooled[#cooled // 2], cooled[#cooled] },
  label = { "label", potential = vashishta }, test = tested.crystals, rounds = opt.rounds, number = opt.number,
  committee = opt.committee,
  temperatures = opt.temperatures, pressures = opt.pressures, steps = opt.run_steps, timestep = opt.timestep,
  every = 40, seed = opt.seed,
  fit = nn.with(fit, { hidden = opt.round_hidden, epochs = opt.round_epochs }) }
local model = nn.step { "network", out = { "sio2.nnp", log = "fit.tab" },
  nn.with({ "fit-mlp", loop.frames, forces = true, hidden = opt.hidden, epochs = opt.epochs, patience = 0,
    seed = opt.seed, log = nn.out "log" }, fit) }
local network = melt_and_glass("network", model, start[1], 120)

-- Errors on what was held out.
tested.melt = held_out("melt", start[2], opt.melt_temperature, 95)
tested.glass = held_out("glass", target.runs.glass_end, opt.glass_temperature, 96)
local errors = {}
for _, name in ipairs { "crystals", "melt", "glass" } do
  errors[name] = nn.step { "errors of " .. name,
    out = { ("tests/errors-%s.tab"):format(name), forces = ("tests/forces-%s.tab"):format(name) },
    { "validate", tested[name], potential = model, force_parity = nn.out "forces", quiet = true } }
end

-- Densities under pressure, and energies of compressed crystals. These are shaken before they are relaxed: the ideal
-- cristobalite is symmetric and no minimum, and what left it would be rounding.
local potentials = { Vashishta = vashishta, network = model }
local found = { Vashishta = target, network = network }
local shaken = { quartz = crystal("shaken-quartz", "quartz", 1, nil, 0.02),
  cristobalite = crystal("shaken-cristobalite", "cristobalite", 1, nil, 0.02) }
local cells = { quartz = crystal("large-quartz", "quartz", opt.cells), cristobalite = large, glass = target.runs.glass,
  melt = start[1] }
local states = { { "quartz", 300, 0 }, { "cristobalite", 300, 0 }, { "glass", opt.glass_temperature, 0 },
  { "melt", opt.melt_temperature, opt.melt_pressure } }
for s, name in ipairs { "Vashishta", "network" } do
  local density, eos = {}, {}
  for i, state in ipairs(states) do
    local phase, temperature, pressure = table.unpack(state)
    local held = run(("density-%s-%s"):format(phase, name), cells[phase], potentials[name], temperature,
      opt.density_steps, 0, 130 + 10 * s + i,
      { ensemble = "npt", pressure = pressure })
    density[phase] = nn.step { "mean " .. held.name, out = ("tests/%s.tab"):format(held.name),
      { "measure", "mean", held.thermo, columns = "density", skip = opt.density_steps // opt.every // 4,
        quiet = true } }
  end
  for _, kind in ipairs(kinds) do
    eos[kind] = nn.step { ("eos of %s, %s"):format(kind, name), out = ("tests/eos-%s-%s.tab"):format(kind, name),
      { "measure", "eos", shaken[kind], potential = potentials[name], relax = "isotropic", range = 0.05, points = 11,
        quiet = true } }
  end
  found[name].density, found[name].eos = density, eos
end

-- A nanosecond at 1000 K, whatever the network meets there; Vashishta's potential beside it, once at each pressure.
local long, done, distinct = {}, {}, {}
for i, pressure in ipairs(opt.long and opt.long_pressures or {}) do
  for _, name in ipairs(done[pressure] and { "network" } or { "Vashishta", "network" }) do
    local held = run(("long-%s-%d"):format(name, i), small.quartz, potentials[name], 1000, opt.long_steps, 0, 200 + i,
      { ensemble = "npt", pressure = pressure, timestep = opt.long_timestep, thermo = 500 })
    long[#long + 1] = { name = name, pressure = pressure, seed = i, thermo = held.thermo }
  end
  if not done[pressure] then distinct[#distinct + 1] = pressure end
  done[pressure] = true
end

-- Pictures, by the section of the page they stand in.
local both, parts = { "Vashishta", "network" }, { melt = {}, glass = {}, crystals = {}, errors = {}, long = {} }
local function draw(part, alt, spec)
  local list = parts[part]
  list[#list + 1] = { nn.picture(spec), alt = alt }
end
local pairs_of_elements, angles = { "O-Si", "O-O", "Si-Si" }, { "O-Si-O", "Si-O-Si" }
for _, phase in ipairs(phases) do
  for _, pair in ipairs(pairs_of_elements) do
    draw(phase, ("%s distances in the %s, by both potentials"):format(pair, phase),
      { "rdf", target.rdf[phase], network.rdf[phase],
      out = ("rdf-%s-%s"):format(phase, pair), y = "g_" .. pair, series = both,
      ylabel = ("%s radial distribution, %s"):format(pair, phase) })
  end
  for _, angle in ipairs(angles) do
    draw(phase, ("%s angles in the %s, by both potentials"):format(angle, phase),
      { "adf", target.adf[phase], network.adf[phase],
      out = ("angles-%s-%s"):format(phase, angle), overlay = true, y = angle, series = both,
      ylabel = ("%s angles, %s (1/degree)"):format(angle, phase) })
  end
end
for _, kind in ipairs(kinds) do
  draw("crystals", ("Energy of %s over its volume, by both potentials"):format(kind),
    { "line", target.eos[kind], network.eos[kind],
    out = "eos-" .. kind, overlay = true, x = "volume", y = "energy", xlabel = "volume (Å³/atom)",
    ylabel = kind .. ", energy (eV/atom)", series = both })
end
for _, name in ipairs { "crystals", "melt", "glass" } do
  draw("errors", ("Forces of the network over Vashishta's, %s"):format(name),
    { "parity", errors[name].forces, out = "forces-" .. name,
    note = "eV/Å", xlabel = ("force, Vashishta, %s (eV/Å)"):format(name), ylabel = "force, network (eV/Å)" })
end
draw("errors", "Errors over the epochs of the last fit", { "training", model.log, out = "fit", key = "top-right" })
for _, pressure in ipairs(distinct) do
  local spec = { "line", out = ("long-%d"):format(pressure), x = "time", y = "density", xlabel = "time (ps)",
    ylabel = ("density at %g bar (g/cm³)"):format(pressure), series = {}, key = "above" }
  for _, one in ipairs(long) do
    if one.pressure == pressure then
      spec[#spec + 1], spec.series[#spec.series + 1] = one.thermo, ("%s %d"):format(one.name, one.seed)
    end
  end
  draw("long", ("Density over time at 1000 K and %g bar"):format(pressure), spec)
end

-- Tables: curves that differ, as parts of the first one's highest peak; properties; the long runs; errors.
local function off(a, b, y)
  local peak, most, other = 0, 0, nn.table(b).rows
  for i, row in ipairs(nn.table(a).rows) do
    peak, most = math.max(peak, row[y]), math.max(most, math.abs(row[y] - other[i][y]))
  end
  return 100 * most / peak
end
local function show(file, title, fields, rows)
  nn.step { file, out = file, function(path) nn.write_table(path, { fields = fields, rows = rows }) end }
  local pattern, shown = "%-44s" .. (" %14s"):rep(#fields - 1), { fields }
  print(title .. "\n" .. pattern:format(table.unpack(fields)))
  for i, row in ipairs(rows) do
    local words = {}
    for c, value in ipairs(row) do
      words[c] = type(value) == "number" and (value ~= value and "-" or nn.short(value)) or value
    end
    print(pattern:format(table.unpack(words)))
    shown[i + 1] = words
  end
  print ""
  return shown
end
local curves, of_melt = {}, {}
for _, phase in ipairs(phases) do
  for _, kind in ipairs { "rdf", "adf" } do
    for _, curve in ipairs(kind == "rdf" and pairs_of_elements or angles) do
      local column = kind == "rdf" and "g_" .. curve or curve
      local row = { ("%s %s of the %s"):format(curve, kind == "rdf" and "distances" or "angles", phase),
        off(target[kind][phase], network[kind][phase], column), off(target[kind][phase], again[kind][phase], column) }
      curves[#curves + 1] = row
      if phase == "melt" and kind == "rdf" then of_melt[#of_melt + 1] = row end
    end
  end
end
curves = show("curves.tab", "Largest difference from a run with Vashishta's potential, % of the curve's peak",
  { "curve", "network", "by_chance" }, curves)

local properties = {}
local function compared(quantity, unit, a, b, by_chance)
  properties[#properties + 1] = { quantity, unit, a, b, 100 * (b / a - 1),
    by_chance and 100 * by_chance / math.abs(a) or 0 / 0 }
end
for _, state in ipairs(states) do
  local a, b = nn.table(target.density[state[1]]).rows[1], nn.table(network.density[state[1]]).rows[1]
  compared(("density of %s, %g K, %g bar"):format(table.unpack(state)), "g/cm3", a.mean, b.mean,
    math.sqrt(a.error ^ 2 + b.error ^ 2))
end
for _, kind in ipairs(kinds) do
  for _, entry in ipairs { { "volume0", "A3/atom", "volume" }, { "energy0", "eV/atom", "energy" },
    { "bulk-modulus", "GPa", "bulk modulus" } } do
    local function value(name)
      return tonumber((tostring(nn.table(found[name].eos[kind]).notes[entry[1]]):match "%S+"))
    end
    compared(("%s of %s"):format(entry[3], kind), entry[2], value "Vashishta", value "network")
  end
end
local function mean(phase, of, column, factor)
  local sum, rows = 0, nn.table(of.runs[phase].thermo).rows
  for _, row in ipairs(rows) do sum = sum + row[column] / #rows end
  return factor * sum
end
local atoms = 24 * opt.cells ^ 3
for _, phase in ipairs(phases) do
  for _, entry in ipairs { { "press", "kbar", "pressure", 1e-3 }, { "pe", "eV/atom", "energy", 1 / atoms } } do
    local a, b, c = mean(phase, target, entry[1], entry[4]), mean(phase, network, entry[1], entry[4]),
      mean(phase, again, entry[1], entry[4])
    compared(("%s of the %s"):format(entry[3], phase), entry[2], a, b, math.abs(c - a))
  end
end
properties = show("properties.tab", "Beside Vashishta's potential; by chance: the error of means, or two of its runs",
  { "property", "unit", "Vashishta", "network", "difference_%", "by_chance_%" }, properties)

local long_rows = {}
for i, one in ipairs(long) do
  local sums, least, most, hottest = { 0, 0 }, math.huge, 0, 0
  local thermo = nn.table(one.thermo).rows
  for _, row in ipairs(thermo) do
    sums = { sums[1] + row.temp / #thermo, sums[2] + row.density / #thermo }
    least, most, hottest = math.min(least, row.density), math.max(most, row.density), math.max(hottest, row.temp)
  end
  long_rows[i] = { ("%s, run %d"):format(one.name, one.seed), one.pressure, thermo[#thermo].time, sums[1], hottest,
    sums[2], least, most }
end
if opt.long then
  long_rows = show("long.tab", "Runs of 72 atoms at 1000 K",
    { "run", "bar", "ps", "mean_K", "highest_K", "mean_g/cm3", "least", "most" }, long_rows)
end

local function rmse(name, quantity)
  return nn.table(errors[name]):get("rmse", { quantity = quantity, subset = "all" })
end
local summary = { title = "Silica, Vashishta 1997 and a network" }
for _, name in ipairs { "crystals", "melt", "glass" } do
  summary[#summary + 1] = { "energy RMSE, " .. name, "meV/atom", ours = rmse(name, "energy"), wanted = 3, moonshot = 1 }
  summary[#summary + 1] = { "force RMSE, " .. name, "meV/Å", ours = rmse(name, "force"), wanted = 100, moonshot = 30 }
end
for _, row in ipairs(of_melt) do
  summary[#summary + 1] = { row[1] .. " off, of the peak", "%", ours = row[2], wanted = 3, moonshot = 1 }
  summary[#summary + 1] = { "  two runs with Vashishta's potential", "%", ours = row[3] }
end
if opt.long then
  local ended, hottest = 0, 0
  for i, one in ipairs(long) do
    if one.name == "network" then ended, hottest = ended + 1, math.max(hottest, tonumber(long_rows[i + 1][5])) end
  end
  summary[#summary + 1] = {
    ("runs of %g ps at 1000 K that came to their end"):format(opt.long_steps * opt.long_timestep), "1", ours = ended }
  summary[#summary + 1] = { "  highest temperature in them", "K", ours = hottest }
end
summary[#summary + 1] = { "frames learned from", "1", ours = #nn.frames(loop.frames) }
summary[#summary + 1] = { "rounds", "1", ours = loop.rounds }
nn.summary(summary)

local sections = {
  { "Errors",
    text = "Held out: crystals at 300, 1000 and 2000 K; the melt and the glass of runs with Vashishta's potential, "
      .. "which no fit saw.",
    pictures = parts.errors, rows = nn.rows(summary), recipe = { model } },
  { "Melt",
    text = "The same number of frames from both potentials; beside the difference stands that of two runs of "
      .. "Vashishta's.",
    pictures = parts.melt, rows = curves },
  { "Glass", text = "Each potential quenches its own melt.", pictures = parts.glass },
  { "Crystals, densities", pictures = parts.crystals, rows = properties },
  loop.section }
if opt.long then
  sections[#sections + 1] = { "A nanosecond at 1000 K", pictures = parts.long, rows = long_rows,
    text = "Quartz of 72 atoms at constant pressure. At 0 bar it boils away, by Vashishta's potential as by the "
      .. "network." }
end
nn.report { title = "Silica", lead = "A network of two elements in place of Vashishta's potential of 1997.",
  sections = sections }
