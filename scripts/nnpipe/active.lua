-- The iterative construction of a potential, thesis 7.1.1: label, fit a committee, explore with it, pick what is new to
-- it, and again until nothing is. See nnpipe-lua(7).
local core = require "nnpipe.core"
local command = require "nnpipe.command"
local report = require "nnpipe.report"
local step = require "nnpipe.step"
local tables = require "nnpipe.table"

local active = {}

local defaults = {
  name = "active", -- of the folder of all files, and before the names of steps
  rounds = 5, committee = 4,
  temperatures = { 300 }, pressures = {}, -- K, bar: a run each, of each pair if there are both
  steps = 2000, timestep = 0.001, every = 20, -- of the runs, ps; of frames
  stop_beyond = 0.5, -- a run ends where a value is so many widths outside its range
  number = 20, -- most frames picked in a round
  extrapolation = { 0.05, 5 }, force_spread = { 100, 5000 }, -- bounds of what is picked: widths; meV/Å
  enough = 0, -- the loop ends when so few frames are picked
  seed = 1,
}
local required = { start = true, from = true, label = true, fit = true }
local optional = { test = true, explore = true, pick = true }

local function settings_of(spec)
  if type(spec) ~= "table" then core.failure("nn.active: expected a table, got a " .. type(spec)) end
  local settings, known = {}, {}
  for key in pairs(defaults) do known[#known + 1] = key end
  for _, more in ipairs { required, optional } do
    for key in pairs(more) do known[#known + 1] = key end
  end
  table.sort(known)
  for key, value in pairs(spec) do
    if defaults[key] == nil and not required[key] and not optional[key] then
      local near = core.nearest(tostring(key), known)
      core.failure(("nn.active: no setting %s%s"):format(tostring(key), near and (" (did you mean " .. near .. "?)") or ""))
    end
    settings[key] = value
  end
  for key in pairs(required) do
    if settings[key] == nil then core.failure("nn.active: expected a setting " .. key) end
  end
  for key, value in pairs(defaults) do
    if settings[key] == nil then settings[key] = value end
  end
  for _, key in ipairs { "explore", "pick" } do settings[key] = settings[key] or {} end
  return settings
end

-- { "label", potential = sw } with frames → { "label", frames, potential = sw }
local function applied(program, frames)
  local whole = { program[1], frames }
  for key, value in pairs(program) do
    if math.type(key) == "integer" and key > 1 then
      whole[key + 1] = value
    elseif key ~= 1 then
      whole[key] = value
    end
  end
  return whole
end

local function list(value) return type(value) == "table" and command.as_output(value) == nil and value or { value } end

-- Runs of one round: of every structure at every temperature and pressure.
local function explore(s, model, round, place)
  local all = { "cat" }
  local pressures = #s.pressures > 0 and s.pressures or { false }
  for c, crystal in ipairs(list(s.from)) do
    for _, temperature in ipairs(s.temperatures) do
      for p, pressure in ipairs(pressures) do
        local label = ("%d-%gK%s"):format(c, temperature, pressure and ("-%d"):format(p) or "")
        local run = command.with({ "run-md", crystal, frame = -1, potential = model, temperature = temperature,
          ensemble = pressure and "npt" or "bussi", pressure = pressure or nil, steps = s.steps, timestep = s.timestep,
          every = s.every, watch = 5, on_extrapolation = "stop", stop_beyond = s.stop_beyond, quiet = true,
          seed = 10000 * s.seed + 100 * round + #all }, s.explore)
        all[#all + 1] = step.declare { ("%s %d: run %s"):format(s.name, round, label),
          out = place(("run-%s.xyz"):format(label)), may_end_early = true, run }
      end
    end
  end
  return step.declare { ("%s %d: runs"):format(s.name, round), out = place "runs.xyz", all }, #all - 1
end

-- One round's row of the table of convergence.
local function row_of(s, round, data, picks, errors, runs)
  local list_of_picks = tables.read(picks)
  local row = { round, data, #list_of_picks / runs, 0, 0, 0, 0 }
  for _, candidate in ipairs(list_of_picks.rows) do
    if candidate.outcome ~= "inside" then row[4] = row[4] + 1 end
    if candidate.outcome == "picked" then row[5] = row[5] + 1 end
    if candidate.extrapolating > 0 then row[6] = row[6] + 1 / #list_of_picks end
    row[7] = row[7] + candidate.force_spread / #list_of_picks
  end
  if errors then
    local found = tables.read(errors)
    row[8] = found:get("rmse", { quantity = "energy", subset = "all" })
    row[9] = found:get("rmse", { quantity = "force", subset = "all" })
  end
  return row
end

-- Columns of the table of convergence; the last two with test frames.
local fields = { "round", "frames", "frames_per_run", "found", "picked", "extrapolating", "force_spread" }
local fields_of_test = { "energy_rmse", "force_rmse" }

-- nn.active { start = labelled frames, from = structures, label = { "label", … }, fit = { set = …, … }, … }
function active.loop(spec)
  local s = settings_of(spec)
  local frames, data, rows, converged, model = s.start, nil, {}, false, nil
  local sources = {}
  for round = 1, s.rounds do
    local function place(file) return ("%s/%d-%s"):format(s.name, round, file) end
    model = step.declare { ("%s %d: fit"):format(s.name, round), out = { place "model.nnp", log = place "fit.tab" },
      command.with({ "fit-mlp", frames, committee = s.committee, forces = true, seed = s.seed, quiet = true,
        log = command.out "log" }, s.fit) }
    local runs, count = explore(s, model, round, place)
    local criteria = command.with({ "pick", runs, potential = model, extrapolation = s.extrapolation, force_spread = s.force_spread,
      number = s.number, database = frames, distinct = 1e-4, allow_none = true, table = command.out "table" }, s.pick)
    local picked = step.declare { ("%s %d: pick"):format(s.name, round),
      out = { place "picked.xyz", table = place "picks.tab" }, criteria }
    local errors = s.test and step.declare { ("%s %d: errors"):format(s.name, round), out = place "errors.tab",
      { "validate", s.test, potential = model, quiet = true } }
    if not data then
      local _, n = step.read(frames):gsub("Properties=", "")
      data = n
    end
    local row = row_of(s, round, data, picked.table, errors, count)
    rows[#rows + 1] = row
    sources[#sources + 1] = picked.table
    if errors then sources[#sources + 1] = errors end
    converged = row[5] <= s.enough
    if converged or round == s.rounds then break end
    local labelled = step.declare { ("%s %d: label"):format(s.name, round), out = place "labelled.xyz",
      applied(s.label, picked) }
    frames = step.declare { ("%s %d: data"):format(s.name, round), out = place "data.xyz", { "cat", frames, labelled } }
    local _, n = step.read(labelled):gsub("Properties=", "")
    data = data + n
  end
  local columns = table.move(fields, 1, #fields, 1, {})
  if s.test then table.move(fields_of_test, 1, 2, #columns + 1, columns) end
  local convergence = step.declare { s.name .. ": convergence", out = s.name .. "/convergence.tab", inputs = sources,
    function(out) tables.write(out, { units = "metal", fields = columns, rows = rows }) end }
  report.plot { "line", convergence, out = s.name .. "/convergence.png", x = "round",
    y = s.test and { "picked", "force_spread", "force_rmse" } or { "picked", "force_spread" },
    xlabel = "round", ylabel = "frames picked; meV/Å", key = "above" }
  return { model = model, frames = frames, table = convergence, rounds = #rows, converged = converged }
end

return active
