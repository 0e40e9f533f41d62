-- Whether potentials that fit-mlp --set auto makes hold in molecular dynamics: runs with Langevin's thermostat, each
-- from a crystal or a molecule, at the temperature of the data and above, with several seeds; and atoms that begin
-- where no data are, pairs far too near and a random gas. A run is held, or was ended with status 3, or it is broken:
-- a pair far nearer than any in training, or a bond of a molecule that has left its range, in a run that ended with
-- status 0. The last must not happen. Each seed has a fit of its own, which runs at the highest temperature first. The
-- nearest pairs are found in the trajectories, from nothing but their positions.
--
--   nnpipe run stability.lua names=Si training=si.xyz starts=si-216.xyz temperatures=2000 [factors=1,1.5,2 …]
local nn = require "nnpipe"
local opt = nn.options {
  names = { "own" }, -- of the data sets
  training = { "train.xyz" }, -- frames with energies and forces, a file for each name
  starts = { "start.xyz" }, -- the frame that runs begin with, a file for each name
  temperatures = { 300 }, -- the hottest of the data, K, one for each name
  factors = { 1, 1.5, 2 }, -- of that temperature
  stress = { "no" }, -- fits without stress, with it, or both: no,yes; without it where the frames have none
  potentials = { "" }, -- files in place of fits, one for each name
  molecules = false, -- judge bonds: those of the start may change by `bond_range`
  bond_range = 0.5, -- Å
  seeds = { 1, 2, 3 }, -- of the fits, of velocities and thermostat
  time = 100, -- of a run, ps
  timestep = 0.001, -- ps
  nearest = 0.7, -- a pair is fused that is nearer than so much of the shortest distance in training
  hostile = true, -- pairs too near, and a random gas
  hostile_steps = 2000, -- of these runs
  frames = 100, -- of a run, that are looked at
}
assert(#opt.training == #opt.names and #opt.starts == #opt.names and #opt.temperatures == #opt.names,
  "expected a training file, a start and a temperature for each name")
for _, word in ipairs(opt.stress) do
  assert(word == "yes" or word == "no", ("stress=%s, expected yes, no or both: no,yes"):format(word))
end

assert(opt.timestep > 0 and opt.time >= opt.timestep and opt.frames >= 1,
  "expected a time of a step at least, and a frame to look at")

