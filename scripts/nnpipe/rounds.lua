-- Rounds that look for new samples of site energies, and learn them. See nnpipe-lua(7).
local command = require "nnpipe.command"
local frames = require "nnpipe.frames"
local step = require "nnpipe.step"
local tables = require "nnpipe.table"

local rounds = {}

-- nn.extrapolation_rounds { rounds = 3, number = 4, folder = "…", fit = function(round),
-- run = function(model, round), learn = function(round, model, found, picked) }: of runs with the network the frames
-- that leave its training range most, at most `number` a round. Ends with a round that finds none, for which `picked`
-- is nil.
function rounds.by_extrapolation(spec)
  for i = 1, spec.rounds do
    local round = "extrapolation-" .. i
    local stem = spec.folder .. "/" .. round
    local model = spec.fit(round)
    local runs = spec.run(model, round)
    local picked = step.declare { round .. ": pick", out = { stem .. "-picked.xyz", table = stem .. ".tab" },
      { "pick", runs, potential = model, extrapolation = 0, number = spec.number, allow_none = true,
        table = command.out "table" } }
    local found = 0
    for _, candidate in ipairs(tables.read(picked.table).rows) do
      if candidate.extrapolating > 0 then found = found + 1 end
    end
    spec.learn(round, model, found, found > 0 and picked or nil)
    if found == 0 then return end
  end
end

-- Of each frame: by how much the networks that labelled the streams differ about the energy of the atom they dispute
-- most, eV.
local function disputes(labelled)
  local energies, most = {}, {}
  for i, stream in ipairs(labelled) do energies[i] = frames.site_energies(stream) end
  for f, atoms in ipairs(energies[1]) do
    most[f] = 0
    for a in ipairs(atoms) do
      local low, high = math.huge, -math.huge
      for _, each in ipairs(energies) do low, high = math.min(low, each[f][a]), math.max(high, each[f][a]) end
      most[f] = math.max(most[f], high - low)
    end
  end
  return most
end

-- The frames above the limit, the most disputed ones first; nothing if there is none. Also how many there were.
local function most_disputed(name, out, runs, most, limit, number)
  local order = {}
  for f, value in ipairs(most) do
    if value > limit then order[#order + 1] = f end
  end
  table.sort(order, function(a, b)
    if most[a] ~= most[b] then return most[a] > most[b] end
    return a < b
  end)
  local found = #order
  for i = #order, number + 1, -1 do order[i] = nil end
  if #order == 0 then return nil, 0 end
  return step.declare { name, out = out, function(file_name)
    local all = frames.of(runs)
    local file <close> = assert(io.open(file_name, "w"))
    for _, f in ipairs(order) do file:write(all[f]) end
  end }, found
end

-- nn.committee_rounds { rounds = 3, members = 4, disagreement = 0.005, number = 10, folder = "…",
-- fit = function(name, member), run = function(committee, round), learn = function(round, model, found, picked) }: of
-- runs with the mean of several networks the frames in which they differ by more than `disagreement` eV about the
-- energy of an atom.
function rounds.by_committee(spec)
  for i = 1, spec.rounds do
    local round = "committee-" .. i
    local stem = spec.folder .. "/" .. round
    local networks, committee = {}, { "cat" }
    for m = 1, spec.members do
      networks[m] = spec.fit(round .. "-network-" .. m, m)
      committee[m + 1] = networks[m]
    end
    committee = step.declare { round .. ": committee", out = stem .. ".nnp", committee }
    local runs, labelled = spec.run(committee, round), {}
    for m = 1, spec.members do
      labelled[m] = step.declare { ("%s: by network %d"):format(round, m), out = ("%s-by-%d.xyz"):format(stem, m),
        { "label", runs, potential = networks[m], on_extrapolation = "ignore" } }
    end
    local picked, found = most_disputed(round .. ": disputed", stem .. "-disputed.xyz", runs, disputes(labelled),
      spec.disagreement, spec.number)
    spec.learn(round, networks[1], found, picked)
    if found == 0 then return end
  end
end

return rounds
