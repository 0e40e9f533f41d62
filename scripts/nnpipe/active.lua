-- The iterative construction of a potential, thesis 7.1.1: label, fit a committee, explore with it, pick what is new to
-- it, and again until nothing is. See nnpipe-lua(7).
local command = require "nnpipe.command"
local frames_of = require "nnpipe.frames".of
local report = require "nnpipe.report"
local settings = require "nnpipe.settings"
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
          force_spread = s.committee > 1 and s.force_spread or nil,
          seed = 10000 * s.seed + 100 * round + #all }, s.explore or {})
        all[#all + 1] = step.declare { ("%s %d: run %s"):format(s.name, round, label),
          out = place(("run-%s.xyz"):format(label)), may_end_early = true, run }
      end
    end
  end
  return step.declare { ("%s %d: runs"):format(s.name, round), out = place "runs.xyz", all }, #all - 1
end

-- Of validate's table, or of a fit's log, whose last row counts.
local function errors_in(found)
  if not found then return 0 / 0, 0 / 0 end
  local read = tables.read(found)
  if read.rows[1] and read.rows[1].train_energy_rmse then
    return read.rows[#read].train_energy_rmse, read.rows[#read].train_force_rmse
  end
  local function rmse(quantity) return read:get("rmse", { quantity = quantity, subset = "all" }) end
  return rmse "energy", rmse "force"
end

-- One round's row of the table of convergence.
local function row_of(round, data, found)
  local picks = tables.read(found.picks)
  local row = { round, data, #picks / found.runs, 0, 0, 0, 0 }
  for _, candidate in ipairs(picks.rows) do
    if candidate.outcome ~= "inside" then row[4] = row[4] + 1 end
    if candidate.outcome == "picked" then row[5] = row[5] + 1 end
    if candidate.extrapolating > 0 then row[6] = row[6] + 1 / #picks end
    row[7] = row[7] + (candidate.force_spread or 0) / #picks
  end
  row[8], row[9] = errors_in(found.fit)
  row[10], row[11] = errors_in(found.new)
  if found.test then row[12], row[13] = errors_in(found.test) end
  return row
end

-- Columns of the table of convergence; the last two with test frames.
local fields = { "round", "frames", "frames_per_run", "found", "picked", "extrapolating", "force_spread",
  "fit_energy_rmse", "fit_force_rmse",
  "new_energy_rmse", "new_force_rmse" }
local fields_of_test = { "energy_rmse", "force_rmse" }

-- Pictures and table of the rounds: a section of a page, and the page itself in the folder.
local function show(s, convergence, rows, converged)
  local function picture(name, spec)
    return report.picture(command.with({ "rounds", convergence, out = s.name .. "/" .. name,
      key = #spec.y > 1 and "above" or nil }, spec))
  end
  local errors = { y = { "new_force_rmse", "fit_force_rmse", s.test and "force_rmse" or nil },
    series = { "picked (before they are learned)", "learned", s.test and "test" or nil },
    ylabel = "force RMSE (meV/Å)" }
  local pictures = {
    { picture("errors", errors), alt = "Errors of forces, round by round",
      caption =
        "Errors of the forces: of frames that were picked, by the networks that picked them; of frames learned." },
    { picture("convergence", { y = { "force_spread" }, ylabel = "mean disagreement (meV/Å)" }),
      alt = "Disagreement of the committee, round by round",
      caption = "How far the networks disagree about the force they dispute most, mean over the frames of all runs." },
    { picture("outside", { y = { "extrapolating" }, yscale = 100, ylabel = "extrapolating frames (%)" }),
      alt = "Part of the frames outside the training range, round by round",
      caption = "Frames of the runs with a site outside the training range." },
    { picture("frames", { y = { "frames", "picked" }, series = { "learned from", "picked" }, ylabel = "frames" }),
      alt = "Number of frames, round by round",
      caption = "Frames learned from, and those picked out of the round's runs." },
  }
  local shown = { { "round", "frames", "frames a run", "found", "picked", "extrapolating", "disagreement",
    "force RMSE, learned", "force RMSE, picked" } }
  if s.test then table.insert(shown[1], "force RMSE, test") end
  for i, row in ipairs(rows) do
    shown[i + 1] = { row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[9], row[11],
      s.test and row[13] or nil }
  end
  local section = { "Rounds", pictures = pictures, rows = shown,
    caption = "Disagreement and errors of forces are in meV/Å.",
    text = converged and ("After round %d nothing new was found."):format(#rows)
      or ("The %d rounds ended before nothing new was found."):format(#rows) }
  report.report { out = s.name .. "/convergence.html", title = "Convergence: " .. s.name,
    lead = "Fit a committee, run with it, pick what is new to it, label, and fit again.", sections = { section } }
  return section
end

-- nn.active { start = labelled frames, from = structures, label = { "label", … }, fit = { set = …, … }, … }
function active.loop(spec)
  local s = settings.of("nn.active", spec, defaults, required, optional)
  local frames, data, found, converged, model = s.start, nil, {}, false, nil
  local rows, sources = {}, {}
  for round = 1, s.rounds do
    local function place(file) return ("%s/%d-%s"):format(s.name, round, file) end
    local function validate(name, of)
      return step.declare { ("%s %d: errors of %s"):format(s.name, round, name),
        out = place("errors-" .. name .. ".tab"),
        { "validate", of, potential = model, quiet = true } }
    end
    -- A fit of the first few frames does not generalise; it is what the rounds are there to mend.
    model = step.declare { ("%s %d: fit"):format(s.name, round), out = { place "model.nnp", log = place "fit.tab" },
      command.with({ "fit-mlp", frames, committee = s.committee, forces = true, max_gap = 0, seed = s.seed,
        quiet = true, log = command.out "log" }, s.fit) }
    local runs, count = explore(s, model, round, place)
    local criteria = command.with({ "pick", runs, potential = model, extrapolation = s.extrapolation,
      force_spread = s.committee > 1 and s.force_spread or nil, number = s.number, database = frames, distinct = 1e-4,
      allow_none = true,
      table = command.out "table" }, s.pick or {})
    local picked = step.declare { ("%s %d: pick"):format(s.name, round),
      out = { place "picked.xyz", table = place "picks.tab" }, criteria }
    found = { picks = picked.table, runs = count, fit = model.log, test = s.test and validate("test", s.test) or nil }
    data = data or #frames_of(frames)
    local new = 0
    for _, candidate in ipairs(tables.read(picked.table).rows) do
      new = new + (candidate.outcome == "picked" and 1 or 0)
    end
    converged = new <= s.enough
    local labelled
    if not converged then
      labelled = step.declare { ("%s %d: label"):format(s.name, round), out = place "labelled.xyz",
        command.applied(s.label, picked) }
      found.new = validate("picked", labelled)
    end
    rows[round] = row_of(round, data, found)
    for _, name in ipairs { "picks", "fit", "new", "test" } do sources[#sources + 1] = found[name] end
    if converged then break end
    frames = step.declare { ("%s %d: data"):format(s.name, round), out = place "data.xyz", { "cat", frames, labelled } }
    data = data + #frames_of(labelled)
  end
  local columns = table.move(fields, 1, #fields, 1, {})
  if s.test then table.move(fields_of_test, 1, 2, #columns + 1, columns) end
  local convergence = step.declare { s.name .. ": convergence", out = s.name .. "/convergence.tab", inputs = sources,
    function(out) tables.write(out, { units = "metal", fields = columns, rows = rows }) end }
  local section = show(s, convergence, rows, converged)
  return { model = model, frames = frames, table = convergence, rounds = #rows, converged = converged,
    section = section }
end

return active