-- Elements and positions of a frame, and along each axis the edge of its cell, if it is periodic there.
local function parse(text)
  local atoms, edges, lattice = {}, {}, text:match 'Lattice="([^"]*)"'
  local periodic = { text:match 'pbc="(%a) (%a) (%a)"' }
  local numbers = {}
  for number in (lattice or ""):gmatch "%S+" do numbers[#numbers + 1] = tonumber(number) end
  for k, number in ipairs(numbers) do
    local axis = (k - 1) % 3 + 1
    if k % 4 == 1 then
      edges[axis] = periodic[axis] == "T" and number or nil
    elseif number ~= 0 and periodic[(k - 1) // 3 + 1] == "T" then
      error("a tilted cell, expected edges along the axes")
    end
  end
  for line in text:match "^[^\n]*\n[^\n]*\n(.*)$":gmatch "[^\n]+" do
    local element, x, y, z = line:match "^%s*(%a+)%s+(%S+)%s+(%S+)%s+(%S+)"
    atoms[#atoms + 1] = { element, tonumber(x), tonumber(y), tonumber(z) }
  end
  return { atoms = atoms, edges = edges }
end

-- The distance of two atoms, of the nearest image.
local function distance(frame, i, j)
  local a, b, sum = frame.atoms[i], frame.atoms[j], 0
  for axis = 1, 3 do
    local d = a[axis + 1] - b[axis + 1]
    local edge = frame.edges[axis]
    if edge then d = d - edge * math.floor(d / edge + 0.5) end
    sum = sum + d * d
  end
  return math.sqrt(sum)
end

-- Shortest distances of training, by the potential's own file: of one element and another.
local function shortest_of(potential)
  local shortest = setmetatable({}, { __index = function(all, element) -- elements that are not there meet nothing
    all[element] = {}
    return all[element]
  end })
  for a, b, r in nn.read(potential):gmatch "\nshortest (%a+) (%a+) (%S+)" do
    shortest[a][b], shortest[b][a] = tonumber(r), tonumber(r)
  end
  assert(next(shortest), ("%s: no shortest distances of training, expected those of a fit"):format(potential))
  return shortest
end

-- The nearest pair of a frame in units of the shortest distance in training.
local function nearest(frame, shortest)
  local least = math.huge
  for i = 1, #frame.atoms do
    local of = shortest[frame.atoms[i][1]]
    for j = 1, i - 1 do
      local limit = of[frame.atoms[j][1]]
      if limit then least = math.min(least, distance(frame, i, j) / limit) end
    end
  end
  return least
end

-- Bonds of a molecule: pairs nearer than 1.25 times the shortest of their elements in training.
local function bonds_of(frame, shortest)
  local bonds = {}
  for i = 1, #frame.atoms do
    for j = 1, i - 1 do
      local limit, r = shortest[frame.atoms[i][1]][frame.atoms[j][1]], distance(frame, i, j)
      if limit and limit < 1.75 and r < 1.25 * limit then bonds[#bonds + 1] = { i, j, r } end
    end
  end
  return bonds
end

local rows, counts = {}, {}
local function note(entry, time, least, worst_bond, outcome, reason)
  rows[#rows + 1] = { entry.name, entry.kind, entry.temperature, entry.seed, time, entry.steps * entry.timestep, least,
    worst_bond, least < opt.nearest and "yes" or "no", outcome, reason }
  local key = entry.name .. " " .. entry.kind
  counts[key] = counts[key] or { held = 0, ended = 0, broken = 0, runs = 0 }
  counts[key][outcome] = counts[key][outcome] + 1
  counts[key].runs = counts[key].runs + 1
end

-- What became of a run: how far it came, its nearest pair and the bond that has changed most.
local function judge(entry)
  local shortest = shortest_of(entry.potential)
  local bonds
  local least, worst = math.huge, 0
  for _, text in ipairs(nn.frames(entry.run)) do
    local frame = parse(text)
    bonds = bonds or entry.molecule and bonds_of(frame, shortest) or {}
    -- Atoms that began too near are judged by where they end.
    least = entry.hostile and nearest(frame, shortest) or math.min(least, nearest(frame, shortest))
    for _, bond in ipairs(bonds) do
      worst = math.max(worst, math.abs(distance(frame, bond[1], bond[2]) - bond[3]))
    end
  end
  local thermo = nn.table(entry.run.thermo).rows
  local whole = least >= opt.nearest and (not entry.molecule or worst <= opt.bond_range)
  local reason = nn.reason(entry.run)
  local outcome = reason and "ended" or whole and "held" or "broken"
  note(entry, thermo[#thermo].step * entry.timestep, least, worst, outcome, reason or "-")
end

local function run_md(name, start, potential, options)
  local files = { "runs/" .. name .. ".xyz", thermo = "runs/" .. name .. "-thermo.tab" }
  return nn.step { name, out = files, may_end_early = true,
    nn.with({ "run-md", start, potential = potential, threads = 1, thermo_output = nn.out "thermo" }, options) }
end

local entries = {}
local function declare(fit, factor)
  local temperature, steps = factor * opt.temperatures[fit.d], math.floor(opt.time / opt.timestep + 0.5)
  local run = run_md(("%s-%g"):format(fit.label, temperature), opt.starts[fit.d], fit.potential, {
    ensemble = "langevin", temperature = temperature, seed = fit.seed, steps = steps, timestep = opt.timestep,
    every = math.max(1, steps // opt.frames), thermo = math.max(1, steps // 1000) })
  entries[#entries + 1] = { name = fit.name, kind = fit.kind, temperature = temperature, seed = fit.seed, steps = steps,
    timestep = opt.timestep, run = run, potential = fit.potential, molecule = opt.molecules }
end

-- Pairs of all elements of a potential too near, at rest, and a gas of all of them; each as run-md does it by default,
-- which ends such a run, and unwatched: then the atoms must fly apart. A pair that is still too near at the end of a
-- run of status 0 is fused.
local function declare_hostile(fit)
  local elements = {}
  for element in nn.read(fit.potential):gmatch "\nnetwork (%a+)" do elements[#elements + 1] = element end
  local function add(what, atoms)
    local label = fit.label .. "-" .. what
    local start = nn.step { "start of " .. label, out = "starts/" .. label .. ".xyz", function(out)
      local file <close> = assert(io.open(tostring(out), "w"))
      file:write(("%d\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\n"):format(#atoms))
      for _, atom in ipairs(atoms) do file:write(("%s %.6f %.6f %.6f\n"):format(table.unpack(atom))) end
    end }
    for _, way in ipairs { { "", "warn", "hostile" }, { "-unwatched", "ignore", "hostile, unwatched" } } do
      local run = run_md(label .. way[1], start, fit.potential, { ensemble = "nve", velocities = 0,
        steps = opt.hostile_steps, timestep = 0.0002, every = math.max(1, opt.hostile_steps // 10), thermo = 10,
        on_extrapolation = way[2] })
      entries[#entries + 1] = { name = fit.name, kind = fit.kind .. ", " .. way[3], temperature = 0, seed = fit.seed,
        steps = opt.hostile_steps, timestep = 0.0002, run = run, potential = fit.potential, hostile = true }
    end
  end
  for a = 1, #elements do
    for b = a, #elements do
      for _, r in ipairs { 0.3, 0.5, 0.7, 0.9, 1.2 } do
        add(("%s-%s-%g"):format(elements[a], elements[b], r), { { elements[a], 0, 0, 0 }, { elements[b], r, 0, 0 } })
      end
    end
  end
  math.randomseed(fit.seed)
  local gas = {}
  for i = 1, 40 do
    gas[i] = { elements[i % #elements + 1], 8 * math.random(), 8 * math.random(), 8 * math.random() }
  end
  add("gas", gas)
end

local function potential_of(d, kind, seed)
  local name = opt.names[d]
  if kind ~= "given" then
    local label = ("%s-%s-%d"):format(name, kind, seed)
    return nn.step { "fit " .. label, out = "models/" .. label .. ".nnp",
      { "fit-mlp", opt.training[d], set = "auto", seed = seed, stress = kind == "stress" } }
  end
  local given = opt.potentials[d]
  return nn.step { ("%s: potential %d"):format(name, seed), out = ("models/%s-%d.nnp"):format(name, seed),
    inputs = { given }, function(out)
      local file <close> = assert(io.open(tostring(out), "w"))
      file:write(nn.read(given))
    end }
end

local function has_stress(file)
  local text = nn.read(file)
  return text:find "[%s_]stress=" or text:find "[%s_]virial="
end

table.sort(opt.factors, function(a, b) return a > b end)
local fits = {}
for _, seed in ipairs(opt.seeds) do
  for d, name in ipairs(opt.names) do
    local given = (opt.potentials[d] or "") ~= ""
    for _, stress in ipairs((given or not has_stress(opt.training[d])) and { "no" } or opt.stress) do
      local kind = given and "given" or stress == "yes" and "stress" or "plain"
      local fit = { d = d, name = name, kind = kind, seed = seed, label = ("%s-%s-%d"):format(name, kind, seed),
        potential = potential_of(d, kind, seed) }
      fits[#fits + 1] = fit
      if opt.factors[1] then declare(fit, opt.factors[1]) end
    end
  end
end
for i = 2, #opt.factors do
  for _, fit in ipairs(fits) do declare(fit, opt.factors[i]) end
end
if opt.hostile then
  for _, fit in ipairs(fits) do declare_hostile(fit) end
end
for _, entry in ipairs(entries) do nn.wait(entry.run) end -- no run waits for a verdict
for _, entry in ipairs(entries) do judge(entry) end

local fields = { "data", "kind", "temperature", "seed", "time", "asked", "nearest", "bond", "fused", "outcome",
  "reason" }
nn.step { "table", out = "stability.tab", function(out)
  nn.write_table(out, { units = "metal", rows = rows, fields = fields })
end }
local summary, names = {}, {}
for key in pairs(counts) do names[#names + 1] = key end
table.sort(names)
for _, key in ipairs(names) do
  local count = counts[key]
  summary[#summary + 1] = { key .. ": held", ("of %d"):format(count.runs), ours = count.held }
  summary[#summary + 1] = { key .. ": ended with status 3", ("of %d"):format(count.runs), ours = count.ended }
  summary[#summary + 1] = { key .. ": broken", ("of %d"):format(count.runs), ours = count.broken }
end
nn.summary(summary)
